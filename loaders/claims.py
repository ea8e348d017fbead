"""Claims: what a report says, as small frozen values. The waist of the hourglass.

Whatever reads a source (a reviewer's YAML, rules, a spreadsheet) yields these; only :mod:`loaders.triples` turns
them into triples. Things are named as people name them (巴南区, 长期护理保险); IRIs come later. The field names are
those of a fact file, so a fact file is these values written down.

Offsets are Unicode code points in the document's text, 0-based, end-exclusive (W3C Web Annotation,
``oa:TextPositionSelector``).
"""

from decimal import Decimal
from typing import Literal

from msgspec import Struct

Role = Literal["outcome", "target", "input", "parameter"]
Category = Literal[
    "date", "name", "ordinal", "denominator", "definition", "anecdote", "idiom", "superseded", "word", "other"
]
Check = Literal[
    "rate-over-100",
    "sum",
    "subset-larger",
    "per-head",
    "target-reached",
    "contradiction",
    "after-publication",
    "place-not-valid",
]
Level = Literal[
    "国家",
    "省",
    "自治区",
    "直辖市",
    "地级市",
    "区",
    "县",
    "自治县",
    "县级市",
    "经济开发区",
    "街道",
    "镇",
    "乡",
    "社区",
    "村",
    "地点",
]


class Span(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A stretch of a document's text, with the words that open and close it so that a person finds them again.

    ``words`` is the whole text without white space where it is short, ``开头…结尾`` where it is not, and empty where
    the claim prints its words elsewhere (a figure's ``printed``).
    """

    start: int
    end: int
    words: str = ""


Spans = tuple[Span, ...]
Names = tuple[str, ...]


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Anything a document says. ``at`` is one piece of evidence; several spans are one sentence cut apart.

    ``doubt`` says in a proposal why a reviewer should look; a reviewed file has none.
    """

    doubt: str | None = None


class Programme(Claim, frozen=True, kw_only=True):
    """A policy, programme, platform, mechanism, campaign or standard, independent of where it runs."""

    name: str
    aliases: Names = ()
    kind: str
    domain: str
    partOf: Names = ()  # noqa: N815 - the ontology's name
    at: Spans


class Institution(Claim, frozen=True, kw_only=True):
    """An organisation."""

    name: str
    aliases: Names = ()
    kind: str
    place: str | None = None
    partOf: Names = ()  # noqa: N815
    at: Spans


class PlaceMention(Claim, frozen=True, kw_only=True, rename={"within": "in"}):
    """A place that the document names: its level (区, 镇, 村, 地点 …) and the place it lies in.

    A place that no list of divisions has (``listed: false``, and every 地点) gets a made-up code under its parent.
    """

    name: str
    aliases: Names = ()
    level: Level
    within: str | None = None
    listed: bool = True
    at: Spans


class Group(Claim, frozen=True, kw_only=True):
    """People served, as a group; never a person."""

    name: str
    aliases: Names = ()
    at: Spans


class Implementation(Claim, frozen=True, kw_only=True):
    """A programme at work in a place. ``start`` and ``end`` are ISO 8601 dates of any precision."""

    programme: str
    place: str
    status: str | None = None
    start: str | None = None
    end: str | None = None
    when: str | None = None
    carriedOutBy: Names = ()  # noqa: N815
    fundedBy: Names = ()  # noqa: N815
    supervisedBy: Names = ()  # noqa: N815
    cooperatesWith: Names = ()  # noqa: N815
    serves: Names = ()
    at: Spans


class Figure(Claim, frozen=True, kw_only=True):
    """One number about the world, in its base unit. ``at`` covers number and unit as ``printed``.

    ``also`` are repeats of the same fact elsewhere in the document: evidence, not second figures. ``period`` is an
    ISO 8601 date or interval (``2016/2020``, ``2017-10/2022``), ``when`` the printed words it was read from.
    """

    indicator: str
    place: str
    programme: str | None = None
    domain: str | None = None
    value: Decimal
    high: Decimal | None = None
    unit: str
    printed: str
    modifier: Names = ()
    role: Role
    period: str | None = None
    when: str | None = None
    group: str | None = None
    of: str | None = None
    at: Spans
    also: Spans = ()
    note: str | None = None


class Recognition(Claim, frozen=True, kw_only=True):
    """An award, a title, a national example, praise, a report by a medium. ``of`` is what is recognised."""

    name: str
    of: str
    by: Names = ()
    kind: str
    place: str | None = None
    year: int | None = None
    at: Spans


class Relation(Claim, frozen=True, kw_only=True):
    """A direct statement between two named things. ``p`` is the local name of an object property."""

    s: str
    p: str
    o: str
    at: Spans


class NumeralNote(Claim, frozen=True, kw_only=True, rename={"category": "is"}):
    """A numeral that is not a figure: where it stands and why it is none. Never the words."""

    at: tuple[int, int]
    category: Category


class Acknowledgement(Claim, frozen=True, kw_only=True):
    """A doubt that a reviewer has looked into: which check, about what, and why it stands as it is.

    ``about`` is where the figure or claim starts (``2976``), or its name in the graph (``002-2976``).
    """

    check: Check
    about: str
    reason: str


class Document(Claim, frozen=True, kw_only=True):
    """The source. ``id`` is its file name without the ending, ``key`` a short form for IRIs, ``issued`` an ISO date
    as precise as it is known, ``about`` the places it reports on, ``sha256`` that of the file."""

    id: str
    key: str
    title: str
    issued: str | None = None
    sha256: str
    about: Names
    seal: str = ""


class Facts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that one document says, and the ledger of the numerals that say nothing."""

    document: Document
    programmes: tuple[Programme, ...] = ()
    institutions: tuple[Institution, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    groups: tuple[Group, ...] = ()
    implementations: tuple[Implementation, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    relations: tuple[Relation, ...] = ()
    figures: tuple[Figure, ...] = ()
    numerals: tuple[NumeralNote, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
