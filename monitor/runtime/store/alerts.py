"""Raising, settling and judging alerts: each in one transaction {alert, evidence, checkpoint, seq}."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import (
    Alert,
    AlertDraft,
    AlertState,
    ChangeKind,
    MuteTerms,
    StaleVersionError,
    from_iso,
    iso,
    parse_action,
)
from monitor.core.alerting.grouping import absorb, belongs, open_alert, resettled
from monitor.core.alerting.triage import lapsed, session_ended, step
from monitor.core.ledger import canonical
from monitor.errors import ConflictError, NotFoundError, UsageError
from monitor.model import FindingState
from monitor.runtime.store import alert_rows, schema
from monitor.runtime.store.base import StoreBase, Tx
from monitor.runtime.store.evidence_files import ObjectRef
from monitor.runtime.store.records import Event, RaisedAlert

_A = schema.alerts


class AlertTable(StoreBase):
    """告警 kept in the database."""

    def raise_alert(self, draft: AlertDraft) -> RaisedAlert:
        """Open the draft's alert, or count it into the one it repeats.

        Raises:
            NotFoundError: no such session, the clip is not on disk, or the draft withdraws
                something that was never an alert.
        """
        clip = self.files.find(draft.clip) if draft.clip else None
        with self._write() as tx:
            held = _group(tx.conn, draft)
            if held is None:
                if draft.state is FindingState.WITHDRAWN:
                    raise NotFoundError("撤回的命中从未成为告警", where=draft.finding_id)
                alert, kind = open_alert(draft), ChangeKind.CREATED
                _require_session(tx.conn, draft.session)
            else:
                change = absorb(lapsed(held, tx.at), draft)
                alert, kind = change.alert, change.kind
                if kind is ChangeKind.UNCHANGED:
                    return RaisedAlert(held, None, False)
            self._record(tx, alert, kind.value, draft=draft, clip=clip)
            created = kind is ChangeKind.CREATED
            name = "alert.created" if created else "alert.updated"
            return RaisedAlert(alert, _saved(tx, alert, held, name, kind.value), created)

    def withdraw(self, alert: str, finding: str | None = None) -> RaisedAlert:
        """The machine takes back one finding of the alert, or all of it; the record keeps both.

        Raises:
            NotFoundError: no such alert.
        """
        return self._settle(alert, FindingState.WITHDRAWN, finding)

    def correct(self, alert: str, finding: str | None = None) -> RaisedAlert:
        """The host corrected the words on air.

        Raises:
            NotFoundError: no such alert.
        """
        return self._settle(alert, FindingState.CORRECTED, finding)

    def confirm(self, alert: str, finding: str | None = None) -> RaisedAlert:
        """A second hearing makes a provisional finding firm (a person's verdict is another thing).

        Raises:
            NotFoundError: no such alert.
        """
        return self._settle(alert, FindingState.FIRM, finding)

    def attach_clip(self, alert: str, clip: ObjectRef) -> tuple[Alert, Event]:
        """Give the alert its sound, already on disk (`files.put_clip`).

        Raises:
            NotFoundError: no such alert.
        """
        with self._write() as tx:
            held = alert_rows.load(tx.conn, alert)
            changed = _touched(held, tx.at, clip=clip.sha256)
            self._append_evidence(
                tx,
                "alert.clip",
                alert=alert,
                session=held.session,
                room=held.room,
                integrity={"objects": [clip.as_dict("clip")]},
            )
            return changed, _saved(tx, changed, held, "alert.updated", "alert.clip")

    def record_verdict(
        self,
        alert: str,
        verdict: str,
        *,
        who: str,
        reason: str = "",
        mute: MuteTerms = MuteTerms(),
        idempotency_key: str | None = None,
        if_match: int | None = None,
    ) -> tuple[Alert, Event]:
        """One person's step: claim, release, confirm, dismiss, mute or reopen.

        The same idempotency key with the same request gives the alert as it now is and the first
        event, and writes nothing.

        Raises:
            NotFoundError: no such alert.
            UsageError: the word is no step, or nobody is named.
            ConflictError: the alert's state does not allow it, or the key was used for another
                request; `StaleVersionError` when `if_match` is not the alert's version.
        """
        action = parse_action(verdict)
        if not who.strip():
            raise UsageError("复核须写明复核人")
        request = _digest(alert, action.value, who, reason)
        with self._write() as tx:
            held = lapsed(alert_rows.load(tx.conn, alert), tx.at)
            if idempotency_key and (seq := _seen(tx.conn, idempotency_key, request)) is not None:
                return held, _event(tx.conn, seq)
            if if_match is not None and if_match != held.version:
                raise StaleVersionError(
                    "告警已有新变化", where=alert, hint=f"当前版本 {held.version}，请刷新后再操作"
                )
            changed = step(held, action, who=who, at=tx.at, reason=reason, mute=mute)
            done = changed.triage[-1]
            self._append_evidence(
                tx,
                "alert.verdict",
                alert=alert,
                session=held.session,
                room=held.room,
                human=done.as_dict(),
            )
            event = _saved(tx, changed, held, "alert.updated", "alert.verdict")
            if idempotency_key:
                tx.conn.execute(
                    schema.idempotency.insert().values(
                        key=idempotency_key, request=request, seq=event.seq, at=iso(tx.at)
                    )
                )
            return changed, event

    def sweep(self) -> tuple[Event, ...]:
        """Reopen claims and mutes whose time is over; call it every few seconds."""
        now = iso(self._clock())
        query = sa.select(_A).where(_A.c.until.is_not(None), _A.c.until <= now)
        with self._db.read() as conn:
            if conn.execute(query.limit(1)).first() is None:
                return ()
        with self._write() as tx:
            return tuple(
                _saved(tx, lapsed(a, tx.at), a, "alert.updated", "alert.expired")
                for a in alert_rows.load_where(tx.conn, query)
            )

    def _settle(self, alert: str, state: FindingState, finding: str | None) -> RaisedAlert:
        with self._write() as tx:
            held = alert_rows.load(tx.conn, alert)
            change = resettled(held, state, tx.at, finding)
            if change.kind is ChangeKind.UNCHANGED:
                return RaisedAlert(held, None, False)
            self._record(tx, change.alert, change.kind.value)
            event = _saved(tx, change.alert, held, "alert.updated", change.kind.value)
            return RaisedAlert(change.alert, event, False)

    def _record(
        self,
        tx: Tx,
        alert: Alert,
        kind: str,
        *,
        draft: AlertDraft | None = None,
        clip: ObjectRef | None = None,
    ) -> None:
        """The evidence of a machine's statement: always 疑似, with the words and the law."""
        given: Mapping[str, Any] = draft.evidence if draft else {}
        what: dict[str, Any] = {
            "nature": "疑似线索，待人工复核",
            "alert": alert.id,
            "count": alert.count,
            "provisional": alert.provisional,
            "corrected": alert.corrected,
            "finding": dict(draft.finding) if draft else dict(alert.finding),
            "context": {"before": alert.context.before, "after": alert.context.after},
            **given.get("what", {}),
        }
        when = {
            "media_start_ms": draft.start_ms if draft else alert.first_ms,
            "media_end_ms": draft.end_ms if draft else alert.last_ms,
            "observed_at": iso(draft.observed_at if draft else tx.at),
            **given.get("when", {}),
        }
        self._append_evidence(
            tx,
            kind,
            alert=alert.id,
            session=alert.session,
            room=alert.room,
            who={"room": alert.room, "product": alert.product, **given.get("who", {})},
            what=what,
            when=when,
            how=dict(given.get("how", {})),
            integrity={"objects": [clip.as_dict("clip")]} if clip else {},
        )


def end_mutes(tx: Tx, session: str) -> None:
    """Open again what was muted until this session's end."""
    query = sa.select(_A).where(_A.c.session == session, _A.c.until_session_end.is_(True))
    for alert in alert_rows.load_where(tx.conn, query):
        _saved(tx, session_ended(alert, tx.at), alert, "alert.updated", "alert.expired")


def _group(conn: sa.Connection, draft: AlertDraft) -> Alert | None:
    """The stored alert that the draft is part of: its own id first, then the newest in reach."""
    query = sa.select(_A).where(
        _A.c.session == draft.session,
        _A.c.rule == draft.rule,
        sa.or_(
            _A.c.id == draft.alert_id,
            _A.c.last_ms >= draft.start_ms - draft.dedup_ms,
            _A.c.id.in_(
                sa.select(schema.findings.c.alert).where(schema.findings.c.id == draft.finding_id)
            ),
        ),
    )
    held = [a for a in alert_rows.load_where(conn, query) if belongs(a, draft)]
    held.sort(
        key=lambda a: (
            any(o.finding == draft.finding_id for o in a.occurrences),
            a.id == draft.alert_id,
            a.last_ms,
        ),
        reverse=True,
    )
    if held:
        return held[0]
    same = alert_rows.load_where(conn, sa.select(_A).where(_A.c.id == draft.alert_id))
    return same[0] if same else None


def _saved(tx: Tx, alert: Alert, before: Alert | None, name: str, change: str) -> Event:
    stored = before
    if before is not None and len(before.triage) != len(alert.triage):
        # `before` may already hold a lapse that is not on disk yet.
        stored = alert_rows.load(tx.conn, alert.id)
    alert_rows.save(tx.conn, alert, stored)
    data = {"alert": alert.as_dict(), "finding": dict(alert.finding), "change": change}
    return tx.event(name, alert.room, data, alert.session)


def _touched(alert: Alert, at: datetime, **changes: Any) -> Alert:
    from dataclasses import replace

    return replace(alert, updated_at=at, version=alert.version + 1, **changes)


def _require_session(conn: sa.Connection, session: str) -> None:
    s = schema.sessions
    if conn.execute(sa.select(s.c.id).where(s.c.id == session)).first() is None:
        raise NotFoundError(f"没有场次“{session}”", where=session)


def _digest(*parts: str) -> str:
    return hashlib.sha256(canonical(list(parts))).hexdigest()


def _seen(conn: sa.Connection, key: str, request: str) -> int | None:
    """The seq that this key's request made, or None when the key is new."""
    t = schema.idempotency
    row = conn.execute(sa.select(t).where(t.c.key == key)).mappings().first()
    if row is None:
        return None
    if row["request"] != request:
        raise ConflictError("同一个幂等键用于了不同的请求", where=key, hint="换一个键")
    seq: int = row["seq"]
    return seq


def _event(conn: sa.Connection, seq: int) -> Event:
    e = schema.events
    row = conn.execute(sa.select(e).where(e.c.seq == seq)).mappings().one()
    return Event(
        seq=row["seq"],
        type=row["type"],
        room=row["room"],
        at=from_iso(row["at"]),
        data=row["data"],
    )


__all__ = ["AlertState", "AlertTable", "end_mutes"]
