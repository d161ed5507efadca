"""The port between sound and text: what a recogniser is given and what it gives back.

faster-whisper stands behind it today; another engine is plugged in by writing one class with
`transcribe` and `transcribe_many`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from monitor.model import Word

SAMPLE_RATE = 16_000
Pcm = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodeInput:
    """One stretch of sound to be turned into text.

    `pcm`: float32 mono, 16 kHz, shape (n,), at most 30 s. `prompt`: text that came just before, for
    context. `hotwords`: terms the recogniser should listen for; those that do not fit are left out.
    `want_words`: also give word times. `provisional`: the speaker still speaks; the text stands for
    moments and is believed only when it is sure. `speech_ratio`: the share of VAD frames that were
    speech, None when not measured.
    `beam_size`: hypotheses kept side by side; 5 costs about half as much again as 1, and hears
    better. `hotword_tokens`: at most so many tokens of hotwords, for each costs time; None for as
    many as the prompt holds.
    """

    pcm: Pcm
    prompt: str = ""
    hotwords: tuple[str, ...] = ()
    want_words: bool = False
    provisional: bool = False
    speech_ratio: float | None = None
    beam_size: int = 1
    hotword_tokens: int | None = None

    @property
    def duration_s(self) -> float:
        """Length of the sound in seconds."""
        return len(self.pcm) / SAMPLE_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """What the recogniser believes was said: simplified Chinese, times from the input's start.

    `words` joined give `text` exactly (empty unless asked for). `looped`: the model fell into
    repeating itself; the text is then empty. `dropped` names the guard that emptied the text
    (`loop`, `no-speech`, `low-probability`, `too-fast`, `prompt-echo`), else None.
    """

    text: str
    words: tuple[Word, ...] = ()
    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0
    compression_ratio: float = 1.0
    looped: bool = False
    dropped: str | None = None
    duration_s: float = 0.0


class Recogniser(Protocol):
    """Turns sound into text. Must be safe to call from several threads at once.

    `batch_size` is how many inputs are worth giving to one `transcribe_many` call.
    """

    @property
    def name(self) -> str:
        """The model's name, for people and logs."""
        ...

    @property
    def batch_size(self) -> int:
        """How many inputs one call decodes to advantage; 1 when batching gains nothing."""
        ...

    def transcribe(self, item: DecodeInput) -> Hypothesis:
        """The best hypothesis. Raises TranscriptionError when the engine fails."""
        ...

    def transcribe_many(self, items: Sequence[DecodeInput]) -> list[Hypothesis]:
        """One hypothesis for each input, in order."""
        ...
