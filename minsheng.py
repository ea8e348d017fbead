"""Minsheng: a knowledge graph of what local governments report on people's livelihood (民生).

The front door: the ``minsheng`` command. It holds no logic; what a command needs is imported when it runs.
"""

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from graph.corpus import Entry
    from graph.store import Graph
    from loaders.errors import MinshengError

__all__ = ["main"]
__version__ = "0.1.0"

_EXISTING = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class _Settings:
    """What was said before the command."""

    def __init__(self, store: str, lang: str, verbosity: int) -> None:
        self.store, self.lang, self.verbosity = store, lang, verbosity

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def progress(self, zh: str, en: str) -> None:
        """A step of long work: to a terminal, or when asked for with -v; never into a pipe unasked."""
        if self.verbosity > 0 or (self.verbosity == 0 and sys.stderr.isatty()):
            click.echo(self.say(f"· {zh}", f"· {en}"), err=True)

    def graph(self) -> "Graph":
        from graph.store import connect

        return connect(self.store)


def _language() -> str:
    """zh where the machine speaks Chinese, en elsewhere."""
    words = (os.environ.get(name, "") for name in ("MINSHENG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next((word for word in words if word), "").lower().startswith("zh") else "en"


class _Group(click.Group):
    """Commands in the order in which they are used, each error one line, Ctrl-C without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        from loaders.errors import MinshengError

        try:
            return super().invoke(ctx)
        except MinshengError as error:
            _fail(error, ctx.obj.lang if ctx.obj else _language())
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader left; nothing more to say
            sys.exit(0)


def _fail(error: "MinshengError", lang: str) -> NoReturn:
    click.echo(error.line(lang), err=True)
    sys.exit(error.exit_code)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="例 Examples:  minsheng build  ·  minsheng query programmes-of-district -p place=巴南区  ·  minsheng explain prog:长期护理保险",
)
@click.version_option(__version__, prog_name="minsheng")
@click.option(
    "--store",
    envvar="MINSHENG_STORE",
    default="build",
    show_default=True,
    metavar="PATH|URL",
    help="图谱所在：build 的文件夹或 SPARQL 端点。The folder of a build, or a SPARQL endpoint.",
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=_language, help="消息的语言。Language of messages."
)
@click.option("-q", "--quiet", is_flag=True, help="只报错误。Errors only.")
@click.option("-v", "--verbose", is_flag=True, help="报告每一步。Tell each step.")
@click.pass_context
def main(ctx: click.Context, store: str, lang: str, quiet: bool, verbose: bool) -> None:
    """民生报道知识图谱。A knowledge graph of people's-livelihood reports, every figure traced to its characters."""
    ctx.obj = _Settings(store, lang, -1 if quiet else int(verbose))


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="写到哪里。Where to.",
)
@click.option("--facts", type=_FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def build(settings: _Settings, out: Path, facts: Path | None) -> None:
    """由事实文件建图：库、Turtle、网络图。Facts, places, ontology → store, Turtle, network.

    \b
    minsheng build
    minsheng build --facts my-facts --out my-build
    """
    from graph.build import build as run
    from graph.corpus import FACTS

    built = run(out, facts or FACTS, settings.progress)
    if settings.verbosity < 0:
        return
    rows = [
        (settings.say("文件", "documents"), built.documents),
        (settings.say("数据", "figures"), built.figures),
        (settings.say("项目", "programmes"), built.programmes),
        (settings.say("实施", "implementations"), built.implementations),
        (settings.say("机构", "institutions"), built.institutions),
        (settings.say("地点", "places"), built.places),
        (settings.say("认可", "recognitions"), built.recognitions),
        (settings.say("直接关系", "direct relations"), built.claims),
        (settings.say("三元组（陈述）", "triples asserted"), built.asserted),
        (settings.say("三元组（推出）", "triples inferred"), built.inferred),
    ]
    for name, count in rows:
        click.echo(f"{count:>8,}  {name}")
    click.echo(settings.say("打开网络图：", "Open the network:  ") + str(out / "network.html"))
    click.echo(settings.say("查询：", "Ask:               ") + "minsheng queries")


@main.command()
@click.argument("files", nargs=-1, required=True, type=_EXISTING, metavar="FILE…")
@click.option("--format", "-f", "format_", type=click.Choice(["jsonl", "yaml"]), default="jsonl", show_default=True)
@click.option(
    "--issued", metavar="DATE", help="发布日期，如 2022-09。Date of publication, where the file does not say."
)
@click.option("--ledger", is_flag=True, help="列出每个数字的归类。Print the bin of every numeral to stderr.")
@click.pass_obj
def extract(settings: _Settings, files: tuple[Path, ...], format_: str, issued: str | None, ledger: bool) -> None:
    """从报道抽取陈述，附证据；不入库。Claims from reports, with evidence; nothing is stored.

    \b
    minsheng extract report.txt > claims.jsonl
    minsheng extract report.pdf --format yaml > proposal.yaml
    """
    from graph.load import extracted

    for path in _progress(settings, files):
        text, bins = extracted(path, format_, issued)
        click.echo(text, nl=False)
        if ledger:
            click.echo("\n".join(bins), err=True)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_EXISTING, metavar="FILE… | DIR")
@click.pass_obj
def load(settings: _Settings, paths: tuple[Path, ...]) -> None:
    """读入报道，抽取，存入图谱（标为“抽取”）。Read, extract and store reports, marked as extracted.

    The same file twice changes nothing; a file that cannot be read is named and the others are loaded.

    \b
    minsheng load reports/
    """
    from graph.load import expand
    from graph.load import load as run
    from loaders.errors import Problems, UsageError

    files = expand(paths)
    if not files:
        raise UsageError("没有可读的文件", "no file to read")
    counts = {"loaded": 0, "unchanged": 0, "failed": 0}
    faults = []
    for one in run(_progress(settings, files), Path(settings.store)):
        counts[one.state] += 1
        if one.error:
            faults.append(one.error)
    if settings.verbosity >= 0:
        zh = f"载入 {counts['loaded']}，未变 {counts['unchanged']}，失败 {counts['failed']}"
        en = f"{counts['loaded']} loaded, {counts['unchanged']} unchanged, {counts['failed']} failed"
        click.echo(settings.say(zh, en))
    if faults:
        raise Problems(faults)


def _progress(settings: _Settings, files: Sequence[Path]) -> Iterator[Path]:
    """The files one by one, with a bar on a terminal when there are many."""
    if len(files) < 3 or settings.verbosity < 0 or not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, file=sys.stderr, item_show_func=lambda path: path.name if path else "") as bar:
        yield from bar


@main.command()
@click.argument("query", metavar="NAME|FILE.rq", required=False)
@click.option("-e", "--execute", metavar="SPARQL", help="直接给出查询。The query itself.")
@click.option(
    "--param", "-p", "params", multiple=True, metavar="K=V", help="参数，可多次。A parameter; repeatable."
)
@click.option("--format", "-f", "format_", type=click.Choice(["table", "csv", "json", "markdown"]), default="table")
@click.pass_obj
def query(
    settings: _Settings, query: str | None, execute: str | None, params: tuple[str, ...], format_: Any
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
    if name not in questions:
        import difflib

        near = difflib.get_close_matches(name, questions, 3, 0.3)
        zh = f"没有查询“{name}”" + (f"；是不是 {'、'.join(near)}？" if near else "；minsheng queries 列出全部")
        en = f"no query {name}" + (
            f"; did you mean {', '.join(near)}?" if near else "; minsheng queries lists them"
        )
        raise QueryError(zh, en)
    return questions[name].bind(values)


@main.command()
@click.pass_obj
def queries(settings: _Settings) -> None:
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


@main.command()
@click.option("--document", metavar="ID", help="只要一份文件的。Of one document only.")
@click.option("--format", "-f", "format_", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl")
@click.option("--out", "-o", type=click.Path(path_type=Path), help="写入文件。Write to a file.")
@click.pass_obj
def facts(settings: _Settings, document: str | None, format_: str, out: Path | None) -> None:
    """图中的数据，每条一行。The figures in the graph, one a line.

    \b
    minsheng facts --document 003 --format csv > banan.csv
    """
    from graph import export

    _write(export.figures(settings.graph(), document, format_), out, settings)


@main.command()
@click.argument("what", metavar="IRI|'S P O'")
@click.option("--sources", type=_FOLDER, help="原文所在，给出整句。Folder of sources, to show whole sentences.")
@click.option("--format", "-f", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def explain(settings: _Settings, what: str, sources: Path | None, format_: str) -> None:
    """一件事出自哪里。Where a thing or a triple came from: document and characters, or the rule and its premises.

    \b
    minsheng explain fig:003-2310
    minsheng explain 'inst:巴南区医疗保障局 ms:place place:500113'
    minsheng explain 'place:500113 ms:runs prog:长期护理保险'
    """
    from graph.explain import explain as run
    from graph.explain import to_json, to_text

    found = run(settings.graph(), what, sources)
    click.echo(to_json(found, settings.lang) if format_ == "json" else to_text(found, settings.lang), nl=False)


@main.command()
@click.option("--sources", type=_FOLDER, help="原文所在的文件夹。Folder of the sources.")
@click.option("--facts", type=_FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def verify(settings: _Settings, sources: Path | None, facts: Path | None) -> None:
    """逐字核对原文。Re-read every source: hash, offsets, words, values, numerals; exit 1 if one does not hold.

    \b
    minsheng verify --sources ../shared/seeds
    """
    from graph.verify import verify as run
    from loaders.errors import Problems

    done, faults = run(_entries(facts), sources)
    for one in done:
        if settings.verbosity < 0:
            break
        checked = settings.say(
            f"{one.ranges} 处证据、{one.numerals} 个数字与原文核对",
            f"{one.ranges} ranges, {one.numerals} numerals read again",
        )
        click.echo(
            f"{one.document}  {checked if one.source else settings.say('未给原文，只核对事实文件', 'no source given: fact file only')}"
        )
    if faults:
        raise Problems(faults)


def _entries(facts: Path | None) -> "list[Entry]":
    from graph import corpus

    return corpus.read(facts or corpus.FACTS)


@main.command()
@click.option("--facts", type=_FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def validate(settings: _Settings, facts: Path | None) -> None:
    """SHACL 与一致性。SHACL shapes and consistency of the graph; exit 1 with a report.

    \b
    minsheng validate
    """
    from graph.build import check
    from loaders.errors import Problems

    entries = _entries(facts)
    warnings, errors = check(entries)
    for warning in warnings:
        click.echo(warning.line(settings.lang))
    if errors:
        raise Problems(errors)
    if settings.verbosity >= 0:
        zh, en = f"{len(entries)} 份文件，全部成立", f"{len(entries)} documents, all hold"
        click.echo(settings.say(zh, en))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.yaml")
@click.option("--into", type=_FOLDER, help="写入哪个文件夹。Folder to write to.  [default: graph/facts]")
@click.option("--sources", type=_FOLDER, help="原文所在，显示整句。Folder of sources.  [default: beside FILE]")
@click.option("--everything", "--all-doubts", is_flag=True, help="逐条审核全部。Walk all claims, not only doubts.")
@click.option(
    "--diff",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="ACCEPTED.yaml",
    help="只比较，不审核。Only print how FILE differs from it.",
)
@click.option("--format", "-f", "format_", type=click.Choice(["table", "markdown"]), default="table")
@click.pass_obj
def review(
    settings: _Settings,
    file: Path,
    into: Path | None,
    sources: Path | None,
    everything: bool,
    diff: Path | None,
    format_: Any,
) -> None:
    """审核并签封一份事实文件。Review a proposed fact file claim by claim, seal it, write it to graph/facts/.

    \b
    minsheng review proposal.yaml --sources ../shared/seeds
    minsheng review proposal.yaml --diff graph/facts/003_225ba62611e8938d.yaml
    """
    from graph.review import run

    quiet = settings.verbosity < 0
    run(file, into, sources, everything=everything, diff=diff, format=format_, lang=settings.lang, quiet=quiet)


@main.command()
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["turtle", "trig", "nquads", "jsonld", "graphml", "csv", "parquet"]),
    required=True,
)
@click.option(
    "--inferred/--asserted",
    default=False,
    help="含推出的三元组。With what was inferred.  [default: asserted]",
)
@click.option("--out", "-o", type=click.Path(path_type=Path), help="写入文件。Write to a file.")
@click.pass_obj
def export(settings: _Settings, format_: str, inferred: bool, out: Path | None) -> None:
    """带走图谱。Take the graph elsewhere; the same graph gives the same bytes.

    \b
    minsheng export --format turtle > minsheng.ttl
    minsheng export --format parquet --out figures.parquet
    """
    from graph import export as run

    _write(run.export(settings.graph(), format_, inferred=inferred), out, settings)


@main.command()
@click.option("--out", "-o", type=click.Path(path_type=Path), default=Path("network.html"), show_default=True)
@click.option("--open", "open_", is_flag=True, help="在浏览器中打开。Open in the browser.")
@click.pass_obj
def render(settings: _Settings, out: Path, open_: bool) -> None:
    """交互网络图，一个离线网页。The interactive network, one file, offline."""
    from graph.drawing.render import render as run
    from graph.files import replace_file
    from graph.store import open_build

    replace_file(out, run(open_build(Path(settings.store)), lang=settings.lang).encode())
    click.echo(str(out))
    if open_:
        click.launch(out.resolve().as_uri())


@main.command()
@click.option("--port", type=int, default=8000, show_default=True, help="端口，0 为任取。Port; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。Address to listen on.")
@click.option("--sources", type=_FOLDER, help="原文所在的文件夹。Folder of the sources.")
@click.option("--allow-update", is_flag=True, help="凭环境变量 MINSHENG_TOKEN 允许更新。Updates, with that token.")
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="HOST",
    help="SERVICE 可访问的主机。Hosts SERVICE may ask.",
)
@click.option(
    "--timeout", type=float, default=30.0, show_default=True, help="每个查询的秒数。Seconds a query may take."
)
@click.pass_obj
def serve(
    settings: _Settings,
    port: int,
    host: str,
    sources: Path | None,
    allow_update: bool,
    services: tuple[str, ...],
    timeout: float,
) -> None:
    """SPARQL 端点、查询页、关联数据页。SPARQL endpoint, query page, linked-data pages.

    \b
    minsheng serve --port 8000
    """
    from graph.serve import Limits, run
    from loaders.errors import UsageError

    token = os.environ.get("MINSHENG_TOKEN") if allow_update else None
    if allow_update and not token:
        raise UsageError("--allow-update 需要环境变量 MINSHENG_TOKEN", "--allow-update needs MINSHENG_TOKEN set")
    run(
        Path(settings.store), port, host, token=token, services=services, sources=sources, lang=settings.lang,
        limits=Limits(seconds=timeout), ready=click.echo,
    )  # fmt: skip


def _write(data: bytes, out: Path | None, settings: _Settings) -> None:
    from graph.files import replace_file

    if out:
        replace_file(out, data)
        settings.progress(f"写入 {out}", f"wrote {out}")
    else:
        sys.stdout.buffer.write(data)


def _utf8() -> None:
    """Chinese on a console whose locale is GBK, Latin-1 or C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


_utf8()

if __name__ == "__main__":
    main()
