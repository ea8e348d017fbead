"""Bad input gives one clear line with file and line number, exit code 2 or 1, and nothing is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ARTICLE = Path(__file__).parent / "article"


def minsheng(*arguments: str | Path, cwd: Path, lang: str = "en", **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(ROOT / "minsheng.py"), "--lang", lang, *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **env}, check=False,
    )  # fmt: skip


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder with one good fact file."""
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "nanan.yaml").write_text((ARTICLE / "nanan.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def spoil(folder: Path, old: str, new: str) -> int:
    """Replaces the first ``old`` in the fact file; the line it stands in."""
    path = folder / "nanan.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: ", "title: [", "broken YAML"),
        ("about: [南岸区]", "about: [南岸区]\n  about: [南岸区]", "stands twice"),
        ("value: 37,", "value: 38,", "value 38 does not match the printed 37个 (37)"),
        ("unit: 个,", "unit: 斗,", "no unit 斗"),
        ("unit: 人,", "unit: 户,", "does not match the printed 1.2万人"),
        ("name: 龙门浩街道", "name: 龙门不浩街道", "no place 龙门不浩街道 in 南岸区"),
        ("place: 南岸区, programme", "place: 北岸区, programme", "the place 北岸区 is not among"),
        ("role: outcome", "role: result", "Invalid enum value 'result'"),
        ("period: 2023", "period: 2023年", "is no period"),
        ("domain: 就业", "domain: 就业业", "no domain 就业业"),
        ("serves: [困难人员]", "serves: [全体人员]", "全体人员 is not among"),
        ("kind: 平台", "kinds: 平台", "unknown field `kinds`"),
        ("at: [[96, 103", "at: [[103, 96", "103–96 is no range"),
        ("about: [南岸区]", "about: [&a 南岸区, *a]", "anchors and aliases"),
        ("key: nanan", "key: !!python/name:os.system nanan", "not allowed"),
    ],
)
def test_a_broken_fact_file_is_told_by_line(facts: Path, tmp_path: Path, old: str, new: str, says: str) -> None:
    line = spoil(facts, old, new)
    done = minsheng("build", "--facts", facts, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    first = done.stderr.splitlines()[0]
    assert first.startswith((f"facts/nanan.yaml:{line}: ", f"facts/nanan.yaml:{line + 1}: "))
    assert "Traceback" not in done.stderr
    assert not done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts"]


def test_messages_come_in_chinese_too(facts: Path, tmp_path: Path) -> None:
    spoil(facts, "value: 37,", "value: 38,")
    done = minsheng("build", "--facts", facts, cwd=tmp_path, lang="zh")
    assert "值 38 与原文“37个”（37）不符" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["query", "-e", "SELECT * WHERE { ?s ?p }"], 2, "query:1: column 25"),
        (
            ["query", "-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
            2,
            "SERVICE asks another host",
        ),
        (
            [
                "query",
                "-e",
                'SELECT * { ?a ?p ?b FILTER(?a<?b#>"""\n) SERVICE <http://127.0.0.1:9/> { ?s ?q ?o } }\n#"""',
            ],
            2,
            "SERVICE",
        ),
        (["query", "no-such-query"], 2, "no query no-such-query"),
        (["query", "SELECT * { ?s ?p ?o }"], 2, "the text of a query goes after -e"),
        (["query"], 2, "give a name"),
        (["query", "-e", "ASK { ?s ?p ?_name }"], 2, "parameter name missing"),
        (["query", "-e", "ASK { ?s ?p ?o }", "--param", "nonsense"], 2, "name=value"),
        (["explain", "prog:没有这个"], 2, "the graph has no prog:没有这个"),
        (["explain", "two terms"], 2, "not an IRI"),
        (["facts", "--document", "999"], 2, "no figures of a document 999"),
        (["verify", "--sources", "."], 1, "cannot be read"),
        (["--store", "nowhere", "queries-of-nowhere"], 2, "No such command"),
    ],
)
def test_bad_calls_are_one_line(built: Path, tmp_path: Path, arguments: list[str], code: int, says: str) -> None:
    done = minsheng("--store", built, *arguments, cwd=tmp_path)
    assert (done.returncode, says in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_a_query_file_is_named_with_its_line(built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(
        "#+ summary: 例\n#+ summary_en: example\nSELECT ?s\nWHERE { ?s ?p }\n", encoding="utf-8"
    )
    done = minsheng("--store", built, "query", "mine.rq", cwd=tmp_path)
    assert (done.returncode, done.stderr[:17]) == (2, "mine.rq:5: column")


def test_no_graph_says_what_to_do(tmp_path: Path) -> None:
    done = minsheng("query", "-e", "ASK {}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "build: no graph here: run minsheng build first\n")


def test_a_damaged_store_says_so(built: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(built, tmp_path / "build")
    for path in (tmp_path / "build" / "store").iterdir():
        if path.name.startswith(("MANIFEST", "CURRENT")):
            path.write_bytes(b"\0" * 10)
    done = minsheng("query", "-e", "ASK {}", cwd=tmp_path)
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_chinese_comes_through_on_a_latin_console(built: Path, tmp_path: Path) -> None:
    done = minsheng(
        "--store", built, "query", "-e", 'SELECT ("巴南区" AS ?x) {}', cwd=tmp_path, PYTHONIOENCODING="latin-1"
    )
    assert "巴南区" in done.stdout


def test_something_else_is_never_overwritten(facts: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = minsheng("build", "--facts", facts, "--out", "mine", cwd=tmp_path)
    assert done.returncode == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
