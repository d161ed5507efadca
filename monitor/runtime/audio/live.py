"""A live stream: heard as it comes, reconnected when it breaks, its outages told as gaps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from monitor.errors import AudioError
from monitor.model import CoverageGap
from monitor.runtime.audio.address import MediaAddress
from monitor.runtime.audio.gather import Gatherer
from monitor.runtime.audio.pump import Ended, Pump
from monitor.runtime.audio.pyav import DecodedSound, MediaConnection
from monitor.runtime.audio.source import AudioChunk, GapReason
from monitor.runtime.audio.timeline import Timeline

Connect = Callable[[], MediaConnection]
Item = AudioChunk | CoverageGap

_POLL_S = 0.25
_CHUNK_MS = 40
# How far timestamps may run ahead of the wall clock before they count as set anew.
_CLOCK_SLACK_MS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a connection, for sound, between attempts, and in all.

    `stall_s` without sound count as a stalled line. `give_up_s` counts from the last sound; None
    means never.
    """

    open_s: float = 10.0
    stall_s: float = 10.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0
    give_up_s: float | None = 900.0

    def wait_s(self, failures: int) -> float:
        """The pause after the n-th failed attempt in a row: doubling up to the longest."""
        return min(self.longest_wait_s, self.first_wait_s * 2.0 ** min(failures - 1, 16))


class LiveSource:
    """An `AudioSource` over something on air. Media time zero is the first sample heard.

    The first connection must succeed, or `AudioError` is raised at once, so that a mistyped
    address is told; a listener waits for its sender as long as it takes. Afterwards every loss is
    waited out: media time runs on by the wall clock and a `CoverageGap` tells of it, one for each
    attempt, so that people hear of an outage while it lasts.
    """

    def __init__(
        self,
        address: MediaAddress,
        connect: Connect,
        *,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._connect = connect
        self._patience = patience or Patience()
        self._clock = clock
        self._closed = threading.Event()
        self._finished = threading.Event()
        self._heard_at: float | None = None
        self._told_until = 0.0

    @property
    def live(self) -> bool:
        """True: what was missed is gone."""
        return True

    def describe(self) -> str:
        """The address without keys."""
        waiting = "（等待推流）" if self._address.listen else ""
        return f"{self._address.label}{waiting}"

    def close(self) -> None:
        """End `chunks` within a quarter of a second."""
        self._closed.set()

    def finish(self) -> None:
        """End `chunks` once the present connection is over: its sender has said that it is done."""
        self._finished.set()

    def chunks(self) -> Iterator[Item]:
        """Yield sound and gaps until the stream is over or closed; raise `AudioError`."""
        gatherer = Gatherer(Timeline(), chunk_ms=_CHUNK_MS)
        failures = 0
        while not self._closed.is_set():
            pump = Pump(self._connect)
            heard_before = self._heard_at
            try:
                ended = yield from self._listen(pump, gatherer)
            finally:
                pump.stop()
            yield from gatherer.flush()
            if self._closed.is_set() or self._finished.is_set() or ended.complete:
                return
            if self._heard_at is None and not self._address.listen:
                raise ended.error or self._error("直播流里没有声音", "请确认直播已经开始")
            reason = GapReason.STALLED if ended.stalled else GapReason.DISCONNECTED
            failures = 1 if self._heard_at != heard_before else failures + 1
            self._closed.wait(self._patience.wait_s(failures))
            gatherer.forget_stream_clock()
            yield from self._outage(gatherer, reason)
            self._check_patience()

    def _listen(self, pump: Pump, gatherer: Gatherer) -> Generator[Item, None, Ended]:
        """Give what one connection gives; return how it ended."""
        silent_since = self._clock()
        first, connected = True, False
        while not self._closed.is_set():
            found = pump.next(_POLL_S)
            now = self._clock()
            if isinstance(found, Ended):
                return found
            if not connected and pump.connected.is_set():
                connected, silent_since = True, now
            if found is not None:
                if first:
                    yield from self._outage(gatherer, GapReason.DISCONNECTED)
                yield from self._take(found, gatherer, now)
                first, silent_since = False, now
            elif now - silent_since > self._limit_s(connected):
                if connected or not self._address.listen:
                    return Ended(stalled=True, error=self._error("没有收到声音", "请检查直播"))
                silent_since = now
                yield from self._outage(gatherer, GapReason.DISCONNECTED)
                self._check_patience()
        return Ended()

    def _limit_s(self, connected: bool) -> float:
        """How long nothing may come; while connecting, FFmpeg's own limit should speak first."""
        if connected or self._address.listen:
            return self._patience.stall_s
        return self._patience.open_s + 1.0

    def _take(self, sound: DecodedSound, gatherer: Gatherer, now: float) -> Iterator[Item]:
        since_ms = int((now - self._heard_at) * 1000) if self._heard_at is not None else 0
        self._heard_at = self._told_until = now
        yield from gatherer.add(
            sound.pcm,
            sound.at_ms,
            at_most_ms=since_ms + _CLOCK_SLACK_MS,
            reason=GapReason.BROKEN,
        )

    def _outage(self, gatherer: Gatherer, reason: str) -> Iterator[Item]:
        """Let media time catch up with the wall clock, as time that was not heard."""
        if self._heard_at is None:
            return
        now = self._clock()
        missed_ms = int((now - self._told_until) * 1000)
        if missed_ms > 0:
            self._told_until = now
            yield from gatherer.gap(missed_ms, reason)

    def _check_patience(self) -> None:
        limit = self._patience.give_up_s
        if limit is None or self._heard_at is None or self._address.listen:
            return
        if self._clock() - self._heard_at > limit:
            raise self._error(f"断流已超过 {limit:.0f} 秒，不再重连", "直播可能已经结束")

    def _error(self, message: str, hint: str) -> AudioError:
        return AudioError(message, where=self._address.label, hint=hint)
