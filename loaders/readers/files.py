"""A file's bytes, from whatever a path may turn out to be."""

import os
import stat
from pathlib import Path
from typing import Final

from loaders.errors import UsageError, Where

MAX_BYTES: Final = 64_000_000


def load(path: Path) -> bytes:
    """The bytes of a regular file. Raises UsageError where it is none, is missing, empty or too large.

    A FIFO or a device is not waited for (``O_NONBLOCK``), and no more is read than the limit, whatever size is told.
    """
    where = Where.of(path)
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise UsageError(*_other(found.st_mode), where)
            raw = b"" if found.st_size > MAX_BYTES else file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise UsageError(*_other(stat.S_IFDIR), where) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"无法读取：{reason}", f"cannot be read: {reason}", where) from None
    except ValueError:  # a NUL in the path
        raise UsageError("无法读取：文件名无效", "cannot be read: no valid file name", where) from None
    size = max(found.st_size, len(raw))
    if size > MAX_BYTES:
        zh = f"文件太大：{size // 1_000_000} MB，上限 {MAX_BYTES // 1_000_000} MB；请分成几份"
        en = f"too large: {size // 1_000_000} MB, at most {MAX_BYTES // 1_000_000} MB; split it"
        raise UsageError(zh, en, where)
    if not raw:
        raise UsageError("空文件", "the file is empty", where)
    return raw


def _other(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "是文件夹，不是文件", "a folder, not a file"
    return "不是普通文件（管道或设备）", "not a regular file (a pipe or a device)"
