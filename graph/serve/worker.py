"""A worker: a process that opens the store for reading, answers one job after another, and may be killed at any time.

Started by :mod:`graph.serve.workers` with its settings as JSON in the first argument; jobs come on standard input.
"""

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

import msgspec

from graph.serve.messages import LENGTHS, Job, Refused, Reply, out_of_memory, pack, zipped
from graph.serve.opened import Opened, Setup


class Worker(Opened):
    """The store and what is asked of it."""

    def do(self, job: Job) -> tuple[Reply, bytes]:
        """One job. Every error becomes a reply."""
        from loaders.errors import MinshengError

        try:
            if job.generation != self.generation:
                if not self.setup.write:
                    self.open()
                self.generation = job.generation
            return zipped(job, *self._dispatch(job))
        except Refused as refused:
            return refused.reply, b""
        except MinshengError as error:
            return Reply(status=400, error="bad-request", zh=error.line("zh"), en=error.line("en")), b""
        except MemoryError:
            return out_of_memory().reply, b""
        except (OSError, RuntimeError, ValueError) as error:
            zh, en = f"无法回答：{error}", f"cannot be answered: {error}"
            return Reply(status=500, error="failed", zh=zh, en=en), b""
        except Exception as error:  # noqa: BLE001 - a fault in one answer is no reason to end the worker
            traceback.print_exc()
            zh, en = f"服务器出错：{type(error).__name__}", f"the server has a fault: {type(error).__name__}"
            return Reply(status=500, error="bug", zh=zh, en=en), b""

    def _dispatch(self, job: Job) -> tuple[Reply, bytes]:
        if job.op in ("query", "update", "graph", "api"):
            from graph.serve import answers

            return answers.answer(self, job)
        if job.op == "describe":
            from graph.serve import describe

            return describe.answer(self, job)
        from graph.serve import site

        return site.answer(self, job)


def _memory(limit: int) -> None:
    """The process may grow by so much from here on; what is too much ends it, and nothing else."""
    if sys.platform != "win32":
        import resource

        used = 0
        if (statm := Path("/proc/self/statm")).exists():
            used = int(statm.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = used + limit
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: float) -> None:
    """The kernel ends this process at a time when the front must have done so; that works without the front too."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _serve(worker: Worker, jobs: BinaryIO, replies: BinaryIO) -> None:
    while len(head := jobs.read(LENGTHS.size)) == LENGTHS.size:
        size, _ = LENGTHS.unpack(head)
        job = msgspec.json.decode(jobs.read(size), type=Job)
        _alarm(worker.setup.seconds + 5)
        reply, body = worker.do(job)
        _alarm(0)
        replies.write(pack(reply, body))
        replies.flush()


def main() -> None:
    """Until standard input ends."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the front's to handle
    jobs, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints does not print into the answers
    from loaders.errors import MinshengError

    try:
        setup = msgspec.json.decode(sys.argv[1], type=Setup)
        worker = Worker(setup)
        hello = Reply()
    except MinshengError as error:
        hello = Reply(status=500, error="no-store", zh=error.line("zh"), en=error.line("en"))
    except (OSError, RuntimeError) as error:
        hello = Reply(
            status=500, error="no-store", zh=f"图谱打不开：{error}", en=f"the store does not open: {error}"
        )
    replies.write(pack(hello))
    replies.flush()
    if hello.status == 200:
        _memory(setup.memory_bytes)
        _serve(worker, jobs, replies)


if __name__ == "__main__":
    main()
