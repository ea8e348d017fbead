"""What is possible but hardly likely: doubts about the figures of the fact files, as warnings.

Each doubt has a code (:data:`loaders.claims.Check`) and can be acknowledged in the fact file with a reason::

    acknowledged:
    - {check: per-head, about: 2976, reason: 数额与原文一致；人数疑为人次}

An acknowledgement that meets no doubt any more is itself a doubt (``acknowledged-in-vain``). The checks are in
:mod:`graph.doubts`, with the limits that they go by.
"""

from collections.abc import Iterator

from graph.corpus import Entry
from graph.doubts import CHECKS
from graph.observations import Doubt, observe
from loaders.claims import Acknowledgement

__all__ = ["Doubt", "check", "every"]


def every(entries: list[Entry]) -> list[Doubt]:
    """Every doubt, acknowledged or not, in the order of the files and their lines."""
    world = observe(entries)
    found = dict.fromkeys(doubt for each in CHECKS for doubt in each(world))
    order = {str(entry.file.where().file): number for number, entry in enumerate(entries)}
    return sorted(found, key=lambda d: (order.get(d.where.file, 0), d.where.line or 0, d.code, d.about))


def check(entries: list[Entry]) -> list[Doubt]:
    """The doubts that nobody has acknowledged, and the acknowledgements that nothing needs."""
    given = list(_acknowledgements(entries))
    used: set[int] = set()
    left: list[Doubt] = []
    for doubt in every(entries):
        answers = [
            n for n, (_, name, ack, _) in enumerate(given) if ack.check == doubt.code and name in doubt.about
        ]
        used.update(answers)
        if not answers:
            left.append(doubt)
    for number, (entry, name, acknowledged, index) in enumerate(given):
        if number not in used:
            zh, en = (
                f"没有需要确认的疑点 {acknowledged.check}（{name}）",
                f"there is no doubt {acknowledged.check} about {name}",
            )
            where = entry.file.where("acknowledged", index)
            left.append(Doubt("acknowledged-in-vain", zh, en, where, (name,)))
    return left


def _acknowledgements(entries: list[Entry]) -> Iterator[tuple[Entry, str, Acknowledgement, int]]:
    for entry in entries:
        key = entry.file.facts.document.key
        for index, acknowledged in enumerate(entry.file.facts.acknowledged):
            about = acknowledged.about
            yield entry, f"{key}-{about}" if about.isdecimal() and about != key else about, acknowledged, index
