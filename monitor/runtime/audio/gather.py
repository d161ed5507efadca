"""Decoded sound gathered into chunks of even length, with the gaps told where they lie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.model import CoverageGap
from monitor.runtime.audio.source import SAMPLES_PER_MS, AudioChunk, Pcm
from monitor.runtime.audio.timeline import Timeline


class Gatherer:
    """Puts decoded pieces on a timeline and gives them out as chunks of about `chunk_ms`."""

    def __init__(self, timeline: Timeline, *, chunk_ms: int) -> None:
        self._timeline = timeline
        self._enough = chunk_ms * SAMPLES_PER_MS
        self._pending: list[Pcm] = []
        self._held = 0
        self._start_ms = timeline.position_ms

    @property
    def position_ms(self) -> int:
        """Media time of the next sample."""
        return self._timeline.position_ms

    def add(
        self, pcm: Pcm, at_ms: int | None, *, at_most_ms: int, reason: str
    ) -> Iterator[AudioChunk | CoverageGap]:
        """Take sound stamped `at_ms` on the stream's clock; what is missing before it is a gap."""
        missing = self._timeline.missing_before(at_ms, at_most_ms=at_most_ms)
        if missing:
            yield from self.gap(missing, reason)
        if not self._pending:
            self._start_ms = self._timeline.position_ms
        self._pending.append(pcm)
        self._held += len(pcm)
        self._timeline.advance(len(pcm))
        if self._held >= self._enough:
            yield from self.flush()

    def gap(self, milliseconds: int, reason: str) -> Iterator[AudioChunk | CoverageGap]:
        """Give out what is held, then a gap of `milliseconds`."""
        yield from self.flush()
        start = self._timeline.position_ms
        self._timeline.skip(milliseconds)
        yield CoverageGap(start_ms=start, end_ms=start + milliseconds, reason=reason)

    def flush(self) -> Iterator[AudioChunk]:
        """Give out what is held."""
        if self._pending:
            pcm = np.concatenate(self._pending)
            self._pending, self._held = [], 0
            yield AudioChunk(pcm=pcm, start_ms=self._start_ms)

    def forget_stream_clock(self) -> None:
        """Take the next timestamp as it comes: a new connection has a clock of its own."""
        self._timeline.forget_stream_clock()
