"""Minsheng: a knowledge graph of what local governments report on people's livelihood (民生).

The front door: the ``minsheng`` command, and ``minsheng.open()`` for Python::

    import minsheng

    kg = minsheng.open()
    kg.query("programmes-of-district", place="巴南区").to_pandas()
"""

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from graph.commands import main

if TYPE_CHECKING:
    from graph.api import Knowledge

__all__ = ["main", "open"]
__version__ = version("minsheng")


def open(location: "str | Path | None" = None) -> "Knowledge":
    """The graph at the folder of a build or the address of a SPARQL endpoint, for reading.

    Without a location: ``$MINSHENG_STORE``, or ``build`` here. Raises loaders.errors.UsageError where there is none.
    """
    from graph.api import open_graph

    return open_graph(location)


if __name__ == "__main__":
    main()
