"""Every figure still stands where it says: one character of a source or one digit of a fact file, and verify fails."""

import hashlib
import random
import re
import shutil
from pathlib import Path

import pytest

from graph import corpus
from loaders import facts, numerals
from loaders.claims import Figure
from tests.test_errors import ARTICLE, minsheng

DIGIT = re.compile(r"[0-9]")


def verify(folder: Path, sources: Path, cwd: Path) -> tuple[int, str]:
    done = minsheng("verify", "--facts", folder, "--sources", sources, cwd=cwd)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The invented article and its facts, to be spoiled."""
    for ending in ("txt", "yaml"):
        shutil.copy(ARTICLE / f"nanan.{ending}", tmp_path)
    return tmp_path


def test_the_invented_article_holds(own: Path) -> None:
    assert verify(own, own, own) == (0, "")


def test_any_changed_digit_of_the_fact_file_is_noticed(own: Path) -> None:
    path = own / "nanan.yaml"
    good = path.read_text(encoding="utf-8")
    places = [match.start() for match in DIGIT.finditer(good)]
    for at in random.Random(7).sample(places, 25):
        digit = str((int(good[at]) + 1) % 10)
        path.write_text(good[:at] + digit + good[at + 1 :], encoding="utf-8")
        code, said = verify(own, own, own)
        line = good.count("\n", 0, at) + 1
        assert code in (1, 2), f"digit at line {line} changed to {digit} went unnoticed"
        assert said.startswith("nanan.")


def test_any_changed_character_of_the_source_is_noticed(own: Path) -> None:
    path = own / "nanan.txt"
    good = path.read_text(encoding="utf-8")
    for at in random.Random(7).sample(range(len(good)), 8):
        path.write_text(good[:at] + "变" + good[at + 1 :], encoding="utf-8")
        code, said = verify(own, own, own)
        assert code == 1
        assert "SHA-256" in said


def test_a_numeral_without_an_account_is_named(own: Path) -> None:
    path = own / "nanan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"- \{at: \[51, 53\].*\n", "", text), encoding="utf-8")
    code, said = verify(own, own, own)
    assert code == 1
    assert "“43” in line 5 (51–53) is neither a figure nor listed under numerals" in said


def test_review_seals_what_was_mended(own: Path) -> None:
    path = own / "nanan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: 运行", "status: 试点"), encoding="utf-8")
    code, said = verify(own, own, own)
    assert (code, "edited since it was reviewed" in said) == (1, True)
    assert minsheng("review", path, "--into", own, cwd=own).returncode == 0
    assert verify(own, own, own) == (0, "")
    assert "status: 试点" in path.read_text(encoding="utf-8")


def test_the_five_reports_hold(seeds: Path, tmp_path: Path) -> None:
    done = minsheng("verify", "--sources", seeds, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 5


def test_every_numeral_of_the_reports_is_accounted_for_once(seeds: Path) -> None:
    """Counts numerals in the source against the ledger, independently of verify."""
    for path in sorted(corpus.FACTS.glob("*.yaml")):
        file = facts.read(path).facts
        text = (seeds / f"{file.document.id}.txt").read_text(encoding="utf-8")
        assert hashlib.sha256(text.encode()).hexdigest() == file.document.sha256
        figures = [(s.start, s.end) for f in file.figures for s in (*f.at, *f.also)]
        notes = [n.at for n in file.numerals]
        for numeral in numerals.find(text):
            inside = [r for r in figures if r[0] < numeral.end and numeral.start < r[1]]
            listed = [r for r in notes if r == (numeral.start, numeral.end)]
            assert len(listed) + min(1, len(inside)) == 1, (path.name, text[numeral.start - 5 : numeral.end + 5])


def test_fact_files_are_written_as_they_are_read() -> None:
    for path in sorted(corpus.FACTS.glob("*.yaml")):
        file = facts.read(path)
        assert facts.write(file.facts) == path.read_text(encoding="utf-8")


def test_no_sentence_of_a_report_is_in_the_fact_files() -> None:
    for path in sorted(corpus.FACTS.glob("*.yaml")):
        for _, _, claim in facts.read(path).claims():
            for span in (*getattr(claim, "at", ()), *getattr(claim, "also", ())):
                assert isinstance(span, int) or len(span.words) <= 20, path.name
            if isinstance(claim, Figure):
                assert len(claim.printed) <= 20
