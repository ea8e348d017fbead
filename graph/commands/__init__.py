"""The ``minsheng`` command. It holds no logic; what a command needs is imported when it runs."""

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from graph.commands.asking import compare, explain, facts, queries, query
from graph.commands.making import build, extract, load, review, validate, verify
from graph.commands.measuring import measures
from graph.commands.settings import Settings, language
from graph.commands.taking import export, render, serve

if TYPE_CHECKING:
    from loaders.errors import MinshengError

__all__ = ["main"]


class _Group(click.Group):
    """Commands in the order in which they are used, each error one line, Ctrl-C without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        _utf8()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        from loaders.errors import MinshengError

        try:
            return super().invoke(ctx)
        except MinshengError as error:
            _fail(error, ctx.obj.lang if ctx.obj else language())
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader left; nothing more to say
            sys.exit(0)


def _utf8() -> None:
    """Chinese on a console whose locale is GBK, Latin-1 or C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fail(error: "MinshengError", lang: str) -> NoReturn:
    click.echo(error.line(lang), err=True)
    sys.exit(error.exit_code)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="例 Examples:  minsheng build  ·  minsheng query programmes-of-district -p place=巴南区  ·  minsheng explain prog:长期护理保险",
)
@click.version_option(package_name="minsheng", prog_name="minsheng")
@click.option(
    "--store",
    envvar="MINSHENG_STORE",
    default="build",
    show_default=True,
    metavar="PATH|URL",
    help="图谱所在：build 的文件夹或 SPARQL 端点。The folder of a build, or a SPARQL endpoint.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default=language, help="消息的语言。Language of messages.")
@click.option("-q", "--quiet", is_flag=True, help="只报错误。Errors only.")
@click.option("-v", "--verbose", is_flag=True, help="报告每一步。Tell each step.")
@click.pass_context
def main(ctx: click.Context, store: str, lang: str, quiet: bool, verbose: bool) -> None:
    """民生报道知识图谱。A knowledge graph of people's-livelihood reports, every figure traced to its characters."""
    ctx.obj = Settings(store, lang, -1 if quiet else int(verbose))


for _command in (
    build,
    extract,
    load,
    query,
    queries,
    facts,
    compare,
    measures,
    explain,
    verify,
    validate,
    review,
    export,
    render,
    serve,
):
    main.add_command(_command)
