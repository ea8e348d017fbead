"""``extract --llm`` from end to end against a real server: choices are taken, numbers never, failure leaves the rules."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx")

from tests.test_errors import minsheng
from tests.test_llm import Reply, Stub, answers, says, serve

__all__ = ["serve"]
TEXT = (
    "南岸区民生特刊\n\n2023年，南岸区推进“家门口工坊”建设，建成站点37个，带动就业近1.2万人。\n\n"
    "居民覃世芳大娘说，工坊离家只有300米，她每月能挣600元。\n"
)
Serve = Callable[[Reply], Stub]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def extract(report: Path, *more: str, **env: str) -> tuple[list[dict[str, Any]], str]:
    found = minsheng("extract", report, *more, cwd=report.parent, **{"NO_PROXY": "127.0.0.1", **env})
    assert found.returncode == 0, found.stderr
    return [json.loads(line) for line in found.stdout.splitlines()], found.stderr


def test_choices_are_taken_and_numbers_are_not(serve: Serve, report: Path) -> None:
    rules, _ = extract(report)

    def reply(stub: Stub, body: dict[str, Any]) -> tuple[int, bytes]:
        figures = json.loads(body["messages"][1]["content"])["figures"]
        return says({"answers": [{"n": f["n"], "role": 2} for f in figures]})

    stub = serve(reply)
    found, said = extract(report, "--llm", stub.url, MINSHENG_LLM_KEY="geheim")
    assert said == ""
    assert stub.headers[0]["Authorization"] == "Bearer geheim"
    changed = [(a["role"], b["role"]) for a, b in zip(rules, found, strict=True) if a != b]
    assert changed
    assert all(a != b for a, b in changed)
    same = [{k: v for k, v in one.items() if k != "role"} for one in found]
    assert same == [{k: v for k, v in one.items() if k != "role"} for one in rules]


def test_nothing_private_is_sent(serve: Serve, report: Path) -> None:
    stub = serve(answers())
    extract(report, "--llm", stub.url)
    sent = json.dumps(stub.asked, ensure_ascii=False)
    assert "家门口工坊" in sent
    assert "覃世芳" not in sent
    assert "600" not in sent


@pytest.mark.parametrize(
    "reply",
    [
        lambda stub, body: (500, b"{}"),
        lambda stub, body: (200, b"not json"),
        lambda stub, body: says({"answers": [{"n": 1, "value": 99}, {"n": 2, "quote": "原文没有的词"}]}),
        lambda stub, body: says({"answers": [{"n": 1, "role": 9}]}),
    ],
)
def test_whatever_goes_wrong_the_rules_stand_and_a_line_says_so(serve: Serve, report: Path, reply: Reply) -> None:
    rules, _ = extract(report)
    found, said = extract(report, "--llm", serve(reply).url)
    assert found == rules
    assert len(said.splitlines()) >= 1
    assert "Traceback" not in said


def test_an_address_that_is_none_is_one_line(report: Path) -> None:
    found = minsheng("extract", report, "--llm", "ftp://x", cwd=report.parent)
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 1
