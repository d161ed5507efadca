"""Hands the durable events, in their order, and the partial texts to whoever listens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

EventDict = Mapping[str, Any]
Subscriber = Callable[[Sequence[EventDict]], None]


class LiveFeed:
    """Thread-safe; subscribers run on the writer's thread and must only hand over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[int, Subscriber] = {}
        self._next_key = 0

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` with every batch from now on; gives the way to end that."""
        with self._lock:
            key = self._next_key
            self._next_key += 1
            self._subscribers[key] = subscriber

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers.pop(key, None)

        return unsubscribe

    def publish(self, events: Sequence[EventDict]) -> None:
        """Hand over durable events (they have a `seq`) or partial texts (they have none)."""
        with self._lock:
            subscribers = tuple(self._subscribers.values())
        for subscriber in subscribers:
            subscriber(events)
