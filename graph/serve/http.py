"""HTTP/1.1 as uvicorn reads it with httptools, with an end to how long a request's head may be.

httptools keeps whatever comes: without an end, an address that never ends would fill the memory.
"""

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEADERS: Final = 1 << 16


def reading(query_bytes: int) -> type[HttpToolsProtocol]:
    """Connections whose addresses may be as long as a query may, and headers 64 KiB."""

    class Bounded(HttpToolsProtocol):
        _head = 0
        _in_head = False

        def on_message_begin(self) -> None:
            self._head, self._in_head = 0, True
            super().on_message_begin()

        def on_headers_complete(self) -> None:
            self._in_head = False
            super().on_headers_complete()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._in_head:
                self._head += len(data)
                if self._head > query_bytes + _HEADERS:
                    self._in_head = False
                    self.send_400_response("The head of the request is too long.")

    return Bounded
