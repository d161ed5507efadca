"""How many times faster than speech a recording is heard and judged, in processor time.

    python -m benchmarks.replay_speed [--minutes 6] [--beam 5] [--workers 2]

The recording is the fixtures one after another. Processor time, not the clock, is what counts on a
machine that does other things as well: the factor on `workers` quiet cores is the length of the
recording times `workers` over the processor time spent, less what one core does alone.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from benchmarks.live_labels import load
from monitor.model import Source, Utterance
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import SAMPLE_RATE
from monitor.runtime.asr.recording import RECORDING_BEAM, transcribe_recording
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser
from monitor.runtime.audio.source import AudioChunk
from monitor.runtime.engine import Engine
from monitor.runtime.session.listening import SecondListening

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "audio"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--beam", type=int, default=RECORDING_BEAM)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--once", action="store_true", help="without the second listening")
    options = parser.parse_args()
    sounds = [
        np.frombuffer(each.sound, "<i2").astype(np.float32) / 32768
        for each in load(FIXTURES, labelled_only=False)
    ]
    pcm = np.resize(np.concatenate(sounds), int(options.minutes * 60 * SAMPLE_RATE))
    engine = Engine.load()
    recogniser = WhisperRecogniser(resolve_model(), workers=options.workers, device="cpu")
    listening = SecondListening(engine.pack, (), remembers=False)
    listening.suspects("预热一下")
    engine.matcher.warm()
    asked = 0

    def suspects(text: str) -> tuple[str, ...]:
        nonlocal asked
        found = tuple(listening.suspects(text))
        asked += bool(found)
        return found

    chunks = (
        AudioChunk(pcm=pcm[at : at + SAMPLE_RATE], start_ms=at * 1000 // SAMPLE_RATE)
        for at in range(0, len(pcm), SAMPLE_RATE)
    )
    spent, began = time.process_time(), time.monotonic()
    judge = engine.judge(source=Source.AUDIO)
    heard = findings = 0
    for part in transcribe_recording(
        chunks,
        recogniser,
        SileroVad(SileroNetwork()),
        workers=options.workers,
        suspects=None if options.once else suspects,
        beam_size=options.beam,
    ):
        if isinstance(part, Utterance):
            heard += 1
            findings += len(judge.feed(part).findings)
    spent, taken = time.process_time() - spent, time.monotonic() - began
    length = len(pcm) / SAMPLE_RATE
    print(
        f"{length / 60:.1f} min, beam {options.beam}: {heard} utterances, {asked} listened to "
        f"again, {findings} findings; {spent:.1f} s of processor time = "
        f"{options.workers * length / spent:.1f} times real time on {options.workers} cores; "
        f"took {taken:.1f} s = {length / taken:.1f} times, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
