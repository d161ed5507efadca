"""`Store`: everything that survives a restart, behind one synchronous, thread-safe object."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import platformdirs
import sqlalchemy as sa

from monitor.runtime.store import schema
from monitor.runtime.store.alert_queries import AlertQueries
from monitor.runtime.store.alerts import AlertTable
from monitor.runtime.store.base import utc_now
from monitor.runtime.store.database import Database, url_of
from monitor.runtime.store.event_log import EventLog
from monitor.runtime.store.evidence_files import EvidenceFiles
from monitor.runtime.store.evidence_log import EvidenceLog
from monitor.runtime.store.keys import device_facts, open_signer
from monitor.runtime.store.migrate import migrate
from monitor.runtime.store.retention import Retention
from monitor.runtime.store.rooms import RoomTable
from monitor.runtime.store.sessions import SessionTable
from monitor.runtime.store.verdicts import Verdicts


class Store(
    RoomTable, SessionTable, AlertTable, AlertQueries, Verdicts, EventLog, EvidenceLog, Retention
):
    """Rooms, sessions, alerts, events and evidence; call it from a thread (`asyncio.to_thread`)."""

    @classmethod
    def open(
        cls,
        url_or_path: str | Path,
        *,
        data_dir: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
        device: Mapping[str, str] | None = None,
    ) -> Store:
        """The store of a data folder, a SQLite file or a `postgresql://` URL, migrated and ready.

        `data_dir` holds clips, transcripts and the key; it defaults to the database file's folder,
        and for PostgreSQL to the platform's user data folder.

        Raises:
            StoreError: the folder or database cannot be used, or is newer than this program.
            LedgerError: the signing key cannot be used.
        """
        url = url_of(url_or_path)
        if data_dir is None:
            data_dir = (
                Path(url.database).parent
                if url.get_backend_name() == "sqlite" and url.database
                else Path(platformdirs.user_data_dir("livestream-monitor"))
            )
        database = Database(url)
        try:
            migrate(database)
            store = cls(database, EvidenceFiles(data_dir), clock, device or device_facts())
            store._signer = open_signer(data_dir, _epoch(database))
        except BaseException:
            database.close()
            raise
        return store

    @property
    def data_dir(self) -> Path:
        """Where clips, transcripts and the key are."""
        return self.files.root

    def close(self) -> None:
        """Release the database."""
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _epoch(database: Database) -> str:
    """The database's own id, made at its first opening."""
    m = schema.meta
    query = sa.select(m.c.value).where(m.c.key == "epoch")
    with database.write() as conn:
        held: str | None = conn.execute(query).scalar()
        if held is None:
            held = secrets.token_hex(6)
            conn.execute(m.insert().values(key="epoch", value=held))
        return held
