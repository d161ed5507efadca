"""The self tests of a pack, run with the real matcher: the port that `core/rules` leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.judging.spoken import SpokenDuties
from monitor.core.matching.hit import MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.core.rules.selftest import (
    Find,
    Found,
    SelfTestReport,
    SelfTestResult,
    check_coverage,
    run_selftests,
)
from monitor.core.rules.types import Example, RulePack
from monitor.model import Source


def find_with(pack: RulePack) -> Find:
    """What the pack finds in the line of an example.

    A duty counts as found in a line that should have said its words and does not.
    """
    matcher = Matcher(pack)
    spoken = SpokenDuties(pack.rules, pack.vocab)
    duties = tuple(rule for rule in pack.rules if rule.duty)

    def find(example: Example) -> Sequence[Found]:
        context = MatchContext(category=example.category, card=example.card)
        hits = matcher.match(example.text, context)
        found = [
            Found(hit.rule.ref, hit.rule.category, hit.rule.severity, hit.term) for hit in hits
        ]
        if duties:
            said = spoken.met(example.text, Source.TEXT)
            found += [Found(d.ref, d.category, d.severity, "") for d in duties if d.ref not in said]
        return found

    return find


def selftest(pack: RulePack) -> SelfTestReport:
    """What the pack's own examples show."""
    return run_selftests(pack, find_with(pack))


def coverage(pack: RulePack) -> tuple[SelfTestResult, ...]:
    """The terms, phrases, expressions and exceptions that no example needs."""
    return tuple(check_coverage(pack, find_with))
