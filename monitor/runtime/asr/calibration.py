"""Whether a model hears as well with a short audio context as with the full thirty seconds.

Most Whisper models do; large-v3-turbo is reported not to. A model is tried once, on three short
samples (clean, noise, music) that ship with the program, and the answer is kept beside the models.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

import numpy as np
from rapidfuzz.distance import Levenshtein

from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm

_SAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "clean.flac": "今天直播间的价格是79块钱平时卖99",
        "noise.flac": "这个蜂蜜两瓶一斤装今天直播间59块9",
        "music.flac": "我们这件是百分之百纯羊毛的手感非常软",
    }
)
_MEASURED: Mapping[str, bool] = MappingProxyType({"d01c3014881c9c6f": True})
"""Models measured at length by `benchmarks/asr_accuracy.py`, by the start of their SHA-256."""
_WORSE_AT_MOST = 0.1
_NOTES = "calibration.json"

Decode = Callable[[DecodeInput, bool], Hypothesis]


def short_context_works(identity: str, decode: Decode, notes_in: Path) -> bool:
    """True when the model may be given a short audio context.

    `decode(input, short)` decodes one input either way, unguarded. The answer is kept in
    `notes_in/calibration.json`; where that cannot be written, the next start tries again.
    """
    if identity in _MEASURED:
        return _MEASURED[identity]
    notes = _read(notes_in)
    if identity not in notes:
        notes[identity] = _try(decode)
        _write(notes_in, notes)
    return notes[identity]


def _try(decode: Decode) -> bool:
    errors = {True: 0, False: 0}
    length = 0
    for name, said in _SAMPLES.items():
        item = DecodeInput(pcm=_sample(name))
        length += len(said)
        for short in (True, False):
            heard = decode(item, short)
            if short and heard.looped:
                return False
            errors[short] += Levenshtein.distance(said, _bare(heard.text))
    return errors[True] <= errors[False] + _WORSE_AT_MOST * length


def _sample(name: str) -> Pcm:
    import soundfile

    with as_file(files("monitor.runtime.asr") / "samples" / name) as path:
        pcm, _rate = soundfile.read(path, dtype="float32")
    return np.asarray(pcm, np.float32)


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _read(folder: Path) -> dict[str, bool]:
    try:
        notes = json.loads((folder / _NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(notes, dict):
        return {}
    return {key: value for key, value in notes.items() if isinstance(value, bool)}


def _write(folder: Path, notes: Mapping[str, bool]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{_NOTES}.part"
        part.write_text(json.dumps(notes), encoding="utf-8")
        part.replace(folder / _NOTES)
    except OSError:
        return  # a cache that cannot be written costs a second trial, no more
