"""A long text in windows: what is judged around a hit is bounded, so time grows with length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.text.normalise import NormalizedText

WHOLE = 400
"""Skeleton characters read in one piece: over a minute of speech without a pause."""
_STRIDE, _AROUND = 300, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A piece of a text with what stands around it; `offset` is where it begins in the text.

    Its own candidates are those that begin in the piece's own range `first:last`.
    """

    normal: NormalizedText
    offset: int
    first: int
    last: int

    def owns(self, start: int) -> bool:
        """True for a place of the piece that is in no other window's own part."""
        return self.first <= start < self.last


def windows(normal: NormalizedText) -> Iterator[Window]:
    """Pieces of a text that overlap; each place has one owner."""
    size = len(normal.skeleton)
    starts = (*normal.starts, len(normal.source))
    for begin in range(0, size, _STRIDE):
        end = min(size, begin + _STRIDE)
        head, tail = max(0, begin - _AROUND), min(size, end + _AROUND)
        offset = starts[head] if head else 0
        yield Window(
            normal=NormalizedText(
                source=normal.source[offset : starts[tail]],
                skeleton=normal.skeleton[head:tail],
                starts=tuple(at - offset for at in starts[head:tail]),
                ends=tuple(at - offset for at in normal.ends[head:tail]),
            ),
            offset=offset,
            first=starts[begin] - offset if begin else 0,
            last=starts[end] - offset,
        )
