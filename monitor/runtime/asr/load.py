"""How busy the recogniser is, how far heartbeats stretch, and whether another room fits.

Counters over a sliding window; the clock's seconds come in as arguments. A room fits by what must
be decoded (finals and micro-pauses), for heartbeats and second listenings give way under load.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

WINDOW_S = 10.0
ROOM_LIMIT = 0.75
STRETCH_FROM = 0.6
STRETCH_FULL = 0.95
STRETCH_MAX = 3.0
LAG_FULL_S = 1.5
RELISTEN_LIMIT = 0.85
NEEDED_PER_TALKING_S = 0.45
"""Finals and micro-pauses a second of sales talk, as counted over the labelled recordings."""
STRETCH_MIN = 0.6
IDLE_BELOW = 0.2
IDLE_UNTIL = 0.5
LAG_LIMIT_S = 4.0
FIRST_GUESS_S = 0.2
SETTLING_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFigures:
    """The pool's state for people and metrics.

    `busy`: share of the workers' time spent decoding in the last ten seconds. `lag_s`: how long the
    oldest request has waited. `real_time_factor`: seconds of decoding for a second of sound
    decoded. `decode_s`: mean time of one decode. Counts are since the start.
    """

    workers: int
    rooms: int
    queued: int
    lag_s: float
    busy: float
    stretch: float
    decode_s: float
    real_time_factor: float
    decodes: int
    failures: int
    dropped_heartbeats: int
    ghosts: int


class LoadMeter:
    """Time spent decoding, by the clock that the caller keeps."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._spans: deque[tuple[float, float, float]] = deque()
        """Begin, end, and the share of the decodes that were needed."""
        self._running: dict[int, float] = {}
        self._rooms: dict[str, float] = {}
        self._mean_s: float | None = None
        self._began: float | None = None
        self._sound_s = 0.0
        self._spent_s = 0.0
        self.decodes = 0

    @property
    def rooms(self) -> int:
        """Rooms that were admitted and have not left."""
        return len(self._rooms)

    @property
    def decode_s(self) -> float:
        """Mean seconds of one decode; a guess before the first."""
        return self._mean_s if self._mean_s is not None else FIRST_GUESS_S

    @property
    def real_time_factor(self) -> float:
        """Seconds of decoding for a second of sound."""
        return self._spent_s / self._sound_s if self._sound_s else 0.0

    def started(self, worker: int, now: float) -> None:
        """A worker begins to decode."""
        if self._began is None:
            self._began = now
        self._running[worker] = now

    def finished(
        self, worker: int, now: float, inputs: int, sound_s: float, *, needed: float = 1.0
    ) -> None:
        """The worker is done with `inputs` requests that held `sound_s` seconds of sound.

        `needed`: the share of them that could not have been left out.
        """
        began = self._running.pop(worker)
        self._spans.append((began, now, needed))
        spent = now - began
        self._spent_s += spent
        self._sound_s += sound_s
        self.decodes += inputs
        each = spent / inputs
        self._mean_s = each if self._mean_s is None else 0.9 * self._mean_s + 0.1 * each

    def busy(self, now: float) -> float:
        """Share of the workers' time spent decoding in the last ten seconds, 0..1."""
        return self._share(now, [(began, now, 1.0) for began in self._running.values()], all_=True)

    def needed(self, now: float) -> float:
        """Share of the workers' time in the last ten seconds that could not have been left out."""
        return self._share(now, [], all_=False)

    def _share(self, now: float, running: list[tuple[float, float, float]], *, all_: bool) -> float:
        while self._spans and self._spans[0][1] < now - WINDOW_S:
            self._spans.popleft()
        since = now - WINDOW_S
        if self._began is not None and self._began > since:
            since = min(self._began, now - 1.0)
        spent = sum(
            max(0.0, min(end, now) - max(begin, since)) * (1.0 if all_ else needed)
            for begin, end, needed in (*self._spans, *running)
        )
        return min(1.0, spent / (self._workers * (now - since)))

    def stretch(self, now: float, lag_s: float) -> float:
        """How much longer heartbeats should be: 0.6 while there is time, 1.0, up to 3.0."""
        busy = self.busy(now)
        by_load = (busy - STRETCH_FROM) / (STRETCH_FULL - STRETCH_FROM)
        share = min(1.0, max(0.0, by_load, lag_s / LAG_FULL_S))
        if share == 0.0:
            spare = (IDLE_UNTIL - busy) / (IDLE_UNTIL - IDLE_BELOW)
            return 1.0 - (1.0 - STRETCH_MIN) * min(1.0, max(0.0, spare))
        return 1.0 + (STRETCH_MAX - 1.0) * share

    def relisten_allowed(self, now: float, lag_s: float) -> bool:
        """False under load: then second listenings are skipped."""
        return self.busy(now) < RELISTEN_LIMIT and lag_s < 0.5 * LAG_FULL_S

    def room_share(self) -> float:
        """The share of the workers' time that one room's needed decodes are expected to take."""
        return NEEDED_PER_TALKING_S * self.decode_s / self._workers

    def expected(self, now: float) -> float:
        """The share of the workers' time that the rooms take, those just admitted by estimate."""
        young = sum(1 for since in self._rooms.values() if now - since < SETTLING_S)
        return max(self.needed(now), young * self.room_share())

    def fits(self, now: float, lag_s: float = 0.0) -> bool:
        """True while needed decodes take at most three quarters of the time and none waits long."""
        return not self._rooms or (self.expected(now) <= ROOM_LIMIT and lag_s <= LAG_LIMIT_S)

    def admit(self, room: str, now: float) -> None:
        """Count a room."""
        self._rooms.setdefault(room, now)

    def leave(self, room: str) -> None:
        """Stop counting a room."""
        self._rooms.pop(room, None)
