"""Character error rate and recall of labelled phrases on spoken sessions, heard as recordings.

    python -m benchmarks.asr_accuracy [--eval FOLDER] [--conditions "clean,music 10,fast 1.25"]
    python -m benchmarks.asr_accuracy --ablations

FOLDER (default: the fixtures) holds sound with `*.truth.json` beside it; only recordings without a
background of their own are taken. Digits are written out as Chinese numerals on both sides,
punctuation does not count. A phrase is recalled when the text of its time (one second before its
line to two after) holds it: exactly, or by sound (mean syllable distance at most 0.1); what a
second listening heard counts as well. `--ablations` leaves out one thing at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein

from benchmarks.asr_conditions import CONDITIONS, tempo_of, under
from benchmarks.live_labels import SOUNDS, TRUTH
from monitor.core.consistency.cards import parse_cards
from monitor.core.text.spoken_numbers import DIGITS, spoken
from monitor.model import Utterance
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import Pcm
from monitor.runtime.asr.recording import RECORDING_BEAM, transcribe_recording
from monitor.runtime.asr.syllables import SyllableIndex
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser
from monitor.runtime.audio.source import AudioChunk
from monitor.runtime.engine import Engine
from monitor.runtime.session.listening import SecondListening, card_words

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "audio"


def plain(text: str) -> str:
    """The text as comparison sees it: numbers in Chinese, 两 as 二, letters and Han only."""

    def said(found: re.Match[str]) -> str:
        whole, _, fraction = found.group(1).partition(".")
        out = spoken(Decimal(whole)) + ("点" if fraction else "")
        out += "".join(DIGITS[int(digit)] for digit in fraction)
        return ("百分之" if found.group(2) else "") + out

    text = re.sub(r"(\d+(?:\.\d+)?)(%?)", said, text).replace("两", "二")
    return "".join(char.lower() for char in text if char.isalnum())


def chunks(pcm: Pcm) -> list[AudioChunk]:
    return [
        AudioChunk(pcm=pcm[at : at + 16_000], start_ms=at // 16)
        for at in range(0, len(pcm), 16_000)
    ]


@dataclass
class Tally:
    """What one way of hearing gave over all recordings."""

    errors: int = 0
    length: int = 0
    phrases: int = 0
    exact: int = 0
    sounding: int = 0
    spent_s: float = 0.0
    heard_s: float = 0.0

    def row(self, name: str) -> str:
        return (
            f"| {name} | {self.errors / self.length:.1%} | {self.exact} of {self.phrases} | "
            f"{self.sounding} of {self.phrases} | {self.spent_s / self.heard_s:.3f} s |"
        )


@dataclass(frozen=True)
class Way:
    """A way of hearing; each field is what an ablation takes away."""

    ear: WhisperRecogniser
    names: bool = True
    second: bool = True
    beam: int = RECORDING_BEAM


def recordings(folder: Path) -> list[tuple[Pcm, dict[str, Any]]]:
    """The sound and the truth of the recordings that have no background."""
    found = []
    for path in sorted(folder.glob(f"*{TRUTH}")):
        truth = json.loads(path.read_text("utf-8"))
        stem = path.name.removesuffix(TRUTH)
        media = next(m for suffix in SOUNDS if (m := folder / f"{stem}{suffix}").exists())
        if not truth["background"] and any(line["spans"] for line in truth["lines"]):
            found.append((np.asarray(soundfile.read(media, dtype="float32")[0]), truth))
    return found


def hear(
    way: Way, engine: Engine, pcm: Pcm, truth: dict[str, Any], tempo: float, to: Tally
) -> None:
    """Add one recording, whose times are to be divided by `tempo`."""
    cards = parse_cards(truth["products"])
    listening = SecondListening(engine.pack, cards, remembers=False)
    began = time.process_time()
    parts = transcribe_recording(
        chunks(pcm),
        way.ear,
        SileroVad(SileroNetwork()),
        vocabulary=card_words(cards) if way.names else (),
        suspects=listening.suspects if way.second else None,
        beam_size=way.beam,
    )
    told = [part for part in parts if isinstance(part, Utterance)]
    to.spent_s += time.process_time() - began
    to.heard_s += len(pcm) / 16_000
    said = plain("".join(line["text"] for line in truth["lines"]))
    to.errors += Levenshtein.distance(said, plain("".join(each.text for each in told)))
    to.length += len(said)
    for line in truth["lines"]:
        low = 1000 * (line["start_s"] / tempo - 1)
        high = 1000 * (line["end_s"] / tempo + 2)
        texts = [plain(text) for text in _texts_between(told, low, high)]
        for span in line["spans"]:
            wanted = plain(span["span"])
            to.phrases += 1
            to.exact += any(wanted in text for text in texts)
            index = SyllableIndex([wanted])
            to.sounding += any(bool(index.near(text, 0.1)) for text in texts)


def _texts_between(told: list[Utterance], low: float, high: float) -> list[str]:
    """The words of that time as one text, and what second listenings heard then."""
    words = [
        word.text
        for each in told
        for word in each.words
        if low <= word.start_ms and word.end_ms <= high
    ]
    again = [
        text
        for each in told
        for text in each.alternatives
        if low <= (each.start_ms or 0) + 1000 and (each.end_ms or 0) - 1000 <= high
    ]
    return ["".join(words), *again]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, action="append", help="default: the fixtures")
    parser.add_argument("--model", default="base")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--ablations", action="store_true")
    options = parser.parse_args()
    ear = WhisperRecogniser(resolve_model(options.model))
    engine = Engine.load()
    sounds = [each for folder in options.eval or [FIXTURES] for each in recordings(folder)]
    print("| heard | CER | phrases exact | by sound | processor time a second |")
    print("|---|---|---|---|---|")
    whole = Way(ear)
    ways: list[tuple[str, Way, str]] = [
        (condition, whole, condition) for condition in options.conditions.split(",")
    ]
    if options.ablations:
        large = WhisperRecogniser(resolve_model(options.model), trimmed=False)
        full = WhisperRecogniser(resolve_model(options.model), short_context=False)
        ways = [
            ("everything", whole, "clean"),
            ("the whole vocabulary", replace(whole, ear=large), "clean"),
            ("full audio context", replace(whole, ear=full), "clean"),
            ("without names as hot words", replace(whole, names=False), "clean"),
            ("without the second listening", replace(whole, second=False), "clean"),
            ("beam 1", replace(whole, beam=1), "clean"),
        ]
    for name, way, condition in ways:
        tally = Tally()
        for pcm, truth in sounds:
            hear(way, engine, under(condition, pcm), truth, tempo_of(condition), tally)
        print(tally.row(name), flush=True)


if __name__ == "__main__":
    main()
