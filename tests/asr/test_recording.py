"""Recordings: everything in order of media time, gaps kept, and a later run goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from monitor.errors import TranscriptionError
from monitor.model import CoverageGap, Utterance
from monitor.runtime.asr.fakes import ScriptedRecogniser, ScriptedVad, silence, spoken
from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm
from monitor.runtime.asr.recording import HeardTo, transcribe_recording
from monitor.runtime.audio.source import AudioChunk

SCRIPT = "".join(chr(0x4E00 + index) for index in range(200))


def recording(sentences: int = 8, chars: int = 10) -> Pcm:
    """Sentences of ten characters with pauses of 600 ms between them."""
    parts = [silence(400)]
    for index in range(sentences):
        first = index * chars
        parts += [spoken(SCRIPT[first : first + chars], first + 1), silence(600)]
    return np.concatenate(parts)


def chunks(sound: Pcm, size: int = 3200) -> Iterator[AudioChunk]:
    for at in range(0, len(sound), size):
        yield AudioChunk(pcm=sound[at : at + size], start_ms=at // 16)


def texts(parts: list[Utterance | CoverageGap | HeardTo]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Utterance)]


def test_all_sentences_come_out_final_and_in_order() -> None:
    parts = list(
        transcribe_recording(chunks(recording()), ScriptedRecogniser(SCRIPT), ScriptedVad())
    )
    assert texts(parts) == [SCRIPT[at : at + 10] for at in range(0, 80, 10)]
    assert all(part.final for part in parts if isinstance(part, Utterance))


def test_the_order_does_not_depend_on_which_decode_ends_first() -> None:
    def slow_at_first(item: DecodeInput) -> None:
        time.sleep(0.1 if len(ear.calls) < 3 else 0)

    ear = ScriptedRecogniser(SCRIPT, fail=slow_at_first)
    parts = list(transcribe_recording(chunks(recording()), ear, ScriptedVad(), workers=3))
    assert texts(parts) == [SCRIPT[at : at + 10] for at in range(0, 80, 10)]


def test_positions_rise_and_reach_the_end() -> None:
    sound = recording()
    parts = list(transcribe_recording(chunks(sound), ScriptedRecogniser(SCRIPT), ScriptedVad()))
    positions = [part.media_ms for part in parts if isinstance(part, HeardTo)]
    assert positions == sorted(positions)
    assert positions[-1] == len(sound) // 16


def test_a_run_from_a_sealed_position_gives_the_rest_and_nothing_twice() -> None:
    sound = recording(sentences=18)
    whole: list[Utterance | CoverageGap | HeardTo] = list(
        transcribe_recording(chunks(sound), ScriptedRecogniser(SCRIPT), ScriptedVad())
    )
    sealed = [i for i, part in enumerate(whole) if isinstance(part, HeardTo) and part.sealed]
    assert len(sealed) >= 2
    for index in sealed:
        position = whole[index]
        assert isinstance(position, HeardTo)
        rest = list(
            transcribe_recording(
                chunks(sound), ScriptedRecogniser(SCRIPT), ScriptedVad(), from_ms=position.media_ms
            )
        )
        said = [part for part in whole[index:] if isinstance(part, Utterance)]
        assert [part for part in rest if isinstance(part, Utterance)] == said


def test_silence_moves_the_position_without_a_decode() -> None:
    ear = ScriptedRecogniser(SCRIPT)
    parts = list(transcribe_recording(chunks(silence(30_000)), ear, ScriptedVad()))
    assert ear.calls == []
    assert len(parts) > 100
    assert parts[-1] == HeardTo(media_ms=30_000, sealed=True)


def test_gaps_come_out_in_their_place() -> None:
    def source() -> Iterator[AudioChunk | CoverageGap]:
        yield from chunks(np.concatenate((silence(200), spoken(SCRIPT[:10]))))
        yield CoverageGap(start_ms=2200, end_ms=5000, reason="这一段数据损坏，无法解码")
        yield AudioChunk(pcm=spoken(SCRIPT[10:20], 11), start_ms=5000)

    parts = [
        part
        for part in transcribe_recording(source(), ScriptedRecogniser(SCRIPT), ScriptedVad())
        if not isinstance(part, HeardTo)
    ]
    assert isinstance(parts[0], Utterance)
    assert isinstance(parts[1], CoverageGap)
    assert isinstance(parts[2], Utterance)
    assert len(parts) == 3
    assert parts[2].words[0].start_ms >= 5000


def test_a_suspect_is_listened_to_again_and_becomes_an_alternative() -> None:
    def second(item: DecodeInput) -> Hypothesis | None:
        return Hypothesis(text="能不能祛斑") if "祛斑" in item.hotwords else None

    parts = list(
        transcribe_recording(
            chunks(recording(1)),
            ScriptedRecogniser(SCRIPT, fail=second),
            ScriptedVad(),
            suspects=lambda text: ["祛斑"],
            vocabulary=("清润面膜",),
        )
    )
    (utterance,) = [part for part in parts if isinstance(part, Utterance)]
    assert utterance.text == SCRIPT[:10]
    assert utterance.alternatives == ("能不能祛斑",)


def test_a_recogniser_that_fails_ends_the_run_with_its_error() -> None:
    def broken(item: DecodeInput) -> None:
        raise TranscriptionError("语音识别引擎出错")

    with pytest.raises(TranscriptionError):
        list(
            transcribe_recording(
                chunks(recording()), ScriptedRecogniser(SCRIPT, fail=broken), ScriptedVad()
            )
        )


def test_a_reader_that_stops_early_leaves_no_thread_waiting() -> None:
    parts = transcribe_recording(chunks(recording()), ScriptedRecogniser(SCRIPT), ScriptedVad())
    next(parts)
    parts.close()  # type: ignore[attr-defined]
