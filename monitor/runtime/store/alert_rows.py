"""Alerts to rows and back: the table, its occurrences and its triage history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import (
    Alert,
    AlertState,
    Context,
    Occurrence,
    TriageStep,
    from_iso,
    iso,
)
from monitor.errors import NotFoundError
from monitor.model import FindingState, Severity
from monitor.runtime.store import schema
from monitor.runtime.store.base import Tx
from monitor.runtime.store.records import Event

_A, _F, _T = schema.alerts, schema.findings, schema.triage


def load(conn: sa.Connection, alert: str) -> Alert:
    """The stored alert.

    Raises:
        NotFoundError: there is none.
    """
    found = load_where(conn, sa.select(_A).where(_A.c.id == alert))
    if not found:
        raise NotFoundError(f"没有告警“{alert}”", where=alert)
    return found[0]


def load_where(conn: sa.Connection, query: sa.Select[Any]) -> tuple[Alert, ...]:
    """The alerts of a query over `schema.alerts`, in its order, in three statements."""
    rows = conn.execute(query).mappings().all()
    if not rows:
        return ()
    ids = [r["id"] for r in rows]
    heard: dict[str, list[Occurrence]] = {}
    for f in conn.execute(
        sa.select(_F).where(_F.c.alert.in_(ids)).order_by(_F.c.alert, _F.c.position)
    ).mappings():
        heard.setdefault(f["alert"], []).append(_occurrence(f))
    steps: dict[str, list[TriageStep]] = {}
    for t in conn.execute(
        sa.select(_T).where(_T.c.alert.in_(ids)).order_by(_T.c.alert, _T.c.position)
    ).mappings():
        steps.setdefault(t["alert"], []).append(_step(t))
    return tuple(_alert(r, heard.get(r["id"], []), steps.get(r["id"], [])) for r in rows)


def save(conn: sa.Connection, alert: Alert, before: Alert | None) -> None:
    """Write the alert; `before` is what is stored now, None for a new one."""
    values = _values(alert)
    if before is None:
        conn.execute(_A.insert().values(id=alert.id, **values))
    else:
        conn.execute(_A.update().where(_A.c.id == alert.id).values(**values))
    old = before.occurrences if before else ()
    for position, occurrence in enumerate(alert.occurrences):
        row = {
            "id": occurrence.finding,
            "start_ms": occurrence.start_ms,
            "end_ms": occurrence.end_ms,
            "quote": occurrence.quote,
            "match": occurrence.match,
            "state": occurrence.state.value,
        }
        if position >= len(old):
            conn.execute(_F.insert().values(alert=alert.id, position=position, **row))
        elif old[position] != occurrence:
            here = (_F.c.alert == alert.id) & (_F.c.position == position)
            conn.execute(_F.update().where(here).values(**row))
    done = len(before.triage) if before else 0
    for position, step in enumerate(alert.triage[done:], start=done):
        conn.execute(
            _T.insert().values(
                alert=alert.id,
                position=position,
                action=step.action,
                before=step.before.value,
                after=step.after.value,
                who=step.who,
                at=iso(step.at),
                reason=step.reason,
                until=iso(step.until) if step.until else None,
            )
        )


def save_and_tell(tx: Tx, alert: Alert, before: Alert | None, change: str) -> Event:
    """Write the alert and append its event; `change` says what happened (`alert.repeated`, …)."""
    stored = before
    if before is not None and len(before.triage) != len(alert.triage):
        # `before` may already hold a lapse that is not on disk yet.
        stored = load(tx.conn, alert.id)
    save(tx.conn, alert, stored)
    name = "alert.created" if before is None else "alert.updated"
    data = {"alert": alert.as_dict(), "finding": dict(alert.finding), "change": change}
    return tx.event(name, alert.room, data, alert.session)


def _values(alert: Alert) -> dict[str, Any]:
    words = (alert.quote, alert.context.before, alert.context.after, alert.message, alert.rule)
    return {
        "room": alert.room,
        "session": alert.session,
        "rule": alert.rule,
        "category": alert.category,
        "severity": alert.severity.value,
        "severity_rank": alert.severity.rank,
        "state": alert.state.value,
        "count": alert.count,
        "product": alert.product,
        "first_ms": alert.first_ms,
        "last_ms": alert.last_ms,
        "dedup_ms": alert.dedup_ms,
        "observed_at": iso(alert.observed_at),
        "updated_at": iso(alert.updated_at),
        "version": alert.version,
        "provisional": alert.provisional,
        "corrected": alert.corrected,
        "quote": alert.quote,
        "message": alert.message,
        "context": {"before": alert.context.before, "after": alert.context.after},
        "clip": alert.clip,
        "finding": dict(alert.finding),
        "holder": alert.holder,
        "until": iso(alert.until) if alert.until else None,
        "until_count": alert.until_count,
        "until_session_end": alert.until_session_end,
        "search": "\n".join(words).casefold(),
    }


def _alert(
    row: sa.RowMapping, occurrences: Sequence[Occurrence], steps: Sequence[TriageStep]
) -> Alert:
    return Alert(
        id=row["id"],
        room=row["room"],
        session=row["session"],
        rule=row["rule"],
        category=row["category"],
        severity=Severity(row["severity"]),
        state=AlertState(row["state"]),
        count=row["count"],
        product=row["product"],
        first_ms=row["first_ms"],
        last_ms=row["last_ms"],
        dedup_ms=row["dedup_ms"],
        observed_at=from_iso(row["observed_at"]),
        updated_at=from_iso(row["updated_at"]),
        version=row["version"],
        provisional=row["provisional"],
        corrected=row["corrected"],
        quote=row["quote"],
        message=row["message"],
        context=Context(**row["context"]),
        clip=row["clip"],
        finding=row["finding"],
        occurrences=tuple(occurrences),
        triage=tuple(steps),
        holder=row["holder"],
        until=from_iso(row["until"]) if row["until"] else None,
        until_count=row["until_count"],
        until_session_end=row["until_session_end"],
    )


def _occurrence(row: sa.RowMapping) -> Occurrence:
    return Occurrence(
        finding=row["id"],
        start_ms=row["start_ms"],
        end_ms=row["end_ms"],
        quote=row["quote"],
        match=row["match"],
        state=FindingState(row["state"]),
    )


def _step(row: sa.RowMapping) -> TriageStep:
    return TriageStep(
        action=row["action"],
        before=AlertState(row["before"]),
        after=AlertState(row["after"]),
        who=row["who"],
        at=from_iso(row["at"]),
        reason=row["reason"],
        until=from_iso(row["until"]) if row["until"] else None,
    )
