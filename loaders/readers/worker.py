"""The process in which files are parsed: it takes bytes on standard input and gives what a reader made of them.

Whatever a hostile file does to a parser happens here, under limits: an amount of memory, no new files, no
connections, no other programs. Messages are a length and MessagePack; nothing that comes back is code.
"""

import contextlib
import os
import sys
from importlib import import_module
from typing import IO, Any, Final

import msgspec

from loaders.errors import MinshengError
from loaders.readers.content import Content
from loaders.readers.sniff import Kind, Sniffed

_MODULES: Final = {
    "html": "loaders.readers.html",
    "pdf": "loaders.readers.pdf",
    "csv": "loaders.readers.tables",
    "rdf": "loaders.readers.rdf",
}
# What no reader has business with: https://docs.python.org/3/library/audit_events.html
_FORBIDDEN: Final = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.remove",
    "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.putenv", "shutil.", "ftplib.", "urllib.", "webbrowser.",
)  # fmt: skip


class Task(msgspec.Struct, frozen=True, array_like=True):
    """A file to read: its format as sniffed, the ending of its name, its bytes."""

    kind: Sniffed
    ending: str
    raw: bytes


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What became of a task: content, or an error in both languages. ``megabytes`` is what the process holds after it."""

    kind: Kind | None
    content: Content | None
    zh: str = ""
    en: str = ""
    megabytes: int = 0


def perform(task: Task) -> Answer:
    """Reads one file. Whatever a parser raises becomes one line."""
    try:
        kind, content = _read(task)
        if not content.text.strip():
            return Answer(kind, None, "没有文字", "there is no text in it")
        return Answer(kind, content)
    except MinshengError as error:
        return Answer(None, None, error.zh, error.en)
    except MemoryError:
        return Answer(
            None, None, "读取所需内存太多，文件可能有害", "reading it takes too much memory: maybe hostile"
        )
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of a native parser is no Exception
        name = type(error).__name__
        return Answer(None, None, f"已损坏，无法读取（{name}）", f"damaged: it cannot be read ({name})")


def _read(task: Task) -> tuple[Kind, Content]:
    if task.kind == "package":
        from loaders.readers import archive

        return archive.read(task.raw)
    module: Any = import_module(_MODULES[task.kind])
    content: Content = module.read_csv(task.raw) if task.kind == "csv" else module.read(task.raw, task.ending)
    return task.kind, content


def main(megabytes: int) -> None:
    """Serves tasks until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a native parser prints is no answer
    _limit(megabytes)
    sys.modules["numpy"] = None  # type: ignore[assignment] # openpyxl takes it where it is there: memory and threads
    sys.addaudithook(_guard)
    while (data := take(sys.stdin.buffer)) is not None:
        answer = perform(msgspec.msgpack.decode(data, type=Task))
        del data
        send(answers, msgspec.msgpack.encode(msgspec.structs.replace(answer, megabytes=_size())))


def _limit(megabytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for name, value in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_AS", megabytes << 20)):
            with contextlib.suppress(ValueError, OSError, AttributeError):
                resource.setrlimit(getattr(resource, name), (value, value))


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a reader may not: {event}")
    if event == "open" and len(arguments) > 1 and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("a reader may not write")


def _size() -> int:
    """This process's memory in megabytes, where Linux tells (``proc(5)``); getrusage would tell the parent's peak."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except (OSError, ValueError, AttributeError, IndexError):
        return 0


def take(stream: IO[bytes]) -> bytes | None:
    """One message, or None at the end of the stream."""
    size = stream.read(8)
    if len(size) < 8:
        return None
    data = stream.read(int.from_bytes(size, "big"))
    return data if len(data) == int.from_bytes(size, "big") else None


def send(stream: IO[bytes], data: bytes) -> None:
    """One message."""
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.flush()
