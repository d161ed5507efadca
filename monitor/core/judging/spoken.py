"""Which duties an utterance meets: the words that must be said, heard exactly or nearly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from monitor.core.matching.phrases import CompiledPhrase, compile_phrase
from monitor.core.rules.phrase import Alternatives, Literal, parse_phrase
from monitor.core.rules.types import Rule
from monitor.core.text.normalise import normalise
from monitor.core.text.sounds import sound
from monitor.model import Source

NEAR_ENOUGH = 80.0
"""A disclaimer that the recogniser half understood was still said; 0..100, by sound."""
SHORTEST_BY_SOUND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Duty:
    ref: str
    phrases: tuple[CompiledPhrase, ...]
    sounds: tuple[str, ...]


class SpokenDuties:
    """The duties of a pack, ready to be looked for in speech."""

    def __init__(self, rules: Iterable[Rule], vocab: Mapping[str, tuple[str, ...]]) -> None:
        self._duties = tuple(
            _Duty(
                ref=rule.ref,
                phrases=tuple(compile_phrase(phrase, vocab) for phrase in rule.duty.say),
                sounds=tuple(
                    sound(normalise(text).skeleton)
                    for text in map(_shortest, rule.duty.say)
                    if len(text) >= SHORTEST_BY_SOUND
                ),
            )
            for rule in rules
            if rule.duty
        )

    def met(self, text: str, source: Source) -> list[str]:
        """The refs of the duties that these words meet."""
        if not self._duties:
            return []
        skeleton = normalise(text).skeleton
        utf8 = skeleton.encode()
        heard = sound(skeleton) if source is Source.AUDIO else ""
        return [
            duty.ref
            for duty in self._duties
            if any(phrase.search(utf8) for phrase in duty.phrases)
            or (heard and any(_near(wanted, heard) for wanted in duty.sounds))
        ]


def _shortest(phrase: str) -> str:
    """The shortest way to say a phrase: its first words, without gaps and what may be left out."""
    said: list[str] = []
    for element in parse_phrase(phrase).elements:
        first = element.options[0] if isinstance(element, Alternatives) else element
        if isinstance(first, Literal):
            said.append(first.text)
    return "".join(said)


def _near(wanted: str, heard: str) -> bool:
    return len(heard) >= len(wanted) - 1 and fuzz.partial_ratio(wanted, heard) >= NEAR_ENOUGH
