"""Writing a file whole or not at all."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from loaders.errors import UsageError, Where


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all. Raises UsageError where it cannot."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as fresh:
            fresh.write(data)
        Path(fresh.name).chmod(0o644)
        Path(fresh.name).replace(path)
    except OSError as error:
        raise UsageError(
            f"无法写入：{error.strerror}", f"cannot be written: {error.strerror}", Where.of(path)
        ) from None
