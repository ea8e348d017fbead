"""The graph from Python: ``kg = minsheng.open()``, then ``kg.query(…)``, ``kg.compare(…)``, ``kg.explain(…)``."""

import html
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from graph.store import Graph, Local, Remote, connect
from loaders.errors import UsageError
from ontology import PREFIXES

if TYPE_CHECKING:
    import pandas
    import polars
    import rdflib

    from graph.compare import Comparison

_SHOWN: Final = 100
_XSD: Final = PREFIXES["xsd"]
_WHOLE: Final = frozenset(
    _XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
)
Value = str | int | float | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """An answer: columns, and rows of Python values. IRIs are strings, xsd:decimal is Decimal, xsd:date a date; what
    is unbound is None.

    Iterating gives a mapping a row. In a notebook it shows itself.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Mapping[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __getitem__(self, column: str) -> list[Value]:
        """A column's values. Raises KeyError where there is no such column."""
        if column not in self.columns:
            raise KeyError(column)
        at = self.columns.index(column)
        return [row[at] for row in self.rows]

    def to_pandas(self) -> "pandas.DataFrame":
        """As a pandas DataFrame; decimals become floats. Raises UsageError where pandas is not installed."""
        module = _wanted("pandas")
        frame: pandas.DataFrame = module.DataFrame(
            [[_float(v) for v in row] for row in self.rows], columns=list(self.columns)
        )
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """As a Polars DataFrame; decimals become floats. Raises UsageError where Polars is not installed."""
        columns = {name: [_float(v) for v in self[name]] for name in self.columns}
        frame: polars.DataFrame = _wanted("polars").DataFrame(columns, infer_schema_length=None, strict=False)
        return frame

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(value))}</td>" for value in row) + "</tr>"
            for row in self.rows[:_SHOWN]
        )
        more = f"<p>{len(self)} × {len(self.columns)}</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


class Knowledge:
    """A graph opened for reading: a build, or any SPARQL 1.1 endpoint. May be used in a ``with`` statement."""

    def __init__(self, location: str | Path) -> None:
        """Raises UsageError where there is no graph."""
        self.location = str(location)
        self._graph: Graph = connect(self.location)

    def __enter__(self) -> "Knowledge":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held that must be given back."""

    def __repr__(self) -> str:
        return f"minsheng.open({self.location!r})"

    def query(self, text: str, **parameters: object) -> Table:
        """The answer to SPARQL, or to a query of the library by its name; ``?_name`` variables are parameters.

        Raises QueryError where it does not parse, or a parameter is unknown or missing.
        """
        from graph.results import rows
        from queries import bind, library

        values = {name: str(value) for name, value in parameters.items()}
        known = library().get(text.strip())
        answer = rows(self._graph.query(known.bind(values) if known else bind(text, values)))
        return Table(answer.columns, tuple(tuple(map(_value, row)) for row in answer.rows))

    def queries(self) -> Table:
        """The library: name, what each answers in Chinese and English, parameters with their defaults."""
        from queries import library

        return Table(
            ("name", "zh", "en", "parameters"),
            tuple(
                (q.name, q.summary, q.summary_en, ", ".join(f"{p.name}={p.default or '…'}" for p in q.parameters))
                for q in library().values()
            ),
        )

    def figures(self, document: str | None = None) -> Table:
        """Every figure, or those of one document, as ``minsheng facts`` prints them; a range fills value and high."""
        from graph.figures import FIELDS, figures

        columns = (*FIELDS[: FIELDS.index("value") + 1], "high", *FIELDS[FIELDS.index("value") + 1 :])
        found = []
        for record in figures(self._graph, document):
            value = record["value"]
            low, high = value if isinstance(value, list) else (value, None)
            found.append(tuple({**record, "value": low, "high": high}[name] for name in columns))
        return Table(columns, tuple(found))

    def compare(
        self,
        what: str | None = None,
        *,
        programme: str | None = None,
        indicator: str | None = None,
        places: Sequence[str] = (),
        years: str | None = None,
        lang: str = "zh",
    ) -> "Compared":
        """As ``minsheng compare``. Raises UsageError where a name is not known."""
        from graph.compare import compare

        found = compare(self._graph, what, programme=programme, indicator=indicator, places=places, years=years)
        return Compared(found, lang)

    def measure(self, name: str, about: str | None = None) -> Table:
        """As ``minsheng measures NAME``: things with name and IRI. Raises UsageError where there is no such measure."""
        from graph.measures import measure, show

        found = measure(self._graph, name, about)
        return Table(
            tuple(show.header(found)), tuple(tuple(show.record(found, row).values()) for row in found.rows)
        )

    def explain(self, what: str, sources: str | Path | None = None, *, lang: str = "zh") -> str:
        """Where a thing or a triple came from, as ``minsheng explain`` prints it."""
        from graph.explain import explain, to_text

        return to_text(explain(self._graph, what, Path(sources) if sources else None), lang)

    def graph(self) -> "rdflib.Graph":
        """The graph for RDFLib, every triple once, read where it lies and not copied; not to be written to."""
        import rdflib

        match self._graph:
            case Local(store=store):
                from oxrdflib import OxigraphStore
                from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

                graph = rdflib.Graph(OxigraphStore(store=store), DATASET_DEFAULT_GRAPH_ID)
            case Remote(url=url):
                from rdflib.plugins.stores.sparqlstore import SPARQLStore

                graph = rdflib.Graph(SPARQLStore(url))
            case _:
                raise UsageError("这个图谱不能给 RDFLib", "this graph cannot be given to RDFLib")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        return graph


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison; printed it is text, in a notebook tables and bars."""

    comparison: "Comparison"
    lang: str

    def __str__(self) -> str:
        from graph.compare import show

        return show.text(self.comparison, self.lang)

    __repr__ = __str__

    def to_csv(self) -> str:
        """A line a figure."""
        from graph.compare import show

        return show.csv(self.comparison, self.lang)

    def to_html(self) -> str:
        """A page of its own."""
        from graph.compare import page

        return page.html(self.comparison, self.lang)

    def _repr_html_(self) -> str:
        return self.to_html().partition("<main>")[2].partition("</main>")[0]


def open_graph(location: str | Path | None = None) -> Knowledge:
    """A graph for reading. See :func:`minsheng.open`."""
    return Knowledge(location or os.environ.get("MINSHENG_STORE", "build"))


def _value(term: Any) -> Value:
    if term is None or isinstance(term, ox.NamedNode):
        return term.value if term is not None else None
    if not isinstance(term, ox.Literal):
        return str(term)
    kind, text = term.datatype.value, term.value
    try:
        if kind in _WHOLE:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in (_XSD + "double", _XSD + "float"):
            return float(text)
        if kind == _XSD + "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text == "true" if kind == _XSD + "boolean" else text


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _float(value: Value) -> Value:
    return float(value) if isinstance(value, Decimal) else value


def _wanted(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError:
        zh, en = f"没有安装 {name}：pip install {name}", f"{name} is not installed: pip install {name}"
        raise UsageError(zh, en) from None
