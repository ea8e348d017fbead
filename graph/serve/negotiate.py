"""Which form of an answer the client wants (RFC 9110, 12.5)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

# The first of a kind is what a client gets that has no wish.
RESULTS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS: Final[Mapping[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "text/plain": ox.RdfFormat.N_TRIPLES,
}
# Most headers come again and again; one that is longer is not worth remembering.
_USUAL: Final = 500
# ?format= and the endings of linked-data pages.
SHORT: Final[Mapping[str, str]] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "html": "text/html",
}


def choose(accept: str, offers: Iterable[str]) -> str | None:
    """The media type of ``offers`` that an Accept header likes best, the first of equals; None if it likes none.

    >>> choose("text/csv;q=0.5, application/*", ["text/csv", "application/json"])
    'application/json'
    >>> choose("", ["text/turtle"]), choose("image/png", ["text/turtle"])
    ('text/turtle', None)
    """
    return (_usual if len(accept) < _USUAL else _chosen)(accept, tuple(offers))


def _chosen(accept: str, offers: tuple[str, ...]) -> str | None:
    wishes = _wishes(accept)
    if not wishes:
        return offers[0]
    best, liked = None, 0.0
    for offer in offers:
        main = offer.split("/")[0] + "/*"
        quality = next((wishes[kind] for kind in (offer, main, "*/*") if kind in wishes), 0.0)
        if quality > liked:
            best, liked = offer, quality
    return best


_usual = lru_cache(256)(_chosen)


def language(asked: str | None, accept: str, default: str) -> str:
    """zh or en: what ``?lang=`` says, then what Accept-Language likes, then the default.

    >>> language(None, "fr, en-GB;q=0.8, zh-CN;q=0.9", "en"), language("en", "zh", "zh"), language("xx", "", "zh")
    ('zh', 'en', 'zh')
    """
    if asked in ("zh", "en"):
        return asked
    if not accept:
        return default
    wishes = _wishes(accept)
    liked = {
        lang: max((q for tag, q in wishes.items() if tag.split("-")[0] == lang), default=0.0)
        for lang in ("zh", "en")
    }
    if liked["zh"] == liked["en"]:
        return default
    return max(liked, key=lambda lang: liked[lang])


def _wishes(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in header.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if kind:
            quality = 1.0
            for parameter in parameters:
                if parameter.startswith("q="):
                    try:
                        quality = min(1.0, max(0.0, float(parameter[2:])))
                    except ValueError:
                        quality = 0.0
            found[kind] = quality
    return found
