"""A thread that reads one connection, so that the listener can notice silence and walk away."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from monitor.errors import AudioError
from monitor.runtime.audio.explain import NobodyCameError
from monitor.runtime.audio.pyav import DecodedSound, MediaConnection

# About 40 s of AAC frames: a reader that is late for longer holds the sender back.
_DEPTH = 2048
_POLL_S = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The connection is over: `complete` when a recording reached its end, else why."""

    complete: bool = False
    stalled: bool = False
    error: AudioError | None = None


class Pump:
    """Connects and reads on a thread of its own; `next` waits for what it finds.

    FFmpeg can block where no timeout reaches it (a name look-up, a listener). The thread is left
    behind then and ends by itself: it owns its connection and shares only the queue.
    """

    def __init__(self, connect: Callable[[], MediaConnection]) -> None:
        self._connect = connect
        self._queue: queue.Queue[DecodedSound | Ended] = queue.Queue(_DEPTH)
        self._stopped = threading.Event()
        self.connected = threading.Event()
        threading.Thread(target=self._run, name="audio-pump", daemon=True).start()

    def next(self, timeout_s: float) -> DecodedSound | Ended | None:
        """Return the next sound or the end, or None when nothing came in `timeout_s`."""
        try:
            return self._queue.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def stop(self) -> None:
        """Ask the thread to end; does not wait for it."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            connection = self._connected()
        except AudioError as error:
            self._put(Ended(error=error))
            return
        if connection is None:
            return
        # A known length means a recording behind a stream's address: connecting to it again would
        # tell the same words a second time.
        recording = connection.info.duration_ms is not None
        try:
            self.connected.set()
            for sound in connection.sound():
                if not self._put(sound):
                    return
            self._put(Ended(complete=recording))
        except AudioError as error:
            self._put(Ended(complete=recording, error=error))
        finally:
            connection.close()

    def _connected(self) -> MediaConnection | None:
        while not self._stopped.is_set():
            try:
                return self._connect()
            except NobodyCameError:
                continue
        return None

    def _put(self, item: DecodedSound | Ended) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return True
        return False
