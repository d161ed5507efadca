"""The durable event log, and the snapshot from which a console that is far behind starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import AlertState
from monitor.core.alerting.triage import lapsed
from monitor.runtime.store import alert_rows, schema
from monitor.runtime.store.base import StoreBase
from monitor.runtime.store.records import Event, Head, event_of, utterance_dict
from monitor.runtime.store.rooms import rooms_of
from monitor.runtime.store.sessions import utterance_of

_E, _A, _U = schema.events, schema.alerts, schema.utterances


class EventLog(StoreBase):
    """Events with a strictly rising `seq`, from which readers resume."""

    def append_event(
        self, type: str, room: str | None, data: Mapping[str, Any], session: str | None = None
    ) -> Event:
        """Append an event of any type (`rules.reloaded`, …); `room` None is for every room."""
        with self._write() as tx:
            return tx.event(type, room, data, session)

    def events_after(
        self, seq: int, *, limit: int = 500, rooms: Sequence[str] | None = None
    ) -> tuple[Event, ...]:
        """The next events after `seq`, oldest first; `rooms` None means all rooms."""
        query = sa.select(_E).where(_E.c.seq > seq).order_by(_E.c.seq).limit(limit)
        if rooms is not None:
            query = query.where(sa.or_(_E.c.room.in_(rooms), _E.c.room.is_(None)))
        with self._db.read() as conn:
            return tuple(event_of(row) for row in conn.execute(query).mappings())

    def recent_events(self, type: str, room: str, limit: int) -> tuple[Event, ...]:
        """The room's newest `limit` events of one type, oldest first."""
        query = (
            sa.select(_E)
            .where(_E.c.type == type, _E.c.room == room)
            .order_by(_E.c.seq.desc())
            .limit(limit)
        )
        with self._db.read() as conn:
            rows = conn.execute(query).mappings().all()
        return tuple(event_of(row) for row in reversed(rows))

    def head(self) -> Head:
        """The database's epoch (new when the database is) and its last seq."""
        with self._db.read() as conn:
            return _head(conn)

    def snapshot(
        self, rooms: Sequence[str] | None = None, *, alerts: int = 200, utterances: int = 30
    ) -> dict[str, Any]:
        """One moment as JSON: `epoch`, `seq`, `rooms`, open `alerts` (newest first) and each live
        session's last `utterances`."""
        open_states = (AlertState.NEW, AlertState.CLAIMED, AlertState.REOPENED)
        with self._db.read() as conn:
            epoch, seq = _head(conn)
            held = rooms_of(conn, rooms)
            ids = [r.id for r in held]
            query = (
                sa.select(_A)
                .where(_A.c.state.in_([s.value for s in open_states]), _A.c.room.in_(ids))
                .order_by(_A.c.observed_at.desc(), _A.c.id.desc())
                .limit(alerts)
            )
            now = self._clock()
            found = [lapsed(a, now).as_dict() for a in alert_rows.load_where(conn, query)]
            spoken: dict[str, list[dict[str, Any]]] = {}
            for room in held:
                if room.session is None:
                    continue
                last = (
                    sa.select(_U)
                    .where(_U.c.session == room.session)
                    .order_by(_U.c.start_ms.desc())
                    .limit(utterances)
                )
                rows = reversed(conn.execute(last).mappings().all())
                spoken[room.id] = [utterance_dict(utterance_of(r), room.session) for r in rows]
        return {
            "epoch": epoch,
            "seq": seq,
            "rooms": [r.as_dict() for r in held],
            "alerts": found,
            "utterances": spoken,
        }


def _head(conn: sa.Connection) -> Head:
    m = schema.meta
    epoch = conn.execute(sa.select(m.c.value).where(m.c.key == "epoch")).scalar_one()
    return Head(epoch, conn.execute(sa.select(sa.func.max(_E.c.seq))).scalar() or 0)
