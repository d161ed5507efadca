"""Sessions and what was heard in them: utterances, gaps, and the transcript put in evidence."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import from_iso, iso
from monitor.core.ledger import canonical
from monitor.errors import NotFoundError
from monitor.model import CoverageGap, Source, Utterance, Word
from monitor.runtime.store import schema
from monitor.runtime.store.base import StoreBase, Tx
from monitor.runtime.store.records import Event, SessionRecord, utterance_dict
from monitor.runtime.store.verdicts import end_mutes

_S, _U, _G = schema.sessions, schema.utterances, schema.gaps


class SessionTable(StoreBase):
    """场次, 语句 and 监测缺口."""

    def start_session(
        self, room: str, *, id: str | None = None, data: Mapping[str, Any] | None = None
    ) -> SessionRecord:
        """A new session on air; media time zero is now. `data` (source, model, pack, operator, …)
        goes into the evidence as given.

        Raises:
            NotFoundError: no such room.
        """
        session = id or "ses-" + secrets.token_hex(6)
        with self._write() as tx:
            r = schema.rooms
            known = tx.conn.execute(
                sa.select(r.c.title, r.c.data).where(r.c.id == room, r.c.deleted_at.is_(None))
            ).first()
            if known is None:
                raise NotFoundError(f"没有直播间“{room}”", where=room)
            tx.conn.execute(
                _S.insert().values(
                    id=session, room=room, started_at=iso(tx.at), data=dict(data or {})
                )
            )
            made = _session(tx.conn, session)
            self._append_evidence(
                tx,
                "session.started",
                session=session,
                room=room,
                who={"room": {"id": room, "title": known.title, **known.data}},
                when={"stream_start": iso(tx.at)},
                how=dict(made.data),
            )
            tx.event("room.state", room, {"change": "on-air", "session": made.as_dict()}, session)
        return made

    def end_session(
        self,
        session: str,
        *,
        media_ms: int | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> SessionRecord:
        """End the session and put its transcript and gaps into evidence; ending twice does nothing.

        `data` (how it ended, counts of claims) is merged into the session's own.

        Raises:
            NotFoundError: no such session.
        """
        held = self.get_session(session)
        if held.ended_at is not None:
            return held
        # The file is on disk before the record that names it.
        ref = self.files.put_object(canonical(self.transcript(session)))
        with self._write() as tx:
            tx.conn.execute(
                _S.update()
                .where(_S.c.id == session)
                .values(
                    ended_at=iso(tx.at),
                    media_ms=media_ms,
                    data={**held.data, **(data or {})},
                )
            )
            ended = _session(tx.conn, session)
            self._append_evidence(
                tx,
                "session.ended",
                session=session,
                room=held.room,
                when={"stream_start": iso(held.started_at), "stream_end": iso(tx.at)},
                how={"gaps": [_gap_dict(g) for g in _gaps(tx.conn, session)]},
                integrity={"objects": [ref.as_dict("transcript")]},
            )
            end_mutes(tx, session)
            tx.event(
                "room.state", held.room, {"change": "off-air", "session": ended.as_dict()}, session
            )
        return ended

    def get_session(self, session: str) -> SessionRecord:
        """The session.

        Raises:
            NotFoundError: no such session.
        """
        with self._db.read() as conn:
            return _session(conn, session)

    def list_sessions(self, room: str | None = None, limit: int = 100) -> tuple[SessionRecord, ...]:
        """Sessions, newest first."""
        query = sa.select(_S).order_by(_S.c.started_at.desc(), _S.c.id.desc()).limit(limit)
        if room is not None:
            query = query.where(_S.c.room == room)
        with self._db.read() as conn:
            return tuple(session_of(row) for row in conn.execute(query).mappings())

    def add_utterance(
        self,
        room: str,
        session: str,
        utterance: Utterance,
        *,
        extra: Mapping[str, Any] | None = None,
    ) -> Event:
        """Keep a final utterance with its words; the same id again replaces the text.

        Partial ones are not for the store. `extra` (marks, the product on air) goes with the event.

        Raises:
            NotFoundError: no such session.
            ValueError: the utterance is partial, or without media times.
        """
        start_ms, end_ms = utterance.start_ms, utterance.end_ms
        if not utterance.final or start_ms is None or end_ms is None:
            raise ValueError("only final utterances with media times are stored")
        with self._write() as tx:
            _require(tx, session)
            tx.conn.execute(_U.delete().where(_U.c.session == session, _U.c.id == utterance.id))
            tx.conn.execute(
                _U.insert().values(
                    session=session,
                    id=utterance.id,
                    room=room,
                    start_ms=start_ms,
                    end_ms=end_ms,
                    text=utterance.text,
                    words=[[w.text, w.start_ms, w.end_ms, w.probability] for w in utterance.words],
                    avg_logprob=utterance.avg_logprob,
                    logged_at=iso(tx.at),
                )
            )
            told = {**utterance_dict(utterance, session), **(extra or {})}
            return tx.event("utterance", room, told, session)

    def list_utterances(
        self,
        session: str,
        *,
        from_ms: int | None = None,
        to_ms: int | None = None,
        limit: int | None = None,
    ) -> tuple[Utterance, ...]:
        """The last `limit` utterances that touch [from_ms, to_ms), in media order."""
        query = sa.select(_U).where(_U.c.session == session)
        if from_ms is not None:
            query = query.where(_U.c.end_ms > from_ms)
        if to_ms is not None:
            query = query.where(_U.c.start_ms < to_ms)
        query = query.order_by(_U.c.start_ms.desc(), _U.c.id.desc()).limit(limit)
        with self._db.read() as conn:
            return tuple(utterance_of(r) for r in reversed(conn.execute(query).mappings().all()))

    def add_gap(self, room: str, session: str, gap: CoverageGap) -> Event:
        """Keep media time that was not heard.

        Raises:
            NotFoundError: no such session.
        """
        with self._write() as tx:
            _require(tx, session)
            tx.conn.execute(
                _G.insert().values(
                    room=room,
                    session=session,
                    start_ms=gap.start_ms,
                    end_ms=gap.end_ms,
                    reason=gap.reason,
                    logged_at=iso(tx.at),
                )
            )
            return tx.event("coverage.gap", room, {"session": session, **_gap_dict(gap)}, session)

    def list_gaps(self, session: str) -> tuple[CoverageGap, ...]:
        """The session's gaps in media order."""
        with self._db.read() as conn:
            return _gaps(conn, session)

    def transcript(self, session: str) -> dict[str, Any]:
        """The whole session as JSON: who spoke is unknown, so only text and times."""
        with self._db.read() as conn:
            held = _session(conn, session)
            rows = conn.execute(
                sa.select(_U).where(_U.c.session == session).order_by(_U.c.start_ms, _U.c.id)
            ).mappings()
            return {
                "schema": "livestream-monitor/transcript/1",
                "session": held.id,
                "room": held.room,
                "started_at": iso(held.started_at),
                "utterances": [utterance_dict(utterance_of(r), session) for r in rows],
                "gaps": [_gap_dict(g) for g in _gaps(conn, session)],
            }


def utterance_of(row: sa.RowMapping) -> Utterance:
    """The utterance of its row."""
    return Utterance(
        id=row["id"],
        text=row["text"],
        source=Source.AUDIO,
        start_ms=row["start_ms"],
        end_ms=row["end_ms"],
        words=tuple(
            Word(text=t, start_ms=a, end_ms=b, probability=p) for t, a, b, p in row["words"]
        ),
        avg_logprob=row["avg_logprob"],
    )


def _gaps(conn: sa.Connection, session: str) -> tuple[CoverageGap, ...]:
    query = sa.select(_G).where(_G.c.session == session).order_by(_G.c.start_ms, _G.c.id)
    return tuple(
        CoverageGap(start_ms=r.start_ms, end_ms=r.end_ms, reason=r.reason)
        for r in conn.execute(query)
    )


def _gap_dict(gap: CoverageGap) -> dict[str, Any]:
    return {
        "start_s": round(gap.start_ms / 1000, 3),
        "end_s": round(gap.end_ms / 1000, 3),
        "reason": gap.reason,
    }


def _session(conn: sa.Connection, session: str) -> SessionRecord:
    row = conn.execute(sa.select(_S).where(_S.c.id == session)).mappings().first()
    if row is None:
        raise NotFoundError(f"没有场次“{session}”", where=session)
    return session_of(row)


def _require(tx: Tx, session: str) -> None:
    if tx.conn.execute(sa.select(_S.c.id).where(_S.c.id == session)).first() is None:
        raise NotFoundError(f"没有场次“{session}”", where=session)


def session_of(row: sa.RowMapping) -> SessionRecord:
    """The session of its row."""
    return SessionRecord(
        id=row["id"],
        room=row["room"],
        started_at=from_iso(row["started_at"]),
        ended_at=from_iso(row["ended_at"]) if row["ended_at"] else None,
        media_ms=row["media_ms"],
        data=row["data"],
        purged=row["purged_at"] is not None,
    )
