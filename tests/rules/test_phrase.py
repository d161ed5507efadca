"""The phrase language reads what its page says, and puts every fault in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.rules.phrase import (
    Alternatives,
    ClauseEnd,
    ClauseStart,
    Gap,
    Literal,
    Optional,
    PhraseError,
    Slot,
    Vocab,
    parse_phrase,
)


def test_words_gaps_and_options_are_read_in_order() -> None:
    phrase = parse_phrase("(全网|@platform) ..6 最低 价?")
    assert phrase.elements == (
        Alternatives(options=(Literal(text="全网"), Vocab(name="platform"))),
        Gap(n=6),
        Literal(text="最低"),
        Optional(inner=Literal(text="价")),
    )


def test_a_wave_gap_may_cross_a_comma() -> None:
    assert parse_phrase("吃 ~3 好").elements[1] == Gap(n=3, crosses_comma=True)


def test_a_ban_belongs_to_the_gap_before_it() -> None:
    gap = parse_phrase("治 ..5 !(不|@no) 病").elements[1]
    assert gap == Gap(n=5, not_containing=(Literal(text="不"), Vocab(name="no")))


def test_slots_and_clause_edges_are_elements() -> None:
    assert parse_phrase("^ 只要 {price} $").elements == (
        ClauseStart(),
        Literal(text="只要"),
        Slot(kind="price"),
        ClauseEnd(),
    )


def test_elements_may_touch_where_that_reads_in_one_way_only() -> None:
    assert parse_phrase("@platform最低").elements == parse_phrase("@platform 最低").elements
    assert (
        parse_phrase("(坏|破)(果|损)? 赔").elements == parse_phrase("(坏|破) (果|损)? 赔").elements
    )


@pytest.mark.parametrize(
    ("source", "code", "start", "end"),
    [
        ("", "phrase-empty", 0, 0),
        ("全网 (最低|最少", "phrase-unclosed", 3, 9),
        ("价 {price", "phrase-unclosed", 2, 8),
        ("(全网||最低)", "phrase-option-empty", 4, 5),
        ("(全网 最低|好)", "phrase-option-space", 1, 6),
        ("(近{duration}|好)", "phrase-option-mixed", 2, 3),
        ("全网 ..x 最低", "phrase-gap", 3, 6),
        ("全网 ..41 最低", "phrase-gap", 3, 7),
        ("全网 ..3 ..4 最低", "phrase-gap-twice", 7, 10),
        ("全网 !(不) 最低", "phrase-ban", 3, 7),
        ("只要 {prise}", "phrase-slot", 3, 10),
        ("@平台 最低", "phrase-vocab-name", 0, 1),
        ("最大的?力度", "phrase-space", 0, 4),
        ("最低 ? 价", "phrase-optional", 3, 4),
        ("最低 ^ 价", "phrase-anchor", 3, 4),
        ("最低) 价", "phrase-stray", 2, 3),
        ("价? ..3 {num}", "phrase-nothing-fixed", 0, 12),
    ],
)
def test_a_fault_is_told_at_its_place(source: str, code: str, start: int, end: int) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_phrase(source)
    fault = caught.value.faults[0]
    assert (fault.code, fault.start, fault.end) == (code, start, end)
    assert "第" in caught.value.diagnostics()


def test_several_faults_of_one_phrase_are_told_together() -> None:
    with pytest.raises(PhraseError) as caught:
        parse_phrase("(全网||最低) ..x {prise}")
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["phrase-option-empty", "phrase-gap", "phrase-slot"]


@given(st.text(alphabet="全网最低()|@a?{}num!~.6^$ ", max_size=20))
def test_any_text_is_read_or_refused_with_a_place_inside_it(source: str) -> None:
    try:
        phrase = parse_phrase(source)
    except PhraseError as error:
        assert error.diagnostics()
        for fault in error.faults:
            assert 0 <= fault.start <= fault.end <= max(len(source), 1)
    else:
        assert phrase.elements
