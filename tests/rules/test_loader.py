"""A pack is read whole or refused with every fault, each at its file, line and column."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.core.rules.diagnostics import Diagnostic, RulePackError
from monitor.core.rules.loader import load_pack_files
from monitor.core.rules.types import RulePack
from monitor.model import Severity

Files = dict[str, bytes]
Edit = Callable[[str, str], Files]
Faults = Callable[[Files], list[Diagnostic]]


def test_a_rule_knows_its_ref_and_place(pack: RulePack) -> None:
    rule = pack.rules[0]
    assert rule.ref == "demo/lowest-price"
    assert rule.severity is Severity.HIGH
    assert str(rule.location) == "rules/price.yaml:1:7"
    assert pack.laws["adlaw-9"].citation().law == "广告法"


@pytest.mark.parametrize(
    ("before", "after", "code", "line", "column"),
    [
        ("severity: high", "severity: hihg", "value-unknown", 4, 13),
        ("category: price-lowest", "category: lowest", "value-unknown", 3, 13),
        ("  why:", "  whi:", "key-unknown", 6, 3),
        ("basis: [adlaw-9]", "basis: [adlaw-8]", "law-unknown", 7, 11),
        ('"@platform ..4', '"@platfrom ..4', "vocab-unknown", 10, 16),
        ("最低 价?", "最低) 价?", "phrase-stray", 10, 32),
        ("..4 最低", "..x 最低", "phrase-gap", 10, 26),
        ("[地板价]\n", "[地板价, 地板价]\n", "value-twice", 9, 18),
        ("id: lowest-price", "id: Lowest_Price", "id-form", 1, 7),
        ("    over: [地板价折扣店]\n", "", "exception-empty", 12, 9),
        ("over: [地板价折扣店]", "over: [地板价 ..3]", "phrase-edge-gap", 14, 12),
        ("title: 最低价", "title: [最低价]", "type", 2, 10),
        ("why: 须有依据", "why:", "value-empty", 6, 7),
        ("match:", "effective_from: 2026-2-1\n  match:", "date-form", 8, 19),
        ("match:", "confidence: 1.5\n  match:", "value-range", 8, 15),
        ("match:", "duty: {say: [请看]}\n  match:", "rule-both", 8, 9),
        ("violating: [今天就是地板价, 全网今天最低价]", "violating: []", "rule-untested", 1, 7),
        ('phrases: ["@', 'regex: ["(?=x)"]\n    phrases: ["@', "regex", 10, 13),
    ],
)
def test_a_fault_is_told_with_its_code_and_place(
    edited: Edit, faults_of: Faults, before: str, after: str, code: str, line: int, column: int
) -> None:
    found = {fault.code: fault for fault in faults_of(edited(before, after))}
    assert code in found
    place = found[code].location
    assert (place.file, place.line, place.column) == ("rules/price.yaml", line, column)


def test_all_faults_of_all_files_are_told_at_once(files: Files, faults_of: Faults) -> None:
    files["laws.yaml"] += b"- {id: adlaw-9, law: x, article: y, checked: reed}\n"
    files["pack.yaml"] = b"id: demo\ntitel: x\n"
    files["rules/price.yaml"] += b"- {id: lowest-price, colour: red}\n"
    codes = [(fault.location.file, fault.code) for fault in faults_of(files)]
    assert ("laws.yaml", "id-twice") in codes
    assert ("laws.yaml", "value-unknown") in codes
    assert ("pack.yaml", "key-unknown") in codes
    assert ("pack.yaml", "key-missing") in codes
    assert ("rules/price.yaml", "id-twice") in codes
    assert ("rules/price.yaml", "key-unknown") in codes


def test_a_misspelt_key_is_met_with_the_right_one(edited: Edit, faults_of: Faults) -> None:
    fault = next(f for f in faults_of(edited("  why:", "  whi:")) if f.code == "key-unknown")
    assert "是不是想写“why”" in fault.help()
    assert "did you mean “why”" in fault.help("en")


def test_the_text_shows_the_line_with_carets_under_the_words(
    edited: Edit, faults_of: Faults
) -> None:
    (fault,) = faults_of(edited("severity: high", "severity: hihg"))
    assert fault.render().splitlines()[:3] == [
        "错误[value-unknown] rules/price.yaml:4:13: “hihg”不是可用的级别",
        "  4 |   severity: hihg",
        "    |             ^^^^",
    ]


def test_carets_stand_under_chinese_words_that_are_two_columns_wide(
    edited: Edit, faults_of: Faults
) -> None:
    (fault,) = faults_of(edited("[地板价]\n", "[地板价, 地板价]\n"))
    assert fault.render().splitlines()[2] == "    |" + " " * 21 + "^" * 6


def test_broken_yaml_is_a_fault_and_not_a_crash(files: Files, faults_of: Faults) -> None:
    files["rules/price.yaml"] = b"- id: a\n  title: [x\n"
    files["vocab.yaml"] = b"\xff\xfe"
    codes = {fault.location.file: fault.code for fault in faults_of(files)}
    assert codes["rules/price.yaml"] == "yaml-syntax"
    assert codes["vocab.yaml"] == "file-encoding"


def test_an_alias_is_refused_because_it_hides_where_a_value_stands(
    edited: Edit, faults_of: Faults
) -> None:
    faults = faults_of(edited("basis: [adlaw-9]", "basis: &b [adlaw-9]\n  aliases: *b"))
    assert [fault.code for fault in faults] == ["yaml-alias"]


def test_a_file_that_nests_without_end_is_a_fault(files: Files, faults_of: Faults) -> None:
    files["rules/price.yaml"] = b"[" * 100_000 + b"]" * 100_000
    assert [fault.code for fault in faults_of(files)] == ["yaml-deep"]


def test_a_key_that_stands_twice_is_told_with_its_first_line(
    edited: Edit, faults_of: Faults
) -> None:
    faults = faults_of(edited("why: 须有依据", "why: 须有依据\n  why: 又一次"))
    assert [fault.code for fault in faults] == ["key-twice"]
    assert "第 6 行" in faults[0].help()


def test_a_file_that_is_misnamed_is_told(files: Files, faults_of: Faults) -> None:
    files["vocb.yaml"] = files.pop("vocab.yaml")
    unknown = next(fault for fault in faults_of(files) if fault.code == "file-unknown")
    assert "vocab.yaml" in unknown.help()


def test_a_pack_without_its_identity_or_laws_is_refused(faults_of: Faults) -> None:
    codes = [(fault.code, fault.location.file) for fault in faults_of({})]
    assert codes == [("file-missing", "laws.yaml"), ("file-missing", "pack.yaml")]


def test_a_vocabulary_may_be_split_over_files(files: Files) -> None:
    files["vocab-more.yaml"] = "season: [春天]\n".encode()
    assert set(load_pack_files(files).vocab) == {"platform", "season"}


def test_the_digest_follows_the_content_and_not_its_layout(files: Files) -> None:
    before = load_pack_files(files).ref.digest
    files["rules/price.yaml"] = b"# a comment\n" + files["rules/price.yaml"]
    assert load_pack_files(files, prefix="elsewhere/").ref.digest == before
    files["rules/price.yaml"] = files["rules/price.yaml"].replace(b"high", b"medium")
    assert load_pack_files(files).ref.digest != before


def test_an_example_may_name_the_card_that_makes_it_lawful(files: Files) -> None:
    files["rules/price.yaml"] = files["rules/price.yaml"].replace(
        "[欢迎来到地板价折扣店]".encode(),
        "[{text: 祛斑, category: special-cosmetic, card: {functions: [祛斑美白]}}]".encode(),
    )
    example = load_pack_files(files).rules[0].tests.compliant[0]
    assert example.card is not None
    assert example.card.functions == ("祛斑美白",)


def test_the_error_says_how_many_faults_there_are(edited: Edit) -> None:
    with pytest.raises(RulePackError) as caught:
        load_pack_files(edited("severity: high", "severity: hihg"))
    assert caught.value.diagnostics().endswith("规则共有 1 处错误")
    assert caught.value.diagnostics("en").endswith("1 error(s) in the rules")
