"""What the docs say is so: commands exist and run, pictures are there, imports run one way."""

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
# Who may import whom: minsheng → graph → queries → loaders → ontology.
ORDER = ["ontology", "loaders", "queries", "graph", "minsheng"]


def modules() -> dict[str, Path]:
    found = {"minsheng": ROOT / "minsheng.py"}
    for folder in ORDER[:-1]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in known else node.module for a in node.names
            }
    return {name for name in found if name in known}


def test_imports_run_one_way_and_in_no_circle() -> None:
    known = modules()
    edges = {name: imports(path, known) - {name} for name, path in known.items()}
    for name, targets in edges.items():
        for target in targets:
            assert ORDER.index(target.split(".")[0]) <= ORDER.index(name.split(".")[0]), f"{name} imports {target}"
    done: set[str] = set()
    while ready := {name for name, targets in edges.items() if name not in done and targets <= done}:
        done |= ready
    assert set(edges) - done == set(), "these import each other in a circle"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_every_command_is_documented_and_has_an_example() -> None:
    import click

    import minsheng

    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in minsheng.main.commands.items():
        assert f"| `minsheng {name}" in text, name
        options = {o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")}
        assert command.help, name
        assert "。" in command.help, f"{name} is not explained in Chinese"
        assert options is not None


def examples() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(".venv/bin/minsheng") and " build" not in line]


@pytest.mark.parametrize("line", examples())
def test_readme_examples_run(line: str, built: Path, tmp_path: Path) -> None:
    import sys

    words = [str(ROOT / w) if w.startswith("tests/") else w for w in shlex.split(line)[1:]]
    if "verify" in words:
        if not (ROOT.parent / "shared" / "seeds").is_dir():
            pytest.skip("the sources (../shared/seeds) are not at hand")
        words[words.index("../shared/seeds")] = str(ROOT.parent / "shared" / "seeds")
    command = [sys.executable, str(ROOT / "minsheng.py"), "--store", str(built), *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") > 1


def test_the_answer_in_the_readme_is_the_answer(built: Path) -> None:
    from graph.results import render, rows
    from graph.store import connect

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```sparql\n(.*?)```\n\n```\n(.*?)```", text, re.S)
    assert found
    assert len(found[1].strip().splitlines()) <= 6
    assert render(rows(connect(str(built)).query(found[1])), "table") == found[2]


def test_no_file_names_a_host_of_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file() or path.name == Path(__file__).name:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        assert not re.search(
            r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org|(?<![\w.])/(work|root|home)/\w", text
        ), name
