"""A long text is checked in pieces: the same claims at their places, and no more than linear."""

from __future__ import annotations

import gc
import time

from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.pieces import WHOLE, pieces

CARDS = (
    {"link": 1, "name": "羊毛衫", "category": "apparel", "price": {"live": 99}},
    {"link": 2, "name": "蚕丝被", "category": "household", "price": {"live": 399}},
)
CALM = "大家慢慢看不着急，喜欢的先放到购物车里面，有什么不明白的可以问主播。"
WRONG = "今天直播间只要五十九块。"


def wrong(checker: ConsistencyChecker, text: str) -> list[tuple[str, str | None]]:
    found = checker.check(text)
    assert all(text[c.start : c.end] == c.quote for c in found)
    return [(c.quote, c.product) for c in found if c.verdict is Verdict.CONTRADICTION]


def test_pieces_are_the_text_and_end_with_its_sentences() -> None:
    text = CALM * 100
    cut = list(pieces(text))
    assert "".join(piece for _, piece in cut) == text
    assert all(text[at : at + len(piece)] == piece for at, piece in cut)
    assert all(piece.endswith("。") and len(piece) <= WHOLE for _, piece in cut)


def test_a_text_without_marks_is_cut_as_well() -> None:
    cut = list(pieces("好" * 5000))
    assert "".join(piece for _, piece in cut) == "好" * 5000
    assert max(len(piece) for _, piece in cut) <= WHOLE


def test_claims_stand_at_their_places_and_the_product_is_carried_on(checker_for) -> None:
    checker = checker_for(*CARDS)
    text = "一号链接。" + CALM * 30 + WRONG + "看二号链接。" + CALM * 30 + WRONG
    products = [product for _, product in wrong(checker, text)]
    assert products == ["p1", "p2"]


def test_time_grows_with_the_length_and_no_faster(checker_for) -> None:
    checker = checker_for(*CARDS)
    line = "一号链接，直播间只要九十九，买一送一，产地是法国，净含量五百毫升，"

    def seconds(size: int) -> float:
        text = (line * (size // len(line) + 1))[:size]
        before = time.process_time()
        checker.check(text)
        return time.process_time() - before

    seconds(1500)
    gc.collect()
    gc.disable()
    try:
        ratios = [seconds(12_000) / seconds(1500) for _ in range(3)]
    finally:
        gc.enable()
    assert min(ratios) < 8 * 2.5, ratios
