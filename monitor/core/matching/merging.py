"""Several hits on the same words become one: the longest, then the most certain."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from monitor.core.matching.hit import Hit
from monitor.model import Method

DIRECTNESS = (
    Method.LITERAL, Method.PHRASE, Method.VARIANT, Method.FILLER, Method.PHONETIC,
    Method.DUTY, Method.CONSISTENCY,
)  # fmt: skip
"""Methods from the most to the least direct."""


def merge(hits: Iterable[Hit]) -> list[Hit]:
    """One hit for each rule and stretch of overlapping words, by start."""
    by_rule: dict[str, list[Hit]] = {}
    for hit in hits:
        by_rule.setdefault(hit.rule.ref, []).append(hit)
    kept: list[Hit] = []
    for group in by_rule.values():
        if len(group) > 1:
            group.sort(key=_worth)
        chosen: list[Hit] = []  # by start, and apart from each other
        for hit in group:
            place = bisect_left(chosen, hit.start, key=_start)
            if not any(hit.overlaps(other) for other in chosen[max(0, place - 1) : place + 1]):
                chosen.insert(place, hit)
        kept.extend(chosen)
    kept.sort(key=lambda hit: (hit.start, hit.end, hit.rule.ref))
    return kept


def _start(hit: Hit) -> int:
    return hit.start


def _worth(hit: Hit) -> tuple[int, int, float, int]:
    return -hit.length, DIRECTNESS.index(hit.method), -hit.confidence, hit.start
