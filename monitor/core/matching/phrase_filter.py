"""Which of a thousand phrases can match at all: those of whose every group a word was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

_GROUPS = 4
"""Groups of words looked at for each phrase; more would hardly rule out any other phrase."""


class PhraseFilter:
    """Phrases as rows of four bits, one a group of words; a word sets the bits of its groups.

    The bits of all phrases are one integer, so that a line is filtered with one `or` a word and
    three shifts, however many phrases there are.
    """

    def __init__(self, groups: Sequence[Sequence[Collection[str]]]) -> None:
        """`groups[i]`: for phrase `i`, the groups of which every match holds a word each, the
        rarest first; a phrase without groups is ready on every line."""
        masks: dict[str, int] = defaultdict(int)
        self.said_nothing = 0
        self._last = 0
        for index, row in enumerate(groups):
            for place in range(_GROUPS):
                bit = 1 << (index * _GROUPS + place)
                if place >= len(row):
                    self.said_nothing |= bit
                    continue
                for word in row[place]:
                    masks[word] |= bit
            self._last |= 1 << (index * _GROUPS)
        self.masks: Mapping[str, int] = dict(masks)

    def ready(self, said: int) -> Iterator[int]:
        """The indices of the phrases of whose every group a word was said, rising.

        `said`: `said_nothing` and the masks of the words that stand in the line, or-ed.
        """
        rows = said & said >> 1 & said >> 2 & said >> 3 & self._last
        while rows:
            lowest = rows & -rows
            yield (lowest.bit_length() - 1) // _GROUPS
            rows ^= lowest
