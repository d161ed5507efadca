"""Phrases that the recogniser wrote in other characters of the same sounds."""

from __future__ import annotations

import pytest

from monitor.core.matching import Matcher
from monitor.core.matching.hit import Hit, MatchContext
from monitor.core.matching.sense import sense
from monitor.model import Method, Source

from .conftest import build_matcher, build_rule

RULES = (
    build_rule(id="paid-praise", phrases=("好评 返",)),
    build_rule(
        "止咳", "化痰", "概不负责任",
        id="cures", phrases=("(矫正|纠正) ..4 (脊柱侧弯|驼背)",),
    ),
    build_rule(id="grows", phrases=("长高 {num} (厘米|公分)",)),
    build_rule(id="officials", phrases=("(干部|领导) ..4 都? (用|喝|认)",)),
    build_rule(id="flags", phrases=("(带|印) ..4 (国旗|国徽)",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return build_matcher(*RULES)


def heard(matcher: Matcher, text: str, source: Source = Source.AUDIO) -> list[Hit]:
    return matcher.match(text, MatchContext(source=source))


@pytest.mark.parametrize(
    ("text", "rule", "quote"),
    [
        ("写皓平饭就有十块", "paid-praise", "皓平饭"),
        ("宝宝坐了还能角正集住测完", "cures", "角正集住测完"),
        ("吃橙子只科话谈很快的", "cures", "只科"),
        ("出了事盖部负责人的", "cures", "盖部负责人"),
        ("吃了我们的虾掌高时离米", "grows", "掌高时离米"),
    ],
)
def test_a_phrase_is_heard_through_other_characters(
    matcher: Matcher, text: str, rule: str, quote: str
) -> None:
    hits = heard(matcher, text)
    assert [hit.rule.id for hit in hits][:1] == [rule]
    assert text[hits[0].start : hits[0].end] == quote
    assert hits[0].method is Method.PHONETIC
    assert "读作" in (hits[0].note or "")


def test_only_speech_is_read_by_its_sound(matcher: Matcher) -> None:
    assert heard(matcher, "宝宝坐了还能角正集住测完", Source.TEXT) == []


@pytest.mark.parametrize(
    "text",
    [
        "包装背面印着呢，俺不识几个字也认得这俩",
        "一斤装，袋里带一个开果器",
        "今天直播间的好苹果饭后吃",
        "长高架桥底下那个十字路口",
        "我们的客服永久去除了旧的聊天记录",
    ],
)
def test_words_that_make_sense_are_left_as_they_are(matcher: Matcher, text: str) -> None:
    assert heard(matcher, text) == []


def test_what_stands_there_as_written_is_told_once(matcher: Matcher) -> None:
    (hit,) = heard(matcher, "好评返五块")
    assert hit.method is Method.PHRASE


def test_a_denial_is_heard_in_other_characters_too(matcher: Matcher) -> None:
    assert heard(matcher, "我们从来没有说过能角正集住测完") == []


def test_words_make_more_sense_than_the_same_sounds() -> None:
    assert sense("矫正脊柱侧弯") > sense("角正集住测完") + 5
    assert sense("") == 0
