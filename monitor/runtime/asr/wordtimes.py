"""Word times in media time: shifted from an alignment, or spread evenly where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.model import Word


def shifted_words(words: Sequence[Word], offset_ms: int) -> tuple[Word, ...]:
    """The words with `offset_ms` added to their times."""
    return tuple(
        replace(word, start_ms=word.start_ms + offset_ms, end_ms=word.end_ms + offset_ms)
        for word in words
    )


def spread_words(text: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """One word a character, evenly over the time: good to about half a second."""
    if not text:
        return ()
    step = (end_ms - start_ms) / len(text)
    return tuple(
        Word(
            text=char,
            start_ms=start_ms + round(index * step),
            end_ms=start_ms + round((index + 1) * step),
            probability=0.5,
        )
        for index, char in enumerate(text)
    )
