"""Verify a data folder: its ledger, its files, and its alerts against the ledger.

Reads only, and opens what the program itself would refuse: a damaged folder is the point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import Alert
from monitor.core.ledger import EvidenceRecord, Verifier, canonical, sha256_hex
from monitor.core.ledger.audit import Auditor, Failure, Pin, Step
from monitor.errors import LedgerError, NotFoundError, StoreError
from monitor.runtime.store import alert_rows, schema
from monitor.runtime.store.database import Database, read_only_url_of
from monitor.runtime.store.evidence_files import EvidenceFiles, hash_file
from monitor.runtime.store.evidence_log import stored_checkpoints, stored_leaves
from monitor.runtime.store.keys import read_verifier

# Steps that the clock took, not a person, have no record of their own.
_BY_CLOCK = ("expire", "session-end")
_CHUNK = 500


def verify_data(
    place: str | Path,
    *,
    data_dir: Path | None = None,
    key: Verifier | None = None,
    pin: Pin | None = None,
) -> tuple[Step, ...]:
    """The steps of verifying a data folder, database file or PostgreSQL URL.

    1. to 7. are the ledger's own (`core/ledger/audit.py`);
    8. `files`: every file that a record names is there, with that hash → `_check_files`
    9. `alerts`: every alert and decision shown to people is in the ledger → `_check_alerts`

    `key` is the public key to trust, by default the folder's own; `pin` adds step 7.

    Raises:
        StoreError: there is no database, or it cannot be read.
        LedgerError: there is no public key.
    """
    folder = data_dir or (Path(place) if Path(place).is_dir() else Path(place).parent)
    verifier = key or read_verifier(folder)
    seen = _Seen()
    with _reading(place) as conn:
        auditor = Auditor(verifier, stored_checkpoints(conn), pin)
        for leaf in stored_leaves(conn):
            seen.take(auditor.feed(leaf))
        steps = auditor.finish()
        return (*steps, _check_files(EvidenceFiles(folder), seen), _check_alerts(conn, seen))


@contextmanager
def _reading(place: str | Path) -> Iterator[sa.Connection]:
    database = Database(read_only_url_of(place))
    try:
        with database.read() as conn:
            if not sa.inspect(conn).has_table(schema.evidence.name):
                raise StoreError("数据库里没有证据账本", where=database.where)
            yield conn
    finally:
        database.close()


class _Seen:
    """What the unchanged records vouch for: files, and what was said and decided of each alert."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        self.findings: dict[str, set[str]] = {}
        self.verdicts: dict[str, list[str]] = {}

    def take(self, record: EvidenceRecord | None) -> None:
        if record is None:
            return
        for held in record.objects:
            place = f"#{record.index} {record.kind}"
            self.files.setdefault(str(held.get("sha256")), (place, int(held.get("bytes", -1))))
        if record.alert is None:
            return
        if finding := record.what.get("finding"):
            self.findings.setdefault(record.alert, set()).add(_digest(finding))
        if record.kind == "alert.verdict":
            self.verdicts.setdefault(record.alert, []).append(_digest(record.human))


def _check_files(files: EvidenceFiles, seen: _Seen) -> Step:
    failures = []
    for sha256, (place, size) in sorted(seen.files.items(), key=lambda item: item[1]):
        try:
            ref = files.find(sha256)
        except NotFoundError:
            failures.append(Failure(code="file-missing", where=place, detail=sha256))
            continue
        if ref.size != size or hash_file(ref.path) != sha256:
            failures.append(Failure(code="file-changed", where=place, detail=ref.path.name))
    return Step(name="files", checked=len(seen.files), failures=tuple(failures))


def _check_alerts(conn: sa.Connection, seen: _Seen) -> Step:
    failures = []
    ids = conn.execute(sa.select(schema.alerts.c.id).order_by(schema.alerts.c.id)).scalars().all()
    for alert in _all_alerts(conn, ids):
        alert_id = alert.id
        known = seen.findings.get(alert_id)
        if known is None:
            failures.append(Failure(code="alert-unrecorded", where=alert_id))
        elif _digest(alert.finding) not in known:
            failures.append(Failure(code="alert-differs", where=alert_id))
        steps = [_digest(s.as_dict()) for s in alert.triage if s.action not in _BY_CLOCK]
        if steps != seen.verdicts.get(alert_id, []):
            failures.append(Failure(code="verdict-differs", where=alert_id))
    missing = sorted(set(seen.findings) - set(ids))
    failures += [Failure(code="alert-removed", where=alert_id) for alert_id in missing]
    return Step(name="alerts", checked=len(ids), failures=tuple(failures))


def _all_alerts(conn: sa.Connection, ids: Sequence[str]) -> Iterator[Alert]:
    """The alerts of these ids, some hundreds at a time."""
    table = schema.alerts
    for at in range(0, len(ids), _CHUNK):
        chunk = table.c.id.in_(ids[at : at + _CHUNK])
        yield from alert_rows.load_where(conn, sa.select(table).where(chunk).order_by(table.c.id))


def _digest(value: Mapping[str, Any]) -> str:
    """A hash of the JSON without the finding's state, which changes as it is heard again."""
    try:
        return sha256_hex(canonical({k: v for k, v in value.items() if k != "state"}))
    except LedgerError:
        return ""


def latest_pin(place: str | Path, *, data_dir: Path) -> Pin:
    """The newest checkpoint with the folder's public key, to be kept elsewhere.

    Raises:
        StoreError: there is no database.
        LedgerError: there is no checkpoint yet, or it is not signed by the folder's key.
    """
    verifier = read_verifier(data_dir)
    with _reading(place) as conn:
        notes = stored_checkpoints(conn)
    if not notes:
        raise LedgerError("账本还是空的，没有检查点", where=str(place))
    return Pin.parse(Pin(verifier=verifier, note=notes[-1][1]).text())
