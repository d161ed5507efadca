"""The rooms of a server: who is on air, what they hear, and one recogniser for all of them."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from monitor.core.consistency.cards import parse_cards
from monitor.errors import AudioError, CardError, ConflictError, MonitorError, NotFoundError
from monitor.model import CoverageGap, ProductCard
from monitor.runtime.asr.scheduler import RecogniserPool
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import AudioChunk, AudioSource
from monitor.runtime.engine import EngineHolder, require_category
from monitor.runtime.quiet_work import quietly
from monitor.runtime.session.room import RoomSession, SessionFacts
from monitor.runtime.session.ruling import Ruling, ruling_of
from monitor.runtime.store import Store
from monitor.runtime.store.records import Room

log = logging.getLogger(__name__)

Publish = Callable[[Sequence[Mapping[str, Any]]], None]


@dataclass(slots=True)
class _Live:
    """A room that hears: its session, and its source when the sound is not pushed."""

    session: RoomSession
    source: AudioSource | None = None
    thread: threading.Thread | None = None
    state: str = "connecting"
    stopping: bool = False


@dataclass(slots=True)
class _Trouble:
    """Why a room last stopped, for people."""

    message: str = ""
    at: str = ""


@dataclass(slots=True)
class _Registry:
    live: dict[str, _Live] = field(default_factory=dict)
    trouble: dict[str, _Trouble] = field(default_factory=dict)


class RoomManager:
    """Thread-safe; every method may block on the disk and is called off the event loop."""

    def __init__(
        self,
        *,
        store: Store,
        engine: EngineHolder,
        pool: RecogniserPool,
        publish: Publish,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._engine = engine
        self._pool = pool
        self._publish = publish
        self._now = now
        self._rooms = _Registry()
        self._vad = SileroNetwork()
        self._lock = threading.RLock()

    # Rooms

    def list_rooms(self) -> list[dict[str, Any]]:
        """Every room, oldest first."""
        return [self._described(room) for room in self._store.list_rooms()]

    def get_room(self, room: str) -> dict[str, Any]:
        """One room; raises NotFoundError."""
        return self._described(self._store.get_room(room))

    def create_room(
        self,
        *,
        room: str | None = None,
        name: str = "",
        products: Sequence[Mapping[str, Any]] = (),
        category: str | None = None,
    ) -> dict[str, Any]:
        """A new room; raises ConflictError, CardError or UsageError."""
        require_category(category)
        if products:
            parse_cards(list(products))
        made = self._store.create_room(
            title=name or room or "直播间", id=room, data={"category": category}
        )
        if products:
            self._store.set_products(made.id, products)
        return self._told(made.id)

    def update_room(self, room: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Change the name or the category."""
        data: dict[str, Any] = {}
        if "category" in changes:
            require_category(changes["category"])
            data["category"] = changes["category"]
        self._store.update_room(room, title=changes.get("name"), data=data)
        self._rejudge(room)
        return self._told(room)

    def delete_room(self, room: str) -> None:
        """Take the room away after its session has been finished."""
        self._store.get_room(room)
        if room in self._rooms.live:
            self.stop_source(room)
        self._store.delete_room(room)

    def set_products(self, room: str, products: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Replace the room's cards; a room on air goes on with the new ones at once."""
        self._store.get_room(room)
        if products:
            parse_cards(list(products))
        self._store.set_products(room, products)
        self._rejudge(room)
        return self._told(room)

    def set_on_air(self, room: str, product: str | None) -> dict[str, Any]:
        """Say by hand which product is on air; raises NotFoundError for an unknown product."""
        known = {str(card.get("id")) for card in self._store.get_room(room).products}
        if product is not None and product not in known:
            raise NotFoundError(f"这个直播间没有商品“{product}”", where=room)
        live = self._rooms.live.get(room)
        if live is None:
            raise ConflictError("直播间没有在播", where=room, hint="先开始监测，再切换商品")
        live.session.put_on_air(product)
        return self._told(room)

    def transcript(self, room: str, *, limit: int) -> list[dict[str, Any]]:
        """The newest final utterances of the room's present or last session, oldest first."""
        self._store.get_room(room)
        return [dict(event.data) for event in self._store.recent_events("utterance", room, limit)]

    # Sound

    def start_source(self, room: str, url: str, *, pace: str = "realtime") -> dict[str, Any]:
        """Begin to hear a file or a stream; raises AudioError, ConflictError or CapacityError."""
        with self._lock:
            held = self._store.get_room(room)
            self._require_silent(room)
            source = open_source(url, pace="fast" if pace == "fast" else "realtime")
            live = self._begin(held, source.describe())
            self._store.update_room(room, data={"source": {"url": url, "pace": pace}})
            self._hear_from(source, room, live)
        return self._told(room)

    def start_listening(self, room: str, source: AudioSource) -> dict[str, Any]:
        """Begin to hear what a sender pushes; it isn't sought again after a restart.

        Raises ConflictError or CapacityError.
        """
        with self._lock:
            held = self._store.get_room(room)
            self._require_silent(room)
            self._hear_from(source, room, self._begin(held, source.describe()))
        return self._told(room)

    def _hear_from(self, source: AudioSource, room: str, live: _Live) -> None:
        live.source = source
        live.thread = threading.Thread(
            target=self._listen, args=(room, live), name=f"room-{room}", daemon=True
        )
        live.thread.start()

    def stop_source(self, room: str) -> dict[str, Any]:
        """Stop hearing; raises ConflictError when the room does not hear anything."""
        self._store.get_room(room)
        live = self._rooms.live.get(room)
        if live is None:
            raise ConflictError("直播间没有音源", where=room)
        live.stopping = True
        if live.source is not None and live.thread is not None:
            live.source.close()
            live.thread.join(timeout=60)
        else:
            self._end(room, live, "stopped", None)
        self._store.update_room(room, data={"source": None})
        return self._told(room)

    def open_push(self, room: str, describe: str) -> RoomSession:
        """A session whose sound is pushed by the caller, who ends it with `close_push`."""
        with self._lock:
            held = self._store.get_room(room)
            self._require_silent(room)
            live = self._begin(held, describe)
            live.state = "live"
        self._told(room)
        return live.session

    def close_push(self, room: str, session: RoomSession, trouble: str | None = None) -> None:
        """The pushed sound has ended, or broke off with `trouble`."""
        live = self._rooms.live.get(room)
        if live is not None and live.session is session:
            self._end(room, live, "ended" if trouble is None else "error", trouble)

    def resume(self) -> None:
        """After a restart: close what a crash left open, and listen again to live streams."""
        for room in self._store.list_rooms():
            if room.session is not None:
                self._store.end_session(room.session, data={"ended": "服务中断"})
            source = room.data.get("source")
            if not source:
                continue
            try:
                if open_source(source["url"]).live:
                    self.start_source(room.id, source["url"], pace=source.get("pace", "realtime"))
            except MonitorError as error:
                self._note_trouble(room.id, error)

    def close(self) -> None:
        """Finish every session; the rooms remember their streams for the next start."""
        for room, live in list(self._rooms.live.items()):
            live.stopping = True
            if live.source is not None and live.thread is not None:
                live.source.close()
                live.thread.join(timeout=30)
            else:
                self._end(room, live, "stopped", None)

    # Within

    def _begin(self, room: Room, source: str) -> _Live:
        self._pool.admit(room.id)
        started_at = self._now()
        record = self._store.start_session(
            room.id, data={"source": source, "model": self._pool.recogniser.name}
        )
        facts = SessionFacts(
            room=room.id,
            session=record.id,
            started_at=started_at,
            source=source,
            model=self._pool.recogniser.name,
        )
        session = RoomSession(
            facts,
            ruling=self._ruling_for(room, record.id),
            stream=RoomStream(SileroVad(self._vad), room=room.id),
            pool=self._pool,
            store=self._store,
            partial=lambda event: self._publish([event]),
            now=self._now,
        )
        live = _Live(session=session)
        self._rooms.live[room.id] = live
        self._rooms.trouble.pop(room.id, None)
        return live

    def _ruling_for(self, room: Room, session: str) -> Ruling:
        return ruling_of(
            self._engine.current,
            cards_in(room),
            category=room.data.get("category"),
            session=session,
        )

    def _rejudge(self, room: str) -> None:
        live = self._rooms.live.get(room)
        if live is None:
            return
        ruling = self._ruling_for(self._store.get_room(room), live.session.facts.session)
        live.session.rejudge_with(ruling)

    def rules_changed(self) -> None:
        """Go on everywhere with the engine that is now in use."""
        for room in list(self._rooms.live):
            # A room may be taken away meanwhile; the others go on with the new rules.
            with contextlib.suppress(NotFoundError), quietly():
                self._rejudge(room)

    def _listen(self, room: str, live: _Live) -> None:
        assert live.source is not None
        trouble: str | None = None
        try:
            for item in live.source.chunks():
                self._hear(room, live, item)
        except AudioError as error:
            trouble = error.diagnostics()
        except MonitorError as error:
            log.error("room %s stopped: %s", room, error.code)
            trouble = error.diagnostics()
        state = "stopped" if live.stopping else "ended"
        self._end(room, live, "error" if trouble else state, trouble)

    def _hear(self, room: str, live: _Live, item: AudioChunk | CoverageGap) -> None:
        if isinstance(item, CoverageGap):
            live.session.skip(item)
            state = "stalled"
        else:
            live.session.feed(item)
            state = "live"
        if live.state != state:
            live.state = state
            self._told(room)

    def _end(self, room: str, live: _Live, state: str, trouble: str | None) -> None:
        live.session.finish()
        self._pool.leave(room)
        if trouble:
            self._rooms.trouble[room] = _Trouble(message=trouble, at=self._now().isoformat())
        self._store.end_session(
            live.session.facts.session,
            media_ms=live.session.media_ms,
            data={"ended": state, "trouble": trouble, "claims": dict(live.session.verdicts)},
        )
        with self._lock:
            if self._rooms.live.get(room) is live:
                del self._rooms.live[room]
        self._told(room)

    def _require_silent(self, room: str) -> None:
        if room in self._rooms.live:
            raise ConflictError("直播间已有音源", where=room, hint="先停止现在的音源，再接新的")

    def _note_trouble(self, room: str, error: MonitorError) -> None:
        self._rooms.trouble[room] = _Trouble(
            message=error.diagnostics(), at=self._now().isoformat()
        )

    def _told(self, room: str) -> dict[str, Any]:
        """Say in the log how the room now stands, and give that back."""
        described = self.get_room(room)
        self._store.append_event("room.state", room, {"change": "state", "room": described})
        return described

    def _described(self, room: Room) -> dict[str, Any]:
        live = self._rooms.live.get(room.id)
        trouble = self._rooms.trouble.get(room.id)
        data = dict(room.data)
        state = "idle"
        if live is not None:
            state = live.state
        elif trouble is not None:
            state = "error"
        return {
            "id": room.id,
            "name": room.title,
            "category": data.get("category"),
            "state": state,
            "trouble": trouble.message if trouble else None,
            "session": live.session.facts.session if live else None,
            "started_at": live.session.facts.started_at.isoformat() if live else None,
            "media_s": round(live.session.media_ms / 1000, 1) if live else None,
            "on_air": live.session.on_air if live else None,
            "source": live.session.facts.source if live else None,
            "claims": dict(live.session.verdicts) if live else None,
            "lag_s": round(self._pool.figures().lag_s, 2) if live else None,
            "products": [dict(card) for card in room.products],
            "version": room.version,
        }


def cards_in(room: Room) -> tuple[ProductCard, ...]:
    """The room's cards, as checked when they were put there."""
    try:
        return parse_cards([dict(card) for card in room.products]) if room.products else ()
    except CardError:
        # Cards written by an older version may no longer parse; the room still hears.
        log.warning("room %s holds cards that no longer parse", room.id)
        return ()
