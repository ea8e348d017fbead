"""The pool: processes that read the store, one job each at a time; one that takes too long is ended and replaced.

A spare process stands by, so that whoever comes after a killed query does not wait for a start.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

import msgspec

from graph.serve.limits import Settings
from graph.serve.messages import LENGTHS, Job, Refused, Reply, out_of_memory, pack
from graph.serve.opened import Setup
from graph.serve.points import Points
from graph.store import MANIFEST
from loaders.errors import UsageError

_ROOT: Final = Path(__file__).parent.parent.parent
_START_SECONDS: Final = 60.0
_REPLY: Final = msgspec.json.Decoder(Reply)


class Worker:
    """One process and the pipes to it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        self.process, self.stdin, self.stdout = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, setup: Setup) -> "Worker":
        """A process that has opened the store. Raises UsageError where it cannot."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from graph.serve.worker import main; main()"),
            msgspec.json.encode(setup).decode(),
            stdin=PIPE, stdout=PIPE, stderr=None if os.environ.get("MINSHENG_DEBUG") else DEVNULL,
        )  # fmt: skip
        worker = cls(process)
        try:
            hello, _ = await asyncio.wait_for(worker.read(), _START_SECONDS)
        except (asyncio.IncompleteReadError, TimeoutError):
            worker.kill()
            raise UsageError("查询进程没有启动", "a worker process did not start") from None
        if hello.error:
            await process.wait()
            raise UsageError(hello.zh, hello.en)
        return worker

    async def ask(self, message: bytes) -> tuple[Reply, bytes]:
        """A job's reply. Raises IncompleteReadError or ConnectionError if the process dies over it."""
        self.stdin.write(message)
        return await self.read()

    async def read(self) -> tuple[Reply, bytes]:
        """The next message."""
        head, body = LENGTHS.unpack(await self.stdout.readexactly(LENGTHS.size))
        message = await self.stdout.readexactly(head + body)
        return _REPLY.decode(message[:head]), message[head:]

    def kill(self) -> None:
        """At once; the store is open for reading only and takes no harm."""
        if self.process.returncode is None:
            self.process.kill()


class Pool:
    """So many workers at once, so many requests waiting for one."""

    def __init__(self, settings: Settings, base: str) -> None:
        limits = settings.limits
        self.settings, self.limits = settings, limits
        self._setup = Setup(
            folder=str(settings.folder.resolve()),
            seconds=limits.seconds,
            result_bytes=limits.result_bytes,
            memory_bytes=limits.memory_bytes,
            services=list(settings.services),
            base=base,
            sources=str(settings.sources.resolve()) if settings.sources else None,
            union=settings.union,
        )
        self._manifest = str(settings.folder / MANIFEST)
        self._points: Points | None = None
        self._permits = asyncio.Semaphore(limits.workers)
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._alive: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = asyncio.Lock()
        self._waiting = self._updates = 0
        self._closed = False

    async def open(self) -> None:
        """Starts the workers. Raises UsageError where the store does not open."""
        first = await Worker.start(self._now())
        self._keep(first)
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))  # with the first: one to spare
        if not self.settings.union:  # where updates are taken, the union is asked
            self._points = Points(self._now())

    async def close(self) -> None:
        """Ends them."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for worker in self._alive:
            worker.kill()
        await asyncio.gather(*(worker.process.wait() for worker in self._alive))

    @property
    def generation(self) -> str:
        """Names the state of the data: another build, or an update, is another generation."""
        try:
            stat = os.stat(self._manifest)  # noqa: PTH116 - twice a request: a Path takes three times as long
        except OSError:
            return f"-{self._updates}"
        return f"{stat.st_mtime_ns:x}-{stat.st_ino:x}-{self._updates}"

    def _now(self) -> Setup:
        """What a process is told that opens the data as they are now."""
        return msgspec.structs.replace(self._setup, generation=self.generation)

    def at_once(self, job: Job, generation: str) -> tuple[Reply, bytes] | None:
        """The reply to a small look-up, without a worker; None where one has to be asked."""
        return self._points.answer(job, generation) if self._points else None

    async def run(self, job: Job) -> tuple[Reply, bytes]:
        """A job's reply. Raises Refused where all is busy, or the job takes too long or ends its worker."""
        if self._permits.locked() and self._waiting >= self.limits.waiting:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._permits.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            job.generation = self.generation
            return await self._on(await self._worker(), pack(job))
        finally:
            self._permits.release()

    async def _worker(self) -> Worker:
        """One that is alive; whoever killed the others was not us."""
        while True:
            if self._idle.empty() and not self._tasks:
                self._spawn()
            try:
                async with asyncio.timeout(self.limits.seconds):
                    worker = await self._idle.get()
            except TimeoutError:
                raise _busy() from None
            if worker.process.returncode is None:
                return worker
            self._replace(worker)

    async def _on(self, worker: Worker, message: bytes) -> tuple[Reply, bytes]:
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(message)
        except TimeoutError:
            self._replace(worker)
            seconds = f"{self.limits.seconds:g}"
            zh = f"查询超过 {seconds} 秒的时限：缩小范围，或加 LIMIT"
            en = f"the query took longer than the {seconds} seconds it may: narrow it or add LIMIT"
            raise Refused(504, "time-limit", zh, en) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            self._replace(worker)
            raise out_of_memory() from None
        except BaseException:
            self._replace(worker)
            raise
        self._idle.put_nowait(worker)
        return reply

    async def update(self, job: Job) -> tuple[Reply, bytes]:
        """Runs an update while nobody reads, in a process of its own that opens the store for writing."""
        async with self._writing:
            for _ in range(self.limits.workers):
                await self._permits.acquire()
            writer: Worker | None = None
            try:
                setup = msgspec.structs.replace(self._setup, write=True)
                writer = await Worker.start(setup)
                reply = await asyncio.wait_for(writer.ask(pack(job)), self.limits.seconds)
                writer.stdin.close()
                await writer.process.wait()
            except TimeoutError:
                zh, en = "更新超过时限，没有写入", "the update took longer than it may; nothing was written"
                raise Refused(504, "time-limit", zh, en) from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise out_of_memory() from None
            except UsageError as error:
                raise Refused(503, "no-store", error.line("zh"), error.line("en")) from None
            finally:
                self._updates += 1
                if writer:
                    writer.kill()
                for _ in range(self.limits.workers):
                    self._permits.release()
            return reply

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._alive.discard(worker)
        self._spawn()

    def _spawn(self) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        for pause in (0.1, 1.0, 5.0, 30.0):
            try:
                self._keep(await Worker.start(self._now()))
                return
            except (UsageError, OSError):
                await asyncio.sleep(pause)

    def _keep(self, worker: Worker) -> None:
        self._alive.add(worker)
        self._idle.put_nowait(worker)


def _busy() -> Refused:
    zh, en = "同时进行的查询太多，请稍后再试", "too many queries at once; try again in a moment"
    return Refused(503, "busy", zh, en)
