"""The conversation over HTTP: OpenAI's chat completions as any server offers them, with bounds on time and size."""

import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from loaders.llm.settings import Settings

if TYPE_CHECKING:
    import httpx

_MOST_BYTES: Final = 2_000_000
# Worth another try: time-outs, too many requests, a server in trouble.
_AGAIN: Final = frozenset((408, 409, 425, 429, *range(500, 600)))
# Some servers know no such options, some models refuse them: then without.
_EXTRAS: Final[Mapping[str, Any]] = {"temperature": 0, "response_format": {"type": "json_object"}}
# The name for a server that has one model and asks for no name.
_ANY: Final = "default"
_REFUSED: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class Failed(Exception):  # noqa: N818 - caught by the caller, always
    """No answer; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str, *, again: bool = False, after: float | None = None) -> None:
        self.zh, self.en, self.again, self.after = zh, en, again, after
        super().__init__(en)


class _Message(Struct):
    content: str | None = None


class _Option(Struct):
    message: _Message


class _Completion(Struct):
    choices: list[_Option]


class _Model(Struct):
    id: str


class _Models(Struct):
    data: list[_Model]


class Endpoint:
    """One endpoint, asked in turn. Raises nothing but :class:`Failed`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._client: httpx.Client | None = None
        self._model = settings.model or _ANY
        self._extras: Mapping[str, Any] = _EXTRAS

    def ask(self, system: str, user: str) -> str:
        """The model's answer to one question."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        try:
            raw = self._tried({"model": self._model, "messages": messages})
            completion = msgspec.json.decode(raw, type=_Completion)
        except (msgspec.MsgspecError, RecursionError):
            raise Failed("回答不是 chat completion", "the answer is no chat completion") from None
        if not completion.choices or not completion.choices[0].message.content:
            raise Failed("回答是空的", "the answer is empty")
        return completion.choices[0].message.content

    def _only_model(self) -> str | None:
        """The name of the model where the server has just one."""
        status, raw, _ = self._exchange("/models", None)
        try:
            models = msgspec.json.decode(raw, type=_Models).data if status == HTTPStatus.OK else []
        except (msgspec.MsgspecError, RecursionError):
            models = []
        return models[0].id if len(models) == 1 else None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _tried(self, body: dict[str, Any]) -> bytes:
        pause = self.settings.pause
        for attempt in range(1, self.settings.attempts + 1):
            try:
                return self._once(body)
            except Failed as failed:
                if not failed.again or attempt == self.settings.attempts:
                    raise
                self.settings.sleep(min(max(pause, failed.after or 0), self.settings.longest))
                pause *= 2
        raise Failed("没有尝试", "not tried")

    def _once(self, body: dict[str, Any]) -> bytes:
        path = "/chat/completions"
        status, raw, after = self._exchange(path, {**body, **self._extras})
        if status in _REFUSED and self._extras:
            self._extras = {}
            status, raw, after = self._exchange(path, body)
        if status == HTTPStatus.NOT_FOUND and self._model == _ANY and (only := self._only_model()):
            body["model"] = self._model = only
            status, raw, after = self._exchange(path, {**body, **self._extras})
        if status != HTTPStatus.OK:
            hint = ("", "")
            if status == HTTPStatus.NOT_FOUND and self._model == _ANY:
                hint = ("，用 MINSHENG_LLM_MODEL 指定模型", "; name the model by MINSHENG_LLM_MODEL")
            raise Failed(f"HTTP {status}{hint[0]}", f"HTTP {status}{hint[1]}", again=status in _AGAIN, after=after)
        return raw

    def _exchange(self, path: str, body: Mapping[str, Any] | None) -> tuple[int, bytes, float | None]:
        """One request: status, body, and how long the server asks us to wait."""
        import httpx

        until = time.monotonic() + self.settings.seconds
        method = "GET" if body is None else "POST"
        try:
            if self._client is None:
                headers = {"Authorization": f"Bearer {self.settings.key}"} if self.settings.key else {}
                self._client = httpx.Client(timeout=self.settings.seconds, headers=headers, follow_redirects=False)
            with self._client.stream(method, self.settings.url + path, json=body) as response:
                raw = bytearray()
                for chunk in response.iter_bytes():
                    raw += chunk
                    if len(raw) > _MOST_BYTES:
                        raise Failed("回答过长", "the answer is too long")
                    if time.monotonic() > until:
                        raise Failed("超时", "timed out", again=True)
                wait = response.headers.get("retry-after", "")
                return response.status_code, bytes(raw), float(wait) if wait.isdecimal() else None
        except httpx.TimeoutException:
            raise Failed("超时", "timed out", again=True) from None
        except httpx.TransportError:
            raise Failed("连接不上或连接中断", "cannot be reached, or hung up", again=True) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError):
            raise Failed("无法向它提问", "cannot be asked") from None
