"""A pack proves itself: its violating examples are found by their own rule, its compliant are not.

The matcher is given from outside, as a function, so that rules know nothing of matching.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from monitor.core.rules.messages import OUTCOME_WORDINGS
from monitor.core.rules.types import Example, Location, Rule, RulePack
from monitor.model import Severity


class Found(NamedTuple):
    """One finding as a self test sees it: the rule's ref, the claim category, the severity.

    `term` is the part of the rule that was found: a term, a phrase's source, an expression.
    """

    rule: str
    category: str
    severity: Severity
    term: str


# An example, with its product category and card if it has them → what is found in its text.
Find: TypeAlias = Callable[[Example], Sequence[Found]]


class Outcome(StrEnum):
    """What a self test can tell of an example or of a part of a rule."""

    MISSED = "missed"
    FALSE_ALARM = "false-alarm"
    FIXED_GAP = "fixed-gap"
    UNNEEDED_TERM = "unneeded-term"
    UNNEEDED_PHRASE = "unneeded-phrase"
    UNNEEDED_REGEX = "unneeded-regex"
    UNNEEDED_EXCEPTION = "unneeded-exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestResult:
    """One thing told: the rule, what happened, and the example's text or the part of the rule."""

    rule: str
    outcome: Outcome
    what: str
    category: str | None = None
    location: Location | None = None

    def render(self, lang: str = "zh") -> str:
        """The two lines people see: rule, place and what happened; the way out."""
        wording = OUTCOME_WORDINGS[self.outcome.value]
        about = f" [{self.category}]" if self.category else ""
        sentence = wording.en if lang == "en" else wording.zh
        way_out = wording.en_help if lang == "en" else wording.zh_help
        where = f"{self.location}: " if self.location else ""
        return f"{where}{self.rule}: {sentence.format(what=self.what)}{about}\n  = {way_out}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTestReport:
    """`failures` must be mended; `fixed_gaps` may move to `violating`."""

    rules: int
    examples: int
    failures: tuple[SelfTestResult, ...]
    fixed_gaps: tuple[SelfTestResult, ...]

    @property
    def ok(self) -> bool:
        """True when nothing failed."""
        return not self.failures


def run_selftests(pack: RulePack, find: Find) -> SelfTestReport:
    """What the examples of every rule show.

    An example counts as found when its own rule tells people of it: at `medium` or above, or at
    the rule's own severity where that is lower. Known gaps that are found now are fixed gaps.
    """
    failures: list[SelfTestResult] = []
    fixed: list[SelfTestResult] = []
    examples = 0
    for rule in pack.rules:
        tests = rule.tests
        examples += len(tests.violating) + len(tests.compliant) + len(tests.known_gaps)
        for example in tests.violating:
            if not _told(rule, example, find):
                failures.append(_result(rule, example, Outcome.MISSED))
        for example in tests.compliant:
            if _told(rule, example, find):
                failures.append(_result(rule, example, Outcome.FALSE_ALARM))
        for example in tests.known_gaps:
            if _told(rule, example, find):
                fixed.append(_result(rule, example, Outcome.FIXED_GAP))
    return SelfTestReport(
        rules=len(pack.rules),
        examples=examples,
        failures=tuple(failures),
        fixed_gaps=tuple(fixed),
    )


def check_coverage(
    pack: RulePack, find_with: Callable[[RulePack], Find]
) -> Iterator[SelfTestResult]:
    """Every term, phrase, expression and exception that no example needs.

    A term or phrase is needed when it is what a violating example is found by. An exception is
    needed when a compliant example raises the rule once the exception is dropped: `find_with`
    makes a matcher of a pack of that rule alone, which lacks it.
    """
    for rule in pack.rules:
        small = _only_what_matters(pack, rule)
        find = find_with(small)
        found_by = {
            found.term
            for example in rule.tests.violating
            for found in find(example)
            if found.rule == rule.ref
        }
        for outcome, parts in _parts(rule):
            for part in parts:
                if part not in found_by:
                    yield _unneeded(rule, outcome, part)
        compliant = [e for e in rule.tests.compliant if not _told(rule, e, find)]
        for exception in rule.unless:
            fewer = tuple(e for e in rule.unless if e.id != exception.id)
            without = find_with(replace(small, rules=(replace(rule, unless=fewer),)))
            if not any(_told(rule, example, without) for example in compliant):
                yield _unneeded(rule, Outcome.UNNEEDED_EXCEPTION, exception.id)


def _parts(rule: Rule) -> Iterator[tuple[Outcome, tuple[str, ...]]]:
    yield Outcome.UNNEEDED_TERM, rule.match.terms
    yield Outcome.UNNEEDED_PHRASE, rule.match.phrases
    yield Outcome.UNNEEDED_REGEX, rule.match.regex


def _unneeded(rule: Rule, outcome: Outcome, what: str) -> SelfTestResult:
    return SelfTestResult(rule=rule.ref, outcome=outcome, what=what, location=rule.location)


def _only_what_matters(pack: RulePack, rule: Rule) -> RulePack:
    """A pack of one rule, and of the shared lexicon only what its examples can meet.

    A matcher is built for every part that is dropped, so its size is what this check costs.
    """
    tests = rule.tests
    said = "\n".join(example.text for example in (*tests.violating, *tests.compliant))
    entries = tuple(entry for entry in pack.lexicon.entries if entry.said in said)
    return replace(pack, rules=(rule,), lexicon=replace(pack.lexicon, entries=entries))


def _told(rule: Rule, example: Example, find: Find) -> bool:
    bar = Severity.MEDIUM if rule.severity.at_least(Severity.MEDIUM) else rule.severity
    return any(found.rule == rule.ref and found.severity.at_least(bar) for found in find(example))


def _result(rule: Rule, example: Example, outcome: Outcome) -> SelfTestResult:
    return SelfTestResult(
        rule=rule.ref,
        outcome=outcome,
        what=example.text,
        category=example.category,
        location=example.location,
    )
