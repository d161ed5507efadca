"""The segmenter's counters, frame by frame; a frame is 32 ms."""

from __future__ import annotations

import itertools
from dataclasses import replace

from monitor.runtime.asr.endpoint import Endpointer, EndpointPolicy, Mark, MarkKind

SPEECH, QUIET, BETWEEN = 0.9, 0.1, 0.4
QUIETLY = EndpointPolicy(heartbeat_ms=None)


def run(probabilities: list[float], policy: EndpointPolicy | None = None) -> list[Mark]:
    endpointer = Endpointer(policy)
    return [mark for probability in probabilities for mark in endpointer.push(probability)]


def kinds(marks: list[Mark]) -> list[str]:
    return [mark.kind.value for mark in marks]


def test_silence_gives_no_marks() -> None:
    assert run([QUIET] * 1000) == []


def test_speech_begins_with_a_quarter_of_a_second_of_pre_roll() -> None:
    (start,) = run([QUIET] * 20 + [SPEECH])
    assert start.kind is MarkKind.START
    assert start.begin == 20 - 8


def test_pre_roll_does_not_reach_before_the_stream() -> None:
    (start,) = run([QUIET] * 3 + [SPEECH])
    assert start.begin == 0


def test_a_pause_of_128_ms_asks_for_a_decode_and_256_ms_closes() -> None:
    marks = run([SPEECH] * 20 + [QUIET] * 20, QUIETLY)
    assert kinds(marks) == ["start", "pause", "final"]
    assert marks[1].end == 20 + 4
    assert marks[2].end == 20 + 8


def test_a_final_after_a_pause_says_that_nothing_new_was_spoken() -> None:
    marks = run([SPEECH] * 20 + [QUIET] * 8, QUIETLY)
    assert not marks[-1].new_speech
    marks = run([SPEECH] * 20 + [QUIET] * 5 + [SPEECH] + [QUIET] * 8, QUIETLY)
    assert marks[-1].new_speech


def test_a_probability_between_the_thresholds_neither_begins_nor_pauses() -> None:
    assert run([BETWEEN] * 50) == []
    assert kinds(run([SPEECH] * 20 + [BETWEEN] * 20, QUIETLY)) == ["start"]


def test_a_pause_goes_on_through_frames_between_the_thresholds() -> None:
    marks = run([SPEECH] * 20 + [QUIET] + [BETWEEN] * 7, QUIETLY)
    assert kinds(marks) == ["start", "pause", "final"]


def test_speech_that_resumes_within_the_pause_stays_one_utterance() -> None:
    marks = run([SPEECH] * 20 + [QUIET] * 6 + [SPEECH] * 20 + [QUIET] * 8, QUIETLY)
    assert kinds(marks) == ["start", "pause", "pause", "final"]
    assert marks[-1].begin == marks[0].begin


def test_a_click_is_discarded() -> None:
    assert kinds(run([QUIET] * 5 + [SPEECH] * 2 + [QUIET] * 8)) == ["start", "discard"]


def test_heartbeats_come_each_second_inside_speech() -> None:
    beats = [m for m in run([SPEECH] * 130) if m.kind is MarkKind.HEARTBEAT]
    assert [beat.end for beat in beats] == [32, 64, 96, 128]


def test_a_promising_tail_brings_the_next_heartbeat_forward_once() -> None:
    endpointer = Endpointer()
    for _ in range(32):
        endpointer.push(SPEECH)
    endpointer.hasten()
    beats = [index for index in range(1, 45) if endpointer.push(SPEECH)]
    assert beats == [11, 43]


def test_heartbeats_stretch_under_load() -> None:
    endpointer = Endpointer()
    endpointer.heartbeat_ms = 3000
    marks = [m for _ in range(200) for m in endpointer.push(SPEECH)]
    assert [m.end for m in marks if m.kind is MarkKind.HEARTBEAT] == [94, 188]


def test_speech_without_a_pause_is_cut_by_eight_seconds_at_the_deepest_dip() -> None:
    talk = [SPEECH] * 220 + [0.6, 0.52, 0.6] + [SPEECH] * 100
    marks = [m for m in run(talk, QUIETLY) if m.kind is MarkKind.CUT]
    assert [(m.begin, m.end) for m in marks] == [(0, 221)]


def test_after_a_cut_the_rest_belongs_to_the_next_utterance() -> None:
    talk = [SPEECH] * 220 + [0.5] + [SPEECH] * 60 + [QUIET] * 8
    marks = run(talk, QUIETLY)
    assert kinds(marks) == ["start", "cut", "pause", "final"]
    assert marks[3].begin == marks[1].end
    assert marks[3].end == len(talk)


def test_endless_speech_loses_no_frame() -> None:
    marks = [m for m in run([SPEECH] * 3000, QUIETLY) if m.kind is MarkKind.CUT]
    assert len(marks) >= 11
    assert all(after.begin == before.end for before, after in itertools.pairwise(marks))
    assert all(m.end - m.begin <= 250 for m in marks)


def test_the_next_utterance_may_reach_back_into_the_pause_but_not_into_the_words() -> None:
    marks = run([SPEECH] * 20 + [QUIET] * 8 + [SPEECH] * 2, QUIETLY)
    second = marks[-1]
    assert second.kind is MarkKind.START
    assert 20 < second.begin <= 28


def test_the_share_of_speech_is_told() -> None:
    final = run([SPEECH] * 24 + [QUIET] * 8, QUIETLY)[-1]
    assert final.speech_ratio == 24 / 32


def test_closing_ends_an_open_utterance_and_only_that() -> None:
    endpointer = Endpointer()
    assert endpointer.close() == []
    for _ in range(10):
        endpointer.push(SPEECH)
    assert kinds(endpointer.close()) == ["final"]
    assert endpointer.close() == []


def test_without_micro_pauses_only_the_final_asks() -> None:
    policy = replace(QUIETLY, pause_ms=None)
    marks = run([SPEECH] * 20 + [QUIET] * 8, policy)
    assert kinds(marks) == ["start", "final"]
    assert marks[-1].new_speech
