"""What the recogniser prints where nobody says anything, with and without the gates.

    python -m benchmarks.asr_ghosts --speech FOLDER_WITH_RECORDINGS [--seconds 60]

The recordings (any format that libsndfile reads, 16 kHz mono) are only used to make babble and
backwards speech. `decodes`: what Silero let through; `texts`: hypotheses that were believed.
"""

from __future__ import annotations

import argparse
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
from monitor.runtime.asr.guards import GuardLimits
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser


def sounds(folder: Path, seconds: float) -> dict[str, Pcm]:
    voices = [soundfile.read(p, dtype="float32")[0] for p in sorted(folder.glob("*.flac"))]
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--hotwords", default="")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    ear = WhisperRecogniser(resolve_model())
    open_ear = WhisperRecogniser(resolve_model(), limits=GuardLimits.none())
    network = SileroNetwork()
    for name, sound in sounds(arguments.speech, arguments.seconds).items():
        stream = RoomStream(SileroVad(network))
        stream.vocabulary = tuple(arguments.hotwords.split(",")) if arguments.hotwords else ()
        decodes = texts = ungated = 0
        requests = [
            r
            for at in range(0, len(sound), 1600)
            for r in stream.feed(sound[at : at + 1600], at // 16)
        ]
        for request in requests + stream.flush():
            if request.settled is not None:
                continue
            decodes += 1
            heard = ear.transcribe(request.as_input())
            raw = open_ear.transcribe(request.as_input())
            texts += bool(heard.text)
            ungated += bool(raw.text)
            if arguments.show and raw.text:
                print(
                    f"  {heard.dropped or 'BELIEVED':16} lp {raw.avg_logprob:.2f} ns "
                    f"{raw.no_speech_prob:.2f} ratio {request.speech_ratio:.2f} "
                    f"{raw.duration_s:.1f}s {raw.text}"
                )
        print(
            f"{name:18} decodes {decodes:3}  unguarded texts {ungated:3}  believed {texts:3}",
            flush=True,
        )


if __name__ == "__main__":
    main()
