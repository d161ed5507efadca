"""The ledger on disk: reading records and checkpoints back, and noting what happens to a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from monitor.core.ledger import EvidenceRecord, Verifier
from monitor.core.ledger.audit import StoredLeaf
from monitor.errors import LedgerError
from monitor.runtime.store import schema
from monitor.runtime.store.base import StoreBase
from monitor.runtime.store.evidence_files import ObjectRef

_E, _C = schema.evidence, schema.checkpoints


class EvidenceLog(StoreBase):
    """证据账本."""

    @property
    def verifier(self) -> Verifier:
        """The public key that checks this ledger's checkpoints.

        Raises:
            LedgerError: the store was opened without a key.
        """
        if self._signer is None:
            raise LedgerError("证据账本没有签名密钥")
        return self._signer.verifier

    def note_custody(
        self,
        kind: str,
        *,
        who: str,
        alert: str | None = None,
        session: str | None = None,
        custody: Mapping[str, Any],
        objects: Sequence[tuple[str, ObjectRef]] = (),
    ) -> EvidenceRecord:
        """Record what happened to a case (`custody.viewed`, `custody.exported`, …).

        `objects` are (role, file) pairs, already on disk.
        """
        with self._write() as tx:
            return self._append_evidence(
                tx,
                kind,
                alert=alert,
                session=session,
                who={"operator": who},
                custody=dict(custody),
                integrity={"objects": [ref.as_dict(role) for role, ref in objects]}
                if objects
                else {},
            )

    def leaves(self) -> tuple[StoredLeaf, ...]:
        """The whole ledger in order."""
        with self._db.read() as conn:
            return tuple(stored_leaves(conn))

    def leaf_hashes(self, size: int) -> list[bytes]:
        """The first `size` leaf hashes, from which proofs are made."""
        query = sa.select(_E.c.leaf).where(_E.c.idx < size).order_by(_E.c.idx)
        with self._db.read() as conn:
            return [bytes.fromhex(leaf) for leaf in conn.execute(query).scalars()]

    def checkpoints(self) -> tuple[tuple[int, str], ...]:
        """All signed checkpoints as (size, note), smallest first."""
        with self._db.read() as conn:
            return stored_checkpoints(conn)

    def latest_checkpoint(self) -> str | None:
        """The newest signed note, or None while the ledger is empty."""
        with self._db.read() as conn:
            query = sa.select(_C.c.note).order_by(_C.c.size.desc()).limit(1)
            note: str | None = conn.execute(query).scalar()
            return note

    def evidence_of(self, alert: str, *, session: str | None = None) -> tuple[StoredLeaf, ...]:
        """The ledger's entries about one alert, in order; with `session`, also the session's own
        start and end."""
        wanted = _E.c.alert == alert
        if session is not None:
            wanted |= (_E.c.session == session) & _E.c.alert.is_(None)
        with self._db.read() as conn:
            return tuple(stored_leaves(conn, wanted))


def stored_leaves(
    conn: sa.Connection, where: sa.ColumnElement[bool] | None = None
) -> Iterator[StoredLeaf]:
    """The ledger's rows in order, a thousand at a time; a damaged hash reads as empty."""
    query = sa.select(_E).order_by(_E.c.idx)
    if where is not None:
        query = query.where(where)
    for row in conn.execute(query, execution_options={"yield_per": 1_000}):
        yield StoredLeaf(
            index=row.idx,
            kind=row.kind,
            alert=row.alert,
            session=row.session,
            leaf=_hash(row.leaf),
            body=row.body.encode() if row.body is not None else None,
        )


def stored_checkpoints(conn: sa.Connection) -> tuple[tuple[int, str], ...]:
    """All signed checkpoints as (size, note), smallest first."""
    query = sa.select(_C.c.size, _C.c.note).order_by(_C.c.size)
    return tuple((row.size, row.note) for row in conn.execute(query))


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
