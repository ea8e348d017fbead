"""A language model that chooses among the rules' candidates. Optional (``pip install 'minsheng[llm]'``), off by default.

What it may do: name a candidate by its number, and quote the words of an indicator from the sentence. What it may
not: supply a number, a place, a date, or any word that does not stand beside the figure. Where it does not answer,
or answers otherwise, what the rules chose stands, and a note says so.
"""

from loaders.llm.refine import Refiner, refine
from loaders.llm.settings import Settings
from loaders.llm.types import FIELDS, Candidates, Choice, Note, Passage, Quote, Refined

__all__ = ["FIELDS", "Candidates", "Choice", "Note", "Passage", "Quote", "Refined", "Refiner", "Settings", "refine"]
