"""What the tests share: the graph of the five reports, built once a session however many workers there are."""

from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

# The same examples every time, so that a run says something about the code and not about its luck.
# Search further with: python -m pytest --hypothesis-profile=search
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("search", max_examples=500, deadline=None)
hypothesis.settings.load_profile("same")

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a build of the reviewed facts. Read it; do not write to it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built" / "build"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.parent / "lock"):
        if not folder.exists():
            from graph.build import build

            build(folder)
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five reports, which are not in the repository: skipped where they are missing."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the sources (../shared/seeds) are not at hand")
    return folder
