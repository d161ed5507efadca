"""The last seconds of a stream's sound, addressed by sample number since the stream began."""

from __future__ import annotations

import numpy as np

from monitor.runtime.asr.port import Pcm

_SPARE = 16_000


class SoundBuffer:
    """Keeps sound until it is trimmed; slices are copies, so that they outlive the buffer."""

    def __init__(self) -> None:
        self._first = 0
        self._pcm: Pcm = np.zeros(0, np.float32)

    def append(self, pcm: Pcm) -> None:
        """Add sound at the end."""
        self._pcm = np.concatenate((self._pcm, pcm.astype(np.float32, copy=False)))

    def slice(self, begin: int, end: int) -> Pcm:
        """Samples `begin` (inclusive) to `end` (exclusive), as far as they are kept."""
        return self._pcm[max(0, begin - self._first) : max(0, end - self._first)].copy()

    def trim(self, keep_from: int) -> None:
        """Forget samples before `keep_from`, a second of them at a time."""
        spare = keep_from - self._first
        if spare >= _SPARE:
            self._pcm = self._pcm[spare:].copy()
            self._first = keep_from
