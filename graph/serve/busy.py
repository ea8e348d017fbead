"""How long the threads of a process have computed without a pause, as Linux tells (proc(5))."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Watch:
    """Looks at a process again and again.

    A thread that answers one small question after another waits for each; one that is at work on a large one does not:
    as long as its voluntary context switches stay the same, all of its time went into the same piece of work.
    """

    process: int
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)

    def longest(self) -> float:
        """The CPU seconds of the longest piece of work that is going on."""
        found: dict[str, tuple[int, float]] = {}
        longest = 0.0
        for task in Path(f"/proc/{self.process}/task").glob("*"):
            try:
                status, stat = (task / "status").read_text(), (task / "stat").read_text()
            except OSError:  # it has ended meanwhile
                continue
            switches = int(status.partition("\nvoluntary_ctxt_switches:")[2].split(maxsplit=1)[0])
            times = stat.rpartition(")")[2].split()
            used = (int(times[11]) + int(times[12])) / _TICKS
            before = self._seen.get(task.name)
            found[task.name] = (switches, before[1] if before and before[0] == switches else used)
            longest = max(longest, used - found[task.name][1])
        self._seen = found
        return longest
