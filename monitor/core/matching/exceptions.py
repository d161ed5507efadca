"""A rule's own exceptions (`unless`), checked only where the rule has hit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from monitor.core.matching.context.view import HitView
from monitor.core.matching.phrases import (
    CompiledPhrase,
    Vocabulary,
    compile_gate,
    compile_phrase,
)
from monitor.core.rules.types import CardCondition, Exception_, Rule
from monitor.core.text.normalise import fold
from monitor.model import ProductCard


class _Phrases(tuple[CompiledPhrase, ...]):
    """Phrases of one place, behind their rarest words and one pattern: most texts hold none."""

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Finds a word of which each phrase needs one; None when some phrase needs no word."""
        if not all(phrase.keys for phrase in self):
            return None
        words = {word for phrase in self for word in phrase.keys[0]}
        return re.compile("|".join(map(re.escape, sorted(words, key=len))))

    @cached_property
    def _gate(self) -> Any:
        return compile_gate(self)

    def may_hold(self, text: str) -> bool:
        """False when none of them stands in the text."""
        if self._words is not None and self._words.search(text) is None:
            return False
        return len(self) == 1 or self._gate.search(text.encode()) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Excuse:
    exception: Exception_
    over: _Phrases
    before: _Phrases
    after: _Phrases
    clause: _Phrases
    line: _Phrases


class Excuses:
    """The exceptions of all rules, compiled."""

    def __init__(self, rules: Iterable[Rule], vocab: Vocabulary) -> None:
        self._by_rule = {
            rule.ref: tuple(_compile(exception, vocab) for exception in rule.unless)
            for rule in rules
            if rule.unless
        }

    def excuse(self, view: HitView, term: str) -> tuple[str, str] | None:
        """(`unless:<id>`, its legal reason) of the first exception that holds, or None."""
        for excuse in self._by_rule.get(view.rule.ref, ()):
            if _holds(excuse, view, term):
                return f"unless:{excuse.exception.id}", excuse.exception.reason
        return None


def _compile(exception: Exception_, vocab: Vocabulary) -> _Excuse:
    def phrases(sources: tuple[str, ...]) -> _Phrases:
        return _Phrases(compile_phrase(source, vocab) for source in sources)

    return _Excuse(
        exception=exception,
        over=phrases(exception.over),
        before=phrases(exception.before),
        after=phrases(exception.after),
        clause=phrases(exception.clause),
        line=phrases(exception.line),
    )


def _holds(excuse: _Excuse, view: HitView, term: str) -> bool:
    exception = excuse.exception
    if exception.categories and view.context.category not in exception.categories:
        return False
    if exception.card is not None and not _card_allows(exception.card, view.context.card, term):
        return False
    if excuse.over and not _covered(excuse.over, view):
        return False
    line = view.skeleton
    places = (
        (excuse.before, view.before),
        (excuse.after, view.after),
        (excuse.clause, view.clause),
        (excuse.line, line),
    )
    return all(not phrases or _occurs(phrases, text) for phrases, text in places)


def _occurs(phrases: _Phrases, text: str) -> bool:
    if not phrases.may_hold(text):
        return False
    utf8 = text.encode()
    return any(phrase.search(utf8) is not None for phrase in phrases)


def _covered(phrases: _Phrases, view: HitView) -> bool:
    if not phrases.may_hold(view.skeleton):
        return False
    utf8 = view.skeleton.encode()
    length = view.end - view.start
    return any(
        start < view.end and view.start < end and end - start >= length
        for phrase in phrases
        for start, end in phrase.finditer(utf8)
    )


def _card_allows(condition: CardCondition, card: ProductCard | None, term: str) -> bool:
    if card is None:
        return False
    checks = [
        _any_in(wanted, stated)
        for wanted, stated in (
            (condition.approval, card.approvals),
            (condition.certification, card.certifications),
            (condition.function, card.functions),
        )
        if wanted
    ]
    if condition.function_quoted:
        quoted = fold(term)
        checks.append(any(quoted in fold(function) for function in card.functions))
    return bool(checks) and all(checks)


def _any_in(wanted: tuple[str, ...], stated: tuple[str, ...]) -> bool:
    folded = [fold(text) for text in stated]
    return any(fold(word) in text for word in wanted for text in folded)
