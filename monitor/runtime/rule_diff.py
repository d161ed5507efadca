"""Two versions of the rules over one transcript: what is found anew, no longer, or otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.matching.hit import Hit, MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.core.rules.types import RulePack
from monitor.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `+` only the new rules find it, `-` only the old, `~` graded otherwise.

    `severities` holds one grade, or the old and the new one.
    """

    sign: str
    line: int
    rule: str
    quote: str
    text: str
    severities: tuple[Severity, ...]


def compare(
    before: RulePack,
    after: RulePack,
    lines: Sequence[tuple[int, str]],
    *,
    category: str | None = None,
) -> list[Change]:
    """The differences over `lines` (number, text), in their order."""
    old, new = Matcher(before), Matcher(after)
    context = MatchContext(category=category)
    changes: list[Change] = []
    for number, text in lines:
        first = {_key(hit): hit for hit in old.match(text, context)}
        second = {_key(hit): hit for hit in new.match(text, context)}
        for key in sorted(first.keys() | second.keys(), key=lambda k: (k[1], k[2], k[0])):
            was, now = first.get(key), second.get(key)
            grades = tuple(hit.rule.severity for hit in (was, now) if hit is not None)
            if was and now and grades[0] is grades[1]:
                continue
            sign = "~" if was and now else "+" if now else "-"
            changes.append(
                Change(
                    sign=sign,
                    line=number,
                    rule=key[0],
                    quote=text[key[1] : key[2]],
                    text=text,
                    severities=grades,
                )
            )
    return changes


def _key(hit: Hit) -> tuple[str, int, int]:
    return hit.rule.ref, hit.start, hit.end
