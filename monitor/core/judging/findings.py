"""Hits and comparisons become findings: identity, citations of the day, the words as said."""

from __future__ import annotations

import hashlib
from datetime import date

from monitor.core.consistency.claim import Comparison
from monitor.core.matching.hit import Hit
from monitor.core.rules.types import RulePack
from monitor.model import Citation, Finding, FindingState, Kind, Method, PackRef, Utterance, Word

CORRECTED = "已当场更正"


class FindingFactory:
    """Makes the findings of one session.

    Ids derive from the session's scope, the utterance, the rule and the term, so that a partial
    hypothesis and the final of one stretch of speech give the same finding the same id.
    """

    def __init__(self, *, pack: RulePack, scope: str, spoken_on: date) -> None:
        self._pack = pack
        self._scope = scope
        self._spoken_on = spoken_on

    @property
    def pack_ref(self) -> PackRef:
        """Which rules judge."""
        return self._pack.ref

    def of_hit(self, utterance: Utterance, hit: Hit, *, product: str | None, nth: int) -> Finding:
        """The finding for a rule's hit; `nth` tells repeats of one term in one utterance apart."""
        rule = hit.rule
        start_ms, end_ms = place_in_sound(utterance, hit.start, hit.end)
        return Finding(
            id=self.identity(utterance.id, rule.ref, hit.term, nth),
            rule=rule.ref,
            category=rule.category,
            kind=Kind.CLAIM,
            severity=rule.severity,
            confidence=hit.confidence,
            method=hit.method,
            start=hit.start,
            end=hit.end,
            quote=utterance.text[hit.start : hit.end],
            term=hit.term,
            message=rule.message,
            basis=self.citations(rule.basis),
            suggestion=suggestion(rule.suggest.say, rule.suggest.swap.get(hit.term)),
            pack=self._pack.ref,
            product=product,
            line=utterance.line,
            utterance=utterance.id,
            start_ms=start_ms,
            end_ms=end_ms,
            state=FindingState.CORRECTED if hit.corrected else state_of(utterance),
            note=hit.note or None,
        )

    def of_comparison(self, utterance: Utterance, item: Comparison, *, nth: int) -> Finding:
        """The finding for words that contradict the card."""
        start_ms, end_ms = place_in_sound(utterance, item.start, item.end)
        rule = f"{self._pack.ref.id}/{item.category}"
        return Finding(
            id=self.identity(utterance.id, rule, f"{item.product}/{item.said}", nth),
            rule=rule,
            category=item.category,
            kind=Kind.MISMATCH,
            severity=item.severity,
            confidence=item.confidence,
            method=Method.CONSISTENCY,
            start=item.start,
            end=item.end,
            quote=utterance.text[item.start : item.end],
            term=item.said,
            message=item.message,
            basis=self.citations(item.laws),
            suggestion=item.suggestion,
            pack=self._pack.ref,
            product=item.product,
            said=item.said,
            expected=item.expected,
            line=utterance.line,
            utterance=utterance.id,
            start_ms=start_ms,
            end_ms=end_ms,
            state=FindingState.CORRECTED if item.settled else state_of(utterance),
            note=CORRECTED if item.settled else None,
        )

    def citations(self, ids: tuple[str, ...]) -> tuple[Citation, ...]:
        """The articles among `ids` that were in force on the day of speech, in the rule's order."""
        laws = (self._pack.laws.get(law) for law in ids)
        return tuple(law.citation() for law in laws if law and law.in_force(self._spoken_on))

    def identity(self, *parts: object) -> str:
        """`f_` and 16 hex digits that derive from the session's scope and the parts."""
        key = "\x1f".join([self._scope, *map(str, parts)])
        return "f_" + hashlib.sha256(key.encode()).hexdigest()[:16]


def state_of(utterance: Utterance) -> FindingState:
    """What a partial shows is provisional; the final makes it firm."""
    return FindingState.FIRM if utterance.final else FindingState.PROVISIONAL


def suggestion(say: str, swap: str | None) -> str:
    """The lawful way to say it, as people read it."""
    if swap and say:
        return f"“{swap}”；例如：{say}"
    return swap or say


def place_in_sound(utterance: Utterance, start: int, end: int) -> tuple[int | None, int | None]:
    """Media times of the characters [start, end), from word times or else by proportion."""
    if utterance.start_ms is None or utterance.end_ms is None:
        return None, None
    if utterance.words and (times := _from_words(utterance.words, start, end)):
        return times
    length = max(1, len(utterance.text))
    span = utterance.end_ms - utterance.start_ms
    return (
        utterance.start_ms + span * start // length,
        utterance.start_ms + span * end // length,
    )


def _from_words(words: tuple[Word, ...], start: int, end: int) -> tuple[int, int] | None:
    place = 0
    covering: list[Word] = []
    for word in words:
        if place < end and place + len(word.text) > start:
            covering.append(word)
        place += len(word.text)
    return (covering[0].start_ms, covering[-1].end_ms) if covering else None
