"""From names as people write them to IRIs that people can type."""

import re
from functools import lru_cache
from typing import Final

from ontology import BASE, FOLDERS, GRAPH, MS

_QUOTES: Final = re.compile(r"[“”‘’\"'《》〈〉「」『』【】\[\]()（）<>]")
_OTHER: Final = re.compile(r"[^\w]+")


def local_name(name: str) -> str:
    """A name as the local part of an IRI: without quotes and brackets, any other sign a hyphen.

    The result needs no escape in Turtle and SPARQL (``PN_LOCAL``) nor in an IRI.

    >>> local_name("医共体“三通”"), local_name("“1+3+100”零工服务体系")
    ('医共体三通', '1-3-100零工服务体系')
    """
    return _OTHER.sub("-", _QUOTES.sub("", name)).strip("-")


def iri(prefix: str, name: str) -> str:
    """The IRI of a named thing, e.g. ``iri("prog", "长期护理保险")``."""
    return BASE + FOLDERS[prefix] + local_name(name)


def term(name: str) -> str:
    """The IRI of a term of the ontology."""
    return MS + name


def graph(name: str) -> str:
    """The IRI of a named graph."""
    return GRAPH + name


def same(a: str, b: str) -> bool:
    """Whether two names differ in quotes, brackets and white space only.

    >>> same("“双减”", "双减")
    True
    """
    return plain(a) == plain(b)


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name without quotes, brackets and white space, for looking it up."""
    return "".join(_QUOTES.sub("", name).split())
