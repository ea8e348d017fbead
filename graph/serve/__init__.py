"""The graph over HTTP: SPARQL 1.1 Protocol, linked-data pages, the query page, all from one machine and offline.

:func:`run` serves the folder of a build until it is told to stop. A front process speaks HTTP; whatever reads the
store happens in worker processes that can be ended, so no question takes anything else down.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.serve.limits import Limits, Settings
    from graph.serve.server import run

__all__ = ["Limits", "Settings", "run"]


def __getattr__(name: str) -> Any:
    """Imported when asked for: a worker process needs none of what speaks HTTP."""
    if name == "run":
        from graph.serve.server import run

        return run
    if name in ("Limits", "Settings"):
        from graph.serve import limits

        return getattr(limits, name)
    raise AttributeError(name)
