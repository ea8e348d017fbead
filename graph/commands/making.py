"""Commands that make the graph and check it: build, extract, load, verify, validate, review."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from graph.commands.settings import EXISTING, FOLDER, Settings, progress

if TYPE_CHECKING:
    from graph.corpus import Entry

_MODEL: Final = click.option(
    "--llm",
    metavar="URL",
    help="语言模型的地址（OpenAI 兼容），在规则的候选中选择；密钥用 MINSHENG_LLM_KEY。"
    "An OpenAI-compatible model that chooses among the rules' candidates; its key in MINSHENG_LLM_KEY.",
)


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写到哪里；--store 为网址时发到那里。Where to; with an address as --store, there.  [default: build]",
)
@click.option("--facts", type=FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def build(settings: Settings, out: Path | None, facts: Path | None) -> None:
    """由事实文件建图：库、Turtle、网络图。Facts, places, ontology → store, Turtle, network.

    \b
    minsheng build
    minsheng build --facts my-facts --out my-build
    minsheng --store https://example.org/sparql build
    """
    from graph.build import build as run
    from graph.build import send
    from graph.corpus import FACTS
    from graph.store import is_address

    away = out is None and is_address(settings.store)
    out = out or Path("build")
    built = (
        send(settings.store, facts or FACTS, settings.progress)
        if away
        else run(out, facts or FACTS, settings.progress)
    )
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
    if away:
        click.echo(settings.say("已发到：", "Sent to:           ") + settings.store)
        return
    click.echo(settings.say("打开网络图：", "Open the network:  ") + str(out / "network.html"))
    click.echo(settings.say("查询：", "Ask:               ") + "minsheng queries")


@click.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING, metavar="FILE…")
@click.option("--format", "-f", "format_", type=click.Choice(["jsonl", "yaml"]), default="jsonl", show_default=True)
@click.option(
    "--issued", metavar="DATE", help="发布日期，如 2022-09。Date of publication, where the file does not say."
)
@click.option("--ledger", is_flag=True, help="列出每个数字的归类。Print the bin of every numeral to stderr.")
@_MODEL
@click.pass_obj
def extract(
    settings: Settings, files: tuple[Path, ...], format_: str, issued: str | None, ledger: bool, llm: str | None
) -> None:
    """从报道抽取陈述，附证据；不入库。Claims from reports, with evidence; nothing is stored.

    \b
    minsheng extract report.txt > claims.jsonl
    minsheng extract report.pdf --format yaml > proposal.yaml
    """
    from graph.load import by_model, extracted

    with by_model(llm, lambda note: click.echo(note.line(settings.lang), err=True)) as choose:
        for path in progress(settings, files):
            text, bins = extracted(path, format_, issued, choose)
            click.echo(text, nl=False)
            if ledger:
                click.echo("\n".join(bins), err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=EXISTING, metavar="FILE… | DIR")
@_MODEL
@click.pass_obj
def load(settings: Settings, paths: tuple[Path, ...], llm: str | None) -> None:
    """读入报道，抽取，存入图谱（标为“抽取”）。Read, extract and store reports, marked as extracted.

    The same file twice changes nothing; a file that cannot be read is named and the others are loaded.

    \b
    minsheng load reports/
    """
    from graph.load import by_model, expand
    from graph.load import load as run
    from loaders.errors import Problems, UsageError

    files = expand(paths)
    if not files:
        raise UsageError("没有可读的文件", "no file to read")
    counts = {"loaded": 0, "unchanged": 0, "failed": 0}
    faults = []
    with by_model(llm, lambda note: click.echo(note.line(settings.lang), err=True)) as choose:
        for one in run(progress(settings, files), Path(settings.store), choose):
            counts[one.state] += 1
            if one.error:
                faults.append(one.error)
    if settings.verbosity >= 0:
        zh = f"载入 {counts['loaded']}，未变 {counts['unchanged']}，失败 {counts['failed']}"
        en = f"{counts['loaded']} loaded, {counts['unchanged']} unchanged, {counts['failed']} failed"
        click.echo(settings.say(zh, en))
    if faults:
        raise Problems(faults)


@click.command()
@click.option("--sources", type=FOLDER, help="原文所在的文件夹。Folder of the sources.")
@click.option("--facts", type=FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def verify(settings: Settings, sources: Path | None, facts: Path | None) -> None:
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


@click.command()
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE.ttl…]"
)
@click.option("--facts", type=FOLDER, help="事实文件的文件夹。Folder of fact files.  [default: graph/facts]")
@click.pass_obj
def validate(settings: Settings, files: tuple[Path, ...], facts: Path | None) -> None:
    """SHACL 与一致性。SHACL shapes and consistency of the fact files, or of RDF files; exit 1 with a report.

    \b
    minsheng validate
    minsheng validate export.ttl
    """
    from graph import check
    from loaders.errors import Problems

    if files:
        count = len(files)
        warnings, errors = check.rdf(files)
    else:
        entries = _entries(facts)
        count = len(entries)
        warnings, errors = check.facts(entries)
    for warning in warnings:
        click.echo(warning.line(settings.lang))
    if errors:
        raise Problems(errors)
    if settings.verbosity >= 0:
        zh, en = f"{count} 份文件，全部成立", f"{count} documents, all hold"
        click.echo(settings.say(zh, en))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.yaml")
@click.option("--into", type=FOLDER, help="写入哪个文件夹。Folder to write to.  [default: graph/facts]")
@click.option("--sources", type=FOLDER, help="原文所在，显示整句。Folder of sources.  [default: beside FILE]")
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
    settings: Settings,
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
