"""Commands that ask the graph: query, queries, facts, compare, explain."""

import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from graph.commands.settings import FOLDER, Settings, write


@click.command()
@click.argument("query", metavar="NAME|FILE.rq", required=False)
@click.option("-e", "--execute", metavar="SPARQL", help="直接给出查询。The query itself.")
@click.option(
    "--param", "-p", "params", multiple=True, metavar="K=V", help="参数，可多次。A parameter; repeatable."
)
@click.option("--format", "-f", "format_", type=click.Choice(["table", "csv", "json", "markdown"]), default="table")
@click.pass_obj
def query(
    settings: Settings, query: str | None, execute: str | None, params: tuple[str, ...], format_: Any
) -> None:
    """查询图谱。Ask the graph: by the name of a library query, from a file, or as text.

    \b
    minsheng query programmes-of-district --param place=江北区
    minsheng query -e 'SELECT ?p WHERE { place:500113 ms:runs ?p }' --format csv
    """
    from graph.results import render, rows
    from loaders.errors import QueryError, UsageError, Where

    if (query is None) == (execute is None):
        zh, en = (
            "给出查询的名称、.rq 文件或 -e 之一（minsheng queries 列出名称）",
            "give a name, a .rq file or -e SPARQL",
        )
        raise UsageError(zh, f"{en} (minsheng queries lists the names)")
    values = _values(params)
    text = _query_text(query, values) if query else _bound(execute or "", values)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a long query ends at Ctrl-C; it only reads
    try:
        results = settings.graph().query(text)
    except QueryError as error:
        if query and error.where and error.where.line:
            error.where = Where(query, error.where.line)
        raise
    click.echo(render(rows(results), format_), nl=False)


def _values(params: Iterable[str]) -> dict[str, str]:
    from loaders.errors import UsageError

    found = {}
    for item in params:
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"参数写作 名称=值，不是“{item}”", f"write a parameter as name=value, not {item!r}")
        found[name] = value
    return found


def _bound(text: str, values: dict[str, str]) -> str:
    from queries import bind

    return bind(text, values)


def _query_text(name: str, values: dict[str, str]) -> str:
    from loaders.errors import QueryError
    from queries import library, read

    path = Path(name)
    if path.suffix == ".rq":
        if not path.is_file():
            raise QueryError(f"没有文件 {name}", f"no file {name}")
        return read(path, bare=True).bind(values)
    questions = library()
    if "{" in name:
        raise QueryError(
            "查询的全文写在 -e 之后：minsheng query -e '…'",
            "the text of a query goes after -e: minsheng query -e '…'",
        )
    if name not in questions:
        import difflib

        near = difflib.get_close_matches(name, questions, 3, 0.3)
        zh = f"没有查询“{name}”" + (f"；是不是 {'、'.join(near)}？" if near else "；minsheng queries 列出全部")
        en = f"no query {name}" + (
            f"; did you mean {', '.join(near)}?" if near else "; minsheng queries lists them"
        )
        raise QueryError(zh, en)
    return questions[name].bind(values)


@click.command()
@click.pass_obj
def queries(settings: Settings) -> None:
    """查询库：名称、回答什么、参数。The library: names, what each answers, parameters."""
    from graph.results import to_table
    from queries import library

    cells = [
        [
            q.name,
            settings.say(q.summary, q.summary_en),
            "  ".join(f"{p.name}={p.default or '…'}" for p in q.parameters),
        ]
        for q in library().values()
    ]
    columns = settings.say("名称 回答什么 参数", "name answers parameters").split()
    click.echo(to_table(columns, cells), nl=False)


@click.command()
@click.option("--document", metavar="ID", help="只要一份文件的。Of one document only.")
@click.option("--format", "-f", "format_", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl")
@click.option("--out", "-o", type=click.Path(path_type=Path), help="写入文件。Write to a file.")
@click.pass_obj
def facts(settings: Settings, document: str | None, format_: str, out: Path | None) -> None:
    """图中的数据，每条一行。The figures in the graph, one a line.

    \b
    minsheng facts --document 003 --format csv > banan.csv
    """
    from graph import export

    write(export.figures(settings.graph(), document, format_), out, settings)


@click.command()
@click.argument("what", metavar="[NAME|IRI]", required=False)
@click.option("--programme", metavar="NAME", help="一个项目。A programme.")
@click.option("--indicator", metavar="NAME", help="一个指标（连同更具体的）。An indicator, with narrower ones.")
@click.option(
    "--place",
    "--places",
    "places",
    multiple=True,
    metavar="A,B",
    help="只看这些地点，可多次。These places only; repeatable.",
)
@click.option("--years", metavar="2019-2022", help="只看这些年份。These years only.")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["table", "csv", "markdown", "html", "latex"]),
    default="table",
    show_default=True,
)
@click.option("--out", "-o", type=click.Path(path_type=Path), help="写入文件。Write to a file.")
@click.pass_obj
def compare(
    settings: Settings,
    what: str | None,
    programme: str | None,
    indicator: str | None,
    places: tuple[str, ...],
    years: str | None,
    format_: str,
    out: Path | None,
) -> None:
    """比较：一个项目或指标在各地，或一个地方在各年。One programme or indicator across places, or one place across years.

    What differs in kind stands in tables of its own, each saying why; contradictions and gaps are marked.

    \b
    minsheng compare 长期护理保险
    minsheng compare 城镇新增就业 --places 巴南区,江北区 --format markdown
    minsheng compare --place 巴南区 --years 2019-2022 --format html --out banan.html
    """
    from graph.compare import compare as run
    from graph.compare import page, show

    found = run(
        settings.graph(),
        what,
        programme=programme,
        indicator=indicator,
        places=[
            name.strip() for several in places for name in several.replace("，", ",").split(",") if name.strip()
        ],
        years=years,
    )
    lang = settings.lang
    match format_:
        case "csv":
            text = show.csv(found, lang)
        case "latex":
            text = show.latex(found, lang)
        case "html":
            text = page.html(found, lang)
        case _:
            text = show.text(found, lang, markdown=format_ == "markdown")
    write(text.encode(), out, settings)


@click.command()
@click.argument("what", metavar="IRI|'S P O'")
@click.option("--sources", type=FOLDER, help="原文所在，给出整句。Folder of sources, to show whole sentences.")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def explain(settings: Settings, what: str, sources: Path | None, format_: str) -> None:
    """一件事出自哪里。Where a thing or a triple came from: document and characters, or the rule and its premises.

    \b
    minsheng explain fig:003-2304
    minsheng explain 'inst:巴南区医疗保障局 ms:place place:500113'
    minsheng explain 'place:500113 ms:runs prog:长期护理保险'
    """
    from graph.explain import explain as run
    from graph.explain import to_json, to_text

    found = run(settings.graph(), what, sources)
    click.echo(to_json(found, settings.lang) if format_ == "json" else to_text(found, settings.lang), nl=False)
