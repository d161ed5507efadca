"""Finding alerts again: filters, pages, counts."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from monitor.core.alerting import Alert, AlertState, iso
from monitor.core.alerting.triage import lapsed
from monitor.errors import UsageError
from monitor.model import Severity
from monitor.runtime.store import alert_rows, schema
from monitor.runtime.store.base import StoreBase
from monitor.runtime.store.records import AlertPage

_A = schema.alerts
MAX_PAGE = 500

E = TypeVar("E", AlertState, Severity)


class AlertQueries(StoreBase):
    """Reading 告警."""

    def get_alert(self, alert: str) -> Alert:
        """The alert as of now.

        Raises:
            NotFoundError: no such alert.
        """
        with self._db.read() as conn:
            return lapsed(alert_rows.load(conn, alert), self._clock())

    def list_alerts(
        self,
        *,
        room: str | None = None,
        session: str | None = None,
        state: AlertState | str | None = None,
        severity: Severity | str | None = None,
        category: str | None = None,
        rule: str | None = None,
        product: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> AlertPage:
        """One page of alerts, newest first. `severity` is the least; `text` is looked for in the
        quote, its context, the message and the rule; `since`/`until` bound `observed_at`.

        Raises:
            UsageError: a filter or the cursor cannot be understood.
        """
        query = sa.select(_A).order_by(_A.c.observed_at.desc(), _A.c.id.desc())
        for column, value in (
            (_A.c.room, room),
            (_A.c.session, session),
            (_A.c.category, category),
            (_A.c.rule, rule),
            (_A.c.product, product),
        ):
            if value is not None:
                query = query.where(column == value)
        now = self._clock()
        if state is not None:
            query = query.where(_in_state(_known(AlertState, state, "状态"), iso(now)))
        if severity is not None:
            query = query.where(_A.c.severity_rank >= _known(Severity, severity, "级别").rank)
        if since is not None:
            query = query.where(_A.c.observed_at >= iso(since))
        if until is not None:
            query = query.where(_A.c.observed_at < iso(until))
        if text:
            query = query.where(_A.c.search.contains(text.casefold(), autoescape=True))
        if cursor is not None:
            at, last = _open_cursor(cursor)
            query = query.where(
                sa.or_(_A.c.observed_at < at, sa.and_(_A.c.observed_at == at, _A.c.id < last))
            )
        size = max(1, min(limit, MAX_PAGE))
        with self._db.read() as conn:
            found = alert_rows.load_where(conn, query.limit(size + 1))
        page = tuple(lapsed(a, now) for a in found[:size])
        more = len(found) > size
        return AlertPage(page, _cursor(page[-1]) if more else None)

    def count_alerts(
        self,
        by: str,
        *,
        room: str | None = None,
        session: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, int]:
        """How many alerts for each value of `by` (room, session, rule, category, severity, state,
        product, day), largest first.

        Raises:
            UsageError: `by` is none of these.
        """
        columns: dict[str, sa.ColumnElement[Any]] = {
            name: _A.c[name]
            for name in ("room", "session", "rule", "category", "severity", "state", "product")
        }
        columns["day"] = sa.func.substr(_A.c.observed_at, 1, 10)
        if by not in columns:
            raise UsageError(f"不能按“{by}”统计", hint="可用：" + "、".join(columns))
        number = sa.func.count().label("n")
        query = sa.select(columns[by].label("key"), number).group_by(columns[by])
        for column, value in ((_A.c.room, room), (_A.c.session, session)):
            if value is not None:
                query = query.where(column == value)
        if since is not None:
            query = query.where(_A.c.observed_at >= iso(since))
        if until is not None:
            query = query.where(_A.c.observed_at < iso(until))
        with self._db.read() as conn:
            rows = conn.execute(query.order_by(number.desc(), sa.literal_column("key"))).all()
        return {row.key if row.key is not None else "": row.n for row in rows}


def _in_state(state: AlertState, now: str) -> sa.ColumnElement[bool]:
    """The condition of being in a state as of now: an expired claim or mute counts as new."""
    over = sa.and_(_A.c.until.is_not(None), _A.c.until <= now)
    if state is AlertState.NEW:
        return sa.or_(_A.c.state == state.value, over)
    return sa.and_(_A.c.state == state.value, sa.not_(over))


def _known(kind: type[E], word: E | str, name: str) -> E:
    try:
        return kind(word)
    except ValueError:
        allowed = "、".join(k.value for k in kind)
        raise UsageError(f"不认识的{name}“{word}”", hint=f"可用：{allowed}") from None


def _cursor(alert: Alert) -> str:
    raw = json.dumps([iso(alert.observed_at), alert.id]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _open_cursor(cursor: str) -> tuple[str, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, alert = json.loads(raw)
    except (binascii.Error, ValueError, TypeError):
        raise UsageError("翻页游标无效", hint="从第一页重新开始") from None
    return str(at), str(alert)
