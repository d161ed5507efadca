"""How much sense words make: the probability of their best cut into dictionary words."""

from __future__ import annotations

from functools import lru_cache
from math import log

from monitor.core.matching.segmenting import frequency, tokens

_UNKNOWN = 0.5
"""How often a character that the dictionary does not know is taken to stand in it."""


@lru_cache(maxsize=8192)
def sense(text: str) -> float:
    """The natural logarithm of a text's probability by its words alone; lower is less sense."""
    total = log(frequency(None))
    return sum(log(frequency(text[start:end]) or _UNKNOWN) - total for start, end in tokens(text))
