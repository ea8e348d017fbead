"""Where the model is and how patient we are: from ``--llm URL``, or from the environment."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from loaders.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """An endpoint that speaks OpenAI's chat completions, and the limits of a conversation with it.

    ``seconds`` bounds one answer from first to last byte. A request is tried ``attempts`` times; between tries the
    pause doubles from ``pause`` seconds, and is never longer than ``longest``, whatever the server asks for.
    """

    url: str
    key: str | None = field(default=None, repr=False)
    model: str | None = None
    seconds: float = 60.0
    attempts: int = 3
    pause: float = 1.0
    longest: float = 30.0
    figures: int = 16
    characters: int = 6000
    reach: int = 60
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    @property
    def host(self) -> str:
        """The endpoint as messages name it: no path, no credentials."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @classmethod
    def read(cls, url: str | None = None, environ: Mapping[str, str] = os.environ) -> "Settings | None":
        """From the option, else from ``MINSHENG_LLM_URL``; the key from ``MINSHENG_LLM_KEY``, the model's name from
        ``MINSHENG_LLM_MODEL``. Nothing where no address is given. Raises UsageError where it is no address.

        >>> Settings.read(None, {}) is None
        True
        >>> Settings.read("http://localhost:11434/v1/", {}).url
        'http://localhost:11434/v1'
        """
        address = (url or environ.get("MINSHENG_LLM_URL", "")).strip()
        if not address:
            return None
        try:
            parts = urlsplit(address)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            valid = False
        if not valid:
            zh = "语言模型的地址应为 http(s)://主机/v1"
            raise UsageError(zh, "the address of a language model is http(s)://host/v1")
        plain = address.partition("?")[0].partition("#")[0].rstrip("/").removesuffix("/chat/completions")
        return cls(plain, environ.get("MINSHENG_LLM_KEY") or None, environ.get("MINSHENG_LLM_MODEL") or None)
