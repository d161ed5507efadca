"""A recogniser and a voice detector that follow a script, for tests in virtual time.

The sound that they understand: each sample's value is a character's index in the script, in steps
of 1/1000, and zero is silence; `spoken` makes such sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from monitor.model import Word
from monitor.runtime.asr.port import SAMPLE_RATE, DecodeInput, Hypothesis, Pcm
from monitor.runtime.asr.vad import FRAME

CHAR_MS = 200
_SCALE = 1000.0
_PER_MS = SAMPLE_RATE // 1000


class VirtualClock:
    """Seconds that pass only when told to."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The present second."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def spoken(text: str, first: int = 1, char_ms: int = CHAR_MS) -> Pcm:
    """Sound of the script's characters `first`, `first + 1`, … one for each character of `text`."""
    values = np.arange(first, first + len(text), dtype=np.float32) / _SCALE
    return np.repeat(values, char_ms * _PER_MS)


def silence(milliseconds: int) -> Pcm:
    """Sound in which nobody speaks."""
    return np.zeros(milliseconds * _PER_MS, np.float32)


class ScriptedRecogniser:
    """Hears of each scripted character that at least half was in the sound.

    `script` is indexed from 1. `fail` may raise, or return a hypothesis to be given instead;
    `calls` keeps every input.
    """

    def __init__(
        self,
        script: str,
        *,
        batch_size: int = 1,
        fail: Callable[[DecodeInput], Hypothesis | None] | None = None,
    ) -> None:
        self._script = script
        self._batch_size = batch_size
        self._fail = fail
        self.calls: list[DecodeInput] = []

    @property
    def name(self) -> str:
        """Says that this is no model."""
        return "scripted"

    @property
    def batch_size(self) -> int:
        """As given."""
        return self._batch_size

    def transcribe(self, item: DecodeInput) -> Hypothesis:
        """The scripted characters in the sound, with exact times."""
        self.calls.append(item)
        instead = self._fail(item) if self._fail is not None else None
        if instead is not None:
            return instead
        indices = np.rint(item.pcm * _SCALE).astype(int)
        words = []
        for index in sorted({int(i) for i in indices if i > 0}):
            at = np.flatnonzero(indices == index)
            if len(at) >= CHAR_MS * _PER_MS // 2:
                words.append(
                    Word(
                        text=self._script[index - 1],
                        start_ms=int(at[0]) // _PER_MS,
                        end_ms=(int(at[-1]) + 1) // _PER_MS,
                    )
                )
        return Hypothesis(
            text="".join(word.text for word in words),
            words=tuple(words) if item.want_words else (),
            avg_logprob=-0.2,
            duration_s=item.duration_s,
        )

    def transcribe_many(self, items: Sequence[DecodeInput]) -> list[Hypothesis]:
        """One by one."""
        return [self.transcribe(item) for item in items]


class ScriptedVad:
    """Probability 0.9 for frames that are mostly not zero, else 0.05."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the incomplete frame."""
        self._rest: Pcm = np.zeros(0, np.float32)

    def feed(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """Probabilities of the completed frames."""
        sound = np.concatenate((self._rest, pcm))
        count = len(sound) // FRAME
        self._rest = sound[count * FRAME :]
        frames = sound[: count * FRAME].reshape(count, FRAME)
        loud = (frames != 0).mean(axis=1) >= 0.5
        return np.where(loud, 0.9, 0.05).astype(np.float32)
