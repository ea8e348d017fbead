"""Where an answer is written, up to a limit."""

import io
from typing import Any

from graph.serve.messages import Refused


class Sink(io.BytesIO):
    """Takes an answer's bytes up to a limit; pyoxigraph writes into it."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any, /) -> int:
        """Keeps the bytes. Raises Refused beyond the limit."""
        if self.tell() + memoryview(data).nbytes > self.limit:
            megabytes = f"{self.limit / (1 << 20):g} MB"
            zh = f"结果超过 {megabytes} 的上限：加上 LIMIT 或缩小范围"
            en = f"the result is larger than {megabytes}: add LIMIT or narrow it"
            raise Refused(413, "result-too-large", zh, en)
        return super().write(data)
