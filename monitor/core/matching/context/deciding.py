"""The readings in the order in which they are tried, and who may opt out of which."""

from __future__ import annotations

from monitor.core.matching.context.absolute_use import SelfComparison, ServiceAttitude
from monitor.core.matching.context.condition import Condition
from monitor.core.matching.context.negation import Negation
from monitor.core.matching.context.ordinary_use import OrdinaryUse, ProperName
from monitor.core.matching.context.other_product import OtherProduct
from monitor.core.matching.context.question import Question
from monitor.core.matching.context.reported import Reported
from monitor.core.matching.context.rule_quote import RuleQuote
from monitor.core.matching.context.view import HitView, Reading
from monitor.core.matching.context.warning import Caution
from monitor.core.matching.user_terms import is_own

READINGS: tuple[Reading, ...] = (
    ProperName(),
    OrdinaryUse(),
    Question(),
    Caution(),
    RuleQuote(),
    Negation(),
    Reported(),
    Condition(),
    OtherProduct(),
    SelfComparison(),
    ServiceAttitude(),
)
"""All readings; the first that applies names the reason."""


def set_aside(view: HitView) -> tuple[str, str] | None:
    """(name, reason) of the first reading that makes the hit no claim, or None."""
    if is_own(view.rule):
        return None
    for reading in READINGS:
        if reading.name in view.rule.ignore_context:
            continue
        reason = reading.reads(view)
        if reason is not None:
            return reading.name, reason
    return None
