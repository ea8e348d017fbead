"""What two readings of a document agree in, on fact files spoiled on purpose."""

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from graph import corpus
from graph.agreement import FIELDS, KINDS, Agreement, Score, agreement, comparison, likeness, total
from loaders import facts, vocabulary
from loaders.claims import Facts, Figure, Span
from scripts import agreement as script
from tests.test_errors import ARTICLE

WORDS = vocabulary.default()


def nanan() -> Facts:
    return facts.read(ARTICLE / "nanan.yaml").facts


def figure(start: int = 0, end: int = 3, **fields: Any) -> Figure:
    base = Figure(
        indicator="带动就业", place="南岸区", value=Decimal(37), unit="个", printed="37个", role="outcome",
        at=(Span(start, end),),
    )  # fmt: skip
    return replace(base, **fields)


def compare(ours: list[Figure], theirs: list[Figure]) -> Agreement:
    return agreement(replace(nanan(), figures=tuple(ours)), replace(nanan(), figures=tuple(theirs)))


@pytest.mark.parametrize("path", sorted(corpus.FACTS.glob("*.yaml")), ids=lambda p: p.stem[:3])
def test_a_file_agrees_with_itself(path: Path) -> None:
    own = facts.read(path).facts
    found = agreement(own, own)
    assert found.same
    assert found.figures == Score(len(own.figures), len(own.figures), len(own.figures))
    assert all(pair.proposed == pair.accepted for pair in found.pairs)
    assert comparison.differences(found) == ""
    assert [found.fields[name].f1 for name in (*FIELDS, "joint")] == [1.0] * 6
    assert [found.names[kind].f1 for kind in KINDS] == [1.0] * 3


Spoil = Callable[[Figure], Figure]


@pytest.mark.parametrize(
    ("field", "spoil"),
    [
        ("place", lambda f: replace(f, place="重庆市")),
        ("indicator", lambda f: replace(f, indicator="甲乙丙丁")),
        ("programme", lambda f: replace(f, programme=None)),
        ("period", lambda f: replace(f, period="1999")),
        ("role", lambda f: replace(f, role="input")),
    ],
)
def test_one_field_spoiled_is_one_field_that_differs(field: str, spoil: Spoil) -> None:
    own = nanan()
    spoiled = replace(own, figures=(spoil(own.figures[0]), *own.figures[1:]))
    found = agreement(spoiled, own)
    assert [pair.differs for pair in found.pairs].count((field,)) == 1
    assert found.figures.f1 == 1.0
    assert {name: found.fields[name].found for name in FIELDS} == {name: 7 - (name == field) for name in FIELDS}
    assert found.fields["joint"].found == 7 - (field != "role")
    assert not found.same


def test_figures_missed_and_too_many() -> None:
    own = nanan()
    wrong = replace(own.figures[1], value=Decimal(13000))
    found = agreement(replace(own, figures=(wrong, *own.figures[2:])), own)
    assert found.figures == Score(found=5, proposed=6, accepted=7)
    assert (found.missed, found.extra) == (own.figures[:2], (wrong,))
    said = comparison.differences(found, "en")
    assert "figures missed (2)\n  103  37个 = 37 个  社区站点  (南岸区)\n  112  1.2万人" in said


def test_programmes_are_counted_where_there_is_one() -> None:
    own = nanan()
    bare = [replace(f, programme=None) for f in own.figures[:3]]
    other = replace(own.figures[3], programme="别的工程")
    found = agreement(replace(own, figures=(*bare, other, *own.figures[4:])), own)
    assert found.fields["stated"] == Score(found=3, proposed=4, accepted=7)


def test_a_repeat_of_a_figure_counts_for_neither_side() -> None:
    accepted = figure(10, 13, also=(Span(50, 53),))
    found = compare([figure(10, 13), figure(50, 53)], [accepted])
    assert (found.figures, found.extra) == (Score(1, 1, 1), ())
    only_the_repeat = compare([figure(50, 53)], [accepted])
    assert only_the_repeat.figures == Score(1, 1, 1)


def test_the_pairing_is_the_largest_one() -> None:
    wide, narrow = figure(0, 10), figure(0, 3)
    found = compare([wide, narrow], [figure(0, 3), figure(7, 10)])
    assert found.figures == Score(2, 2, 2)
    assert [(p.proposed, p.accepted.at[0].start) for p in found.pairs] == [(wide, 7), (narrow, 0)]


def test_of_largest_pairings_the_one_that_agrees_most() -> None:
    here, there = figure(0, 5, place="南岸区"), figure(0, 5, place="龙门浩街道")
    found = compare([there, here], [here, there])
    assert all(pair.differs == () for pair in found.pairs)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4)), max_size=6), st.randoms())
@settings(max_examples=60, deadline=None)
def test_order_and_sides_do_not_matter(ranges: list[tuple[int, int]], dice: random.Random) -> None:
    figures = [figure(start, start + size) for start, size in ranges]
    ours, theirs = figures[: len(figures) // 2], figures[len(figures) // 2 :]
    there, back = compare(ours, theirs), compare(theirs, ours)
    assert there.figures.found == back.figures.found
    dice.shuffle(ours)
    assert compare(ours, theirs).figures.found == there.figures.found


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ({"unit": "名"}, {"unit": "人"}, True),
        ({"unit": "元/月·人"}, {"unit": "元/人·月"}, True),
        ({"unit": "元"}, {"unit": "元/人·月"}, False),
        ({"value": Decimal("66.67")}, {"value": Decimal("66.6667")}, True),
        ({"value": Decimal("66")}, {"value": Decimal("66.6667")}, False),
        ({"value": Decimal("37.0")}, {"value": Decimal("37")}, True),
        ({"value": Decimal(120000)}, {"value": Decimal(120001)}, False),
        ({"high": Decimal(40)}, {}, False),
        ({"high": Decimal(40)}, {"high": Decimal(40)}, True),
        ({"high": Decimal(40)}, {"high": Decimal(41)}, False),
    ],
)
def test_values_and_units(ours: dict[str, Any], theirs: dict[str, Any], same: bool) -> None:
    assert likeness.quantity(figure(**ours), figure(**theirs), WORDS) == same


@pytest.mark.parametrize(
    ("p", "names", "same"),
    [
        ("“双减”工作", ("“双减”", "“双减”工作"), True),
        ("适老化改造", ("适老化改造工程",), True),
        ("长护险", ("长期护理保险", "长护险"), True),
        ("长护险", ("长期护理保险",), False),
        (None, (None,), True),
        (None, ("长护险",), False),
        ("长护险", (None,), False),
        ("服务", ("改革",), False),
    ],
)
def test_programmes_by_any_name(p: str | None, names: tuple[str | None, ...], same: bool) -> None:
    assert likeness.programme(p, names) == same


def test_names_missed_and_too_many() -> None:
    own = nanan()
    new = replace(own.programmes[0], name="新工程", aliases=())
    found = agreement(replace(own, programmes=(new,), places=own.places[:1]), own)
    assert (found.names["programmes"], found.names["places"]) == (Score(0, 1, 1), Score(1, 1, 2))
    assert dict(found.lacking)["places"] == ("龙门浩街道",)
    assert dict(found.surplus)["programmes"] == ("新工程",)


def test_nothing_against_nothing() -> None:
    empty = Facts(document=nanan().document)
    found = agreement(empty, empty)
    assert found.same
    assert (found.figures.precision, found.figures.f1) == (None, None)
    assert "—" in comparison.table(found)


def test_several_documents_weigh_by_their_figures() -> None:
    together = total([compare([figure()], [figure()]), compare([], [figure(), figure(5, 8)])], "all")
    assert together.figures == Score(1, 1, 3)
    assert together.fields["place"] == Score(1, 1, 3)
    with pytest.raises(ValueError, match="nothing"):
        total([])


# ---- the page of the docs ------------------------------------------------------------------------------------------


def spoiled(path: Path) -> Facts:
    """An extractor for the test: the accepted facts without the first figure."""
    own = facts.read(ARTICLE / f"{path.stem}.yaml").facts
    return replace(own, figures=own.figures[1:])


def test_the_page_is_written_from_any_function(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "extraction.md"
    call = ["--sources", str(ARTICLE), "--facts", str(ARTICLE), "--out", str(out)]
    assert script.main([*call, "--through", f"{__name__}:spoiled"]) == 0
    text = out.read_text(encoding="utf-8")
    assert "| figures: value and unit " in text
    row = next(line for line in text.splitlines() if line.startswith("| nanan"))
    assert [cell.strip() for cell in row.split("|")][2:6] == ["7", "100.0 %", "85.7 %", "92.3 %"]
    assert "85.7 %" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--through", "loaders.nothing:at_all"], "no function loaders.nothing:at_all"),
        (["--through", f"{__name__}:spoiled", "--facts", "nowhere"], "no source of any reviewed file"),
    ],
)
def test_what_is_wrong_with_a_call_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    call = ["--sources", str(ARTICLE), "--facts", str(ARTICLE), "--out", str(tmp_path / "x.md")]
    assert script.main([*call, *arguments]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
