"""The W3C's SPARQL tests give the score that docs/conformance-sparql.md has; the editor is what was read."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_score_is_what_the_page_says() -> None:
    if not (ROOT.parent / "shared" / "w3c" / "sparql").is_dir():
        pytest.skip("the W3C tests (../shared/w3c) are not at hand")
    command = [sys.executable, "scripts/conformance_sparql.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_failure_has_a_reason() -> None:
    assert "not yet explained" not in (ROOT / "docs" / "conformance-sparql.md").read_text(encoding="utf-8")


def test_another_package_than_the_one_read_is_refused(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("yasgui", ROOT / "scripts" / "yasgui.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "x.tgz").write_bytes(b"another")
    with pytest.raises(ValueError, match="not the package"):
        module.unpack(tmp_path / "x.tgz", tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()
