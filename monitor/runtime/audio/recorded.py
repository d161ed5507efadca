"""A recording: read as fast as it decodes, or at the speed of speech as if it were on air."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from monitor.errors import AudioError
from monitor.model import CoverageGap
from monitor.runtime.audio.address import MediaAddress
from monitor.runtime.audio.gather import Gatherer
from monitor.runtime.audio.pyav import DecodedSound, MediaConnection, MediaInfo
from monitor.runtime.audio.source import SAMPLES_PER_MS, AudioChunk, GapReason
from monitor.runtime.audio.timeline import Timeline

Pace = Literal["fast", "realtime"]
Connect = Callable[[], MediaConnection]

_FAST_CHUNK_MS = 1000
_REALTIME_CHUNK_MS = 100
# A step of the timestamps larger than this is a clock set anew, not a hole in a recording.
_LARGEST_HOLE_MS = 3_600_000
# A file may end this much before its declared length without anything being lost.
_TAIL_SLACK_MS = 1000


class RecordedSource:
    """An `AudioSource` over something with an end. Media time is the medium's own playing time.

    `connect` opens the medium; `start_ms` skips what comes before. With `pace="realtime"` a chunk
    is given when its last sample would have been spoken. What a damaged or cut file lacks becomes
    a `CoverageGap`; only a medium from which nothing at all can be heard raises `AudioError`.
    """

    def __init__(
        self,
        address: MediaAddress,
        connect: Connect,
        *,
        pace: Pace = "fast",
        start_ms: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._connect = connect
        self._pace = pace
        self._start_ms = start_ms
        self._clock = clock
        self._closed = threading.Event()
        self._connection: MediaConnection | None = None

    @property
    def live(self) -> bool:
        """False: a recording can be read again."""
        return False

    @property
    def info(self) -> MediaInfo:
        """What the container says of itself; opens it, and raises `AudioError`."""
        return self._open().info

    def describe(self) -> str:
        """The file's name or the address without keys."""
        return self._address.label

    def close(self) -> None:
        """End `chunks` after the chunk in hand."""
        self._closed.set()

    def chunks(self) -> Iterator[AudioChunk | CoverageGap]:
        """Yield sound and gaps in order; raise `AudioError` when nothing can be heard."""
        connection = self._open()
        try:
            items = self._in_order(connection)
            yield from self._paced(items) if self._pace == "realtime" else items
        finally:
            self._connection = None
            connection.close()

    def _open(self) -> MediaConnection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _in_order(self, connection: MediaConnection) -> Iterator[AudioChunk | CoverageGap]:
        timeline = Timeline(position_ms=self._start_ms, origin_ms=0)
        chunk_ms = _REALTIME_CHUNK_MS if self._pace == "realtime" else _FAST_CHUNK_MS
        gatherer = Gatherer(timeline, chunk_ms=chunk_ms)
        failure: AudioError | None = None
        heard = False
        try:
            for sound in _from(self._start_ms, connection.sound()):
                reason = GapReason.BROKEN if heard else GapReason.NO_SOUND
                yield from gatherer.add(
                    sound.pcm, sound.at_ms, at_most_ms=_LARGEST_HOLE_MS, reason=reason
                )
                heard = True
                if self._closed.is_set():
                    return
        except AudioError as error:
            failure = error
        yield from gatherer.flush()
        yield from self._rest(connection, gatherer, failure, heard=heard)

    def _rest(
        self,
        connection: MediaConnection,
        gatherer: Gatherer,
        failure: AudioError | None,
        *,
        heard: bool,
    ) -> Iterator[AudioChunk | CoverageGap]:
        """Tell what the medium says it holds and did not give."""
        info = connection.info
        end_ms = info.duration_ms if info.duration_ms is not None else gatherer.position_ms
        if not heard and end_ms > self._start_ms:
            raise failure or AudioError(
                "没有读出任何声音",
                where=self._address.label,
                hint="文件可能已损坏，请确认能正常播放",
            )
        missing = max(0, end_ms - gatherer.position_ms)
        if failure is not None:
            yield from gatherer.gap(missing, GapReason.INTERRUPTED)
        elif info.duration_declared and end_ms - connection.last_ms > _TAIL_SLACK_MS:
            yield from gatherer.gap(missing, GapReason.TRUNCATED)

    def _paced(
        self, items: Iterator[AudioChunk | CoverageGap]
    ) -> Iterator[AudioChunk | CoverageGap]:
        began = self._clock()
        for item in items:
            due = began + (item.end_ms - self._start_ms) / 1000
            wait = due - self._clock()
            if wait > 0 and self._closed.wait(wait):
                return
            yield item


def _from(start_ms: int, sounds: Iterator[DecodedSound]) -> Iterator[DecodedSound]:
    """Yield what lies after `start_ms`, cutting the piece that straddles it."""
    next_ms = 0
    for sound in sounds:
        at_ms = sound.at_ms if sound.at_ms is not None else next_ms
        next_ms = at_ms + len(sound.pcm) // SAMPLES_PER_MS
        if at_ms >= start_ms:
            yield sound
        elif next_ms > start_ms:
            cut = (start_ms - at_ms) * SAMPLES_PER_MS
            yield DecodedSound(pcm=sound.pcm[cut:], at_ms=start_ms)
