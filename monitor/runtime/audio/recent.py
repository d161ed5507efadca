"""The last seconds of a room's sound, so that a finding can be cut out of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from monitor.runtime.audio.source import SAMPLES_PER_MS, AudioChunk, Pcm


class RecentAudio:
    """A ring of the last `seconds` of sound by media time; 32 kB a second.

    What was never heard (a gap) and what is older than the ring reads as silence.
    """

    def __init__(self, *, seconds: float = 60.0) -> None:
        self._size = max(1, int(seconds * 1000)) * SAMPLES_PER_MS
        self._ring: npt.NDArray[np.int16] = np.zeros(self._size, dtype=np.int16)
        self._end = 0

    @property
    def start_ms(self) -> int:
        """The oldest media time that can still be read."""
        return max(0, self._end - self._size) // SAMPLES_PER_MS

    @property
    def end_ms(self) -> int:
        """Media time after the newest sample."""
        return self._end // SAMPLES_PER_MS

    def add(self, chunk: AudioChunk) -> None:
        """Keep a chunk; a step forward in media time is kept as silence."""
        start = chunk.start_ms * SAMPLES_PER_MS
        if abs(start - self._end) < SAMPLES_PER_MS:
            # Whole milliseconds can't say where within one the last chunk ended.
            start = self._end
        if start > self._end:
            self._write(np.zeros(min(start - self._end, self._size), dtype=np.int16), start)
        self._write(to_int16(chunk.pcm), start + len(chunk.pcm))

    def read(self, start_ms: int, end_ms: int) -> Pcm:
        """Return float32 mono 16 kHz of [start_ms, end_ms), cut to what has been heard so far."""
        return to_float32(self.read_int16(start_ms, end_ms))

    def read_int16(self, start_ms: int, end_ms: int) -> npt.NDArray[np.int16]:
        """Return int16 samples of [start_ms, end_ms), cut to what the ring holds."""
        oldest = max(0, self._end - self._size)
        first = max(start_ms * SAMPLES_PER_MS, oldest)
        last = min(end_ms * SAMPLES_PER_MS, self._end)
        if last <= first:
            return np.zeros(0, dtype=np.int16)
        return self._ring[np.arange(first, last) % self._size]

    def _write(self, samples: npt.NDArray[np.int16], end: int) -> None:
        samples = samples[-self._size :]
        self._ring[np.arange(end - len(samples), end) % self._size] = samples
        self._end = max(self._end, end)


def to_int16(pcm: Pcm) -> npt.NDArray[np.int16]:
    """Return float32 samples in -1..1 as int16; louder ones are clipped."""
    return (np.clip(pcm, -1.0, 1.0) * 32767.0).round().astype(np.int16)


def to_float32(samples: npt.NDArray[np.int16]) -> Pcm:
    """Return int16 samples as float32 in -1..1."""
    return samples.astype(np.float32) / np.float32(32767.0)
