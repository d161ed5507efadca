"""The judge: one session's utterances in order, with cards, duties and corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from monitor.core.consistency.cards import parse_cards
from monitor.core.judging.judge import Judge
from monitor.model import Finding, FindingState, Kind, Method, Source, Utterance
from monitor.runtime.engine import Engine

CARDS = [
    {
        "id": "mask",
        "link": 1,
        "name": "清润保湿面膜",
        "category": "cosmetic",
        "price": {"live": 79},
        "origin": "广东广州",
        "functions": ["保湿"],
    },
    {
        "id": "pill",
        "link": 2,
        "name": "康元牌维生素片",
        "aliases": ["维生素片"],
        "category": "health-food",
        "functions": ["补充维生素C"],
        "approvals": ["国食健注G20200001"],
    },
]

MakeJudge = Callable[..., Judge]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture
def judge(engine: Engine) -> MakeJudge:
    def make(
        cards: Sequence[dict[str, object]] = (),
        *,
        source: Source = Source.TEXT,
        spoken_on: date = date(2026, 3, 1),
        scope: str = "s",
    ) -> Judge:
        return engine.judge(
            cards=parse_cards(list(cards)) if cards else (),
            source=source,
            spoken_on=spoken_on,
            scope=scope,
        )

    return make


def feed(judge: Judge, *lines: str) -> list[list[Finding]]:
    return [
        list(judge.feed(Utterance(id=f"L{n}", text=line, line=n)).findings)
        for n, line in enumerate(lines, start=1)
    ]


def categories(findings: Sequence[Finding]) -> set[str]:
    return {finding.category for finding in findings}


def test_offsets_point_at_the_words_as_written(judge: MakeJudge) -> None:
    text = "　这是 全 网 最 低 价，就今天"
    [findings] = feed(judge(), text)
    found = next(f for f in findings if f.category == "price-lowest")
    assert text[found.start : found.end] == found.quote
    assert found.quote.startswith("全")


def test_the_same_words_give_the_same_ids_again(judge: MakeJudge) -> None:
    lines = ("全网最低价", "加我微信")
    first = [f.id for group in feed(judge(), *lines) for f in group]
    again = [f.id for group in feed(judge(), *lines) for f in group]
    other = [f.id for group in feed(judge(scope="t"), *lines) for f in group]
    assert first == again
    assert not set(first) & set(other)


def test_a_partial_shows_provisionally_and_changes_nothing(judge: MakeJudge) -> None:
    session = judge(CARDS)
    partial = Utterance(id="u1", text="看二号链接全网最低价", final=False)
    shown = session.peek(partial).findings
    assert {f.state for f in shown} == {FindingState.PROVISIONAL}
    assert session.on_air is None
    final = session.feed(replace(partial, final=True))
    assert {f.id for f in shown} <= {f.id for f in final.findings}
    assert session.on_air == "pill"


def test_the_product_on_air_decides_the_law(judge: MakeJudge) -> None:
    said = "它能帮你美白祛斑"
    assert "cosmetic-filing" in categories(feed(judge(CARDS), "看一号链接", said)[1])
    [finding] = [
        f
        for f in feed(judge(CARDS), "看一号链接", "它是韩国原装进口的")[1]
        if f.kind is Kind.MISMATCH
    ]
    assert finding.product == "mask"
    assert finding.method is Method.CONSISTENCY


def test_a_hand_on_the_switch_decides_the_product(judge: MakeJudge) -> None:
    session = judge(CARDS)
    session.put_on_air("mask")
    assert session.on_air == "mask"
    with pytest.raises(KeyError):
        session.put_on_air("none")


def test_a_duty_not_met_is_found_when_the_segment_ends(judge: MakeJudge) -> None:
    talk = "二号链接是我们的维生素片，每天一片，补充维生素C，一瓶六十片，包装很结实，口感酸酸甜甜的"
    silent = judge(CARDS)
    feed(silent, talk, "大家可以看一下详情页的说明，里面写得很清楚")
    missing = [f for f in silent.finish().findings if f.kind is Kind.MISSING]
    assert [f.category for f in missing] == ["health-food"]
    assert missing[0].method is Method.DUTY
    assert missing[0].product == "pill"
    spoken = judge(CARDS)
    feed(spoken, talk, "提醒大家，本品不能代替药物")
    assert spoken.finish().findings == ()


SECOND_PILL = {
    "id": "oil",
    "link": 3,
    "name": "康元牌鱼油软胶囊",
    "aliases": ["鱼油"],
    "category": "health-food",
    "functions": ["有助于维持血脂健康水平"],
}
OIL = "三号链接鱼油，一瓶一百粒，一粒一千毫克，饭后吃，放在阴凉的地方，开了盖尽快吃完"


@pytest.mark.parametrize(
    "words",
    [
        "保健食品不是药物，不能代替药物治疗疾病",
        "今天讲的三款都不是药，有病去医院",
        "这两款都别当药吃",
    ],
)
def test_a_duty_met_for_all_the_goods_holds_for_those_that_follow(
    judge: MakeJudge, words: str
) -> None:
    talk = "二号链接是我们的维生素片，每天一片，补充维生素C，一瓶六十片，包装很结实，口感酸酸甜甜的"
    session = judge([*CARDS, SECOND_PILL])
    feed(session, talk, words, OIL)
    assert session.finish().findings == ()


def test_a_duty_met_for_one_product_is_still_owed_for_the_next(judge: MakeJudge) -> None:
    talk = "二号链接是我们的维生素片，每天一片，补充维生素C，一瓶六十片，包装很结实，口感酸酸甜甜的"
    session = judge([*CARDS, SECOND_PILL])
    feed(session, talk, "这个不是药，有病去医院", OIL)
    missing = [f for f in session.finish().findings if f.kind is Kind.MISSING]
    assert [f.product for f in missing] == ["oil"]


def test_a_duty_met_before_any_product_is_shown_was_met(judge: MakeJudge) -> None:
    session = judge([*CARDS, SECOND_PILL])
    feed(session, "先说一句，吃的不能代替药物，该看病看病", OIL)
    assert session.finish().findings == ()


def test_a_judge_with_new_cards_goes_on_where_the_old_one_stopped(judge: MakeJudge) -> None:
    talk = "二号链接是我们的维生素片，每天一片，补充维生素C，一瓶六十片，包装很结实，口感酸酸甜甜的"
    before = judge(CARDS)
    feed(before, talk, "提醒大家，本品不能代替药物")
    after = judge([{**CARDS[1], "price": {"live": 9}}])
    after.take_over(before)
    assert after.on_air == "pill"
    assert after.finish().findings == ()
    emptied = judge(CARDS[:1])
    emptied.take_over(before)
    assert emptied.on_air != "pill"


def test_a_duty_half_heard_by_the_recogniser_was_said(judge: MakeJudge) -> None:
    session = judge(CARDS, source=Source.AUDIO)
    feed(
        session,
        "二号链接是我们的维生素片每天一片补充维生素C一瓶六十片包装很结实",
        "提醒大家本品不能带替药物",
    )
    assert session.finish().findings == ()


def test_one_claim_is_told_once(judge: MakeJudge) -> None:
    [findings] = feed(judge(), "它能治疗痘痘")
    medical = [f for f in findings if f.category == "medical"]
    assert len(medical) == 1
    assert "治疗痘" in medical[0].quote


def test_a_correction_on_air_settles_what_was_said_before(judge: MakeJudge) -> None:
    said, corrected = feed(judge(), "今天全网最低价", "刚才口误，不是全网最低价，是券后价")
    settled = [f for f in corrected if f.state is FindingState.CORRECTED]
    assert [f.id for f in settled] == [f.id for f in said if f.category == "price-lowest"]
    assert settled[0].note == "已当场更正"


def test_a_correction_of_another_thing_settles_nothing(judge: MakeJudge) -> None:
    _, between, corrected = feed(
        judge(), "今天全网最低价", "这款有黑白两个颜色", "这个颜色我刚才说错了，是米色"
    )
    assert between == []
    assert [f for f in corrected if f.category == "price-lowest"] == []


def test_the_law_of_the_day_of_speech_is_cited(judge: MakeJudge) -> None:
    line = "我们已经卖了一百万单，给我刷五星好评返现五块"

    def articles(on: date) -> set[str]:
        [findings] = feed(judge(spoken_on=on), line)
        return {c.article for f in findings for c in f.basis if "反不正当竞争法" in c.law}

    before, after = articles(date(2025, 6, 1)), articles(date(2026, 3, 1))
    assert any("第八条" in article for article in before)
    assert any("第九条" in article for article in after)
    assert not before & after


def test_what_a_second_listening_heard_is_laid_on_the_first_words(judge: MakeJudge) -> None:
    session = judge(source=Source.AUDIO)
    heard = Utterance(
        id="u1",
        text="想要便宜的教我威姓吧",
        source=Source.AUDIO,
        start_ms=1000,
        end_ms=3000,
        alternatives=("想要便宜的加我微信吧",),
    )
    found = next(f for f in session.feed(heard).findings if f.category == "off-platform")
    assert heard.text[found.start : found.end] == found.quote
    assert found.start_ms is not None
    assert 1000 <= found.start_ms <= 3000


def test_a_second_listening_cannot_invent_what_sounds_like_nothing(judge: MakeJudge) -> None:
    session = judge(source=Source.AUDIO)
    heard = Utterance(
        id="u1",
        text="今天天气不错大家早点休息",
        source=Source.AUDIO,
        start_ms=0,
        end_ms=3000,
        alternatives=("全网最低价加我微信",),
    )
    assert session.feed(heard).findings == ()
