"""The encoder's output of sound decoded lately, for a second listening of the same sound.

The encoder takes about a third of a decode, and a second listening changes only the prompt.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitor.runtime.asr.port import Pcm

KEPT = 16
"""About half a megabyte each for five seconds of sound and the base model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoding:
    """`encoded`: the engine's array, one input. `frames`: mel frames of sound, padding not."""

    encoded: Any
    frames: int


class Encodings:
    """The newest encodings by their sound. Safe between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._by_sound: OrderedDict[bytes, Encoding] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._by_sound)

    def get(self, pcm: Pcm) -> Encoding | None:
        """What was kept of exactly this sound, or None."""
        with self._lock:
            if not self._by_sound:
                return None
            return self._by_sound.get(_key(pcm))

    def keep(self, sounds: Sequence[Pcm | None], encoded: Any, frames: Sequence[int]) -> None:
        """Remember a batch's rows; those whose sound is None are not worth it."""
        import ctranslate2

        wanted = [(row, pcm) for row, pcm in enumerate(sounds) if pcm is not None]
        if not wanted:
            return
        rows = np.array(encoded) if len(sounds) > 1 else None
        for row, pcm in wanted:
            one = encoded
            if rows is not None:
                one = ctranslate2.StorageView.from_array(np.ascontiguousarray(rows[row : row + 1]))
            with self._lock:
                self._by_sound[_key(pcm)] = Encoding(encoded=one, frames=frames[row])
                while len(self._by_sound) > self._kept:
                    self._by_sound.popitem(last=False)


def _key(pcm: Pcm) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(pcm).tobytes(), digest_size=16).digest()
