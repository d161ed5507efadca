"""Labelled recordings as a live room plays them, and which labelled phrases alerts have told of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from monitor.runtime.asr.port import SAMPLE_RATE

TRUTH = ".truth.json"
SOUNDS = (".ogg", ".flac", ".wav")
SECONDS_A_CHARACTER = 0.3
EARLY_S = 0.5
LATE_S = 1.0


@dataclass(frozen=True)
class Label:
    """A phrase, the second at which it ends in its recording, and the categories that fit it."""

    span: str
    end_s: float
    categories: frozenset[str]

    @property
    def start_s(self) -> float:
        """About when it begins."""
        return self.end_s - SECONDS_A_CHARACTER * len(self.span)

    def fits(self, category: str, start_s: float, end_s: float) -> bool:
        """True for an alert of a fitting category whose time overlaps the phrase's."""
        overlaps = start_s <= self.end_s + LATE_S and end_s >= self.start_s - EARLY_S
        return overlaps and category in self.categories


@dataclass(frozen=True)
class Recording:
    """Sound as s16le at 16 kHz, its cards and its labels in order."""

    name: str
    sound: bytes
    cards: tuple[Mapping[str, Any], ...]
    labels: tuple[Label, ...]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.sound) / 2 / SAMPLE_RATE


@dataclass
class Heard:
    """Which labels of one play were told of, and how long after they were spoken."""

    recording: Recording
    began: float
    seconds: float
    delays: dict[int, float] = field(default_factory=dict)
    others: int = 0
    known: set[tuple[str, str]] = field(default_factory=set)

    @property
    def expected(self) -> list[int]:
        """The labels that were spoken in the time that was played."""
        labels = self.recording.labels
        return [i for i, label in enumerate(labels) if label.end_s <= self.seconds - 1.0]

    def tell(self, alert: Mapping[str, Any], now: float) -> None:
        """Take an alert as a console receives it at second `now` of the clock."""
        for each in alert["occurrences"]:
            key = (alert["id"], each["finding"])
            if key in self.known:
                continue
            self.known.add(key)
            fitting = [
                index
                for index, label in enumerate(self.recording.labels)
                if label.fits(alert["category"], each["start_s"], each["end_s"])
            ]
            self.others += not fitting
            for index in fitting:
                said = self.began + self.recording.labels[index].end_s
                self.delays.setdefault(index, now - said)


def load(folder: Path, *, labelled_only: bool = True) -> list[Recording]:
    """The folder's recordings with labels beside them, in order of name."""
    recordings = []
    for path in sorted(folder.glob(f"*{TRUTH}")):
        truth: dict[str, Any] = json.loads(path.read_text("utf-8"))
        stem = path.name.removesuffix(TRUTH)
        places = (folder / f"{stem}{suffix}" for suffix in SOUNDS)
        media = next((place for place in places if place.exists()), None)
        labels = tuple(
            Label(span["span"], float(span["end_s"]), frozenset(span["categories"]))
            for line in truth["lines"]
            for span in line["spans"]
        )
        if media is None or (labelled_only and not labels):
            continue
        recordings.append(Recording(stem, s16(media), tuple(truth["products"]), labels))
    return recordings


def s16(media: Path) -> bytes:
    """The sound of a 16 kHz mono file as s16le."""
    pcm, rate = soundfile.read(media, dtype="float32")
    if rate != SAMPLE_RATE or pcm.ndim != 1:
        raise SystemExit(f"{media.name}: 16 kHz mono is needed")
    clipped: npt.NDArray[np.float32] = np.clip(pcm, -1.0, 1.0 - 2**-15)
    return (clipped * 32768).astype("<i2").tobytes()
