"""Character error rate and recall of labelled phrases on spoken sessions, heard as recordings.

    python benchmarks/asr_accuracy.py --eval FOLDER [--model base] [--beam 5] [--no-names]

FOLDER holds `*.flac` with `*.truth.json`. Digits are written out as Chinese numerals on both sides,
punctuation does not count. A phrase is recalled when the text of its time (one second before its
line to two after) holds it: exactly, or by sound (mean syllable distance at most 0.1).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein

from monitor.model import Utterance
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import Pcm
from monitor.runtime.asr.recording import transcribe_recording
from monitor.runtime.asr.syllables import SyllableIndex
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser
from monitor.runtime.audio.source import AudioChunk

DIGITS = "零一二三四五六七八九"


def numeral(value: int) -> str:
    """3200 → 三千二百; good for what is said in a room."""
    if value >= 10_000:
        return numeral(value // 10_000) + "万" + (numeral(value % 10_000) if value % 10_000 else "")
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return re.sub("^一十", "十", text) or "零"


def plain(text: str) -> str:
    """The text as comparison sees it: numbers in Chinese, 两 as 二, letters and Han only."""

    def said(found: re.Match[str]) -> str:
        whole, _, fraction = found.group(1).partition(".")
        out = numeral(int(whole)) + ("点" if fraction else "")
        out += "".join(DIGITS[int(digit)] for digit in fraction)
        return ("百分之" if found.group(2) else "") + out

    text = re.sub(r"(\d+(?:\.\d+)?)(%?)", said, text).replace("两", "二")
    return "".join(char.lower() for char in text if char.isalnum())


def chunks(pcm: Pcm) -> list[AudioChunk]:
    return [
        AudioChunk(pcm=pcm[at : at + 16_000], start_ms=at // 16)
        for at in range(0, len(pcm), 16_000)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, required=True)
    parser.add_argument("--model", default="base")
    parser.add_argument("--beam", type=int, default=5)
    parser.add_argument("--no-names", action="store_true", help="do not listen for product names")
    arguments = parser.parse_args()
    ear = WhisperRecogniser(resolve_model(arguments.model))
    network = SileroNetwork()
    errors = length = exact = sounding = phrases = 0
    spent = heard_s = 0.0
    for path in sorted(arguments.eval.glob("*.flac")):
        pcm = np.asarray(soundfile.read(path, dtype="float32")[0], np.float32)
        truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        names = () if arguments.no_names else tuple(p["name"] for p in truth["products"])
        began = time.process_time()
        parts = transcribe_recording(
            chunks(pcm), ear, SileroVad(network), vocabulary=names, beam_size=arguments.beam
        )
        told = [part for part in parts if isinstance(part, Utterance)]
        spent += time.process_time() - began
        heard_s += len(pcm) / 16_000
        said = plain("".join(line["text"] for line in truth["lines"]))
        wrong = Levenshtein.distance(said, plain("".join(each.text for each in told)))
        errors, length = errors + wrong, length + len(said)
        for line in truth["lines"]:
            low, high = 1000 * (line["start_s"] - 1), 1000 * (line["end_s"] + 2)
            text = plain(
                "".join(
                    word.text
                    for each in told
                    for word in each.words
                    if low <= word.start_ms and word.end_ms <= high
                )
            )
            for span in line["spans"]:
                wanted = plain(span["span"])
                phrases += 1
                exact += wanted in text
                sounding += bool(SyllableIndex([wanted]).near(text, 0.1))
        print(f"{path.stem:16} CER {wrong / len(said):.1%}", flush=True)
    print(
        f"all  CER {errors / length:.1%}  phrases exact {exact}/{phrases}, by sound "
        f"{sounding}/{phrases}  processor time per second of sound {spent / heard_s:.3f} s"
    )


if __name__ == "__main__":
    main()
