"""The order in which waiting decodes of all rooms are answered; no threads, no clock.

Per room only the newest heartbeat counts: any newer request of the same room makes a waiting one
worthless, and it is dropped. Finals, micro-pauses and second listenings are never dropped.
Otherwise the earliest comes first.
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

    def put(self, request: DecodeRequest, now: float, tell: T) -> None:
        """Add a request; the room's waiting heartbeats become worthless and are dropped."""
        kept = deque(
            waiting
            for waiting in self._waiting
            if not (waiting.request.droppable and waiting.request.room == request.room)
        )
        self.dropped_heartbeats += len(self._waiting) - len(kept)
        kept.append(Waiting(request=request, since=now, tell=tell))
        self._waiting = kept

    def take(self, limit: int = 1) -> list[Waiting[T]]:
        """Up to `limit` of the oldest requests, removed."""
        return [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]

    def forget(self, room: str) -> list[Waiting[T]]:
        """Remove and give back all that waits for this room: it was closed."""
        gone = [waiting for waiting in self._waiting if waiting.request.room == room]
        self._waiting = deque(w for w in self._waiting if w.request.room != room)
        return gone

    def lag_s(self, now: float) -> float:
        """How long the oldest request has waited."""
        return now - self._waiting[0].since if self._waiting else 0.0
