"""What the recogniser prints where nobody says anything, with and without the gates.

    python -m benchmarks.asr_ghosts [--speech FOLDER] [--seconds 60] [--only babble,music]

The recordings (default: the fixtures; any format that libsndfile reads, 16 kHz mono) are only used
to make babble and backwards speech. `decodes`: what Silero let through; `believed`: texts that
passed the guards as well; `for a moment`: those of them in the middle of speech, which a pause
takes back; `utterances`: how many utterances had another.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import soundfile

from benchmarks.asr_sounds import (
    Pcm,
    babble,
    backwards,
    clicks,
    hum,
    hummed_tune,
    music,
    pink_noise,
    white_noise,
)
from benchmarks.live_labels import SOUNDS
from monitor.runtime.asr.guards import GuardLimits, ghost_reason
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.requests import DecodeRequest
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import STYLE_PROMPT, WhisperRecogniser

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "audio"


def sounds(folder: Path, seconds: float) -> dict[str, Pcm]:
    paths = sorted(p for p in folder.iterdir() if p.suffix in SOUNDS)
    voices = [soundfile.read(path, dtype="float32")[0] for path in paths]
    made = {
        "white noise": white_noise(seconds),
        "pink noise": pink_noise(seconds),
        "hum": hum(seconds),
        "music": music(seconds),
        "hummed tune": hummed_tune(seconds),
        "clicks": clicks(seconds),
    }
    if voices:
        made["babble"] = babble(voices, seconds)
        made["backwards speech"] = backwards(voices[0], seconds)
    return made


def requests(stream: RoomStream, sound: Pcm) -> Iterator[DecodeRequest]:
    """What the stream asks for, as the sound goes on."""
    for at in range(0, len(sound), 1600):
        yield from stream.feed(sound[at : at + 1600], at // 16)
    yield from stream.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, default=FIXTURES)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", default="", help="names of sounds, by commas")
    parser.add_argument("--hotwords", default="")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    open_ear = WhisperRecogniser(resolve_model(), limits=GuardLimits.none())
    network = SileroNetwork()
    wanted = arguments.only.split(",") if arguments.only else None
    for name, sound in sounds(arguments.speech, arguments.seconds).items():
        if wanted is not None and name not in wanted:
            continue
        stream = RoomStream(SileroVad(network))
        stream.vocabulary = tuple(arguments.hotwords.split(",")) if arguments.hotwords else ()
        decodes = texts = moments = ungated = 0
        utterances: set[str] = set()
        for request in requests(stream, sound):
            if request.settled is not None:
                continue
            decodes += 1
            raw = open_ear.transcribe(request.as_input())
            reason = raw.dropped or ghost_reason(
                raw,
                style=STYLE_PROMPT,
                speech_ratio=request.speech_ratio,
                provisional=request.droppable,
            )
            believed = bool(raw.text) and reason is None
            texts += believed
            moments += believed and request.droppable
            if believed and not request.droppable:
                utterances.add(request.utterance)
            ungated += bool(raw.text)
            if arguments.show and raw.text:
                print(
                    f"  {request.kind:9} {reason or 'BELIEVED':16} lp {raw.avg_logprob:.2f} ns "
                    f"{raw.no_speech_prob:.2f} ratio {request.speech_ratio:.2f} "
                    f"{raw.duration_s:.1f}s {raw.text}",
                    flush=True,
                )
        print(
            f"{name:18} decodes {decodes:3}  unguarded texts {ungated:3}  believed {texts:3}  "
            f"for a moment {moments:3}  utterances {len(utterances):3}",
            flush=True,
        )


if __name__ == "__main__":
    main()
