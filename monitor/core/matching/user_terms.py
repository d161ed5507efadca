"""The user's own words as rules, so that everything else need not know about them."""

from __future__ import annotations

from monitor.core.rules.types import Match, Rule, Suggest, UserTerm
from monitor.model import Severity

_PREFIX = "user/"


def rules_for(terms: tuple[UserTerm, ...]) -> tuple[Rule, ...]:
    """One rule for each severity and category among the terms; their order is kept."""
    groups: dict[tuple[Severity, str], list[str]] = {}
    for term in terms:
        groups.setdefault((term.severity, term.category), []).append(term.term)
    return tuple(
        Rule(
            id=f"{category}-{severity.value}",
            ref=f"{_PREFIX}{category}-{severity.value}",
            title="自定义词",
            title_en="User term",
            category=category,
            severity=severity,
            confidence=0.9,
            message="疑似出现自定义禁用词",
            why="由使用者的词表规定",
            basis=(),
            match=Match(terms=tuple(dict.fromkeys(words))),
            suggest=Suggest(),
        )
        for (severity, category), words in groups.items()
    )


def is_own(rule: Rule) -> bool:
    """True for a rule made of the user's own words: no context and no allowance excuses those."""
    return rule.ref.startswith(_PREFIX)
