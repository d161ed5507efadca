"""Scores as numbers for programs: totals, recall by category, and every error with its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.runtime.evaluation.scoring import FalseAlarm, Score, Told


def as_dict(scores: Sequence[Score], once: Sequence[Score] = ()) -> dict[str, Any]:
    """The JSON object that `monitor eval --json` prints; `once`: without the second listening."""
    return {
        "schema": 1,
        "total": _counts(scores),
        **({"without_second_listening": _counts(once)} if once else {}),
        "categories": by_category(scores),
        "sessions": [
            {
                "name": score.session,
                **_counts([score]),
                "misses": [_miss(told) for told in score.misses],
                "false_alarm_list": [_alarm(alarm) for alarm in score.false_alarms],
            }
            for score in scores
        ],
    }


def by_category(scores: Sequence[Score]) -> dict[str, dict[str, Any]]:
    """Labels, found and recall under each label's first category."""
    counts: dict[str, list[int]] = {}
    for score in scores:
        for told in score.told:
            count = counts.setdefault(told.label.categories[0], [0, 0])
            count[0] += 1
            count[1] += told.finding is not None
    return {
        name: {"labels": labels, "found": found, "recall": round(found / labels, 4)}
        for name, (labels, found) in sorted(counts.items())
    }


def _counts(scores: Sequence[Score]) -> dict[str, Any]:
    labels = sum(len(score.told) for score in scores)
    found = sum(score.found for score in scores)
    alarms = sum(len(score.false_alarms) for score in scores)
    return {
        "labels": labels,
        "found": found,
        "recall": round(found / labels, 4) if labels else None,
        "false_alarms": alarms,
        "clear_lines": sum(score.clear_lines for score in scores),
    }


def _miss(told: Told) -> dict[str, Any]:
    return {
        "line": told.line.number,
        "text": told.line.text,
        "span": told.label.span,
        "categories": list(told.label.categories),
        "found_instead": list(told.instead),
        "heard": told.heard,
    }


def _alarm(alarm: FalseAlarm) -> dict[str, Any]:
    finding = alarm.finding
    return {
        "line": alarm.line.number,
        "text": alarm.line.text,
        "quote": finding.quote,
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity.value,
        "method": finding.method.value,
        "term": finding.term,
        "heard": alarm.heard,
    }
