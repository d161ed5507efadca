"""What the store gives back, beside alerts: rooms, sessions, events, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from monitor.core.alerting import Alert, from_iso, iso
from monitor.model import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the durable log; `seq` rises strictly within an `epoch`."""

    seq: int
    type: str
    room: str | None
    at: datetime
    data: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form that the live protocol sends."""
        return {
            "seq": self.seq,
            "type": self.type,
            "room": self.room,
            "at": iso(self.at),
            "data": dict(self.data),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """直播间: `data` is the caller's own (source, operator, host, …); products in card order."""

    id: str
    title: str
    data: Mapping[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    products: tuple[Mapping[str, Any], ...] = ()
    session: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON form; `session` is the one on air, or null."""
        return {
            "id": self.id,
            "title": self.title,
            "data": dict(self.data),
            "version": self.version,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
            "products": [dict(p) for p in self.products],
            "session": self.session,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """场次: one broadcast; `media_ms` is its length once it ended."""

    id: str
    room: str
    started_at: datetime
    ended_at: datetime | None
    media_ms: int | None
    data: Mapping[str, Any]
    purged: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "id": self.id,
            "room": self.room,
            "started_at": iso(self.started_at),
            "ended_at": iso(self.ended_at) if self.ended_at else None,
            "media_ms": self.media_ms,
            "data": dict(self.data),
            "purged": self.purged,
        }


class RaisedAlert(NamedTuple):
    """The alert as it now is, its event (None if nothing changed), and whether it is new."""

    alert: Alert
    event: Event | None
    created: bool


class AlertPage(NamedTuple):
    """One page, newest first; `cursor` asks for the next, None at the end."""

    items: tuple[Alert, ...]
    cursor: str | None


class Head(NamedTuple):
    """Where the log stands: the database's own id and the last seq (0 when empty)."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """封存: what must not be erased; `scope` is room, session or alert."""

    id: str
    scope: str
    target: str
    who: str
    reason: str
    at: datetime
    released_at: datetime | None = None


def event_of(row: sa.RowMapping) -> Event:
    """The event of its row."""
    return Event(
        seq=row["seq"],
        type=row["type"],
        room=row["room"],
        at=from_iso(row["at"]),
        data=row["data"],
    )


def utterance_dict(utterance: Utterance, session: str) -> dict[str, Any]:
    """The JSON of an utterance, partial or final, as events and transcripts carry it; seconds."""
    return {
        "id": utterance.id,
        "session": session,
        "text": utterance.text,
        "start_s": _seconds(utterance.start_ms),
        "end_s": _seconds(utterance.end_ms),
        "final": utterance.final,
        "words": [
            {
                "text": w.text,
                "start_s": _seconds(w.start_ms),
                "end_s": _seconds(w.end_ms),
                "probability": round(w.probability, 3),
            }
            for w in utterance.words
        ],
    }


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else round(ms / 1000, 3)
