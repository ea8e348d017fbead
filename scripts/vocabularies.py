"""The terms that other vocabularies define, as data: ``python scripts/vocabularies.py PREFIX VERSION DATE FILE…``.

Reads RDF files of a vocabulary as published (Turtle, N-Triples, RDF/XML) and writes, into ``ontology/vocabularies.json``,
the names in the vocabulary's namespace that the files make statements about; what is there for other prefixes stays.
DATE is that of the release. The ontology's tests check every alignment against these lists.

    python scripts/vocabularies.py oa 2017-02-23 2017-02-23 oa.ttl
"""

import argparse
import json
from pathlib import Path

import pyoxigraph as ox

from ontology import ALIGNED, FOLDER, VOCABULARIES

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}


def terms(namespace: str, files: list[Path]) -> list[str]:
    """The local names of what is described, sorted."""
    found = set()
    for path in files:
        for quad in ox.parse(path=path, format=_FORMATS.get(path.suffix, ox.RdfFormat.RDF_XML)):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(namespace):
                found.add(quad.subject.value.removeprefix(namespace))
    return sorted(found - {""})


def main() -> None:
    """One vocabulary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prefix", choices=sorted(ALIGNED))
    parser.add_argument("version")
    parser.add_argument("date")
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    path = FOLDER / VOCABULARIES
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    namespace = ALIGNED[given.prefix]
    known[given.prefix] = {
        "namespace": namespace,
        "version": given.version,
        "date": given.date,
        "terms": " ".join(terms(namespace, given.files)),
    }
    text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
