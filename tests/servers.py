"""SPARQL servers of other makers, each in a folder and on a port of its own, for as long as a ``with`` block lasts."""

import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path, *, read_only: bool = False) -> Iterator[str]:
    """The Oxigraph server of PyPI's package ``oxigraph``; the address of its queries."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("the package oxigraph (the server) is not installed")
    port = free_port()
    serve = "serve-read-only" if read_only else "serve"
    command = [str(program), serve, "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with _running(command, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(folder: Path, *, rows: int = 1_000_000) -> Iterator[str]:
    """Debian's virtuoso-opensource, which lets everyone update; the address of its queries and updates."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not program or not client:
        pytest.skip("Debian's virtuoso-opensource is not installed")
    port, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql, rows=rows), encoding="utf-8")
    command = [program, "-f", "+configfile", str(settings)]
    with _running(command, f"http://127.0.0.1:{port}/sparql"):
        grant = 'exec=GRANT SPARQL_UPDATE TO "SPARQL";'
        subprocess.run(
            [client, f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True, timeout=60
        )
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def _running(command: list[str], url: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(url, timeout=5).close()
                break
            except urllib.error.HTTPError:  # it answers, if only that it does not like the question
                break
            except OSError:
                assert process.poll() is None, f"{command[0]} ended"
                Event().wait(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
