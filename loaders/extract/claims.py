"""A reading as claims: what is proposed as a fact file."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, cast, get_args

from loaders.claims import (
    Category,
    Document,
    Facts,
    Figure,
    Group,
    Implementation,
    Institution,
    Level,
    NumeralNote,
    PlaceMention,
    Programme,
    Relation,
    Span,
    Spans,
)
from loaders.extract.atlas import Atlas
from loaders.extract.bins import Bin
from loaders.extract.domains import domain
from loaders.extract.entities import groups, institutions
from loaders.extract.phrases import noun
from loaders.extract.reading import Fact, Reading
from loaders.extract.relations import links, works
from loaders.numerals import find, read
from loaders.vocabulary import default

_KINDS: Final = [
    "工程",
    "项目",
    "行动",
    "活动",
    "机制",
    "体系",
    "平台",
    "系统",
    "模式",
    "改革",
    "试点",
    "保险",
    "补贴",
    "基金",
    "资金",
    "服务",
    "品牌",
    "标准",
    "制度",
    "战略",
    "课程",
]
_CATEGORIES: Final = frozenset(get_args(Category))


def claims(reading: Reading, *, doc: str, title: str, sha256: str, key: str | None = None) -> Facts:
    """All claims of a reading. Names of persons are in none of them; a numeral's note has no words at all."""
    people = reading.persons
    bodies = [b for b in institutions(reading.page, reading.where, people) if not people.inside(b.name)]
    served = groups(reading.page)
    programmes = [p for p in reading.programmes.named if p.strength >= 2 and not people.inside(p.name)]
    names = {p.name for p in programmes}
    work = [
        w
        for w in works(reading.page, reading.programmes, reading.where, reading.times, bodies, served)
        if w.programme in names
    ]
    figures = tuple(_figures(reading))
    used = {f.place for f in figures} | {w.place for w in work} | {b.place for b in bodies if b.place}
    return Facts(
        document=Document(
            id=doc, key=key or doc.partition("_")[0], title=people.clean(title), issued=reading.issue, sha256=sha256,
            about=(reading.atlas.home.name,),
        ),
        programmes=tuple(
            Programme(
                name=p.name,
                aliases=tuple(sorted({f for f in p.forms if f != p.name})),
                kind=next((k for k in _KINDS if k in p.name), "政策"),
                domain=domain(p.name, reading.page.chars[max(0, p.at[0][0] - 60) : p.at[0][1] + 60]),
                at=_spans(reading, p.at[:1]),
            )
            for p in programmes
        ),
        institutions=tuple(
            Institution(name=b.name, aliases=_aliases(reading, b.name, b.at), kind=b.kind, place=b.place, at=_spans(reading, b.at[:1])) for b in bodies
        ),
        places=tuple(_places(reading, used)),
        groups=tuple(Group(name=g.name, at=_spans(reading, g.at[:1])) for g in served),
        implementations=tuple(
            Implementation(
                programme=w.programme, place=w.place, status=w.status, start=w.start, when=w.when, carriedOutBy=tuple(w.by), serves=tuple(w.serves),
                at=_spans(reading, [w.at]),
            )
            for w in work
        ),
        relations=tuple(Relation(s=link.subject, p=link.predicate, o=link.object, at=_spans(reading, [link.at])) for link in links(reading.page, bodies)),
        figures=figures,
        numerals=tuple(_notes(reading)),
    )  # fmt: skip


def _spans(reading: Reading, ranges: Iterable[tuple[int, int]], words: bool = True) -> Spans:
    """Where ranges of the view stand in the file, each with its words."""
    found: list[Span] = []
    for start, end in ranges:
        printed = reading.page.chars[start:end] if words else ""
        spans = reading.spans(start, end)
        found += [Span(s.start, s.end, printed if i == 0 else "") for i, s in enumerate(spans)]
    return tuple(found)


def _aliases(reading: Reading, name: str, at: list[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(sorted({reading.page.chars[s:e] for s, e in at} - {name}))


def _figures(reading: Reading) -> Iterable[Figure]:
    """Figures, each once: what a headline repeats is evidence of the figure in the body."""
    body = [f for f in reading.facts if not f.heading]
    heads = [f for f in reading.facts if f.heading]
    named = {p.name for p in reading.programmes.named if p.strength >= 2 and not reading.persons.inside(p.name)}
    stated = {_key(b) for b in body}
    repeats: dict[tuple[object, ...], list[Fact]] = {}
    for head in heads:
        repeats.setdefault(_key(head), []).append(head)
    for fact in body + [h for h in heads if _key(h) not in stated]:
        also = [] if fact.heading else repeats.pop(_key(fact), [])
        value = fact.numeral.value
        if not isinstance(value, Decimal):
            value = read(str(value)).value
        ranges = [(fact.numeral.start, fact.numeral.end), *fact.numeral.unit_at]
        programme = fact.programme if fact.programme in named else None
        subject = domain(fact.programme or "") if programme else None
        yield Figure(
            indicator=controlled(fact.indicator, fact.unit) or fact.indicator or "未命名",
            place=fact.place,
            programme=programme,
            domain=fact.domain if fact.domain != subject else None,
            value=value,
            high=fact.numeral.high,
            unit=fact.unit or "比",
            printed="".join(reading.page.chars[s:e] for s, e in ranges),
            modifier=fact.numeral.modifiers,
            role=fact.role,
            period=fact.period,
            when=fact.when,
            at=_spans(reading, ranges, words=False),
            also=_spans(reading, [(h.numeral.start, h.numeral.end) for h in also]),
        )


def controlled(phrase: str, unit: str) -> str | None:
    """The controlled indicator that a phrase names, as it stands or with 人数 or 占比 understood; None where it is none.

    >>> controlled("城镇新增就业", "人"), controlled("没有这样的指标", "人")
    ('城镇新增就业', None)
    """
    vocabulary = default()
    for form in (phrase, noun(phrase), phrase + "人数" if unit == "人" else phrase + "占比"):
        if form and (concept := vocabulary.find("ind", form)):
            return concept.name
    return None


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.numeral.value, fact.numeral.high, fact.unit


def _places(reading: Reading, used: set[str]) -> Iterable[PlaceMention]:
    """The places that the text names, and those that its claims are about."""
    atlas = reading.atlas
    seen: set[str] = set()
    for mention in reading.where.mentions:
        if mention.place in seen:
            continue
        seen.add(mention.place)
        listed = mention.code in atlas.gazetteer
        above = atlas.gazetteer.get(mention.code).parent if listed else mention.code.rpartition("-")[0]
        yield PlaceMention(
            name=mention.place,
            level=cast(Level, atlas.level(mention)),
            within=_name(atlas, above) if above else None,
            listed=listed,
            at=_spans(reading, [(mention.start, mention.end)]),
        )
    for name in sorted(used - seen):
        place = atlas.home if name == atlas.home.name else atlas.city
        if place is not None and place.name == name and reading.page.chars:
            within = atlas.gazetteer.get(place.parent).name if place.parent else None
            level = "直辖市" if place.level == "Municipality" else "区"
            yield PlaceMention(
                name=name, level=cast(Level, level), within=within, at=_spans(reading, [(0, 1)], words=False)
            )


def _name(atlas: Atlas, code: str) -> str:
    """The name of a place by its code, or of one that is not listed, whose code ends with it."""
    return atlas.gazetteer.get(code).name if code in atlas.gazetteer else code.rpartition("-")[2]


def ledger(reading: Reading) -> list[tuple[int, int, Bin]]:
    """Every numeral of the document, in the view's order, in exactly one bin."""
    result: list[tuple[int, int, Bin]] = []
    bins = iter(reading.bins)
    current = next(bins, None)
    for numeral in find(reading.page.chars):
        while current is not None and current[0].end <= numeral.start:
            current = next(bins, None)
        if current is not None and current[0].start < numeral.end:
            result.append((numeral.start, numeral.end, current[1]))
        else:
            result.append((numeral.start, numeral.end, "word"))
    return result


def _notes(reading: Reading) -> Iterable[NumeralNote]:
    for start, end, bin_ in ledger(reading):
        if bin_ != "quantity":
            spans = reading.spans(start, end)
            category = bin_ if bin_ in _CATEGORIES else "other"
            yield NumeralNote(at=(spans[0].start, spans[-1].end), category=cast(Category, category))
