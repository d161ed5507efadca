"""One suite over every backend: SQLite always, PostgreSQL by URL or by its installed binaries."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from postgres_server import PostgresServer, binaries

from monitor.core.alerting import AlertDraft, Context, draft_of
from monitor.model import (
    Finding,
    FindingState,
    Kind,
    Method,
    PackRef,
    Severity,
    Source,
    Utterance,
)
from monitor.runtime.store import Store

POSTGRES_URL = os.environ.get("MONITOR_TEST_POSTGRES")
HAVE_POSTGRES = bool(POSTGRES_URL) or binaries() is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not HAVE_POSTGRES:
        terminalreporter.write_line(
            "store contract: SQLite only; no PostgreSQL here (set MONITOR_TEST_POSTGRES or install)"
        )


class Clock:
    """A wall clock that moves only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer | None]:
    folder = binaries()
    if POSTGRES_URL or folder is None:
        yield None
        return
    running = PostgresServer(folder)
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", *(["postgresql"] if HAVE_POSTGRES else [])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be opened, again and again, with what was written still there."""
    if request.param == "sqlite":
        return str(tmp_path / "monitor.db")
    return fresh_schema(POSTGRES_URL or request.getfixturevalue("server").url)


def fresh_schema(url: str) -> str:
    """The URL of a new, empty schema on the server; far quicker to make than a database."""
    import psycopg

    name = "t" + uuid.uuid4().hex[:12]
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f'CREATE SCHEMA "{name}"')
    return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{name}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(place: str, clock: Clock, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the same place, as often as asked."""
    stores: list[Store] = []

    def open_() -> Store:
        stores.append(Store.open(place, data_dir=tmp_path, clock=clock, device={"os": "test"}))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture
def on_air(store: Store) -> tuple[str, str]:
    """A room with a session: (room id, session id)."""
    room = store.create_room(title="美妆一号间", id="room-1").id
    store.set_products(room, [{"id": "sku-1", "name": "面膜", "category": "cosmetic"}])
    return room, store.start_session(room, id="ses-1", data={"model": "base"}).id


@pytest.fixture
def draft(on_air: tuple[str, str], clock: Clock) -> Callable[..., AlertDraft]:
    """Makes drafts of this session; every part has a default."""

    def make(
        finding: str = "f1",
        at_ms: int = 1_000,
        *,
        rule: str = "cn/lowest",
        term: str = "全网最低价",
        state: FindingState = FindingState.FIRM,
        severity: Severity = Severity.HIGH,
        product: str | None = "sku-1",
        category: str = "price-lowest",
        clip: str | None = None,
    ) -> AlertDraft:
        heard = Finding(
            id=finding,
            rule=rule,
            category=category,
            kind=Kind.CLAIM,
            severity=severity,
            confidence=0.9,
            method=Method.LITERAL,
            start=0,
            end=len(term),
            quote=term,
            term=term,
            message=f"疑似宣称“{term}”",
            pack=PackRef(id="cn", version="1.0.0", digest="0" * 64),
            product=product,
            start_ms=at_ms,
            end_ms=at_ms + 900,
            state=state,
        )
        return draft_of(
            heard,
            room=on_air[0],
            session=on_air[1],
            observed_at=clock.now,
            context=Context(before="家人们", after="赶紧拍"),
            clip=clip,
            evidence={"how": {"model": "base"}},
        )

    return make


@pytest.fixture
def spoken() -> Callable[..., Utterance]:
    def make(id: str, start_ms: int, text: str = "大家好") -> Utterance:
        return Utterance(
            id=id, text=text, source=Source.AUDIO, start_ms=start_ms, end_ms=start_ms + 800
        )

    return make
