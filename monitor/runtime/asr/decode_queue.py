"""The order in which waiting decodes of all rooms are answered; no threads, no clock.

Per room only the newest heartbeat counts: any newer request of the same room makes a waiting one
worthless, and it is dropped. A micro-pause that still waits when a later request of its utterance
comes gives that one its place. Finals and second listenings are never dropped. Otherwise the
earliest comes first.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.runtime.asr.requests import DecodeRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Generic[T]):
    """A request, when it was asked for (seconds of the caller's clock), and whom to tell."""

    request: DecodeRequest
    since: float
    tell: T


class DecodeQueue(Generic[T]):
    """Waiting requests, oldest first."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting[T]] = deque()
        self.dropped_heartbeats = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, request: DecodeRequest, now: float, tell: T) -> list[Waiting[T]]:
        """Add a request; gives the waiting micro-pauses that it overtook, which must be answered.

        The room's waiting heartbeats become worthless and are dropped without a word.
        """
        kept: deque[Waiting[T]] = deque()
        overtaken: list[Waiting[T]] = []
        place: int | None = None
        for waiting in self._waiting:
            if not request.overtakes(waiting.request):
                kept.append(waiting)
            elif waiting.request.droppable:
                self.dropped_heartbeats += 1
            else:
                place = len(kept) if place is None else place
                overtaken.append(waiting)
        since = overtaken[0].since if overtaken else now
        kept.insert(
            len(kept) if place is None else place, Waiting(request=request, since=since, tell=tell)
        )
        self._waiting = kept
        return overtaken

    def take(self, limit: int = 1) -> list[Waiting[T]]:
        """The oldest request and up to `limit - 1` others of its shape, oldest first, removed."""
        if not self._waiting:
            return []
        shape = self._waiting[0].request.shape
        taken: list[Waiting[T]] = []
        rest: deque[Waiting[T]] = deque()
        for waiting in self._waiting:
            fits = len(taken) < limit and waiting.request.shape == shape
            (taken if fits else rest).append(waiting)
        self._waiting = rest
        return taken

    def forget(self, room: str) -> list[Waiting[T]]:
        """Remove and give back all that waits for this room: it was closed."""
        gone = [waiting for waiting in self._waiting if waiting.request.room == room]
        self._waiting = deque(w for w in self._waiting if w.request.room != room)
        return gone

    def lag_s(self, now: float) -> float:
        """How long the oldest request has waited."""
        return now - self._waiting[0].since if self._waiting else 0.0
