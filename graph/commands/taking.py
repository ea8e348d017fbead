"""Commands that take the graph elsewhere: export, render, serve."""

import os
from pathlib import Path

import click

from graph.commands.settings import EXISTING, FOLDER, Settings, write


@click.command()
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
def export(settings: Settings, format_: str, inferred: bool, out: Path | None) -> None:
    """带走图谱。Take the graph elsewhere; the same graph gives the same bytes.

    \b
    minsheng export --format turtle > minsheng.ttl
    minsheng export --format parquet --out figures.parquet
    """
    from graph import export as run

    write(run.export(settings.graph(), format_, inferred=inferred), out, settings)


@click.command()
@click.option("--out", "-o", type=click.Path(path_type=Path), default=Path("network.html"), show_default=True)
@click.option("--open", "open_", is_flag=True, help="在浏览器中打开。Open in the browser.")
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="NAME",
    help="只画这个地方及其周围。Only a place and what is around it.",
)
@click.option(
    "--programme",
    "programmes",
    multiple=True,
    metavar="NAME",
    help="只画这个项目及其周围。Only a programme and its surroundings.",
)
@click.option(
    "--query",
    type=EXISTING,
    metavar="FILE.rq",
    help="只画查询结果中的事物及其周围。Only what a query finds, and its surroundings.",
)
@click.option(
    "--depth", type=click.IntRange(0, 9), default=1, show_default=True, help="周围几步。How many steps around."
)
@click.pass_obj
def render(
    settings: Settings,
    out: Path,
    open_: bool,
    places: tuple[str, ...],
    programmes: tuple[str, ...],
    query: Path | None,
    depth: int,
) -> None:
    """交互网络图，一个离线网页。The interactive network, one file, offline.

    \b
    minsheng render --open
    minsheng render --place 巴南区 --out banan.html
    minsheng render --programme 长期护理保险 --depth 2
    minsheng render --query mine.rq
    """
    from graph.drawing.part import chosen
    from graph.drawing.render import render as run
    from graph.files import replace_file
    from graph.remote import Remote, copied
    from graph.store import Local, is_address, open_build

    store = copied(Remote(settings.store)) if is_address(settings.store) else open_build(Path(settings.store))
    graph = settings.graph() if is_address(settings.store) else Local(store)
    part = chosen(graph, places, programmes, query, depth)
    page = run(store, lang=settings.lang, part=part, progress=settings.progress).encode()
    replace_file(out, page)
    click.echo(f"{out}  {len(page) / 1e6:.1f} MB")
    if open_:
        click.launch(out.resolve().as_uri())


@click.command()
@click.option("--port", type=int, default=8000, show_default=True, help="端口，0 为任取。Port; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。Address to listen on.")
@click.option("--sources", type=FOLDER, help="原文所在的文件夹。Folder of the sources.")
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
@click.option(
    "--engine",
    type=click.Choice(("minsheng", "oxigraph")),
    default="minsheng",
    show_default=True,
    help="oxigraph：只有 /query，供程序高频查询。Only /query, for programs that ask very often.",
)
@click.pass_obj
def serve(
    settings: Settings,
    port: int,
    host: str,
    sources: Path | None,
    allow_update: bool,
    services: tuple[str, ...],
    timeout: float,
    engine: str,
) -> None:
    """SPARQL 端点、查询页、关联数据页。SPARQL endpoint, query page, linked-data pages.

    \b
    minsheng serve --port 8000
    minsheng serve --engine oxigraph --port 7878
    """
    from graph.serve import Limits, run
    from loaders.errors import UsageError

    if engine == "oxigraph":
        from graph.serve import bundled

        if allow_update or services or sources:
            zh, en = "--engine oxigraph 只读，只有 /query", "--engine oxigraph only reads, and has only /query"
            options = "--allow-update, --allow-service, --sources"
            raise UsageError(f"{zh}：去掉 {options}", f"{en}: leave out {options}")
        bundled.run(Path(settings.store), port, host, Limits(seconds=timeout), click.echo)
        return
    token = os.environ.get("MINSHENG_TOKEN") if allow_update else None
    if allow_update and not token:
        raise UsageError("--allow-update 需要环境变量 MINSHENG_TOKEN", "--allow-update needs MINSHENG_TOKEN set")
    run(
        Path(settings.store), port, host, token=token, services=services, sources=sources, lang=settings.lang,
        limits=Limits(seconds=timeout), ready=click.echo,
    )  # fmt: skip
