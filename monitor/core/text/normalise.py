"""Text → skeleton: the plain form that is searched, each of its characters with its source range.

Clause punctuation stays in the skeleton as one of three marks (，。？), so that nothing that reads
left to right over the skeleton crosses a clause unseen; everything else that is not a letter, a
digit or a kept symbol is ignorable and leaves no trace but the offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache

from monitor.core.text.folding import (
    CLAUSE_MARK,
    MARKS,
    QUESTION_MARK,
    SENTENCE_MARK,
    fold_table,
)

_RINGS = frozenset("○◯⭕◎")
"""Drawn for a zero, but only where a number goes on: elsewhere they mask or adorn."""
_CONTEXTUAL = frozenset(".．,，:：-－–~～") | _RINGS
_KEPT_IN_NUMBERS = {".": ".", "．": ".", ":": ":", "：": ":"}
_AFTER_NUMBERS = frozenset("%％元块毛米单件份套万倍")
_THOUSANDS = frozenset(",，")
_DEPENDS = re.compile("[0-9０-９][.．,，:：~～–-]|[oOlIiL]")
_CROWDED = re.compile("^[，。？]|[，。？]{2}")
"""Marks that normalising takes out or joins."""
_DIGIT_LIKE = re.compile(
    "(?<![a-z][0-9])(?<=[0-9])o+(?![a-z])|(?<=[0-9])[li](?=[0-9])|(?<![a-z0-9])[li](?=[0o]{2})"
)


@dataclass(frozen=True, kw_only=True)
class NormalizedText:
    """A text and its skeleton.

    `starts[i]` and `ends[i]` are the half-open code-point range in `source` of `skeleton[i]`; both
    have the skeleton's length and never decrease. Marks (，。？) in the skeleton are barriers.
    """

    source: str
    skeleton: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source range of `skeleton[start:end]`; `start < end` is required."""
        return self.starts[start], self.ends[end - 1]

    @cached_property
    def barriers(self) -> tuple[int, ...]:
        """Skeleton positions of the clause and sentence marks, rising."""
        return tuple(i for i, char in enumerate(self.skeleton) if char in MARKS)

    @cached_property
    def unbarred(self) -> tuple[str, tuple[int, ...]]:
        """The skeleton without its marks, and the skeleton position of each remaining character."""
        kept = tuple(i for i, char in enumerate(self.skeleton) if char not in MARKS)
        return "".join(self.skeleton[i] for i in kept), kept


def normalise(text: str) -> NormalizedText:
    """The skeleton of `text` with its offset map; linear in the text's length."""
    table = fold_table()
    if not table.changing.search(text) and not _CROWDED.search(text):
        plain, as_it_is = text, True
    else:
        plain = text.translate(table)
        as_it_is = _keeps_places(text, plain, table.delicate)
    if as_it_is:
        size = len(text)
        return NormalizedText(
            source=text, skeleton=plain, starts=range(size), ends=range(1, size + 1)
        )
    pieces: list[str] = []
    starts: list[int] = []
    previous = ""
    for index, char in enumerate(text):
        folded = table[ord(char)]
        if char in _CONTEXTUAL and previous.isdigit():
            folded = _between_digits(text, index, folded)
        if not folded:
            continue
        if folded in MARKS and (not previous or previous in MARKS):
            # Runs of punctuation are one barrier; the stronger of two wins.
            if previous == CLAUSE_MARK:
                pieces[-1] = previous = folded
            continue
        pieces.append(folded)
        if len(folded) == 1:
            starts.append(index)
        else:
            starts.extend([index] * len(folded))
        previous = folded[-1]
    skeleton = _digits("".join(pieces))
    if skeleton != text and _DEPENDS.search(skeleton) is not None:
        # A sign between digits is read by its neighbours, which may only now be digits (0,0⑩).
        again = normalise(skeleton)
        if again.skeleton != skeleton:
            return NormalizedText(
                source=text,
                skeleton=again.skeleton,
                starts=tuple(starts[start] for start in again.starts),
                ends=tuple(starts[end - 1] + 1 for end in again.ends),
            )
    return NormalizedText(
        source=text,
        skeleton=skeleton,
        starts=tuple(starts),
        ends=tuple(start + 1 for start in starts),
    )


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """The skeleton alone, for terms and vocabulary: the same characters that `normalise` gives."""
    return normalise(text).skeleton


def _keeps_places(text: str, plain: str, delicate: AbstractSet[str]) -> bool:
    """True when each character has one plain character that does not hang on its neighbours."""
    if plain == text:
        return _CROWDED.search(text) is None and _DEPENDS.search(text) is None
    alike = plain.replace(SENTENCE_MARK, CLAUSE_MARK).replace(QUESTION_MARK, CLAUSE_MARK)
    if alike[:1] == CLAUSE_MARK or CLAUSE_MARK * 2 in alike:
        return False
    if delicate.isdisjoint(text):
        return True
    return fold_table().uneven.isdisjoint(text) and _DEPENDS.search(text) is None


def _between_digits(text: str, index: int, folded: str) -> str:
    """What a sign is between digits: a decimal point, a ratio, a range, or a thousands comma."""
    char, following = text[index], text[index + 1 : index + 5]
    if char in _RINGS:
        rest = following.lstrip("".join(_RINGS))[:1]
        return "0" if rest.isdigit() or rest in _AFTER_NUMBERS else folded
    if not following[:1].isdigit():
        return folded
    if char in _THOUSANDS:
        grouped = following[:3].isdigit() and len(following[:3]) == 3
        return "" if grouped and not following[3:].isdigit() else folded
    return _KEPT_IN_NUMBERS.get(char, "-")


def _digits(skeleton: str) -> str:
    """Letters drawn as digits inside numbers become digits: 1oo% → 100%, l00 → 100."""
    if not any(letter in skeleton for letter in "oli"):
        return skeleton
    while True:  # a digit found may make its neighbour one: each round has fewer letters
        read = _DIGIT_LIKE.sub(
            lambda found: "".join("0" if c == "o" else "1" for c in found.group()), skeleton
        )
        if read == skeleton:
            return read
        skeleton = read
