"""The command that computes: measures."""

from pathlib import Path
from typing import Final

import click

from graph.commands.settings import Settings, write

_FORMATS: Final = ("table", "csv", "json", "markdown", "turtle", "trig")


@click.command()
@click.argument("name", required=False)
@click.option(
    "--about",
    metavar="THING",
    help="只要涉及它的：地点、项目或机构。Only rows that speak of it: a place, programme or institution.",
)
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path), help="写入文件。Write to a file.")
@click.pass_obj
def measures(settings: Settings, name: str | None, about: str | None, format_: str, out: Path | None) -> None:
    """由图计算的度量；不带名称则列出有哪些。Measures computed from the graph; without a name, which there are.

    turtle and trig give an RDF Data Cube, marked as computed, trig in a named graph of its own.

    \b
    minsheng measures
    minsheng measures resemblance --about 巴南区
    minsheng measures centrality --format csv --out centrality.csv
    minsheng measures communities --format trig
    """
    from graph.measures import MEASURES, measure
    from graph.measures.show import csv, text, to_json
    from graph.results import to_table
    from loaders.errors import UsageError

    if not name:
        if about:
            raise UsageError("--about 要与度量的名称同用", "--about needs the name of a measure")
        columns = settings.say("名称 说明", "name explanation").split()
        rows = [[one.name, one.says(settings.lang)] for one in MEASURES.values()]
        write(to_table(columns, rows, markdown=format_ == "markdown").encode(), out, settings)
        return
    graph = settings.graph()
    found = measure(graph, name, about)
    match format_:
        case "csv":
            data = csv(found).encode()
        case "json":
            data = to_json(found).encode()
        case "turtle" | "trig":
            import pyoxigraph as ox

            from graph.measures.cube import quads
            from graph.turtle import serialize

            data = serialize(quads(found, graph), ox.RdfFormat.TURTLE if format_ == "turtle" else ox.RdfFormat.TRIG)
        case _:
            data = text(found, settings.lang, markdown=format_ == "markdown").encode()
    write(data, out, settings)
