"""The ledger on disk: reading records and checkpoints back, and noting what happens to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from monitor.core.ledger import EvidenceRecord, Verifier
from monitor.errors import LedgerError
from monitor.runtime.store import schema
from monitor.runtime.store.base import StoreBase

_E, _C = schema.evidence, schema.checkpoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One row of the ledger: `body` is None where the words were erased, `leaf` stays."""

    index: int
    kind: str
    alert: str | None
    session: str | None
    leaf: bytes
    body: bytes | None


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
        self, kind: str, *, who: str, alert: str | None = None, custody: Mapping[str, Any]
    ) -> EvidenceRecord:
        """Record what happened to a case (`custody.viewed`, `custody.exported`, …)."""
        with self._write() as tx:
            return self._append_evidence(
                tx, kind, alert=alert, who={"operator": who}, custody=dict(custody)
            )

    def leaves(self) -> tuple[Leaf, ...]:
        """The whole ledger in order."""
        with self._db.read() as conn:
            return tuple(
                Leaf(
                    index=r.idx,
                    kind=r.kind,
                    alert=r.alert,
                    session=r.session,
                    leaf=_hash(r.leaf, r.idx),
                    body=r.body.encode() if r.body is not None else None,
                )
                for r in conn.execute(sa.select(_E).order_by(_E.c.idx))
            )

    def checkpoints(self) -> tuple[tuple[int, str], ...]:
        """All signed checkpoints as (size, note), smallest first."""
        with self._db.read() as conn:
            query = sa.select(_C.c.size, _C.c.note).order_by(_C.c.size)
            return tuple((r.size, r.note) for r in conn.execute(query))

    def latest_checkpoint(self) -> str | None:
        """The newest signed note, or None while the ledger is empty."""
        with self._db.read() as conn:
            query = sa.select(_C.c.note).order_by(_C.c.size.desc()).limit(1)
            note: str | None = conn.execute(query).scalar()
            return note

    def evidence_of(self, alert: str) -> tuple[Leaf, ...]:
        """The ledger's entries about one alert, in order."""
        return tuple(leaf for leaf in self.leaves() if leaf.alert == alert)


def _hash(text: str, index: int) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise LedgerError(f"第 {index} 条证据的哈希不是十六进制") from None
