"""One recogniser shared by all rooms: worker threads that answer the decode queue.

Answers come back through a callback on the worker's thread; a session hands them to its own loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from monitor.errors import CapacityError, TranscriptionError
from monitor.runtime.asr.decode_queue import DecodeQueue, Waiting
from monitor.runtime.asr.load import LoadMeter, PoolFigures
from monitor.runtime.asr.port import SAMPLE_RATE, Hypothesis, Recogniser
from monitor.runtime.asr.requests import DecodeRequest

BEAM_STRETCH_LIMIT = 1.0
THRIFTY_STRETCH = 1.2

Answer = Hypothesis | TranscriptionError
Tell = Callable[[DecodeRequest, Answer], None]


class RecogniserPool:
    """Decodes for all rooms on `workers` threads.

    `submit` never blocks; each request that is not dropped is answered exactly once, on a worker's
    thread, with a hypothesis or a TranscriptionError. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        *,
        workers: int = 2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.recogniser = recogniser
        self._clock = clock
        self._queue: DecodeQueue[Tell] = DecodeQueue()
        self._load = LoadMeter(workers)
        self._workers = workers
        self._failures = 0
        self._ghosts = 0
        self._closed = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"asr-{number}", daemon=True)
            for number in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def admit(self, room: str) -> None:
        """Make place for a room.

        Raises CapacityError when what must be decoded takes three quarters of the workers' time.
        """
        with self._changed:
            now = self._clock()
            if not self._load.fits(now, self._queue.lag_s(now)):
                share = round(100 * self._load.expected(now))
                raise CapacityError(
                    f"语音识别已用到 {share}% 的算力，再加一个直播间会漏听",
                    hint="先停掉一个直播间，或换用更小的模型、更快的机器",
                )
            self._load.admit(room, now)

    def leave(self, room: str) -> None:
        """Give up the room's place; what still waits for it is dropped without an answer."""
        with self._changed:
            self._load.leave(room)
            self._queue.forget(room)

    def submit(self, request: DecodeRequest, tell: Tell) -> None:
        """Have the request decoded; `tell(request, answer)` is called on a worker's thread.

        A request that is settled already is answered at once, on the caller's thread, and so is a
        waiting micro-pause that this one overtakes, with nothing. A heartbeat that a newer request
        of its room overtakes is dropped and never answered.
        """
        if request.settled is not None:
            tell(request, request.settled)
            return
        with self._changed:
            if self._closed:
                raise TranscriptionError("语音识别已经停止", hint="重新启动服务")
            overtaken = self._queue.put(request, self._clock(), tell)
            self._changed.notify()
        for waiting in overtaken:
            waiting.tell(waiting.request, Hypothesis(text="", dropped="overtaken"))

    @property
    def stretch(self) -> float:
        """How much longer heartbeats should be under the present load, 0.6 to 3.0."""
        with self._changed:
            now = self._clock()
            return self._load.stretch(now, self._queue.lag_s(now))

    @property
    def beam_size(self) -> int:
        """The beam that pauses and finals can afford now: 5, or 1 under load."""
        return 5 if self.stretch < BEAM_STRETCH_LIMIT else 1

    @property
    def thrifty(self) -> bool:
        """True under load: then decodes are given few hot words."""
        return self.stretch > THRIFTY_STRETCH

    @property
    def relisten_allowed(self) -> bool:
        """False under load: then second listenings are skipped."""
        with self._changed:
            now = self._clock()
            return self._load.relisten_allowed(now, self._queue.lag_s(now))

    def figures(self) -> PoolFigures:
        """The pool's state now."""
        with self._changed:
            now = self._clock()
            lag = self._queue.lag_s(now)
            return PoolFigures(
                workers=self._workers,
                rooms=self._load.rooms,
                queued=len(self._queue),
                lag_s=lag,
                busy=self._load.busy(now),
                stretch=self._load.stretch(now, lag),
                decode_s=self._load.decode_s,
                real_time_factor=self._load.real_time_factor,
                decodes=self._load.decodes,
                failures=self._failures,
                dropped_heartbeats=self._queue.dropped_heartbeats,
                ghosts=self._ghosts,
            )

    def close(self, timeout_s: float = 10.0) -> None:
        """Answer what waits, then end the threads; waits at most `timeout_s` for each."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout_s)

    def _work(self, worker: int) -> None:
        while batch := self._next(worker):
            answers = self._decode(batch)
            with self._changed:
                sound_s = sum(len(w.request.pcm) for w in batch) / SAMPLE_RATE
                needed = sum(w.request.needed for w in batch) / len(batch)
                self._load.finished(worker, self._clock(), len(batch), sound_s, needed=needed)
                for answer in answers:
                    if isinstance(answer, TranscriptionError):
                        self._failures += 1
                    elif answer.dropped is not None:
                        self._ghosts += 1
            for waiting, answer in zip(batch, answers, strict=True):
                waiting.tell(waiting.request, answer)

    def _next(self, worker: int) -> list[Waiting[Tell]]:
        """The next batch, waited for; empty when the pool is closed and nothing waits."""
        with self._changed:
            while not self._queue and not self._closed:
                self._changed.wait()
            share = -(-len(self._queue) // self._workers)
            batch = self._queue.take(max(1, min(share, self.recogniser.batch_size)))
            if batch:
                self._load.started(worker, self._clock())
            return batch

    def _decode(self, batch: list[Waiting[Tell]]) -> list[Answer]:
        inputs = [waiting.request.as_input() for waiting in batch]
        try:
            return list(self.recogniser.transcribe_many(inputs))
        except TranscriptionError as error:
            return [error] * len(batch)
        except Exception as error:  # noqa: BLE001 - a plugged-in engine must not end the thread
            failure = TranscriptionError(f"语音识别引擎出错：{type(error).__name__}")
            failure.__cause__ = error
            return [failure] * len(batch)
