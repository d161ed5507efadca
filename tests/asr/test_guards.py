"""What is not believed of a recogniser, and what a host may well say."""

from __future__ import annotations

import pytest

from monitor.runtime.asr.guards import GuardLimits, compression_ratio, ghost_reason, is_loop
from monitor.runtime.asr.port import Hypothesis


def heard(text: str, **named: object) -> Hypothesis:
    given = {"avg_logprob": -0.3, "duration_s": 5.0, "compression_ratio": compression_ratio(text)}
    return Hypothesis(text=text, **{**given, **named})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "谢谢谢谢谢谢谢谢谢谢谢谢谢谢",
        "请不吝点赞请不吝点赞请不吝点赞请不吝点赞请不吝点赞请不吝点赞",
        "好,好,好,好,好,好,好,好,好,好,好,好,好",
        "今天啊最低价最低价最低价最低价最低价最低价最低价最低价",
    ],
)
def test_a_loop_is_known_as_a_loop(text: str) -> None:
    assert is_loop(text)


@pytest.mark.parametrize(
    "text",
    [
        "买它买它买它",
        "来来来来来",
        "三二一上链接三二一上链接",
        "真的真的真的很好用,姐妹们放心拍",
        "一号链接是面膜,二号链接是洗面奶,三号链接是精华",
        "",
    ],
)
def test_a_hosts_own_repetition_is_no_loop(text: str) -> None:
    assert not is_loop(text)


def test_an_ordinary_hypothesis_is_believed() -> None:
    assert ghost_reason(heard("这款面膜真的是全网最低价"), speech_ratio=0.8) is None


def test_text_without_speech_is_not_believed() -> None:
    assert ghost_reason(heard("谢谢观看"), speech_ratio=0.05) == "no-speech"


def test_text_that_the_model_doubts_is_not_believed() -> None:
    assert ghost_reason(heard("字幕志愿者", avg_logprob=-1.6)) == "low-probability"
    doubt = heard("字幕志愿者", avg_logprob=-1.0, no_speech_prob=0.95)
    assert ghost_reason(doubt) == "no-speech"


def test_a_doubt_about_speech_alone_is_not_enough() -> None:
    assert ghost_reason(heard("百分之百有效", no_speech_prob=0.95)) is None


def test_more_than_anyone_can_say_is_not_believed() -> None:
    assert ghost_reason(heard("这款面膜真的是全网最低价" * 2, duration_s=0.5)) == "too-fast"


def test_the_prompt_read_back_is_not_believed() -> None:
    style = "以下是直播间的普通话。"
    assert ghost_reason(heard("以下是直播间的普通话。"), style=style) == "prompt-echo"
    assert ghost_reason(heard("嗯,那些人是直播间的普通话。"), style=style) == "prompt-echo"
    assert ghost_reason(heard("以下是直播,以下是直播。"), style=style) == "prompt-echo"


def test_words_in_common_with_the_prompt_are_believed() -> None:
    style = "以下是直播间的普通话。"
    assert ghost_reason(heard("今天直播间的价格是九十九"), style=style) is None


def test_the_limits_can_be_set() -> None:
    strict = GuardLimits(min_logprob=-0.1)
    assert ghost_reason(heard("全网最低价"), limits=strict) == "low-probability"


def test_nothing_said_needs_no_reason() -> None:
    assert ghost_reason(heard("。")) is None


def test_words_said_four_times_over_are_believed_only_of_a_sure_recogniser() -> None:
    said = "请注意点赞、订阅、订阅、订阅、订阅、订阅"
    unsure = Hypothesis(text=said, avg_logprob=-0.96, no_speech_prob=0.6, duration_s=5.0)
    assert ghost_reason(unsure) == "loop"
    sure = Hypothesis(text="家人们买它买它买它买它", avg_logprob=-0.4, duration_s=4.0)
    assert ghost_reason(sure) is None


@pytest.mark.parametrize(
    ("text", "crowd", "host"),
    [
        ("姐妹们冲冲冲冲冲冲冲冲冲冲", -0.6, -0.48),
        ("不要犹豫,不要犹豫,不要犹豫,不要犹豫。直接拍", -0.75, -0.41),
        ("最后一波福利,最后一波福利,最后一波福利", -0.9, -0.47),
    ],
)
def test_a_crowd_stutters_less_surely_than_a_host(text: str, crowd: float, host: float) -> None:
    assert ghost_reason(heard(text, avg_logprob=crowd)) == "loop"
    assert ghost_reason(heard(text, avg_logprob=host)) is None


def test_three_short_words_are_no_stutter() -> None:
    assert ghost_reason(heard("真的,真的,真的很好用", avg_logprob=-0.7)) is None


def test_a_text_in_the_middle_of_speech_must_be_surer() -> None:
    doubtful = heard("这个人也是在世纪欧洲的", avg_logprob=-1.02)
    assert ghost_reason(doubtful, provisional=True) == "low-probability"
    assert ghost_reason(doubtful) is None
