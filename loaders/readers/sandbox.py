"""Files read in a process of their own, which may crash, hang or fill its memory, and is then replaced.

One process serves many files. It is started when the first file needs it, ended when it grew large or has served
many, and ends by itself when this one does (its standard input closes).
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from typing import Final

import msgspec

from loaders.errors import UsageError
from loaders.readers.content import Content
from loaders.readers.sniff import Kind, Sniffed
from loaders.readers.worker import Answer, Task, send, take

SECONDS: Final = 60.0
MEGABYTES: Final = 1536
_FILES: Final = 500  # then a fresh process: whatever leaks, leaks little
_LARGE: Final = 500  # megabytes after which a process is not kept
_START: Final = (
    "import json, sys; path, size = json.loads(sys.argv[1]); sys.path[:] = path; "
    "from loaders.readers.worker import main; main(size)"
)


class Sandbox:
    """A process that reads files, one at a time; several threads wait for each other.

    ``seconds`` is what one file may take, ``megabytes`` the memory of the process (where the system can limit it).
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self.started = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self._lock = threading.Lock()

    def read(self, kind: Sniffed, raw: bytes, ending: str = "") -> tuple[Kind, Content]:
        """What the file holds. Raises UsageError where it cannot be read, crashes its parser or takes too long."""
        with self._lock:
            answer = self._ask(msgspec.msgpack.encode(Task(kind, ending, raw)))
        if answer.content is None or answer.kind is None:
            raise UsageError(answer.zh, answer.en)
        return answer.kind, answer.content

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process and self._owner == os.getpid():
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close() if stream else None

    def _ask(self, task: bytes) -> Answer:
        process = self._running()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        reply = None
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(OSError):
                send(process.stdin, task)
                reply = take(process.stdout)
        except BaseException:
            self.close()  # interrupted between question and answer: the next answer would be the wrong one
            raise
        finally:
            timer.cancel()
        if reply is None or late.is_set():
            self.close()
            if late.is_set():
                zh = f"{self.seconds:g} 秒内没有读完，文件可能有害或太复杂"
                raise UsageError(zh, f"not read within {self.seconds:g} seconds: hostile, or too complex")
            zh, en = "读取程序崩溃，文件已损坏或有害", "its parser crashed: damaged or hostile"
            raise UsageError(zh, en)
        answer = msgspec.msgpack.decode(reply, type=Answer)
        self._served += 1
        if self._served >= _FILES or answer.megabytes > _LARGE:
            self.close()
        return answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.close()
        command = [sys.executable, "-I", "-c", _START, json.dumps([sys.path, self.megabytes])]
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with our own code
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._owner, self._served = os.getpid(), 0
        self.started += 1
        return self._process


_shared: Final = Sandbox()
atexit.register(_shared.close)


def read(kind: Sniffed, raw: bytes, ending: str = "") -> tuple[Kind, Content]:
    """Reads a file in the process that all callers share."""
    return _shared.read(kind, raw, ending)
