"""A real recording's sealed positions: often enough, and to the sample the same from there on."""

from __future__ import annotations

from pathlib import Path

from monitor.model import Utterance
from monitor.runtime.asr.port import DecodeInput, Hypothesis
from monitor.runtime.asr.recording import SEAL_MS, HeardTo, transcribe_recording
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.audio.opener import open_source

# Its chunks do not begin at whole milliseconds: the codec's frames are 12.5 ms off.
RECORDING = Path(__file__).parents[2] / "fixtures" / "audio" / "demo.ogg"


class SoundPrint:
    """Hears of each stretch its sound alone, to the sample."""

    name = "print"
    batch_size = 4

    def transcribe_many(self, items: list[DecodeInput]) -> list[Hypothesis]:
        return [Hypothesis(text=f"{len(i.pcm)}:{float(abs(i.pcm).sum()):.6f}") for i in items]

    def transcribe(self, item: DecodeInput) -> Hypothesis:
        return self.transcribe_many([item])[0]


def heard(from_ms: int) -> tuple[list[Utterance], list[int]]:
    parts = list(
        transcribe_recording(
            open_source(RECORDING, pace="fast", live=False).chunks(),
            SoundPrint(),
            SileroVad(SileroNetwork()),
            from_ms=from_ms,
        )
    )
    return (
        [part for part in parts if isinstance(part, Utterance)],
        [part.media_ms for part in parts if isinstance(part, HeardTo) and part.sealed],
    )


def test_what_comes_after_a_sealed_position_is_the_same_from_there() -> None:
    whole, sealed = heard(0)
    assert len(whole) > 10
    assert max(b - a for a, b in zip([0, *sealed], sealed, strict=False)) < SEAL_MS + 6_000
    for position in sealed:
        rest, _ = heard(position)
        after = [u for u in whole if (u.start_ms or 0) >= position]
        assert [(u.start_ms, u.end_ms, u.text) for u in rest] == [
            (u.start_ms, u.end_ms, u.text) for u in after
        ]
