"""The examples of a rule prove it, and every part of a rule is proved by an example."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.selftest import Find, Found, Outcome, check_coverage, run_selftests
from monitor.core.rules.types import Example, RulePack
from monitor.model import Severity

Edit = Callable[[str, str], dict[str, bytes]]


def plain_find(pack: RulePack) -> Find:
    """A matcher of terms alone, which knows only exceptions that lie over a hit."""

    def find(example: Example) -> Sequence[Found]:
        return [
            Found(rule.ref, rule.category, rule.severity, term)
            for rule in pack.rules
            for term in (*rule.match.terms, *(p.replace(" ", "") for p in rule.match.phrases))
            if term in example.text
            and not any(words in example.text for e in rule.unless for words in e.over)
        ]

    return find


def outcomes(files: dict[str, bytes]) -> list[tuple[Outcome, str]]:
    pack = load_pack_files(files)
    report = run_selftests(pack, plain_find(pack))
    return [(r.outcome, r.what) for r in (*report.failures, *report.fixed_gaps)]


def test_a_pack_whose_examples_hold_passes(edited: Edit) -> None:
    pack = load_pack_files(edited("全网今天最低价", "地板价啊"))
    report = run_selftests(pack, plain_find(pack))
    assert report.ok
    assert (report.rules, report.examples) == (1, 3)


def test_a_violating_example_that_is_not_found_is_missed(edited: Edit) -> None:
    found = outcomes(edited("violating: [今天就是地板价, ", "violating: [今天便宜, 地板价, "))
    assert (Outcome.MISSED, "今天便宜") in found


def test_a_compliant_example_that_is_found_is_a_false_alarm(edited: Edit) -> None:
    files = edited("compliant: [欢迎来到地板价折扣店]", "compliant: [不是地板价]")
    assert (Outcome.FALSE_ALARM, "不是地板价") in outcomes(files)


def test_another_rules_finding_does_not_stand_in(pack: RulePack) -> None:
    def someone_else(example: Example) -> Sequence[Found]:
        return [Found("demo/other", "price-lowest", Severity.HIGH, "地板价")]

    assert len(run_selftests(pack, someone_else).failures) == 2


def test_a_finding_below_the_bar_is_not_told(pack: RulePack) -> None:
    def quiet(example: Example) -> Sequence[Found]:
        return [Found("demo/lowest-price", "price-lowest", Severity.LOW, "地板价")]

    report = run_selftests(pack, quiet)
    assert {failure.outcome for failure in report.failures} == {Outcome.MISSED}


def test_a_known_gap_that_is_found_now_is_told_and_fails_nothing(edited: Edit) -> None:
    files = edited(
        "violating: [今天就是地板价, 全网今天最低价]",
        "violating: [今天就是地板价]\n    known_gaps: [真地板价]",
    )
    pack = load_pack_files(files)
    report = run_selftests(pack, plain_find(pack))
    assert report.ok
    assert [gap.what for gap in report.fixed_gaps] == ["真地板价"]


def unneeded(files: dict[str, bytes]) -> set[tuple[Outcome, str]]:
    return {(r.outcome, r.what) for r in check_coverage(load_pack_files(files), plain_find)}


def test_a_term_that_no_example_needs_is_told(edited: Edit) -> None:
    found = unneeded(edited("[地板价]\n", "[地板价, 骨折价]\n"))
    assert (Outcome.UNNEEDED_TERM, "骨折价") in found
    assert (Outcome.UNNEEDED_TERM, "地板价") not in found


def test_an_exception_is_needed_only_when_an_example_is_raised_without_it(edited: Edit) -> None:
    assert (Outcome.UNNEEDED_EXCEPTION, "brand") not in unneeded(edited("店名", "字号"))
    found = unneeded(edited("[欢迎来到地板价折扣店]", "[欢迎来到小店]"))
    assert (Outcome.UNNEEDED_EXCEPTION, "brand") in found


def test_a_result_says_where_and_what_to_do(edited: Edit) -> None:
    pack = load_pack_files(edited("[欢迎来到地板价折扣店]", "[不是地板价]"))
    failure = run_selftests(pack, plain_find(pack)).failures[-1]
    assert failure.render().startswith("rules/price.yaml:17:17: demo/lowest-price: 合规的话被命中")
    assert "unless" in failure.render("en")
