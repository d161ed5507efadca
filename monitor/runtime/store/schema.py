"""The tables, as SQLAlchemy Core sees them; `migrations/` is what builds them.

Times are UTC text of fixed width (see `alerting.iso`), the same in SQLite and PostgreSQL, so text
order is time order. `seq` rises strictly and is never reused.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

# 64 bits on PostgreSQL; SQLite autoincrements only its own INTEGER PRIMARY KEY.
_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

rooms = sa.Table(
    "rooms",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Text, nullable=False),
    sa.Column("deleted_at", sa.Text),
)

products = sa.Table(
    "products",
    metadata,
    sa.Column("room", sa.Text, sa.ForeignKey("rooms.id"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("room", sa.Text, sa.ForeignKey("rooms.id"), nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
    sa.Column("media_ms", sa.BigInteger),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("purged_at", sa.Text),
    sa.Index("ix_sessions_room", "room", "started_at"),
)

utterances = sa.Table(
    "utterances",
    metadata,
    sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("room", sa.Text, nullable=False),
    sa.Column("start_ms", sa.BigInteger, nullable=False),
    sa.Column("end_ms", sa.BigInteger, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("words", sa.JSON, nullable=False),
    sa.Column("avg_logprob", sa.Float),
    sa.Column("logged_at", sa.Text, nullable=False),
    sa.Index("ix_utterances_time", "session", "start_ms"),
)

gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("id", _SEQ, primary_key=True, autoincrement=True),
    sa.Column("room", sa.Text, nullable=False),
    sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), nullable=False),
    sa.Column("start_ms", sa.BigInteger, nullable=False),
    sa.Column("end_ms", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("logged_at", sa.Text, nullable=False),
    sa.Index("ix_gaps_session", "session", "start_ms"),
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("room", sa.Text, nullable=False),
    sa.Column("session", sa.Text, sa.ForeignKey("sessions.id"), nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("severity_rank", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("product", sa.Text),
    sa.Column("first_ms", sa.BigInteger, nullable=False),
    sa.Column("last_ms", sa.BigInteger, nullable=False),
    sa.Column("dedup_ms", sa.BigInteger, nullable=False),
    sa.Column("observed_at", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("corrected", sa.Boolean, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("context", sa.JSON, nullable=False),
    sa.Column("clip", sa.Text),
    sa.Column("finding", sa.JSON, nullable=False),
    sa.Column("holder", sa.Text),
    sa.Column("until", sa.Text),
    sa.Column("until_count", sa.Integer),
    sa.Column("until_session_end", sa.Boolean, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_alerts_page", "observed_at", "id"),
    sa.Index("ix_alerts_group", "session", "rule"),
    sa.Index("ix_alerts_state", "state"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("alert", sa.Text, sa.ForeignKey("alerts.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("start_ms", sa.BigInteger, nullable=False),
    sa.Column("end_ms", sa.BigInteger, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("match", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Index("ix_findings_id", "id"),
)

triage = sa.Table(
    "triage",
    metadata,
    sa.Column("alert", sa.Text, sa.ForeignKey("alerts.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("until", sa.Text),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("room", sa.Text),
    sa.Column("session", sa.Text),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Index("ix_events_room", "room", "type", "seq"),
    sqlite_autoincrement=True,
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("idx", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("alert", sa.Text),
    sa.Column("session", sa.Text),
    sa.Column("room", sa.Text),
    sa.Column("logged_at", sa.Text, nullable=False),
    sa.Column("leaf", sa.Text, nullable=False),
    sa.Column("body", sa.Text),
    sa.Index("ix_evidence_alert", "alert"),
    sa.Index("ix_evidence_session", "session"),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)

holds = sa.Table(
    "holds",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("released_at", sa.Text),
    sa.Index("ix_holds_target", "target"),
)
