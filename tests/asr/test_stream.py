"""A room's sound becomes requests and utterances, in virtual time with a scripted recogniser."""

from __future__ import annotations

import numpy as np

from monitor.model import CoverageGap, Source, Utterance
from monitor.runtime.asr.endpoint import EndpointPolicy
from monitor.runtime.asr.fakes import ScriptedRecogniser, ScriptedVad, silence, spoken
from monitor.runtime.asr.port import Hypothesis, Pcm
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.stream import RoomStream

SCRIPT = "这款面膜全网最低价拍下就发货七天无理由还送运费险大家放心" * 4


def stream(**named: object) -> RoomStream:
    return RoomStream(ScriptedVad(), room="r1", **named)  # type: ignore[arg-type]


def play(
    room: RoomStream, sound: Pcm, start_ms: int = 0, chunk: int = 1600, flush: bool = True
) -> tuple[list[DecodeRequest], list[Utterance]]:
    """Feed in chunks and answer each request at once."""
    ear = ScriptedRecogniser(SCRIPT)
    requests: list[DecodeRequest] = []
    utterances: list[Utterance] = []

    def answer(asked: list[DecodeRequest]) -> None:
        for request in asked:
            requests.append(request)
            heard = request.settled or ear.transcribe(request.as_input())
            utterances.extend(room.accept(request, heard))

    for at in range(0, len(sound), chunk):
        answer(room.feed(sound[at : at + chunk], start_ms + at // 16))
    if flush:
        answer(room.flush())
    return requests, utterances


def finals(utterances: list[Utterance]) -> list[str]:
    return [u.text for u in utterances if u.final]


def test_one_sentence_comes_out_whole_with_its_media_times() -> None:
    sound = np.concatenate((silence(1000), spoken(SCRIPT[:9]), silence(1000)))
    _, utterances = play(stream(), sound, start_ms=60_000)
    last = utterances[-1]
    assert last.final
    assert last.text == SCRIPT[:9]
    assert last.source is Source.AUDIO
    assert last.words[0].start_ms in range(60_980, 61_020)
    assert last.words[-1].end_ms in range(62_780, 62_820)
    assert last.start_ms is not None
    assert last.start_ms <= 61_000


def test_partials_and_final_of_one_stretch_share_their_id() -> None:
    sound = np.concatenate((spoken(SCRIPT[:20]), silence(400)))
    _, utterances = play(stream(), sound)
    assert len({u.id for u in utterances}) == 1
    assert [u.final for u in utterances] == [False] * (len(utterances) - 1) + [True]
    assert len(utterances) > 3


def test_the_words_joined_are_the_text() -> None:
    sound = np.concatenate((spoken(SCRIPT[:20]), silence(400)))
    _, utterances = play(stream(), sound)
    assert all("".join(w.text for w in u.words) == u.text for u in utterances)


def test_a_final_that_adds_nothing_to_the_pause_is_not_decoded_again() -> None:
    sound = np.concatenate((spoken(SCRIPT[:4]), silence(400)))
    requests, utterances = play(stream(), sound)
    assert [r.kind for r in requests] == [DecodeKind.PAUSE, DecodeKind.FINAL]
    assert requests[1].settled is not None
    assert finals(utterances) == [SCRIPT[:4]]


def test_a_pause_answered_late_becomes_the_final() -> None:
    room = stream()
    sound = np.concatenate((spoken(SCRIPT[:4]), silence(400)))
    (pause,) = room.feed(sound, 0)
    assert pause.kind is DecodeKind.PAUSE
    (utterance,) = room.accept(pause, Hypothesis(text="这款面膜"))
    assert utterance.final
    assert room.pending == 0


def test_the_answer_does_not_depend_on_how_the_sound_was_cut() -> None:
    sound = np.concatenate(
        (silence(300), spoken(SCRIPT[:20]), silence(500), spoken(SCRIPT[20:30], 21), silence(300))
    )
    told = [finals(play(stream(), sound, chunk=size)[1]) for size in (160, 1600, 5000, 10**6)]
    assert all(each == told[0] == [SCRIPT[:20], SCRIPT[20:30]] for each in told)


def test_long_speech_is_cut_and_no_word_is_lost_or_said_twice() -> None:
    script = SCRIPT[:100]
    _, utterances = play(stream(), np.concatenate((spoken(script), silence(400))))
    assert len(finals(utterances)) >= 3
    heard = "".join(finals(utterances))
    # A character may be lost where no pause invites the cut, never more than one a cut.
    assert len(heard) >= len(script) - len(finals(utterances))
    assert len(heard) <= len(script)


def test_a_cut_hands_the_last_words_on_as_context() -> None:
    requests, _ = play(stream(), np.concatenate((spoken(SCRIPT[:60]), silence(400))))
    second = next(r for r in requests if r.start_ms > 0)
    assert 0 < len(second.prompt) <= 12
    assert second.prompt in SCRIPT


def test_an_old_heartbeat_says_nothing_after_a_newer_answer() -> None:
    room = stream()
    beats = room.feed(spoken(SCRIPT[:15]), 0)
    assert [r.kind for r in beats] == [DecodeKind.HEARTBEAT] * 2
    assert room.accept(beats[1], Hypothesis(text="这款面膜全网最低价"))
    assert room.accept(beats[0], Hypothesis(text="这款面")) == []


def test_nothing_comes_after_the_final() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    assert room.accept(requests[-1], Hypothesis(text="完"))[0].final
    assert room.accept(requests[0], Hypothesis(text="旧")) == []


def test_a_final_without_text_withdraws_what_was_shown() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    room.accept(requests[0], Hypothesis(text="幻听"))
    (last,) = room.accept(requests[-1], Hypothesis(text="", dropped="loop"))
    assert last.final
    assert last.text == ""


def test_a_final_without_text_is_silent_when_nothing_was_shown() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:3]), 0) + room.flush()
    assert room.accept(requests[-1], Hypothesis(text="", dropped="no-speech")) == []
    assert room.pending == 0


def test_earlier_hypotheses_of_a_stretch_are_kept_as_alternatives() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    room.accept(requests[0], Hypothesis(text="能不能去班"))
    room.accept(requests[1], Hypothesis(text="能不能曲斑"))
    (last,) = room.accept(requests[-1], Hypothesis(text="能不能祛斑"))
    assert last.alternatives == ("能不能去班", "能不能曲斑")


def test_a_second_listening_is_an_alternative_to_the_first_text() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:5]), 0) + room.flush()
    first = Hypothesis(text="能不能去班")
    room.accept(requests[-1], first)
    again = requests[-1].again_for(first, ("祛斑",))
    assert again.as_input().hotwords == ("祛斑",)
    (utterance,) = room.accept(again, Hypothesis(text="能不能祛斑"))
    assert utterance.text == "能不能去班"
    assert utterance.alternatives == ("能不能祛斑",)
    assert utterance.final


def test_names_worth_listening_for_go_with_every_request() -> None:
    room = stream()
    room.vocabulary = ("清润面膜",)
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    assert {r.hotwords for r in requests} == {("清润面膜",)}


def test_a_wider_beam_is_for_pauses_and_finals_only() -> None:
    room = stream()
    room.beam_size = 5
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    assert [r.beam_size for r in requests] == [1, 1, 5]


def test_sound_that_is_missing_leaves_a_gap_and_ends_the_utterance() -> None:
    room = stream()
    room.feed(spoken(SCRIPT[:10]), 0)
    requests = room.feed(spoken(SCRIPT[10:14], 11), 5000)
    assert requests[0].final
    assert requests[0].end_ms <= 2000
    (gap,) = room.take_gaps()
    assert (gap.start_ms, gap.end_ms) == (2000, 5000)
    assert room.take_gaps() == []


def test_a_gap_that_the_source_told_of_is_not_told_twice() -> None:
    room = stream()
    room.feed(spoken(SCRIPT[:5]), 0)
    room.skip_to(9000, None)
    room.feed(spoken(SCRIPT[5:9], 6), 9000)
    assert room.take_gaps() == []
    assert room.heard_ms == 9800


def test_jitter_of_a_few_milliseconds_is_no_gap() -> None:
    room = stream()
    for index in range(10):
        room.feed(silence(100), index * 105)
    assert room.take_gaps() == []


def test_sound_that_was_heard_already_is_not_heard_again() -> None:
    room = stream()
    room.feed(silence(1000), 0)
    room.feed(silence(1000), 500)
    assert room.heard_ms == 1500


def test_a_lost_final_is_a_gap_and_firms_up_what_was_shown() -> None:
    room = stream()
    requests = room.feed(spoken(SCRIPT[:15]), 0) + room.flush()
    room.accept(requests[0], Hypothesis(text="这款面膜"))
    (last,) = room.reject(requests[-1], "识别失败")
    assert last.final
    assert last.text == "这款面膜"
    (gap,) = room.take_gaps()
    assert isinstance(gap, CoverageGap)
    assert gap.reason == "识别失败"


def test_a_lost_heartbeat_is_no_gap() -> None:
    room = stream()
    (beat, *_) = room.feed(spoken(SCRIPT[:15]), 0)
    assert room.reject(beat, "识别失败") == []
    assert room.take_gaps() == []


def test_a_promising_tail_hastens_the_next_heartbeat() -> None:
    def beats(promising: bool) -> int:
        room = stream(promising=lambda text: promising)
        requests, _ = play(room, spoken(SCRIPT[:30]), flush=False)
        return sum(r.kind is DecodeKind.HEARTBEAT for r in requests)

    assert beats(True) > 2 * beats(False)


def test_silence_asks_for_nothing() -> None:
    room = stream()
    assert room.feed(silence(60_000), 0) + room.flush() == []


def test_the_callers_sound_is_not_changed() -> None:
    sound = np.concatenate((spoken(SCRIPT[:20]), silence(400)))
    before = sound.copy()
    sound.setflags(write=False)
    play(stream(), sound)
    assert np.array_equal(sound, before)


def test_a_recording_policy_asks_only_for_finals() -> None:
    room = stream(policy=EndpointPolicy(pause_ms=None, heartbeat_ms=None))
    requests, _ = play(room, np.concatenate((spoken(SCRIPT[:20]), silence(400))))
    assert [r.kind for r in requests] == [DecodeKind.FINAL]
