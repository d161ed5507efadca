"""The user's own words as rules, so that everything else need not know about them."""

from __future__ import annotations

from monitor.core.rules.types import Match, Rule, Suggest, UserTerm
from monitor.model import Severity


def rules_for(terms: tuple[UserTerm, ...]) -> tuple[Rule, ...]:
    """One rule for each severity and category among the terms; their order is kept."""
    groups: dict[tuple[Severity, str], list[str]] = {}
    for term in terms:
        groups.setdefault((term.severity, term.category), []).append(term.term)
    return tuple(
        Rule(
            id=f"{category}-{severity.value}",
            ref=f"user/{category}-{severity.value}",
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
            # A word that its owner forbids is forbidden even in a denial or a question.
            ignore_context=USER_TERM_CONTEXT,
        )
        for (severity, category), words in groups.items()
    )


USER_TERM_CONTEXT = (
    "negation", "reported", "question", "warning", "rule-quote", "condition", "other-product",
)  # fmt: skip
"""The readings that never excuse a user's own word."""
