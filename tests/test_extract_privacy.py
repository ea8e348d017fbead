"""The privacy gate: no private person leaves the extractor, whatever the name."""

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import facts
from loaders.extract import extract
from loaders.extract.reading import read_text
from loaders.extract.records import records
from loaders.text import Text, Zone

SURNAMES = st.sampled_from(["覃", "仉", "逯", "冉", "欧阳", "令狐", "第五", "亓官", "闵", "佘", "王", "张"])
GIVEN = st.text(alphabet="芳强菊砚霞福秀梅顺川琼碧兴军辉萍莉娟彬涛鹏鑫", min_size=2, max_size=2)
FRAMES = st.sampled_from(
    [
        "61岁的{}在古南街道排上了队，她只掏9元。",
        "护理员{}每天要走三户人家。",
        "“这辈子没这么省心过。”村民{}说，去年卖了4.8万元。",
        "居民{}告诉记者，家里3口人每月收入5200元。",
        "36岁的{}凭一张岗位单进了厂，头一笔工资5200元。",
    ]
)


def printed(text: str) -> str:
    """Everything that leaves the extractor: records, the fact file, the ledger."""
    body = "綦江区民生特刊\n" + text + "\n全区参保41.7万人。"
    zones = tuple(Zone("paragraph", m, m + len(line)) for m, line in _lines(body))
    found = extract(Text(body, array("I", range(len(body))), zones), doc="x", title="綦江区民生特刊")
    out = [json.dumps(r, ensure_ascii=False) for r in records(found.reading, "x")]
    return "\n".join([*out, facts.write(found.facts), str(found.ledger)])


def _lines(text: str) -> list[tuple[int, str]]:
    found, position = [], 0
    for line in text.split("\n"):
        found.append((position, line))
        position += len(line) + 1
    return found


@given(SURNAMES, GIVEN, FRAMES)
def test_no_name_leaves(surname: str, given_name: str, frame: str) -> None:
    name = surname + given_name
    out = printed(frame.format(name))
    assert name not in out
    assert given_name not in out


@given(SURNAMES, GIVEN, FRAMES)
def test_figures_about_a_person_are_dropped_and_counted(surname: str, given_name: str, frame: str) -> None:
    reading = read_text("綦江区民生特刊\n" + frame.format(surname + given_name) + "\n全区参保41.7万人。")
    assert [str(f.numeral.value) for f in reading.facts] == ["417000"]
    assert any(b in ("anecdote", "other", "name") for _, b in reading.bins)


@pytest.mark.parametrize("address", ["婆婆", "奶奶", "大爷", "阿姨", "师傅", "女士", "先生", "老汉"])
def test_forms_of_address(address: str) -> None:
    reading = read_text(f"綦江区\n在文龙街道，冉{address}由志愿者照料了14个月。")
    assert not reading.facts
    assert f"冉{address}" in reading.persons.names


def test_bylines() -> None:
    for line in ("记者 钟应强 摄影报道", "程砚摄", "本报记者 覃世芳"):
        out = printed(line)
        assert not any(name in out for name in ("钟应强", "程砚", "覃世芳"))


@pytest.mark.parametrize(
    "text", ["居民人均可支配收入3.9万元，增长5%。", "区人社局局长钟应强介绍，全区新增就业1.2万人。"]
)
def test_what_is_about_all_stays(text: str) -> None:
    reading = read_text("綦江区\n" + text)
    assert reading.facts
    assert "钟应强" not in "".join(f.indicator + f.quote for f in reading.facts)


def test_a_name_is_never_inside_an_indicator() -> None:
    reading = read_text("綦江区\n护理员曹小菊所在的机构服务重度失能人员1986名。曹小菊说，机构有床位120张。")
    assert "曹小菊" not in "".join(f.indicator + f.quote + (f.programme or "") for f in reading.facts)


def test_who_speaks_for_an_office_is_heard_and_not_named() -> None:
    spoken = "“全区助餐点今年增加到214个，满意度稳步上升。”覃世芳说，明年还要再增。"
    out = printed(f"区民政局副局长覃世芳介绍情况。{spoken}")
    assert "世芳" not in out
    assert '"value": 214' in out
    assert '"value": 214' not in printed(f"村民覃世芳是常客。{spoken}")
