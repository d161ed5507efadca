"""Figures of which speech recognition left a part out, against cards that state them whole."""

from __future__ import annotations

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Verdict
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.model import Source

CARD = {
    "id": "a",
    "link": 1,
    "name": "天然乳胶枕",
    "aliases": ["枕头"],
    "category": "household",
    "price": {"live": 129.0, "list": 499.0, "lowest_7d": 139.0},
    "net_content": "125g*2罐",
    "materials": [{"name": "天然乳胶", "aliases": ["乳胶"], "percent": 93}],
    "specs": {"尺寸": "1.5米/1.8米", "厚度": "20cm"},
    "service": {"return_days": 7},
}


def contradictions(vocabulary: Vocabulary, text: str, source: Source) -> list[str]:
    checker = ConsistencyChecker(parse_cards([CARD]), vocabulary)
    found = checker.check(text, source, on_air="a")
    return [c.category for c in found if c.verdict is Verdict.CONTRADICTION]


HALF = [
    "枕头今天120,9块钱",
    "今天枕头一百二十,就一个",
    "标价4999今天便宜",
    "乳胶含量90%三外套是棉的",
    "一号链接枕头一百二十五可以贯",
    "一米五和一米八两个尺寸后度20厘米",
    "几天无礼由退货",
]


@pytest.mark.parametrize("text", HALF)
def test_what_sounds_like_the_card_is_not_told_as_false(vocabulary: Vocabulary, text: str) -> None:
    assert contradictions(vocabulary, text, Source.AUDIO) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("枕头今天只要九十九块钱", "mismatch-price"),
        ("枕头今天一百二十块钱", "mismatch-price"),
        ("乳胶含量百分之九十的", "mismatch-material"),
        ("乳胶含量90%外套是棉的", "mismatch-material"),
        ("厚度三十厘米", "mismatch-spec"),
        ("三十天无理由退货", "mismatch-service"),
    ],
)
def test_another_figure_is_told(vocabulary: Vocabulary, text: str, category: str) -> None:
    assert contradictions(vocabulary, text, Source.AUDIO) == [category]


def test_written_words_are_taken_as_they_stand(vocabulary: Vocabulary) -> None:
    assert contradictions(vocabulary, "标价4999今天便宜", Source.TEXT) == ["mismatch-price"]
