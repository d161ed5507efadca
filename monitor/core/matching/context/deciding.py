"""The readings in the order in which they are tried, and who may opt out of which."""

from __future__ import annotations

from monitor.core.matching.context.negation import Negation
from monitor.core.matching.context.question import Question
from monitor.core.matching.context.view import HitView, Reading

READINGS: tuple[Reading, ...] = (Negation(), Question())
"""All readings; the first that applies names the reason."""


def set_aside(view: HitView) -> tuple[str, str] | None:
    """(name, reason) of the first reading that makes the hit no claim, or None."""
    for reading in READINGS:
        if reading.name in view.rule.ignore_context:
            continue
        reason = reading.reads(view)
        if reason is not None:
            return reading.name, reason
    return None
