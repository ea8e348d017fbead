"""Where a text names its programmes, by any of their forms."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final, NamedTuple

from loaders.extract.naming import Named, named_in
from loaders.extract.page import Page
from loaders.names import plain

_STRONG: Final = 2  # what is named as a programme, and not only may be one


class Mention(NamedTuple):
    """A programme where it is named."""

    start: int
    end: int
    named: Named


@dataclass(frozen=True, slots=True)
class Mentions:
    """The programmes of a page in the order in which it names them, and every mention of each by position."""

    named: list[Named]
    found: list[Mention]

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that begin in a range."""
        return self.found[self.before(start) : self.before(end)]

    def strong(self, start: int, end: int) -> list[Mention]:
        """Those in a range that are of programmes for sure."""
        return [m for m in self.within(start, end) if m.named.strength >= _STRONG]

    def before(self, position: int) -> int:
        """How many mentions begin before a position."""
        return bisect_left(self.found, position, key=lambda m: m.start)


def mentions(page: Page) -> Mentions:
    """Finds the programmes of a page and where each is mentioned, by the longest form first."""
    named = named_in(page)
    found: dict[tuple[int, int], Named] = {}
    for entry in named:
        forms = {f for f in (*entry.forms, entry.name, entry.core) if f and len(plain(f)) >= 2}
        for form in sorted(forms, key=len, reverse=True):
            if len(plain(form)) < 3 and not form.startswith("“"):
                form = f"“{plain(form)}”"
            for match in re.finditer(re.escape(form), page.chars):
                found.setdefault(match.span(), entry)
        for span in entry.at:
            found[span] = entry
    return Mentions(named, [Mention(*span, entry) for span, entry in sorted(found.items(), key=lambda x: x[0])])
