"""Sources: a file on disk as text, with its hash. Offsets count the code points of this text."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.errors import UsageError, Where

_MAX_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A plain-text source as it lies on disk: nothing is normalised, so that offsets hold."""

    path: Path
    text: str
    sha256: str


def read(path: Path) -> Source:
    """Reads a UTF-8 text file. Raises UsageError where it is missing, too large or not text."""
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise UsageError(f"文件太大（{size} 字节）", f"too large ({size} bytes)", Where.of(path))
        raw = path.read_bytes()
        return Source(path, raw.decode("utf-8"), hashlib.sha256(raw).hexdigest())
    except OSError as error:
        raise UsageError(
            f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}", Where.of(path)
        ) from None
    except UnicodeDecodeError:
        raise UsageError("不是 UTF-8 文本", "not UTF-8 text", Where.of(path)) from None
