"""The store's transaction: what is written together, and who is told after the commit.

Order of writes: files (synced) → one transaction {rows, evidence, checkpoint, seq} → wake readers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import iso
from monitor.core.ledger import Checkpoint, EvidenceRecord, Frontier, Signer, leaf_hash
from monitor.errors import LedgerError
from monitor.runtime.store import schema
from monitor.runtime.store.database import Database
from monitor.runtime.store.evidence_files import EvidenceFiles
from monitor.runtime.store.records import Event

Listener = Callable[[Sequence[Event]], None]


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Tx:
    """One write transaction: its connection, its time, and the events it appended."""

    conn: sa.Connection
    at: datetime
    frontier: Frontier | None = None
    appended: int = 0
    events: list[Event] = field(default_factory=list)

    def event(
        self,
        kind: str,
        room: str | None,
        data: Mapping[str, Any],
        session: str | None = None,
    ) -> Event:
        """Append to the durable log."""
        done = self.conn.execute(
            schema.events.insert().values(
                type=kind, room=room, session=session, at=iso(self.at), data=dict(data)
            )
        )
        key = done.inserted_primary_key
        assert key is not None
        event = Event(seq=key[0], type=kind, room=room, at=self.at, data=data)
        self.events.append(event)
        return event


class StoreBase:
    """What every part of the store shares; parts are mixed into `Store`."""

    def __init__(
        self,
        database: Database,
        files: EvidenceFiles,
        clock: Callable[[], datetime],
        device: Mapping[str, str],
    ) -> None:
        self._db = database
        self.files = files
        self._clock = clock
        self._device = device
        self._signer: Signer | None = None
        self._frontier = Frontier()
        self._turn = threading.RLock()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the new events after each commit, in seq order; gives the undo.

        It runs in the writing thread, so it must only hand over (`loop.call_soon_threadsafe`)
        and must not raise: what it hears of is already written.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def _write(self) -> Iterator[Tx]:
        # One turn covers the commit and the waking, so that readers hear events in order.
        with self._turn:
            with self._db.write() as conn:
                tx = Tx(conn=conn, at=self._clock())
                yield tx
                self._seal(tx)
            if tx.frontier is not None:
                self._frontier = tx.frontier
            if tx.events:
                for listener in tuple(self._listeners):
                    listener(tuple(tx.events))

    def _append_evidence(self, tx: Tx, kind: str, **fields: Any) -> EvidenceRecord:
        """Append one record to the ledger within the transaction."""
        if tx.frontier is None:
            tx.frontier = self._caught_up(tx.conn)
        index = tx.frontier.size
        prev = ""
        if index:
            table = schema.evidence
            prev = tx.conn.execute(
                sa.select(table.c.leaf).where(table.c.idx == index - 1)
            ).scalar_one()
        record = EvidenceRecord(
            index=index,
            prev=prev,
            kind=kind,
            logged_at=iso(tx.at),
            device=dict(self._device),
            **fields,
        )
        body = record.to_bytes()
        leaf = leaf_hash(body)
        tx.conn.execute(
            schema.evidence.insert().values(
                idx=index,
                kind=kind,
                alert=record.alert,
                session=record.session,
                room=record.room,
                logged_at=record.logged_at,
                leaf=leaf.hex(),
                body=body.decode(),
            )
        )
        tx.frontier = tx.frontier.append(leaf)
        tx.appended += 1
        return record

    def _seal(self, tx: Tx) -> None:
        """Sign the tree as this transaction leaves it."""
        if not tx.appended or tx.frontier is None or self._signer is None:
            return
        checkpoint = Checkpoint(
            origin=self._signer.name, size=tx.frontier.size, root=tx.frontier.root()
        )
        tx.conn.execute(
            schema.checkpoints.insert().values(
                size=checkpoint.size, note=self._signer.sign(checkpoint.text()), at=iso(tx.at)
            )
        )

    def _caught_up(self, conn: sa.Connection) -> Frontier:
        """The frontier over all rows, from what this process knew plus what others appended."""
        frontier, table = self._frontier, schema.evidence
        rows = conn.execute(
            sa.select(table.c.idx, table.c.leaf)
            .where(table.c.idx >= max(0, frontier.size - 1))
            .order_by(table.c.idx)
        ).all()
        if frontier.size and not rows:
            raise LedgerError("证据账本比刚才短，拒绝继续写入", hint="运行 monitor evidence verify")
        for index, leaf in rows[1 if frontier.size else 0 :]:
            if index != frontier.size:
                raise LedgerError(f"证据账本缺少第 {frontier.size} 条记录")
            frontier = frontier.append(bytes.fromhex(leaf))
        return frontier
