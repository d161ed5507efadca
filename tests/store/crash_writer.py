"""A process that writes an alert with its clip and kills itself at a named stage."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.alerting import draft_of
from monitor.errors import NotFoundError
from monitor.model import Finding, Kind, Method, PackRef, Severity
from monitor.runtime.store import Store, evidence_files
from monitor.runtime.store.alerts import AlertTable
from monitor.runtime.store.base import StoreBase


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(stage: str) -> None:
    """Replace the next step after `stage` by death."""
    if stage == "while-writing-the-clip":
        evidence_files.os.fsync = die  # type: ignore[assignment]
    elif stage == "before-the-clip-has-its-name":
        evidence_files.Path.replace = die  # type: ignore[assignment, method-assign]
    elif stage == "after-the-clip":
        AlertTable.raise_alert = die  # type: ignore[assignment, method-assign]
    elif stage == "before-the-commit":
        # The rows are written, the signature is the last thing before the commit.
        StoreBase._seal = die  # type: ignore[assignment, method-assign]


def ready_session(store: Store) -> str:
    try:
        store.get_room("r1")
    except NotFoundError:
        store.create_room(title="一号间", id="r1")
        return store.start_session("r1", id="s1").id
    return "s1"


def write_alert(store: Store, session: str, number: int) -> str:
    clip = store.files.put_clip(f"sound {number}".encode())
    finding = Finding(
        id=f"f{number}",
        rule="cn/lowest",
        category="price-lowest",
        kind=Kind.CLAIM,
        severity=Severity.HIGH,
        confidence=0.9,
        method=Method.LITERAL,
        start=0,
        end=3,
        quote="最低价",
        term="最低价",
        message="疑似",
        pack=PackRef(id="cn", version="1", digest="0"),
        start_ms=number * 100_000,
        end_ms=number * 100_000 + 900,
    )
    now = datetime.now(UTC)
    draft = draft_of(finding, room="r1", session=session, observed_at=now, clip=clip.sha256)
    return store.raise_alert(draft).alert.id


def main(folder: Path, stage: str) -> None:
    store = Store.open(folder)
    session = ready_session(store)
    if stage == "endless":
        number = store.head().seq
        while True:
            number += 1
            print(write_alert(store, session, number), flush=True)
    arm(stage)
    alert = write_alert(store, session, 1)
    if stage == "after-the-commit":
        die()
    print(alert, flush=True)


main(Path(sys.argv[1]), sys.argv[2])
