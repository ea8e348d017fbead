"""A comparison as text: terminal, CSV, Markdown, LaTeX."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from graph.compare.comparable import Block
from graph.compare.comparison import Comparison
from graph.compare.words import evidence, heading, notes, say, shown
from graph.measures import show as measured
from graph.results import to_csv, to_table

_COLUMNS: Final = (
    *("indicator", "place", "period", "value", "high", "unit", "role", "modifier", "printed", "when", "programme"),
    *("about", "rank", "evidence", "note"),
)
_LATEX: Final = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "⚠": r"\textbf{!}",
}  # fmt: skip


def text(found: Comparison, lang: str, *, markdown: bool = False) -> str:
    """For a terminal, or as Markdown: a table a block, what stands apart with its reason, the evidence below."""
    parts: list[str] = []
    if found.running:
        columns = [say(name, lang) for name in ("place", "status", "since", "by")]
        parts.append(
            _titled(say("implementations", lang), markdown)
            + to_table(columns, _running(found, lang), markdown=markdown)
        )
    parts += [measured.text(one, lang, markdown=markdown) for one in found.measured]
    for block in found.blocks:
        columns = [
            say("place", lang),
            *(period or say("none", lang) for period in block.periods),
            say("evidence", lang),
        ]
        table = to_table(columns, [[*row, where] for row, where in _rows(block, lang)], markdown=markdown)
        said = "".join(f"{note}\n" if not markdown else f"\n{note}\n" for note in notes(block, lang))
        parts.append(_titled(heading(block, lang), markdown) + table + said)
    if found.single:
        parts.append(say("single", lang) + str(found.single) + "\n")
    return "\n".join(parts) or say("nothing", lang) + "\n"


def csv(found: Comparison, lang: str) -> str:
    """A line a figure, values as plain numbers; blocks follow each other. A gap is a line without a value."""
    return to_csv([say(name, lang) for name in _COLUMNS], list(_lines(found, lang)))


def _lines(found: Comparison, lang: str) -> Iterator[list[object]]:
    for block in found.blocks:
        shared = [say(block.key.rank, lang)]
        for place, row in zip(block.places, block.cells, strict=True):
            for period, cell in zip(block.periods, row, strict=True):
                start = [block.indicator.show(lang), place.show(lang), period]
                if cell is None:
                    yield [
                        *start,
                        "",
                        "",
                        block.unit,
                        say(block.key.role, lang),
                        "",
                        "",
                        "",
                        "",
                        "",
                        *shared,
                        "",
                        say("gap", lang),
                    ]
                    continue
                for one in cell.figures:
                    about = one.population or one.institution
                    yield [
                        *start, f"{one.value:f}", f"{one.high:f}" if one.high is not None else "", block.unit,
                        say(one.role, lang), " ".join(one.modifiers), one.printed, one.when,
                        one.programme.show(lang) if one.programme else "", about.show(lang) if about else "", *shared,
                        evidence(one), say("contradiction", lang) if cell.contradiction else "",
                    ]  # fmt: skip
        for place in block.missing:
            yield [block.indicator.show(lang), place.show(lang), "", "", "", block.unit, say(block.key.role, lang), "", "", "", "", "",
                   *shared, "", say("gap", lang)]  # fmt: skip


def latex(found: Comparison, lang: str) -> str:
    """``table`` environments for booktabs and a CJK-capable engine (XeLaTeX with ctex); every sign is escaped."""
    parts = ["% \\usepackage{booktabs}, \\usepackage{ctex}\n"]
    for block in found.blocks:
        columns = [
            say("place", lang),
            *(period or say("none", lang) for period in block.periods),
            say("evidence", lang),
        ]
        lines = [" & ".join(map(escaped, columns)) + r" \\", r"\midrule"]
        lines += [" & ".join(map(escaped, [*row, where])) + r" \\" for row, where in _rows(block, lang)]
        body = "\n    ".join(lines)
        said = " ".join(map(escaped, notes(block, lang)))
        parts.append(
            "\\begin{table}\n  \\caption{" + escaped(heading(block, lang)) + "}\n"
            "  \\begin{tabular}{l" + "r" * len(block.periods) + "l}\n    \\toprule\n    " + body + "\n    \\bottomrule\n  \\end{tabular}\n"
            + (f"  \\par\\small {said}\n" if said else "") + "\\end{table}\n"
        )  # fmt: skip
    return "\n".join(parts)


def escaped(words: str) -> str:
    """Text that LaTeX prints as it stands.

    >>> escaped("50% & {x}_1")
    '50\\\\% \\\\& \\\\{x\\\\}\\\\_1'
    """
    return re.sub(r"[\\&%$#_{}~^⚠]", lambda sign: _LATEX[sign[0]], words)


def _rows(block: Block, lang: str) -> Iterator[tuple[list[str], str]]:
    for place, row in zip(block.places, block.cells, strict=True):
        places = dict.fromkeys(evidence(one) for cell in row if cell for one in cell.figures)
        yield [place.show(lang), *map(shown, row)], "; ".join(filter(None, places))


def _running(found: Comparison, lang: str) -> Sequence[Sequence[str]]:
    join = "、" if lang == "zh" else ", "
    return [
        [one.place.show(lang), one.status.show(lang) if one.status else "—", one.since or one.when or "—", join.join(n.show(lang) for n in one.by) or "—"]
        for one in found.running
    ]  # fmt: skip


def _titled(words: str, markdown: bool) -> str:
    return f"### {words}\n\n" if markdown else f"{words}\n"
