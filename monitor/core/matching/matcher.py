"""Text → hits: one pass for words, patterns only where their anchors stand, then the context."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.matching.context import HitView, set_aside
from monitor.core.matching.exceptions import Excuses
from monitor.core.matching.hit import Explained, Hit, MatchContext
from monitor.core.matching.merging import merge
from monitor.core.matching.scanning import Found, Scanner
from monitor.core.matching.scope import applies
from monitor.core.matching.user_terms import rules_for
from monitor.core.rules.types import RulePack, UserTerm
from monitor.core.text.normalise import NormalizedText, normalise

_CARRIED = 12


class Matcher:
    """A rule pack made ready to judge text; immutable, and safe to share between threads."""

    def __init__(self, pack: RulePack, user_terms: Iterable[UserTerm] = ()) -> None:
        rules = (*pack.rules, *rules_for(tuple(user_terms)))
        self.pack = pack
        self._scanner = Scanner(rules, pack)
        self._excuses = Excuses(rules, pack.vocab)

    def match(self, text: str, context: MatchContext = MatchContext()) -> list[Hit]:
        """The hits that stand after the context, by start; offsets are into `text`."""
        kept = [each.hit for each in self.explain(text, context) if each.suppressed_by is None]
        return merge(kept)

    def explain(self, text: str, context: MatchContext = MatchContext()) -> list[Explained]:
        """Every candidate with the reason why it was set aside, if it was."""
        carried = context.previous_text[-_CARRIED:]
        normal = normalise(carried + text)
        out: list[Explained] = []
        for found in self._scanner.scan(normal, context):
            if applies(found.rule, context):
                explained = self._judge(found, normal, context, len(carried))
                if explained is not None:
                    out.append(explained)
        return out

    def _judge(
        self, found: Found, normal: NormalizedText, context: MatchContext, carried: int
    ) -> Explained | None:
        start, end = normal.span(found.start, found.end)
        if end <= carried:
            return None
        hit = Hit(
            rule=found.rule,
            term=found.term,
            start=max(start - carried, 0),
            end=end - carried,
            method=found.method,
            confidence=round(found.rule.confidence * found.certainty, 3),
            note=found.note,
            straddles=start < carried,
        )
        view = HitView(
            skeleton=found.skeleton or normal.skeleton,
            start=found.start if found.skeleton is None else found.view_start,
            end=found.end if found.skeleton is None else found.view_end,
            rule=found.rule,
            context=context,
        )
        aside = self._excuses.excuse(view, hit.term) or set_aside(view)
        if aside is None:
            return Explained(hit=hit)
        return Explained(hit=hit, suppressed_by=aside[0], reason=aside[1])
