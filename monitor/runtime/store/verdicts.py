"""People's decisions on alerts, and the end of claims and mutes."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from monitor.core.alerting import Alert, MuteTerms, StaleVersionError, iso, parse_action
from monitor.core.alerting.triage import UNTIL_SESSION_END, lapsed, session_ended, step
from monitor.core.ledger import canonical
from monitor.errors import ConflictError, UsageError
from monitor.runtime.store import alert_rows, schema
from monitor.runtime.store.base import StoreBase, Tx
from monitor.runtime.store.records import Event, event_of

_A = schema.alerts


class Verdicts(StoreBase):
    """复核 kept in the database."""

    def record_verdict(
        self,
        alert: str,
        verdict: str,
        *,
        who: str,
        reason: str = "",
        mute: MuteTerms = UNTIL_SESSION_END,
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
            event = alert_rows.save_and_tell(tx, changed, held, "alert.verdict")
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
                alert_rows.save_and_tell(tx, lapsed(a, tx.at), a, "alert.expired")
                for a in alert_rows.load_where(tx.conn, query)
            )


def end_mutes(tx: Tx, session: str) -> None:
    """Open again what was muted until this session's end."""
    query = sa.select(_A).where(_A.c.session == session, _A.c.until_session_end.is_(True))
    for alert in alert_rows.load_where(tx.conn, query):
        alert_rows.save_and_tell(tx, session_ended(alert, tx.at), alert, "alert.expired")


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
    return event_of(conn.execute(sa.select(e).where(e.c.seq == seq)).mappings().one())
