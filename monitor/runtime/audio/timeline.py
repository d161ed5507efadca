"""Media time counted in samples, held against the timestamps that the stream carries."""

from __future__ import annotations

from monitor.runtime.audio.source import SAMPLES_PER_MS

# FLV and RTMP round timestamps to milliseconds and AAC comes in frames of up to 46 ms, so less
# than this is rounding and not missing sound.
TOLERANCE_MS = 150


class Timeline:
    """Continuous media time over a stream whose own timestamps may jump, restart or be absent."""

    def __init__(self, *, position_ms: int = 0, origin_ms: int | None = None) -> None:
        """Start at `position_ms`; `origin_ms` is the stream time of media time zero, if known."""
        self._samples = position_ms * SAMPLES_PER_MS
        self._origin_ms = origin_ms

    @property
    def position_ms(self) -> int:
        """Media time of the next sample."""
        return self._samples // SAMPLES_PER_MS

    def missing_before(self, stream_ms: int | None, *, at_most_ms: int) -> int:
        """Return how many milliseconds are missing before a frame stamped `stream_ms`.

        A step backwards, or one forward of more than `at_most_ms`, is a clock that was set anew:
        media time runs on and nothing is missing.
        """
        if stream_ms is None:
            return 0
        if self._origin_ms is None:
            self._origin_ms = stream_ms - self.position_ms
            return 0
        ahead = stream_ms - self._origin_ms - self.position_ms
        if TOLERANCE_MS < ahead <= at_most_ms:
            return ahead
        if abs(ahead) > TOLERANCE_MS:
            self._origin_ms += ahead
        return 0

    def advance(self, samples: int) -> None:
        """Count `samples` of 16 kHz sound as heard."""
        self._samples += samples

    def skip(self, milliseconds: int) -> None:
        """Count `milliseconds` as not heard."""
        self._samples += milliseconds * SAMPLES_PER_MS

    def forget_stream_clock(self) -> None:
        """Take the next timestamp as it comes: a new connection has a clock of its own."""
        self._origin_ms = None
