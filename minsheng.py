"""Minsheng: a knowledge graph of what local governments report on people's livelihood (民生).

The front door: the ``minsheng`` command.
"""

from importlib.metadata import version

from graph.commands import main

__all__ = ["main"]
__version__ = version("minsheng")

if __name__ == "__main__":
    main()
