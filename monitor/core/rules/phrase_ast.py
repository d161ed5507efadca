"""The tree of a phrase: frozen elements in order, which the matcher compiles and nobody changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """These characters. `at` is the element's offset in the phrase's source."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocab:
    """One of the words of the pack's vocabulary `name`."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A typed value as spoken or written: num, price, percent, duration or count."""

    kind: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """One of the options."""

    options: tuple[Literal | Vocab | Slot, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Optional:
    """The inner element or nothing."""

    inner: Literal | Vocab | Slot | Alternatives
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """0 to `n` characters of the same sentence; over a comma only when `crosses_comma`.

    What lies in the gap must contain none of `not_containing`.
    """

    n: int
    crosses_comma: bool = False
    not_containing: tuple[Literal | Vocab | Slot, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseStart:
    """`^`: the beginning of a clause."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEnd:
    """`$`: the end of a clause."""

    at: int = field(default=0, compare=False)


Option: TypeAlias = Literal | Vocab | Slot
Element: TypeAlias = Option | Alternatives | Optional | Gap | ClauseStart | ClauseEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A parsed phrase; elements without a gap between them are adjacent."""

    source: str
    elements: tuple[Element, ...]

    def vocab(self) -> Iterator[Vocab]:
        """Every vocabulary the phrase names, with its place."""
        for element in self.elements:
            yield from _vocab_in(element)


def is_fixed(element: Element) -> bool:
    """True when the element is made of words and not of slots alone."""
    if isinstance(element, Alternatives):
        return not all(isinstance(option, Slot) for option in element.options)
    return isinstance(element, Literal | Vocab)


def _vocab_in(element: Element) -> Iterator[Vocab]:
    match element:
        case Vocab():
            yield element
        case Alternatives(options=inner) | Gap(not_containing=inner):
            for option in inner:
                yield from _vocab_in(option)
        case Optional(inner=one):
            yield from _vocab_in(one)
        case _:
            return
