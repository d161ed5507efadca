"""证据记录: one leaf of the ledger, with the fields that the evidence rules ask for.

The groups are those of an evidence pack: who, what, when, how, integrity, device, custody, human.
A record names the leaf hash of the one before it, so order is fixed even without the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from monitor.core.ledger.canonical import canonical, parse_canonical
from monitor.core.ledger.merkle import leaf_hash
from monitor.errors import LedgerError

SCHEMA = "livestream-monitor/evidence/1"
GROUPS = ("who", "what", "when", "how", "integrity", "device", "custody", "human")

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord:
    """One event that evidence rests on: an alert, its sound, a person's step, an erasure.

    `index` is the 0-based leaf number, `prev` the hex leaf hash of `index - 1` ("" for the first).
    `integrity["objects"]` lists the files this record vouches for: role, sha256, bytes, media_type.
    """

    index: int
    prev: str
    kind: str
    logged_at: str
    alert: str | None = None
    session: str | None = None
    room: str | None = None
    who: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    what: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    when: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    how: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    integrity: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    device: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    custody: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    human: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that is hashed; empty groups are left out."""
        out: dict[str, Any] = {
            "schema": SCHEMA,
            "index": self.index,
            "prev": self.prev,
            "kind": self.kind,
            "logged_at": self.logged_at,
        }
        for name in ("alert", "session", "room"):
            if (value := getattr(self, name)) is not None:
                out[name] = value
        for name in GROUPS:
            if group := getattr(self, name):
                out[name] = dict(group)
        return out

    def to_bytes(self) -> bytes:
        """The record's canonical bytes: the leaf's data."""
        return canonical(self.as_dict())

    def leaf(self) -> bytes:
        """The record's leaf hash."""
        return leaf_hash(self.to_bytes())

    @property
    def objects(self) -> list[Mapping[str, Any]]:
        """The files this record vouches for."""
        held = self.integrity.get("objects", [])
        return [o for o in held if isinstance(o, Mapping)]

    @classmethod
    def from_bytes(cls, data: bytes) -> EvidenceRecord:
        """The record of its canonical bytes.

        Raises:
            LedgerError: the bytes are not canonical, or not a record of a known schema.
        """
        value = parse_canonical(data)
        if value.get("schema") != SCHEMA:
            raise LedgerError(f"不认识的证据格式：{value.get('schema')}", hint="请用更新的版本核验")
        try:
            record = cls(
                index=_typed(value, "index", int),
                prev=_typed(value, "prev", str),
                kind=_typed(value, "kind", str),
                logged_at=_typed(value, "logged_at", str),
                alert=value.get("alert"),
                session=value.get("session"),
                room=value.get("room"),
                **{name: value.get(name, _EMPTY) for name in GROUPS},
            )
        except KeyError as error:
            raise LedgerError(f"证据记录缺少字段 {error.args[0]}") from None
        if any(not isinstance(getattr(record, name), Mapping) for name in GROUPS):
            raise LedgerError("证据记录的字段组不是对象")
        return record


def _typed(value: dict[str, Any], key: str, kind: type) -> Any:
    held = value[key]
    if not isinstance(held, kind) or isinstance(held, bool):
        raise LedgerError(f"证据记录的字段 {key} 类型不对")
    return held
