"""Each doubt is found where it is due, not where it is not, and is silent once a reviewer has given a reason."""

from pathlib import Path

import pytest

from graph import corpus, plausible
from graph.corpus import Entry
from graph.plausible import Doubt
from loaders import facts, vocabulary
from loaders.claims import Check
from loaders.errors import FactFileError
from loaders.places import Gazetteer
from tests.test_errors import minsheng

HEAD = """document:
  {{id: {key}, key: {key}, title: 样例, issued: "{issued}", sha256: "{sha}", about: [南岸区]}}
programmes:
- {{name: “1+3+100”零工服务体系, kind: 体系, domain: 就业, at: [[0, 4, 零工]]}}
- {{name: 高龄津贴, kind: 补贴, domain: 养老服务, at: [[0, 4, 津贴]]}}
places:
- {{name: 南岸区, level: 区, at: [[0, 3, 南岸区]]}}
- {{name: 龙门浩街道, level: 街道, in: 南岸区, at: [[35, 40, 龙门浩街道]]}}
- {{name: 海棠溪街道, level: 街道, in: 南岸区, at: [[45, 50, 海棠溪街道]]}}
groups:
- {{name: 老年人, at: [[201, 204, 老年人]]}}
- {{name: 学生, at: [[205, 207, 学生]]}}
figures:
"""


def entry(*figures: str, key: str = "t", issued: str = "2022", more: str = "") -> Entry:
    """A fact file with figures; each is written without position and printed words, which follow from it."""
    lines = []
    for number, figure in enumerate(figures):
        fields = dict(item.split(": ", 1) for item in figure.split(", "))
        given = {"place": "南岸区", "role": "outcome", **fields}
        given.setdefault("printed", given["value"] + given["unit"])
        given["unit"] = f'"{given["unit"]}"'
        start = 1000 + 10 * number
        items = ", ".join(f"{name}: {value}" for name, value in given.items())
        lines.append(f"- {{{items}, at: [[{start}, {start + len(given['printed'])}]]}}\n")
    text = HEAD.format(key=key, issued=issued, sha="0" * 64) + "".join(lines) + more
    path = Path(f"{key}.yaml")
    found, faults = corpus.check(facts.parse(text, path), vocabulary.default(), Gazetteer.load())
    assert faults == []
    return found


def codes(*entries: Entry) -> list[tuple[str, ...]]:
    return [(doubt.code, *doubt.about) for doubt in plausible.check(list(entries))]


def test_rate_over_100() -> None:
    assert codes(entry("indicator: 服务满意度, value: 100, unit: %")) == []
    assert codes(entry("indicator: 服务满意度, value: 100.1, unit: %")) == [("rate-over-100", "t-1000")]
    for free in ("门诊数增长", "完成目标任务", "学前教育毛入园率"):
        assert codes(entry(f"indicator: {free}, value: 145, unit: %")) == []


SLOGAN = "programme: “1+3+100”零工服务体系, unit: 个"


@pytest.mark.parametrize(("sites", "doubts"), [("100", []), ("127", [("sum", "t-1020")])])
def test_a_slogan_that_does_not_add_up(sites: str, doubts: list[tuple[str, ...]]) -> None:
    parts = (("数字驾驶舱", "1"), ("区级市场", "3"), ("社区站点", sites))
    assert codes(entry(*(f"indicator: {name}, value: {value}, {SLOGAN}" for name, value in parts))) == doubts


def test_a_slogan_against_another_number_of_counts_says_nothing() -> None:
    assert codes(entry(f"indicator: 社区站点, value: 127, {SLOGAN}")) == []


def test_parts_and_whole_of_indicators() -> None:
    whole = "indicator: 新增就业, value: 100, unit: 人, period: 2021"
    part = "indicator: 城镇新增就业, value: {}, unit: 人, period: {}"
    assert codes(entry(whole, part.format(100, 2021))) == []
    assert codes(entry(whole, part.format(101, 2021))) == [("subset-larger", "t-1010", "t-1000")]
    assert codes(entry(whole, part.format(101, 2020))) == []
    about = "indicator: 新增就业, value: 100, unit: 人, period: 2021, modifier: [余], printed: 100余人"
    assert codes(entry(about, part.format(101, 2021))) == []


def test_parts_and_whole_of_places() -> None:
    site = "indicator: 社区站点, value: {}, unit: 个, place: {}, period: 2021"
    three = [site.format(n, place) for n, place in ((10, "南岸区"), (6, "龙门浩街道"), (5, "海棠溪街道"))]
    assert codes(entry(*three)) == [("sum", "t-1000", "t-1010", "t-1020")]
    assert codes(entry(*three[:2])) == []
    assert codes(entry(three[1], site.format(5, "南岸区"))) == [("subset-larger", "t-1000", "t-1010")]
    rate = "indicator: 服务满意度, value: {}, unit: %, place: {}, period: 2021"
    assert codes(entry(rate.format(90, "南岸区"), rate.format(99, "龙门浩街道"))) == []


PAID = "indicator: 发放高龄津贴, value: {}, unit: 元, programme: 高龄津贴, role: input"
HEADS = "indicator: 高龄津贴发放人数, value: {}, unit: 人, programme: 高龄津贴"


def test_money_a_head() -> None:
    wrong = entry(HEADS.format(367300), PAID.format(12840000))
    assert codes(wrong) == [("per-head", "t-1010", "t-1000")]
    (doubt,) = plausible.check([wrong])
    assert "每人 35 元" in doubt.zh
    assert "35 yuan a head" in doubt.en
    assert codes(entry(HEADS.format(3673), PAID.format(12840000))) == []
    assert codes(entry(HEADS.format(10), PAID.format(12840000))) == [("per-head", "t-1010", "t-1000")]
    other = PAID.format(12840000) + ", group: 学生"
    assert codes(entry(HEADS.format(367300) + ", group: 老年人", other)) == []


def test_a_target_that_is_reached_already() -> None:
    done = "indicator: 普惠覆盖率, value: 92, unit: %, period: 2021"
    aim = "indicator: 普惠覆盖率, value: {}, unit: %, role: target, period: {}"
    assert codes(entry(done, aim.format(90, 2025))) == [("target-reached", "t-1010", "t-1000")]
    assert codes(entry(done, aim.format(95, 2025))) == []
    assert codes(entry(done, aim.format(90, 2020))) == []
    less = "indicator: 城镇登记失业率, value: {}, unit: %, role: {}, period: {}"
    assert (
        codes(entry(less.format(2.8, "outcome", 2021), less.format(5.5, "target", 2022)))[0][0] == "target-reached"
    )
    assert codes(entry(less.format(5.8, "outcome", 2021), less.format(5.5, "target", 2022))) == []
    flow = "indicator: 城镇新增就业, value: {}, unit: 人, role: {}, period: {}"
    assert codes(entry(flow.format(25700, "outcome", 2021), flow.format(24200, "target", 2022))) == []
    assert (
        codes(entry(flow.format(25700, "outcome", 2021), flow.format(24200, "target", 2021)))[0][0]
        == "target-reached"
    )


def test_two_values() -> None:
    figure = "indicator: 城镇新增就业, value: {}, unit: 人, period: 2021"
    one, other = entry(figure.format(25700), key="a"), entry(figure.format(26000), key="b")
    assert codes(one, other) == [("contradiction", "b-1000", "a-1000")]
    assert "a.yaml:" in plausible.check([one, other])[0].en
    assert codes(one, entry(figure.format(25700), key="b")) == []
    near = figure.format(26000) + ", modifier: [近], printed: 近26000人"
    assert codes(one, entry(near, key="b")) == []
    assert codes(entry(figure.format(1), figure.format(2))) == [("contradiction", "t-1010", "t-1000")]
    timeless = "indicator: 社区站点, value: {}, unit: 个"
    assert codes(entry(timeless.format(1), key="a"), entry(timeless.format(2), key="b")) == []


def test_after_publication() -> None:
    figure = "indicator: 城镇新增就业, value: 1, unit: 人, period: {}"
    assert codes(entry(figure.format(2023))) == [("after-publication", "t-1000")]
    assert codes(entry(figure.format("2016/2023"))) == [("after-publication", "t-1000")]
    assert codes(entry(figure.format(2022), issued="2022-03")) == []
    assert codes(entry(figure.format("2022-06"), issued="2022-03")) == [("after-publication", "t-1000")]
    assert codes(entry(figure.format(2025) + ", role: target")) == []


def test_a_place_that_was_no_longer() -> None:
    text = HEAD[: HEAD.index("- {{name: 龙门浩街道")].replace("南岸区", "万盛区") + "figures:\n"
    text += "- {{indicator: 社区站点, place: 万盛区, value: 1, unit: 个, printed: 1个, role: outcome, {when}at: [[9, 11]]}}\n"

    def found(issued: str, when: str = "") -> list[Doubt]:
        source = text.format(key="t", issued=issued, sha="0" * 64, when=when)
        done, _ = corpus.check(facts.parse(source, Path("t.yaml")), vocabulary.default(), Gazetteer.load())
        return plausible.check([done])

    assert found("2009") == []
    (doubt,) = found("2022")
    assert (doubt.code, doubt.about) == ("place-not-valid", ("t-9",))
    assert "2011-12-31" in doubt.zh
    assert doubt.where.line == 9
    assert found("2022", "period: 2010, ") == []


ACKNOWLEDGED = "acknowledged:\n- {{check: {}, about: {}, reason: 与原文一致}}\n"


@pytest.mark.parametrize("about", ["1000", "1010", "t-1000"])
def test_an_acknowledged_doubt_is_silent(about: str) -> None:
    figures = (HEADS.format(367300), PAID.format(12840000))
    assert codes(entry(*figures, more=ACKNOWLEDGED.format("per-head", about))) == []
    assert codes(entry(*figures, more=ACKNOWLEDGED.format("sum", about))) == [
        ("per-head", "t-1010", "t-1000"),
        ("acknowledged-in-vain", about if "-" in about else f"t-{about}"),
    ]


def test_an_unknown_check_is_an_error() -> None:
    with pytest.raises(FactFileError, match="Invalid enum value 'nonsense'"):
        entry(HEADS.format(5), more=ACKNOWLEDGED.format("nonsense", "1000"))


def test_acknowledgements_are_sealed_and_written() -> None:
    figures = (HEADS.format(367300), PAID.format(12840000))
    bare, with_reason = (
        entry(*figures).file.facts,
        entry(*figures, more=ACKNOWLEDGED.format("per-head", "1000")).file.facts,
    )
    assert facts.seal(bare) != facts.seal(with_reason)
    text = facts.write(with_reason)
    assert "acknowledged:" in text
    assert facts.parse(text, Path("t.yaml")).facts.acknowledged == with_reason.acknowledged
    assert "acknowledged" not in facts.write(bare)


def test_every_code_has_a_check() -> None:
    from typing import get_args

    source = (Path(plausible.__file__).parent / "doubts.py").read_text(encoding="utf-8")
    assert all(f'"{code}"' in source for code in get_args(Check))


def test_the_five_reports(tmp_path: Path) -> None:
    """What the curated files leave doubtful is told by ``minsheng validate``, which still succeeds."""
    found = {(doubt.code, doubt.about[0]) for doubt in plausible.every(corpus.read())}
    assert found == {("sum", "001-598"), ("per-head", "002-2983"), ("target-reached", "003-4423")}
    for doubt in plausible.every(corpus.read()):
        assert doubt.where.line
        assert doubt.zh
        assert doubt.en


def test_a_doubt_does_not_fail_validate(tmp_path: Path) -> None:
    article = (Path(__file__).parent / "article" / "nanan.yaml").read_text(encoding="utf-8")
    (tmp_path / "nanan.yaml").write_text(
        article.replace("period: 2023, when: 2023年, at: [[112", "period: 2026, when: 2023年, at: [[112"),
        encoding="utf-8",
    )
    done = minsheng("--lang", "en", "validate", "--facts", tmp_path, cwd=tmp_path)
    assert done.returncode == 0
    assert "nanan.yaml:" in done.stdout
    assert "[after-publication: nanan-112]" in done.stdout
