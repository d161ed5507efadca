"""Text → hits: words, phrases behind their anchors, disguises read as meant, then the context."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from monitor.core.matching.context import HitView, set_aside
from monitor.core.matching.context.correction import correction_in
from monitor.core.matching.context.dangling import reaches_over
from monitor.core.matching.disguises import Disguises, targets_of
from monitor.core.matching.evasion import EvasionResolver
from monitor.core.matching.exceptions import Excuses
from monitor.core.matching.heard_phrases import HeardPhrases
from monitor.core.matching.hit import Explained, Hit, MatchContext
from monitor.core.matching.merging import merge
from monitor.core.matching.scanning import Found, Scanner
from monitor.core.matching.scope import applies
from monitor.core.matching.segmenting import warm
from monitor.core.matching.spelt_characters import SpeltCharacters
from monitor.core.matching.user_terms import rules_for
from monitor.core.matching.windows import WHOLE, Window, windows
from monitor.core.rules.types import RulePack, UserTerm
from monitor.core.text.normalise import NormalizedText, normalise
from monitor.model import Source

_CARRIED = 12
_SETTINGS = 256
"""How many (category, day, source) are remembered with their rules."""
_NOTHING_KNOWN = MatchContext()


class Matcher:
    """A rule pack made ready to judge text; immutable, and safe to share between threads."""

    def __init__(self, pack: RulePack, user_terms: Iterable[UserTerm] = ()) -> None:
        rules = tuple(rule for rule in pack.rules if rule.duty is None)
        rules = (*rules, *rules_for(tuple(user_terms)))
        self.pack = pack
        self._rules = rules
        self._applying = lru_cache(maxsize=_SETTINGS)(self._rules_applying)
        self._scanner = Scanner(rules, pack)
        self._excuses = Excuses(rules, pack.vocab)
        self._resolver = EvasionResolver(
            pack.lexicon, targets_of(rules, self._scanner.phrase_words())
        )
        self._disguises = Disguises(
            resolver=self._resolver,
            scanner=self._scanner,
            characters=SpeltCharacters(self._scanner.phrase_characters()),
            heard=HeardPhrases(rules, pack.vocab),
        )

    def warm(self) -> None:
        """Loads the word dictionary and the phrases' sounds now, so that no utterance waits."""
        warm()
        self._disguises.heard.warm()

    def match(self, text: str, context: MatchContext = _NOTHING_KNOWN) -> list[Hit]:
        """The hits that stand after the context, by start; offsets are into `text`."""
        explained = self.explain(text, context)
        return merge(e.hit for e in explained if e.suppressed_by is None) if explained else []

    def explain(self, text: str, context: MatchContext = _NOTHING_KNOWN) -> list[Explained]:
        """Every candidate, with the named reason why it was set aside if it was."""
        carried = context.previous_text[-_CARRIED:]
        normal = normalise(carried + text)
        applying = self._applying(context.category, context.spoken_on, context.source)
        if len(normal.skeleton) <= WHOLE:
            return self._explain(normal, context, applying, len(carried))
        return [
            each
            for window in windows(normal)
            for each in self._explain(
                window.normal, context, applying, len(carried) - window.offset, window
            )
        ]

    def _explain(
        self,
        normal: NormalizedText,
        context: MatchContext,
        applying: frozenset[str],
        carried: int,
        window: Window | None = None,
    ) -> list[Explained]:
        """`carried`: where the text itself begins in `normal`, below 0 when it began before."""
        said_before = max(0, carried)
        taken_back = correction_in(normal)
        until = taken_back.start - carried if taken_back is not None else -1
        found = self._scanner.scan(normal, applying, said_before)
        found += self._disguises.find(normal, found, context, applying, said_before)
        cut = 0 <= carried < len(context.previous_text)
        out: list[Explained] = []
        for each in found:
            start, end = each.normal.span(each.start, each.end)
            if end <= carried or (window is not None and not window.owns(start)):
                continue
            if not (cut and _heads_a_clause(each)):
                out.append(self._judge(each, context, carried, until))
        return out

    def resolve(
        self, text: str, context: MatchContext = _NOTHING_KNOWN
    ) -> list[tuple[int, int, str]]:
        """(start, end, meaning) of each disguised form in `text`, rules aside."""
        return self._resolver.resolve(text, context.category, context.source)

    def _rules_applying(
        self, category: str | None, spoken_on: date | None, source: Source
    ) -> frozenset[str]:
        """The refs of the rules that judge such words; the same for a whole broadcast."""
        context = MatchContext(category=category, spoken_on=spoken_on, source=source)
        return frozenset(rule.ref for rule in self._rules if applies(rule, context))

    def _judge(self, found: Found, context: MatchContext, carried: int, until: int) -> Explained:
        start, end = found.normal.span(found.start, found.end)
        hit = Hit(
            rule=found.rule,
            term=found.term,
            start=max(start - carried, 0),
            end=end - carried,
            method=found.method,
            confidence=round(found.rule.confidence * found.certainty, 3),
            note=found.note,
            straddles=start < carried,
            corrected=end - carried <= until,
        )
        # A pause parts utterances: what was said before it governs a hit that lies over it, or the
        # beginning of the next one when the pause cut a denial off.
        first = 0 if hit.straddles or not carried else bisect_left(found.normal.starts, carried)
        skeleton = found.normal.skeleton
        if first and reaches_over(skeleton[:first], skeleton[first : found.start]):
            first = 0
        view = HitView(
            skeleton=skeleton[first:],
            start=found.start - first,
            end=found.end - first,
            rule=found.rule,
            context=context,
            term=found.term,
        )
        aside = self._excuses.excuse(view, hit.term) or set_aside(view)
        if aside is None:
            return Explained(hit=hit)
        return Explained(hit=hit, suppressed_by=aside[0], reason=aside[1])


def _heads_a_clause(found: Found) -> bool:
    """True for a phrase of a clause's beginning, which a cut in the text is none of."""
    return found.start == 0 and found.phrase is not None and found.phrase.headed
