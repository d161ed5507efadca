"""Retention and erasure: three years by default, holds that stop it, tombstones that tell of it.

Erasing takes the words and the sound; the leaf hashes stay, so the ledger still verifies, and a
tombstone record lists what was erased and why.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import from_iso, iso
from monitor.errors import ConflictError, NotFoundError, UsageError
from monitor.runtime.store import schema
from monitor.runtime.store.base import StoreBase, Tx
from monitor.runtime.store.records import Hold, SessionRecord
from monitor.runtime.store.sessions import session_of

KEEP = timedelta(days=3 * 366)
_H = schema.holds
_SCOPES = ("room", "session", "alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReport:
    """What a purge did: sessions erased and held back, records and files erased, bytes freed."""

    sessions: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    records: int = 0
    files: int = 0
    bytes: int = 0


class Retention(StoreBase):
    """保留期、封存与清除."""

    def hold(self, scope: str, target: str, *, who: str, reason: str) -> Hold:
        """Keep a room, session or alert from erasure while a case is open.

        Raises:
            UsageError: an unknown scope.
            NotFoundError: no such room, session or alert; a hold on it would keep nothing.
        """
        if scope not in _SCOPES:
            raise UsageError(f"封存范围“{scope}”不认识", hint="可用：" + "、".join(_SCOPES))
        made = "hold-" + secrets.token_hex(4)
        with self._write() as tx:
            _require_target(tx.conn, scope, target)
            row = {"scope": scope, "target": target, "who": who, "reason": reason}
            tx.conn.execute(_H.insert().values(id=made, at=iso(tx.at), **row))
            self._append_evidence(
                tx, "hold.set", who={"operator": who}, custody={"hold": made, **row}
            )
            return Hold(id=made, scope=scope, target=target, who=who, reason=reason, at=tx.at)

    def release_hold(self, hold: str, *, who: str, reason: str) -> None:
        """End a hold.

        Raises:
            NotFoundError: no such hold in force.
        """
        with self._write() as tx:
            done = tx.conn.execute(
                _H.update()
                .where(_H.c.id == hold, _H.c.released_at.is_(None))
                .values(released_at=iso(tx.at))
            )
            if not done.rowcount:
                raise NotFoundError(f"没有生效中的封存“{hold}”", where=hold)
            self._append_evidence(
                tx,
                "hold.released",
                who={"operator": who},
                custody={"hold": hold, "reason": reason},
            )

    def list_holds(self) -> tuple[Hold, ...]:
        """Holds in force, oldest first."""
        query = sa.select(_H).where(_H.c.released_at.is_(None)).order_by(_H.c.at, _H.c.id)
        with self._db.read() as conn:
            return tuple(
                Hold(
                    id=r.id,
                    scope=r.scope,
                    target=r.target,
                    who=r.who,
                    reason=r.reason,
                    at=from_iso(r.at),
                )
                for r in conn.execute(query)
            )

    def due(self, *, keep: timedelta = KEEP) -> tuple[SessionRecord, ...]:
        """Sessions that ended longer ago than `keep`, held ones too, the oldest first."""
        s = schema.sessions
        query = (
            sa.select(s)
            .where(
                s.c.ended_at.is_not(None),
                s.c.purged_at.is_(None),
                s.c.ended_at < iso(self._clock() - keep),
            )
            .order_by(s.c.ended_at)
        )
        with self._db.read() as conn:
            return tuple(session_of(row) for row in conn.execute(query).mappings())

    def purge(self, *, keep: timedelta = KEEP, who: str = "system") -> PurgeReport:
        """Erase every session that ended longer ago than `keep` and is under no hold."""
        report = PurgeReport()
        for session in (each.id for each in self.due(keep=keep)):
            try:
                one = self.erase_session(session, who=who, reason=f"超过保留期 {keep.days} 天")
            except ConflictError:
                report = _joined(report, PurgeReport(held=(session,)))
            else:
                report = _joined(report, one)
        return report

    def erase_session(self, session: str, *, who: str, reason: str) -> PurgeReport:
        """Erase one ended session's words and sound, leaving a tombstone.

        Raises:
            NotFoundError: no such session.
            ConflictError: it is on air, or a hold is on it, its room or one of its alerts.
        """
        s, a, e = schema.sessions, schema.alerts, schema.evidence
        with self._write() as tx:
            row = tx.conn.execute(sa.select(s).where(s.c.id == session)).mappings().first()
            if row is None:
                raise NotFoundError(f"没有场次“{session}”", where=session)
            if row["purged_at"] is not None:
                return PurgeReport()
            if row["ended_at"] is None:
                raise ConflictError("场次正在监测，不能清除", where=session)
            alerts = list(
                tx.conn.execute(sa.select(a.c.id).where(a.c.session == session)).scalars()
            )
            if hold := _held(tx.conn, row["room"], session, alerts):
                raise ConflictError(f"场次被封存（{hold}），不能清除", where=session)
            mine = sa.or_(e.c.session == session, e.c.alert.in_(alerts))
            leaves = tx.conn.execute(
                sa.select(e.c.idx, e.c.leaf, e.c.body).where(mine, e.c.body.is_not(None))
            ).all()
            files = _files_of([r.body for r in leaves])
            tx.conn.execute(e.update().where(mine).values(body=None))
            kept = _files_of(
                list(tx.conn.execute(sa.select(e.c.body).where(e.c.body.is_not(None))).scalars())
            )
            self._append_evidence(
                tx,
                "tombstone",
                who={"operator": who},
                what={
                    "session": session,
                    "erased": [{"index": r.idx, "leaf": r.leaf} for r in leaves],
                    "files": sorted(files),
                },
                human={"reason": reason, "who": who, "at": iso(tx.at)},
            )
            _erase_rows(tx, session, alerts)
            tx.event("session.erased", row["room"], {"session": session})
        # Files go after the commit: a crash between leaves an orphan file, never a record that
        # names a missing one. The next purge of orphans takes it (`erase_orphans`).
        freed = [self.files.erase(f) for f in sorted(files - kept)]
        return PurgeReport(
            sessions=(session,), records=len(leaves), files=len(freed), bytes=sum(freed)
        )

    def erase_orphans(self) -> int:
        """Delete evidence files that no record names and that are a day old; gives their number."""
        e = schema.evidence
        with self._write() as tx:
            bodies = tx.conn.execute(sa.select(e.c.body).where(e.c.body.is_not(None))).scalars()
            kept = _files_of(list(bodies))
            old = tx.at.timestamp() - 86_400
            gone = [
                f for f in self.files.all() if f.sha256 not in kept and f.path.stat().st_mtime < old
            ]
            return sum(1 for f in gone if self.files.erase(f.sha256))


def _erase_rows(tx: Tx, session: str, alerts: Sequence[str]) -> None:
    """Everything said in the session leaves the tables; the session itself stays, marked."""
    for table in (schema.findings, schema.triage):
        tx.conn.execute(table.delete().where(table.c.alert.in_(alerts)))
    for table in (schema.alerts, schema.utterances, schema.gaps, schema.events):
        tx.conn.execute(table.delete().where(table.c.session == session))
    s = schema.sessions
    tx.conn.execute(s.update().where(s.c.id == session).values(purged_at=iso(tx.at), data={}))


def _held(conn: sa.Connection, room: str, session: str, alerts: Sequence[str]) -> str | None:
    on = sa.or_(
        sa.and_(_H.c.scope == "room", _H.c.target == room),
        sa.and_(_H.c.scope == "session", _H.c.target == session),
        sa.and_(_H.c.scope == "alert", _H.c.target.in_(alerts)),
    )
    found: str | None = conn.execute(
        sa.select(_H.c.id).where(_H.c.released_at.is_(None), on).limit(1)
    ).scalar()
    return found


def _require_target(conn: sa.Connection, scope: str, target: str) -> None:
    table, name = {
        "room": (schema.rooms, "直播间"),
        "session": (schema.sessions, "场次"),
        "alert": (schema.alerts, "告警"),
    }[scope]
    if conn.execute(sa.select(table.c.id).where(table.c.id == target)).first() is None:
        raise NotFoundError(f"没有{name}“{target}”，封存不了", where=target)


def _files_of(bodies: Sequence[str]) -> set[str]:
    """The SHA-256 of every file that these records vouch for."""
    out: set[str] = set()
    for body in bodies:
        held: Any = json.loads(body).get("integrity", {}).get("objects", [])
        out.update(o["sha256"] for o in held)
    return out


def _joined(a: PurgeReport, b: PurgeReport) -> PurgeReport:
    return PurgeReport(
        sessions=a.sessions + b.sessions,
        held=a.held + b.held,
        records=a.records + b.records,
        files=a.files + b.files,
        bytes=a.bytes + b.bytes,
    )
