"""A room, its recogniser and its store in virtual time: nothing here waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from monitor.core.alerting import AlertState
from monitor.errors import TranscriptionError
from monitor.model import CoverageGap, ProductCard
from monitor.runtime.asr.decode_queue import DecodeQueue, Waiting
from monitor.runtime.asr.fakes import ScriptedRecogniser, ScriptedVad, VirtualClock
from monitor.runtime.asr.port import DecodeInput, Hypothesis, Pcm
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.scheduler import Tell
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.audio.source import AudioChunk
from monitor.runtime.engine import Engine
from monitor.runtime.session.room import RoomSession, SessionFacts
from monitor.runtime.session.ruling import Ruling, ruling_of
from monitor.runtime.store import Store

CHUNK_S = 0.1
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class VirtualPool:
    """Two workers whose decodes take `cost_s` of virtual time each."""

    recogniser: ScriptedRecogniser
    clock: VirtualClock
    cost_s: float = 0.2
    workers: int = 2
    failing: bool = False
    late_s: float = 0.0
    """How much longer a second listening takes."""
    stretch: float = 1.0
    beam_size: int = 1
    thrifty: bool = False
    relisten_allowed: bool = True
    draining: bool = False
    asked: list[DecodeKind] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queue: DecodeQueue[Tell] = DecodeQueue()
        self._running: list[tuple[float, Waiting[Tell]]] = []

    def submit(self, request: DecodeRequest, tell: Tell) -> None:
        self.asked.append(request.kind)
        overtaken = self.queue.put(request, self.clock(), tell)
        for waiting in overtaken:
            waiting.tell(waiting.request, Hypothesis(text="", dropped="overtaken"))
        if self.draining:
            self.drain()

    def run(self) -> None:
        """Do what is done by now, in order."""
        while True:
            while self.queue and len(self._running) < self.workers:
                waiting = self.queue.take()[0]
                extra = self.late_s if waiting.request.kind is DecodeKind.RELISTEN else 0.0
                self._running.append((self.clock() + self.cost_s + extra, waiting))
            due = min(self._running, key=lambda each: each[0], default=None)
            if due is None or due[0] > self.clock():
                return
            self._running.remove(due)
            self._answer(due[1])

    def drain(self) -> None:
        while self._running or self.queue:
            waiting = self._running.pop(0)[1] if self._running else self.queue.take()[0]
            self._answer(waiting)

    def _answer(self, waiting: Waiting[Tell]) -> None:
        if self.failing:
            waiting.tell(waiting.request, TranscriptionError("语音识别引擎出错"))
        else:
            heard = self.recogniser.transcribe(waiting.request.as_input())
            waiting.tell(waiting.request, heard)


class VirtualRoom:
    """One room on air over a real store and the real rules."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        script: str,
        *,
        name: str = "r1",
        instead: Callable[[DecodeInput], Hypothesis | None] | None = None,
        cards: tuple[ProductCard, ...] = (),
        listen: bool = False,
        clock: VirtualClock | None = None,
    ) -> None:
        self.store, self.name, self.script = store, name, script
        self.clock = clock or VirtualClock()
        self.pool = VirtualPool(ScriptedRecogniser(script, fail=instead), self.clock)
        if name not in {room.id for room in store.list_rooms()}:
            store.create_room(title=name, id=name)
        self.id = store.start_session(name, data={}).id
        self.partials: list[Mapping[str, Any]] = []
        self.media_s = 0.0
        stream = RoomStream(ScriptedVad(), room=name)
        now = self.clock
        self.session = RoomSession(
            SessionFacts(room=name, session=self.id, started_at=START, source="", model="scripted"),
            ruling=self.ruling(engine, cards, listen=listen),
            stream=stream,
            pool=self.pool,
            store=store,
            partial=self.partials.append,
            # Not through `self`: a room that leaves is to be freed at once.
            now=lambda: START + timedelta(seconds=now()),
        )

    def ruling(
        self, engine: Engine, cards: tuple[ProductCard, ...] = (), *, listen: bool = False
    ) -> Ruling:
        """What the room judges by; without a second ear unless it is wanted."""
        whole = ruling_of(engine, cards, category=None, session=self.id)
        return whole if listen else replace(whole, listening=None, dedup_s={})

    def hear(self, pcm: Pcm) -> None:
        """Play sound at the pace of the virtual clock."""
        size = int(CHUNK_S * 16_000)
        for at in range(0, len(pcm), size):
            part = np.asarray(pcm[at : at + size], np.float32)
            self.session.feed(AudioChunk(pcm=part, start_ms=round(1000 * self.media_s)))
            self.media_s += len(part) / 16_000
            self.clock.advance(len(part) / 16_000)
            self.pool.run()

    def break_for(self, seconds: float, *, told: bool = True) -> None:
        """Sound that does not arrive: the source tells of it, or the times only jump."""
        start = round(1000 * self.media_s)
        self.media_s += seconds
        self.clock.advance(seconds)
        if told:
            end = round(1000 * self.media_s)
            self.session.skip(CoverageGap(start_ms=start, end_ms=end, reason="信号中断"))
        self.pool.run()

    def finish(self) -> None:
        self.pool.draining = True
        self.pool.drain()
        self.session.finish(timeout_s=0.0)
        self.store.end_session(self.id, media_ms=self.session.media_ms)

    @property
    def alerts(self) -> list[Any]:
        return [a for a in self.store.list_alerts(limit=200).items if a.session == self.id]

    @property
    def live(self) -> list[Any]:
        """The alerts that count."""
        return [alert for alert in self.alerts if alert.state is not AlertState.WITHDRAWN]

    @property
    def gaps(self) -> list[CoverageGap]:
        return list(self.store.list_gaps(self.id))

    @property
    def text(self) -> str:
        return "".join(u.text for u in self.store.list_utterances(self.id))
