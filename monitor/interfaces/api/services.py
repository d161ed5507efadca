"""What the server's routes work with; made once at start and read from the application's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends
from prometheus_client import CollectorRegistry
from starlette.requests import HTTPConnection

from monitor.interfaces.api.auth import Gatekeeper
from monitor.runtime.engine import EngineHolder
from monitor.runtime.session.feed import LiveFeed
from monitor.runtime.session.manager import RoomManager
from monitor.runtime.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of a running server."""

    store: Store
    engine: EngineHolder
    rooms: RoomManager
    feed: LiveFeed
    gatekeeper: Gatekeeper
    data: Path
    metrics: CollectorRegistry
    health: Callable[[], Mapping[str, Any]]


def services_of(connection: HTTPConnection) -> Services:
    """The server's services, for a request or a websocket."""
    services: Services = connection.app.state.services
    return services


Wired = Annotated[Services, Depends(services_of)]
