"""Which terms are listened for again."""

from __future__ import annotations

import pytest

from monitor.core.rules.types import Lexicon, Match, Rule, RulePack, Scope, Suggest
from monitor.model import PackRef, ProductCard, Severity
from monitor.runtime.asr.second_listening import SecondEar, candidates, listed_terms
from monitor.runtime.asr.syllables import split_syllable, syllable_distance

_BARE: dict[str, object] = {
    "id": "r",
    "ref": "p/r",
    "title": "",
    "category": "medical",
    "severity": Severity.HIGH,
    "confidence": 0.9,
    "message": "",
    "why": "",
    "basis": (),
    "match": Match(terms=("祛斑",)),
    "suggest": Suggest(),
    "scope": Scope(),
}
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


def ear_for(*terms: str, remembers: bool = True) -> SecondEar:
    rule = Rule(**{**_BARE, "match": Match(terms=terms)})  # type: ignore[arg-type]
    return SecondEar(
        RulePack(
            ref=PackRef(id="p", version="1", digest=""),
            rules=(rule,),
            laws={},
            vocab={},
            lexicon=Lexicon(),
        ),
        [ProductCard(id="a", name="面膜", category="cosmetic")],
        remembers=remembers,
    )


def test_ordinary_words_of_a_like_sound_are_listened_for_as_well() -> None:
    assert ear_for("祛斑").candidates("能不能去班,黑料表在盒子上") == ["祛斑", "配料表"]


def test_a_longer_ordinary_word_takes_the_stretch() -> None:
    assert ear_for("包治").candidates("保治七五年") == []


def test_a_stretch_is_listened_to_at_most_twice() -> None:
    ear = ear_for("祛斑")
    assert [ear.candidates("能不能去班") for _ in range(3)] == [["祛斑"], ["祛斑"], []]


def test_without_a_memory_the_answer_hangs_on_the_words_alone() -> None:
    ear = ear_for("祛斑", remembers=False)
    assert [ear.candidates("能不能去班") for _ in range(3)] == [["祛斑"]] * 3


def test_terms_of_other_products_are_not_listened_for() -> None:
    rules = [Rule(**{**_BARE, "scope": Scope(categories=("food",))})]  # type: ignore[arg-type]
    assert listed_terms(rules, frozenset({"cosmetic"})) == []
    assert listed_terms(rules, frozenset({"food", "cosmetic"})) == ["祛斑"]
    assert listed_terms(rules, frozenset()) == ["祛斑"]


def test_what_is_only_a_note_is_not_listened_for() -> None:
    rules = [Rule(**{**_BARE, "severity": Severity.LOW})]  # type: ignore[arg-type]
    assert listed_terms(rules, frozenset()) == []


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
