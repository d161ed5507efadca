"""Which terms are listened for again."""

from __future__ import annotations

import pytest

from monitor.runtime.asr.second_listening import candidates
from monitor.runtime.asr.syllables import split_syllable, syllable_distance

TERMS = ["祛斑", "全网最低", "国家级", "加我微信", "根治", "龙头老大", "助眠", "百分之百有效"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("很多姐妹问能不能去班", "祛斑"),
        ("这款面膜真的是前往最低价", "全网最低"),
        ("这是国家及实验室的配方", "国家级"),
        ("想要更便宜的可以加五微信", "加我微信"),
        ("百分之白有效,用了来找我", "百分之百有效"),
    ],
)
def test_a_misheard_term_is_suspected(text: str, term: str) -> None:
    assert term in candidates(text, TERMS)


@pytest.mark.parametrize(
    "text",
    [
        "今天的直播就到这里,明天晚上八点我们不见不散",
        "大家下单之前看清楚链接",
        "拍下四十八小时内发货",
        "",
        "abc 123",
    ],
)
def test_an_ordinary_sentence_raises_no_suspicion(text: str) -> None:
    assert candidates(text, TERMS) == []


def test_a_term_that_was_heard_is_not_suspected() -> None:
    assert candidates("能不能祛斑", TERMS) == []


def test_a_short_word_of_its_own_is_believed() -> None:
    assert candidates("大家今天看煮眠", ["助眠"]) == ["助眠"]
    assert candidates("大家今天看主面", ["助眠"]) == []


def test_at_most_eight_are_asked_for() -> None:
    terms = [f"祛斑{char}" for char in "美白霜膏液水乳精华露"]
    assert len(candidates("去班霉白爽高页水乳净花露", terms)) <= 8


def test_syllables_are_compared_by_initial_and_final() -> None:
    assert split_syllable("zhang") == ("zh", "ang")
    assert syllable_distance("ban", "ban") == 0.0
    assert syllable_distance("zhang", "zang") < syllable_distance("zhang", "bang")
    assert syllable_distance("in", "ing") < 0.2
    assert syllable_distance("ma", "qing") == 1.0
    assert syllable_distance("3", "san") == 1.0
