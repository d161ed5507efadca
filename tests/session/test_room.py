"""A room on air: what is shown early, what becomes firm, what is taken back, what is not heard."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.model import FindingState, ProductCard
from monitor.runtime.asr.fakes import silence, spoken
from monitor.runtime.asr.port import DecodeInput, Hypothesis
from monitor.runtime.asr.requests import DecodeKind
from monitor.runtime.engine import Engine
from monitor.runtime.store import Store

from .virtual import VirtualRoom

SAID = "今天这款面膜是全网最低价喜欢的家人可以直接下单"
MISHEARD = "去半没百"
PHRASE_ENDS_S = 0.4 + 0.2 * (SAID.index("价") + 1)


def said(text: str, first: int = 1) -> np.ndarray:
    return np.concatenate([silence(400), spoken(text, first), silence(800)])


def states(room: VirtualRoom) -> list[FindingState]:
    return [each.state for alert in room.alerts for each in alert.occurrences]


def test_a_claim_is_told_while_the_host_still_speaks(store: Store, engine: Engine) -> None:
    room = VirtualRoom(store, engine, SAID)
    sound = said(SAID)
    room.hear(sound[: int((PHRASE_ENDS_S + 1.3) * 16_000)])
    assert set(states(room)) == {FindingState.PROVISIONAL}
    assert room.alerts[0].clip
    room.hear(sound[int((PHRASE_ENDS_S + 1.3) * 16_000) :])
    room.finish()
    assert set(states(room)) == {FindingState.FIRM}
    assert room.text == SAID


def test_the_same_claim_in_partials_and_final_counts_once(store: Store, engine: Engine) -> None:
    room = VirtualRoom(store, engine, SAID)
    room.hear(said(SAID))
    room.finish()
    assert room.alerts
    assert {alert.count for alert in room.alerts} == {1}


def test_what_the_final_does_not_confirm_is_withdrawn_and_does_not_count(
    store: Store, engine: Engine
) -> None:
    plain = "今天这款面膜是大家都很喜欢的家人可以直接下单了"

    def mishear(item: DecodeInput) -> Hypothesis | None:
        return None if item.want_words else Hypothesis(text="今天这款面膜是全网最低价")

    room = VirtualRoom(store, engine, plain, instead=mishear)
    room.hear(said(plain))
    room.finish()
    assert set(states(room)) == {FindingState.WITHDRAWN}
    assert room.live == []
    kinds = [leaf.kind for leaf in store.evidence_of(room.alerts[0].id)]
    assert kinds[0] == "alert.created" and kinds[-1] == "alert.withdrawn", "the record keeps both"


def test_words_taken_back_on_air_are_marked_as_corrected(store: Store, engine: Engine) -> None:
    first, second = "今天这款面膜是全网最低价", "说错了不是全网最低价大家别误会"
    room = VirtualRoom(store, engine, first + second)
    room.hear(said(first))
    room.hear(said(second, 1 + len(first)))
    room.finish()
    assert FindingState.CORRECTED in states(room)


def test_a_second_listening_finds_what_the_first_misheard(store: Store, engine: Engine) -> None:
    room, truth = misheard(store, engine)
    room.hear(said(truth))
    room.finish()
    assert DecodeKind.RELISTEN in room.pool.asked
    assert [state for state in states(room) if state is FindingState.FIRM]
    assert room.live[0].finding["note"].startswith("再听一遍")


def test_the_product_on_air_is_listened_for_first(store: Store, engine: Engine) -> None:
    cards = tuple(
        ProductCard(id=str(link), link=link, name=name, category="cosmetic")
        for link, name in ((1, "清润面膜"), (2, "柔雾口红"))
    )
    names: list[str] = []

    def ear(item: DecodeInput) -> None:
        names.append(item.hotwords[0])

    first, second = "先看一下二号链接", "今天给大家试一下颜色"
    room = VirtualRoom(store, engine, first + second, instead=ear, cards=cards)
    room.hear(np.concatenate([silence(400), spoken(first), silence(800)]))
    room.hear(np.concatenate([spoken(second, len(first) + 1), silence(800)]))
    room.finish()
    assert (names[0], names[-1]) == ("清润面膜", "柔雾口红")


def test_cards_given_on_air_change_what_is_listened_for(store: Store, engine: Engine) -> None:
    names: list[tuple[str, ...]] = []

    def ear(item: DecodeInput) -> None:
        names.append(item.hotwords)

    room = VirtualRoom(store, engine, SAID, instead=ear)
    half = len(SAID) // 2
    room.hear(np.concatenate([silence(400), spoken(SAID[:half]), silence(800)]))
    card = ProductCard(id="a", name="清润面膜", category="cosmetic")
    room.session.rejudge_with(room.ruling(engine, (card,), listen=True))
    before = len(names)
    room.hear(np.concatenate([spoken(SAID[half:], half + 1), silence(800)]))
    room.finish()
    assert all(not each for each in names[:before])
    assert all("清润面膜" in each for each in names[before:])
    assert room.text == SAID


@pytest.mark.parametrize("late_s", [0.0, 3.0])
def test_a_late_second_listening_is_told_and_keeps_the_transcript(
    store: Store, engine: Engine, late_s: float
) -> None:
    room, truth = misheard(store, engine)
    room.pool.late_s = late_s
    room.hear(said(truth))
    room.hear(silence(4000))
    assert [state for state in states(room) if state is FindingState.FIRM]
    room.finish()
    (kept,) = store.list_utterances(room.id)
    assert kept.text == truth.replace("祛斑美白", MISHEARD)


def misheard(store: Store, engine: Engine) -> tuple[VirtualRoom, str]:
    """A room whose recogniser hears 祛斑 only when it is told to listen for it."""
    truth = "这款面霜可以祛斑美白每天晚上用一次就可以"

    def ear(item: DecodeInput) -> Hypothesis | None:
        if any("斑" in word for word in item.hotwords):
            return None
        spoken_ids = {int(i) for i in np.rint(item.pcm * 1000) if i > 0}
        text = "".join(truth[i - 1] for i in sorted(spoken_ids))
        return Hypothesis(text=text.replace("祛斑美白", MISHEARD), avg_logprob=-0.3)

    return VirtualRoom(store, engine, truth, instead=ear, listen=True), truth


def test_a_failing_recogniser_leaves_gaps_and_the_room_goes_on(
    store: Store, engine: Engine
) -> None:
    first = "大家好欢迎来到我的直播间"
    room = VirtualRoom(store, engine, first + SAID)
    room.pool.failing = True
    room.hear(said(first))
    room.pool.failing = False
    room.hear(said(SAID, 1 + len(first)))
    room.finish()
    assert room.text == SAID
    (gap,) = room.gaps
    assert gap.start_ms <= 400 and gap.end_ms >= 400 + 200 * len(first)
    assert "识别" in gap.reason


@pytest.mark.parametrize("told", [True, False])
def test_sound_that_did_not_arrive_is_a_gap(store: Store, engine: Engine, told: bool) -> None:
    room = VirtualRoom(store, engine, SAID)
    room.hear(said(SAID[:8]))
    before = round(1000 * room.media_s)
    room.break_for(5.0, told=told)
    room.hear(said(SAID[8:], 9))
    room.finish()
    assert [(gap.start_ms, gap.end_ms) for gap in room.gaps] == [(before, before + 5000)]
    assert room.text == SAID


def test_a_fault_while_judging_is_a_gap_and_silences_nobody(
    store: Store, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "大家好欢迎来到我的直播间"
    room = VirtualRoom(store, engine, first + SAID)

    def broken(utterance: object) -> object:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(room.session._judge, "feed", broken)
        room.hear(said(first))
    room.hear(said(SAID, 1 + len(first)))
    room.finish()
    assert len(room.gaps) == 1
    assert room.live


def test_the_end_waits_for_what_is_still_being_decoded(store: Store, engine: Engine) -> None:
    room = VirtualRoom(store, engine, SAID)
    room.pool.cost_s = 30.0
    room.hear(said(SAID)[: int(3.0 * 16_000)])
    assert room.text == ""
    room.finish()
    assert room.text == SAID[:13]
    assert room.gaps == []


def test_what_is_not_decoded_at_the_end_is_a_gap(store: Store, engine: Engine) -> None:
    room = VirtualRoom(store, engine, SAID)
    room.pool.cost_s = 1e6
    room.hear(said(SAID))
    room.session.finish(timeout_s=0.0)
    assert room.text == ""
    assert room.gaps[-1].reason == "结束时仍有声音未识别完"
    assert min(gap.start_ms for gap in room.gaps) <= 400
    assert max(gap.end_ms for gap in room.gaps) >= 400 + 200 * len(SAID)


def test_words_said_just_after_a_pause_are_kept_when_decoding_is_slow(
    store: Store, engine: Engine
) -> None:
    """The micro-pause's answer comes after the final was asked for, and is not the final."""
    room = VirtualRoom(store, engine, SAID)
    room.pool.cost_s = 1.5
    room.hear(np.concatenate([silence(400), spoken(SAID[:8]), silence(160)]))
    room.hear(np.concatenate([spoken(SAID[8], 9, char_ms=90), silence(700)]))
    room.hear(silence(4000))
    room.finish()
    ends = [u.end_ms for u in store.list_utterances(room.id)]
    assert ends and ends[0] >= 400 + 1600 + 160 + 90
