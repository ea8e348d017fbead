"""How well the extractor does on the reports whose facts were reviewed, into ``docs/extraction.md``.

    python -m scripts.agreement --sources ../shared/seeds [--out docs/extraction.md]

Every reviewed file of ``graph/facts`` whose source is in the folder is extracted anew and compared
(:mod:`graph.agreement`). The extractor is :func:`extracted`; any other function from a path to
:class:`loaders.claims.Facts` is named with ``--through``.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from graph import corpus
from graph.agreement import Agreement, agreement, comparison, total
from graph.files import replace_file
from loaders import facts
from loaders.claims import Facts
from loaders.errors import MinshengError, UsageError, Where

Extract = Callable[[Path], Facts]

_HEAD: Final = """# Extraction, measured

The five reports whose facts people reviewed (`graph/facts/`), extracted anew by the rules, without a language model.
They are what the rules were developed against: on an unseen report expect less. Written by
`python -m scripts.agreement --sources DIR`; do not edit.

A figure is found where its range overlaps the accepted one and value and unit are the same; each has one partner at
most. A field counts where it is right on a figure that is found: the same place (a longer qualified name may end with
it), an indicator of the same concept or with half of its pairs of characters, the same programme by any of its names
or none in both, the same first and last day, the same role. A repeat of a figure that was found counts for neither
side. Programmes, institutions and places are compared by name and alias. There is no row for persons: neither side
holds any, and `extract` counts what it dropped.

"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the reports")
    parser.add_argument("--facts", type=Path, default=corpus.FACTS, help="folder of the reviewed files")
    parser.add_argument("--out", type=Path, default=Path("docs/extraction.md"))
    parser.add_argument("--through", metavar="MODULE:FUNCTION", help="another extractor: from a path to Facts")
    given = parser.parse_args(arguments)
    try:
        found = measure(given.facts, given.sources, named(given.through) if given.through else extracted)
        replace_file(given.out, page(found).encode())
    except MinshengError as error:
        print(error.line("en"), file=sys.stderr)
        return error.exit_code
    print(comparison.table(total(found), "en"), end="")
    return 0


def extracted(path: Path) -> Facts:
    """The project's own extractor, from end to end: this is what is measured."""
    from loaders import documents
    from loaders.extract import extract
    from loaders.repair import repair

    document = documents.read(path)
    return extract(
        repair(document.text),
        doc=document.id, title=document.title or "", sha256=document.sha256, issued=document.date,
    ).facts  # fmt: skip


def named(name: str) -> Extract:
    """A function by ``module:function``. Raises UsageError where there is none."""
    module, _, function = name.partition(":")
    try:
        found: Extract = getattr(import_module(module), function)
    except (ImportError, AttributeError):
        raise UsageError(f"没有函数 {name}", f"no function {name}") from None
    return found


def measure(reviewed: Path, sources: Path, extract: Extract) -> list[Agreement]:
    """An agreement for every reviewed file whose source is at hand. Raises UsageError where there is none."""
    found = []
    for path in sorted(reviewed.glob("*.yaml")):
        accepted = facts.read(path).facts
        source = sources / f"{accepted.document.id}.txt"
        if source.is_file():
            found.append(agreement(extract(source), accepted))
    if not found:
        raise UsageError("没有一份审定文件的原文", "no source of any reviewed file", Where.of(sources))
    return found


def page(found: Sequence[Agreement]) -> str:
    """The page of the docs."""
    together = total(found, "all")
    parts = [
        _HEAD,
        "## Together\n\n",
        comparison.table(together, "en", "markdown"),
        "\n## By document\n\nPrecision, recall and F1 of figures; then F1 with a field right too.\n\n",
        comparison.summary([*found, together]),
    ]
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
