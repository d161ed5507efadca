"""Raising and settling alerts, each in one transaction {alert, evidence, checkpoint, seq}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import Alert, AlertDraft, ChangeKind, iso
from monitor.core.alerting.grouping import absorb, belongs, open_alert, resettled
from monitor.core.alerting.triage import lapsed
from monitor.errors import NotFoundError
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
            event = alert_rows.save_and_tell(tx, alert, held, kind.value)
            return RaisedAlert(alert, event, kind is ChangeKind.CREATED)

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
            return changed, alert_rows.save_and_tell(tx, changed, held, "alert.clip")

    def _settle(self, alert: str, state: FindingState, finding: str | None) -> RaisedAlert:
        with self._write() as tx:
            held = alert_rows.load(tx.conn, alert)
            change = resettled(held, state, tx.at, finding)
            if change.kind is ChangeKind.UNCHANGED:
                return RaisedAlert(held, None, False)
            self._record(tx, change.alert, change.kind.value)
            event = alert_rows.save_and_tell(tx, change.alert, held, change.kind.value)
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
        card = _card(tx.conn, alert)
        what: dict[str, Any] = {
            "nature": "疑似线索，待人工复核",
            "alert": alert.id,
            "count": alert.count,
            "provisional": alert.provisional,
            "corrected": alert.corrected,
            "finding": dict(draft.finding) if draft else dict(alert.finding),
            "context": {"before": alert.context.before, "after": alert.context.after},
            **({"product_card": card} if card else {}),
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


def _card(conn: sa.Connection, alert: Alert) -> Mapping[str, Any] | None:
    """The product card as it stands at this moment, which is what the words were judged against."""
    p = schema.products
    here = (p.c.room == alert.room) & (p.c.id == alert.product)
    found: Mapping[str, Any] | None = conn.execute(sa.select(p.c.data).where(here)).scalar()
    return found


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


def _touched(alert: Alert, at: datetime, **changes: Any) -> Alert:
    return replace(alert, updated_at=at, version=alert.version + 1, **changes)


def _require_session(conn: sa.Connection, session: str) -> None:
    s = schema.sessions
    if conn.execute(sa.select(s.c.id).where(s.c.id == session)).first() is None:
        raise NotFoundError(f"没有场次“{session}”", where=session)
