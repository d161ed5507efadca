"""A site may switch off, re-grade, excuse and add words; the pack itself stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.core.rules.diagnostics import RulePackError
from monitor.core.rules.overrides import apply_overrides, read_overrides
from monitor.core.rules.types import LexiconEntry, RulePack
from monitor.errors import RuleError
from monitor.model import Severity
from monitor.runtime.learning import learn
from monitor.runtime.packs import load_overrides


def changed(pack: RulePack, text: str) -> RulePack:
    return apply_overrides(pack, read_overrides({"overrides.yaml": text.encode()}, pack))


def test_a_disabled_rule_is_gone_and_the_given_pack_keeps_it(pack: RulePack) -> None:
    after = changed(pack, "disable: [{rule: lowest-price, reason: 批发}]")
    assert after.rules == ()
    assert len(pack.rules) == 1


def test_a_rule_is_graded_anew_by_its_ref_too(pack: RulePack) -> None:
    after = changed(pack, "severity: {demo/lowest-price: low}")
    assert after.rules[0].severity is Severity.LOW


def test_an_excuse_is_added_to_the_rules_own_exceptions(pack: RulePack) -> None:
    text = "excuse: [{rule: '*', id: shop, reason: 店名, over: [最低价小店]}]"
    assert [e.id for e in changed(pack, text).rules[0].unless] == ["brand", "site-shop"]


def test_words_are_given_to_the_matcher_with_medium_as_their_grade(pack: RulePack) -> None:
    overrides = read_overrides({"o.yaml": "words: [{term: 加群领}]".encode()}, pack)
    (word,) = overrides.words
    assert (word.term, word.severity, word.category) == ("加群领", Severity.MEDIUM, "custom")


def test_a_changed_pack_has_a_digest_of_its_own(pack: RulePack) -> None:
    assert changed(pack, "severity: {lowest-price: low}").ref.digest != pack.ref.digest
    assert changed(pack, "words: [{term: 加群领}]").ref.digest != pack.ref.digest
    assert changed(pack, "").ref == pack.ref


def test_faults_of_overrides_are_told_together(pack: RulePack) -> None:
    text = """\
disable: [{rule: lowest-prise, reason: x}]
severity: {lowest-price: lowish}
excuse: [{rule: lowest-price, id: a, reason: b}]
rewrite: {lowest-price: x}
"""
    with pytest.raises(RulePackError) as caught:
        changed(pack, text)
    codes = {item.code for item in caught.value.items}
    assert codes == {"rule-unknown", "value-unknown", "exception-empty", "key-unknown"}


def test_what_people_teach_is_known_from_then_on(pack: RulePack, tmp_path: Path) -> None:
    folder = tmp_path / "overrides"
    for said, means in (("绿泡泡", "微信"), ('说"这个": # 的', "那个")):
        learn(folder, LexiconEntry(said=said, means=means), on=date(2026, 2, 1), pack=pack)
    entries = apply_overrides(pack, load_overrides(folder, pack)).lexicon.entries
    assert [(e.said, e.means) for e in entries] == [("绿泡泡", "微信"), ('说"这个": # 的', "那个")]


def test_the_same_lesson_twice_is_refused(pack: RulePack, tmp_path: Path) -> None:
    entry = LexiconEntry(said="绿泡泡", means="微信", categories=("cosmetic",))
    learn(tmp_path, entry, on=date(2026, 2, 1), pack=pack)
    with pytest.raises(RuleError, match="已在词典里"):
        learn(tmp_path, entry, on=date(2026, 2, 1), pack=pack)


def test_a_site_without_overrides_changes_nothing(pack: RulePack, tmp_path: Path) -> None:
    assert load_overrides(tmp_path / "none", pack).empty
