"""Reviewing a proposal over a pipe: every decision is kept, can be undone, and nothing unsettled is sealed."""

import json
import os
import select
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner

from graph import corpus
from graph.review import amend, passage, run
from graph.review.decisions import SUFFIX, TYPES, Decisions, Step, plain
from loaders import facts
from loaders.claims import Facts, Figure, Implementation
from loaders.errors import MinshengError, UsageError
from tests.test_errors import ARTICLE, ROOT, minsheng

SCRIPT = """
import sys
from pathlib import Path
from graph.review import run
run(Path(sys.argv[1]), lang="en")
"""

DOUBTS = {
    "indicator: 带动就业, ": "doubt: 指标是猜的, ",
    "value: 60, ": "doubt: 时间不明, ",
    "kind: 平台, ": "doubt: 类型不明, ",
}


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    """The invented article with three doubts in its facts, and a folder to accept them into."""
    folder = tmp_path / "proposed"
    folder.mkdir()
    (tmp_path / "accepted").mkdir()
    (folder / "nanan.txt").write_bytes((ARTICLE / "nanan.txt").read_bytes())
    text = (ARTICLE / "nanan.yaml").read_text(encoding="utf-8")
    for before, doubt in DOUBTS.items():
        assert before in text
        text = text.replace(before, doubt + before, 1)
    path = folder / "nanan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def review(proposal: Path, *answers: str, lang: str = "en", **options: Any) -> Done:
    """Runs a review with lines of answers on its standard input, as the command does."""
    options.setdefault("into", proposal.parent.parent / "accepted")

    @click.command()
    def command() -> None:
        try:
            run(proposal, lang=lang, **options)
        except MinshengError as error:
            click.echo(error.line(lang), err=True)
            sys.exit(error.exit_code)

    done = CliRunner().invoke(command, input="".join(f"{answer}\n" for answer in answers))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def accepted(proposal: Path) -> Facts:
    return facts.read(proposal.parent.parent / "accepted" / "nanan.yaml").facts


def original() -> Facts:
    return facts.read(ARTICLE / "nanan.yaml").facts


# ---- the walk ------------------------------------------------------------------------------------------------------


def test_accepting_every_doubt_gives_the_reviewed_file(proposal: Path) -> None:
    done = review(proposal, "a", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    assert accepted(proposal) == original()
    assert "⟦1.2万人⟧" in done.stdout  # its place in the sentence
    assert (
        "南岸区人力资源和社会保障局建起“家门口工坊”37个，带动就业近⟦1.2万人⟧，完成年度任务的108.5％。"
        in done.stdout
    )
    assert [done.stdout.count(doubt) for doubt in ("指标是猜的", "时间不明", "类型不明")] == [1, 1, 1]
    assert not proposal.with_name(proposal.name + SUFFIX).exists()
    assert "nanan.yaml:10" in done.stdout


def test_a_file_without_doubts_is_sealed_without_a_question(tmp_path: Path) -> None:
    (tmp_path / "accepted").mkdir()
    folder = tmp_path / "proposed"
    folder.mkdir()
    path = folder / "nanan.yaml"
    path.write_text((ARTICLE / "nanan.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    done = review(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sealed: ")
    assert accepted(path) == original()


def test_everything_walks_all_claims(proposal: Path) -> None:
    claims = sum(len(getattr(original(), section)) for section in facts.SECTIONS) + 1
    done = review(proposal, *["a"] * claims, everything=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"[{claims}/{claims}]" in done.stdout
    assert accepted(proposal) == original()


def test_words_come_in_both_languages(proposal: Path) -> None:
    assert "a 接受  e 修改  r 不要  s 跳过  u 撤销  q 退出" in review(proposal, "q", lang="zh").stdout
    assert "a accept  e edit  r reject  s skip  u undo  q quit" in review(proposal, "q").stdout


def test_without_the_source_its_quoted_words_are_shown(proposal: Path) -> None:
    (proposal.parent / "nanan.txt").unlink()
    done = review(proposal, "a", "a", "a")
    assert done.returncode == 0
    assert "⟦" not in done.stdout
    assert "““家门口工坊””" in done.stdout


def test_a_source_in_another_folder_is_shown(proposal: Path) -> None:
    (proposal.parent / "nanan.txt").unlink()
    assert "⟦1.2万人⟧" in review(proposal, "a", "q", sources=ARTICLE).stdout


def test_a_changed_source_is_not_shown_and_stands_in_the_way(proposal: Path) -> None:
    source = proposal.parent / "nanan.txt"
    source.write_text(source.read_text(encoding="utf-8") + "又一行。\n", encoding="utf-8")
    done = review(proposal, "a", "a", "a")
    assert "⟦" not in done.stdout
    assert "SHA-256" in done.stderr
    assert done.returncode != 0
    assert list((proposal.parent.parent / "accepted").iterdir()) == []


# ---- editing, rejecting, undoing -----------------------------------------------------------------------------------


def key(section: str, field: str) -> str:
    return "123456789abcdefghijklmnoprstuvwxyz"[amend.fields(section).index(field)]


def test_an_edit_is_checked_at_once_in_the_words_of_a_build(proposal: Path) -> None:
    place = key("figures", "place")
    done = review(proposal, "a", "e", place, "北岸区", "a", "e", place, "龙门浩街道", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the place 北岸区 is not among the file's places" in done.stdout
    assert "it has faults" in done.stdout
    assert accepted(proposal).figures[1].place == "龙门浩街道"
    assert accepted(proposal).figures[1].doubt is None


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("value", "13000", "value 13000 does not match the printed 1.2万人 (12000)"),
        ("value", "many", "wrong field: "),
        ("unit", "斗", "no unit 斗"),
        ("role", "result", "Invalid enum value 'result'"),
        ("period", "2023年", "2023年 is no period"),
        ("indicator", "没有这个指标", "no indicator 没有这个指标"),
        ("at", "118-112", "118–112 is no range"),
        ("at", "[[1", "broken YAML"),
        ("place", "-", "wrong field: "),
    ],
)
def test_a_wrong_edit_says_what_a_build_says(proposal: Path, field: str, typed: str, says: str) -> None:
    done = review(proposal, "a", "e", key("figures", field), typed, "q")
    assert done.returncode == 1
    assert says in done.stdout


def test_a_range_is_given_by_its_words_and_the_value_follows(proposal: Path) -> None:
    done = review(proposal, "a", "e", key("figures", "at"), "两成五", "a", "a")
    file = Decisions(facts.read(proposal))
    assert done.returncode != 0  # 1.2万 and 25 % twice: the numeral 1.2万 has no account any more, the unit is 人
    figure = next(c for c in file.current.values() if isinstance(c, Figure) and c.doubt == "指标是猜的")
    assert (str(figure.value), figure.printed, figure.at[0].start) == ("25", "两成五", 193)


def test_a_word_of_the_vocabulary_is_chosen_by_its_number(proposal: Path) -> None:
    text = proposal.read_text(encoding="utf-8").replace("indicator: 带动就业,", "indicator: 近带动就业人数,")
    proposal.write_text(text, encoding="utf-8")
    done = review(
        proposal, "a", "a", "e", key("figures", "indicator"), "1", "a", "e", key("figures", "role"), "2", "a"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "! no indicator 近带动就业人数" in done.stdout
    assert "1 outcome  2 target  3 input  4 parameter" in done.stdout
    assert accepted(proposal).figures[1].indicator == "带动就业"
    assert accepted(proposal).figures[4].role == "target"


def test_lists_and_empty_fields(proposal: Path) -> None:
    modifier, programme = key("figures", "modifier"), key("figures", "programme")
    done = review(proposal, "a", "e", modifier, "近、累计", "e", programme, "-", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    figure = accepted(proposal).figures[1]
    assert (figure.modifier, figure.programme) == (("近", "累计"), None)


def test_a_new_name_is_taken_over_where_the_old_one_stood(proposal: Path) -> None:
    done = review(proposal, "e", key("programmes", "name"), "“楼下工坊”", "a", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    assert "8 other claims follow" in done.stdout
    found = accepted(proposal)
    assert {figure.programme for figure in found.figures} == {"“楼下工坊”"}
    assert found.implementations[0].programme == "“楼下工坊”"


def test_a_rejected_programme_leaves_no_trace(proposal: Path) -> None:
    done = review(proposal, "r", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    found = accepted(proposal)
    assert (found.programmes, found.implementations) == ((), ())
    assert {figure.programme for figure in found.figures} == {None}


def test_a_rejected_figure_goes_to_the_ledger(proposal: Path) -> None:
    done = review(proposal, "a", "r", "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    found = accepted(proposal)
    assert len(found.figures) == len(original().figures) - 1
    new = [(note.at, note.category) for note in found.numerals if note not in original().numerals]
    assert new == [((112, 117), "anecdote")]


@pytest.mark.parametrize("section", ["programmes", "institutions", "groups", "places"])
def test_a_thing_renamed_or_rejected_is_named_nowhere(proposal: Path, section: str) -> None:
    decisions = Decisions(facts.read(proposal))
    name = next(n for n in decisions.proposed if decisions.section(n) == section)
    old = getattr(decisions.proposed[name], "name")  # noqa: B009 - of several types
    new = amend.changed(decisions, name, "name", "新名", None)
    renamed = amend.renamed(decisions, name, new)
    assert len(renamed) > 1
    assert not any(
        old == v or (isinstance(v, list) and old in v) for c in renamed.values() if c for v in c.values()
    )
    assert all(c and "新名" in json.dumps(c, ensure_ascii=False) for c in renamed.values())
    if section != "places":  # a place may be needed: then the check says so
        rejected = amend.rejected(decisions, name)
        assert set(rejected) == set(renamed)
        assert (
            not any(old in json.dumps(c, ensure_ascii=False) for c in rejected.values() if c) or section == "groups"
        )
    decisions.record(Step(action="reject", claim=name, changes=amend.rejected(decisions, name)))
    kept = [c for c in decisions.facts().facts.implementations if isinstance(c, Implementation)]
    assert all(old not in (c.programme, *c.carriedOutBy, *c.serves) for c in kept)


def test_undo_goes_back_through_everything(proposal: Path) -> None:
    done = review(
        proposal, "r", "r", "d", "u", "u", "a", "s", "u", "a", "a", "u", "u", "u", "u", "a", "a", "a", "w"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to undo" in done.stdout
    assert accepted(proposal) == original()


def test_the_last_decision_can_be_undone_before_it_is_written(proposal: Path) -> None:
    done = review(proposal, "a", "a", "r", "x", "u", "a", "w")
    assert done.returncode == 0
    assert accepted(proposal) == original()


def test_what_was_skipped_stands_in_the_way(proposal: Path) -> None:
    done = review(proposal, "a", "s", "a")
    assert done.returncode == 2
    text = proposal.read_text(encoding="utf-8")
    assert (
        f"nanan.yaml:{text[: text.index('指标是猜的')].count(chr(10)) + 1}: still in doubt: 指标是猜的"
        in done.stderr
    )
    assert list((proposal.parent.parent / "accepted").iterdir()) == []
    again = review(proposal, "a")
    assert (again.returncode, again.stderr) == (0, "")
    assert accepted(proposal) == original()


def test_all_faults_are_told_with_their_lines(proposal: Path) -> None:
    text = proposal.read_text(encoding="utf-8").replace("unit: 家", "unit: 斗").replace("value: 25,", "value: 26,")
    proposal.write_text(text, encoding="utf-8")
    done = review(proposal, "a", "a", "a", "s", "s")
    assert done.returncode == 2
    lines = [line.split(": ")[0].rpartition(":")[2] for line in done.stderr.splitlines()]
    wanted = [n for n, line in enumerate(text.splitlines(), 1) if "unit: 斗" in line or "value: 26," in line]
    assert lines == [str(n) for n in wanted]


def test_a_proposal_in_doubt_about_its_document(proposal: Path) -> None:
    text = proposal.read_text(encoding="utf-8").replace("  issued: 2024\n", "  issued: 2024\n  doubt: 日期是猜的\n")
    proposal.write_text(text, encoding="utf-8")
    done = review(proposal, "s", "a", "a", "a")
    assert done.returncode == 2
    assert "nanan.yaml:6: still in doubt: 日期是猜的" in done.stderr
    assert review(proposal, "r", "a").returncode == 0
    assert accepted(proposal).document == original().document


def test_a_key_that_another_file_has_stands_in_the_way(proposal: Path) -> None:
    other = (ARTICLE / "nanan.yaml").read_text(encoding="utf-8").replace("id: nanan", "id: other")
    (proposal.parent.parent / "accepted" / "other.yaml").write_text(other, encoding="utf-8")
    done = review(proposal, "a", "a", "a")
    assert (done.returncode, "the key nanan is taken by other.yaml" in done.stderr) == (2, True)


# ---- keeping progress ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", [["q"], []], ids=["quit", "the pipe ends"])
def test_a_review_goes_on_where_it_was_left(proposal: Path, last: list[str]) -> None:
    done = review(proposal, "a", "r", "w", *last)
    assert done.returncode == 1
    assert "not finished: 1 claims to decide" in done.stderr
    assert proposal.with_name(proposal.name + SUFFIX).exists()
    again = review(proposal, "a")
    assert (again.returncode, again.stderr) == (0, "")
    assert "[3/3]" in again.stdout
    assert len(accepted(proposal).figures) == len(original().figures) - 1


def test_every_decision_is_on_disk_before_the_next_question(proposal: Path) -> None:
    sidecar = proposal.with_name(proposal.name + SUFFIX)
    command = [sys.executable, "-c", SCRIPT, str(proposal)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for decided in range(3):
            said = b""
            while not said.endswith(b"quit > "):
                byte = process.stdout.read(1)
                assert byte
                said += byte
            steps = json.loads(sidecar.read_bytes())["steps"] if decided else []
            assert len(steps) == decided
            if decided < 2:
                process.stdin.write(b"a\n")
                process.stdin.flush()
        process.kill()
    again = review(proposal, "a")
    assert again.returncode == 0
    assert accepted(proposal) == original()


def test_decisions_outlive_a_change_of_the_proposal_by_hand(proposal: Path) -> None:
    assert review(proposal, "a", "a").returncode == 1
    text = proposal.read_text(encoding="utf-8")
    proposal.write_text(
        text.replace("kind: 平台", "kind: 行动").replace("doubt: 类型不明", "doubt: 又改了"), encoding="utf-8"
    )
    done = review(proposal, "a", "a")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 old decisions no longer apply" in done.stdout
    assert [p.kind for p in accepted(proposal).programmes] == ["行动"]


@pytest.mark.parametrize(
    ("content", "says"), [(b"{", "the progress is damaged"), (b'{"document": "x"}', "of another document")]
)
def test_a_strange_sidecar_is_one_clear_line(proposal: Path, content: bytes, says: str) -> None:
    proposal.with_name(proposal.name + SUFFIX).write_bytes(content)
    done = review(proposal, "a")
    assert (done.returncode, says in done.stderr) == (2, True)
    assert proposal.with_name(proposal.name + SUFFIX).read_bytes() == content


def test_a_folder_that_cannot_be_written_loses_nothing(proposal: Path) -> None:
    decisions = Decisions(facts.read(proposal))
    decisions.path = proposal.parent / "none" / "x.json"
    step = amend.rejected(decisions, next(iter(decisions.proposed)))
    with pytest.raises(UsageError, match="cannot be written"):
        decisions.record(Step(action="reject", claim=next(iter(decisions.proposed)), changes=step))


# ---- the difference ------------------------------------------------------------------------------------------------


def test_the_difference_is_printed_and_nothing_written(proposal: Path) -> None:
    text = proposal.read_text(encoding="utf-8").replace(
        "value: 60, unit: 个, printed: 60个", "value: 60, unit: 家, printed: 60家"
    )
    proposal.write_text(text, encoding="utf-8")
    done = review(proposal, diff=ARTICLE / "nanan.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "figures missed (1)\n  169  60个 = 60 个  社区站点  (南岸区)\n" in done.stdout
    assert "figures too many (1)\n  169  60家" in done.stdout
    assert "sealed" not in done.stdout
    page = review(proposal, diff=ARTICLE / "nanan.yaml", format="markdown").stdout
    assert page.startswith("| what ")
    assert page.count("\n") == 13
    assert all(line.startswith("|") for line in page.splitlines())


def test_an_accepted_file_of_the_same_document_is_compared_with(proposal: Path) -> None:
    folder = proposal.parent.parent / "accepted"
    (folder / "nanan.yaml").write_text((ARTICLE / "nanan.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    done = review(proposal, "a", "a", "a", "w")
    assert done.returncode == 0
    assert "compared with the accepted" in done.stdout
    assert "in place of the accepted file" in done.stdout


def test_a_file_of_another_document_is_not_compared_with(proposal: Path) -> None:
    other = sorted(corpus.FACTS.glob("*.yaml"))[0]
    done = review(proposal, diff=other)
    assert (done.returncode, "not of nanan" in done.stderr) == (1, True)


# ---- parts ---------------------------------------------------------------------------------------------------------


def test_what_a_source_says_cannot_command_the_terminal() -> None:
    assert passage.harmless("甲\x1b]0;乙\x07\u202e丙\r") == "甲�]0;乙��丙�"


def test_the_command_seals_as_before(tmp_path: Path) -> None:
    (tmp_path / "nanan.yaml").write_text((ARTICLE / "nanan.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "into").mkdir()
    assert minsheng("review", "nanan.yaml", "--into", "into", cwd=tmp_path).returncode == 0
    assert facts.read(tmp_path / "into" / "nanan.yaml").facts == original()


def test_claims_survive_the_sidecar_exactly() -> None:
    for path in sorted(corpus.FACTS.glob("*.yaml")):
        for section, _, claim in facts.read(path).claims():
            kept = json.loads(msgspec.json.encode(plain(claim)))
            assert msgspec.convert(kept, TYPES[section]) == claim


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(("keys", "code"), [(b"aaaw", 0), (b"as\x03", 1), (b"a\x04", 1)])
def test_single_keys_on_a_terminal(proposal: Path, keys: bytes, code: int) -> None:
    import pty
    import termios

    (proposal.parent / "accepted").mkdir()
    script = SCRIPT.replace('lang="en"', 'into=Path(sys.argv[1]).parent / "accepted", lang="en"').replace(
        "\nrun(", "\nfrom loaders.errors import MinshengError\ntry:\n    run("
    )
    script += "except MinshengError as error:\n    print(error.line('en'))\n    sys.exit(error.exit_code)\n"
    terminal, its = pty.openpty()
    command = [sys.executable, "-c", script, str(proposal)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=its, stdout=its, stderr=its, start_new_session=True)
    os.close(its)
    modes = termios.tcgetattr(terminal)
    modes[3] &= ~termios.ECHO  # what is answered is seen by what the program says, not by the echo
    termios.tcsetattr(terminal, termios.TCSANOW, modes)
    said = b""
    for pressed in keys:  # each when it is asked for, as a person does
        while not said.endswith(b"> "):
            said += os.read(terminal, 1)
        while said.endswith(b"> "):  # click drops what was typed before it listens: press again until it answers
            os.write(terminal, bytes([pressed]))
            if select.select([terminal], [], [], 0.2)[0]:
                said += os.read(terminal, 1)
    with suppress(OSError):  # Linux says that the other side of the terminal was closed
        while more := os.read(terminal, 4096):
            said += more
    os.close(terminal)
    assert process.wait() == code, said.decode()
    assert b"Traceback" not in said
    assert b"\x1b[1m" in said  # marked by colour
    assert (b"sealed" in said) == (code == 0)
    assert (b"decisions are kept" in said) == (code == 1)
