"""A server in a process of its own, on a free port, and a client that speaks to it as any other would."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import httpx

ROOT = Path(__file__).parent.parent


class Server:
    """``with Server(folder, "seconds=2") as server: server.get("/sparql")``. Settings are those of graph.serve."""

    def __init__(self, folder: Path, *settings: str) -> None:
        command = [sys.executable, "-m", "graph.serve", str(folder), "port=0", "lang=en", *settings]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()  # printed when requests are answered; "" if it ended
        if not self.url:
            raise AssertionError(self.process.communicate(timeout=30)[1])
        self.client = httpx.Client(base_url=self.url, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET; words are query parameters but for ``headers``."""
        headers = more.pop("headers", {})
        answer = self.client.get(path, params=more or None, headers=headers)
        self.client.cookies.clear()  # each request stands for itself
        return answer

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> httpx.Response:
        """A query by POST direct."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post("/sparql", content=query.encode(), headers=headers)

    def close(self) -> str:
        """Ends it in good order; its log."""
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.communicate(timeout=60)[1]
