"""The pack that ships with the program proves itself."""

from __future__ import annotations

import pytest

from monitor.core.rules.types import RulePack
from monitor.model import Severity
from monitor.runtime.packs import load_default_pack
from monitor.runtime.rule_tests import coverage, selftest


@pytest.fixture(scope="module")
def shipped() -> RulePack:
    return load_default_pack().pack


def test_every_example_of_every_rule_holds(shipped: RulePack) -> None:
    report = selftest(shipped)
    assert report.ok, "\n".join(failure.render() for failure in report.failures)


def test_every_term_phrase_and_exception_is_needed_by_an_example(shipped: RulePack) -> None:
    unneeded = coverage(shipped)
    assert not unneeded, "\n".join(result.render() for result in unneeded)


def test_alerts_suspect_and_never_state_a_violation_as_a_fact(shipped: RulePack) -> None:
    flat = [
        rule.ref
        for rule in shipped.rules
        if (rule.severity.at_least(Severity.HIGH) or "违" in rule.message)
        and not any(word in rule.message for word in ("疑似", "涉嫌"))
    ]
    assert flat == []
