"""Where and when a rule applies: product categories, sources, effective dates."""

from __future__ import annotations

from monitor.core.matching.hit import MatchContext
from monitor.core.rules.types import Rule


def applies(rule: Rule, context: MatchContext) -> bool:
    """True when the rule judges words of this context.

    A rule for named categories does not apply while the product is unknown, unless its scope says
    `when_unknown`; an effective range is half-open by days: [from, to].
    """
    scope = rule.scope
    category = context.category
    if category is None:
        if scope.categories and not scope.when_unknown:
            return False
    else:
        if scope.categories and category not in scope.categories:
            return False
        if category in scope.not_categories:
            return False
    if scope.sources and context.source not in scope.sources:
        return False
    day = context.spoken_on
    if day is None:
        return True
    if rule.effective_from is not None and day < rule.effective_from:
        return False
    return rule.effective_to is None or day <= rule.effective_to
