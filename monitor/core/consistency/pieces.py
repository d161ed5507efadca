"""A long text in pieces, so that the cost of a script grows with its length and no faster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

WHOLE: Final = 600
"""Characters read in one piece: three minutes of speech without a pause."""
_LEAST: Final = 300
_ENDS: Final = (re.compile(r"[。！？!?\n]"), re.compile(r"[，,；;、\s]"))


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) of consecutive pieces, cut after a sentence, else a clause, else anywhere."""
    at = 0
    while len(text) - at > WHOLE:
        end = at + WHOLE
        for mark in _ENDS:
            places = [found.end() for found in mark.finditer(text, at + _LEAST, end)]
            if places:
                end = places[-1]
                break
        yield at, text[at:end]
        at = end
    yield at, text[at:]
