"""Texts that are no reports: whatever repeats without end is read through in time and never raises."""

import subprocess
import sys

import pytest

UNITS = (
    "合川1人，", "合川、利川分别1人、2人，", "王", "和", "王一、", "村民王", "记者王", "一", "1", "1万", "1年", "1人", "1%", "1:", "1-", "1/", "、1", "分别1", "a", "a\n", "一\n",
    "(", "（", " ", "\t", "\u3000", "\n", "-", "—", "“一", "“王”", "《", "木洞镇", "巴南区", "工程", "实施", "，", "。",
)  # fmt: skip
READ = """
import sys
from loaders.extract import extract
from loaders.extract.records import records
from loaders.readers import dateline
from loaders.repair import repair
for title in ("", "巴南区民生特刊\\n"):
    text = title + sys.argv[1] * (20_000 // len(sys.argv[1]))
    dateline.head(text)
    list(records(extract(repair(text), doc="a").reading, "a"))
"""


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_pattern_without_end_is_read_through(unit: str) -> None:
    """It takes two seconds; by the square of the length it would take minutes, and exponentially never end."""
    subprocess.run([sys.executable, "-c", READ, unit], check=True, timeout=60)
