"""The server: the API under /api/v1, the console at /, OpenAPI at /docs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from monitor import __version__
from monitor.interfaces.api import alerts, cards, checks, live, pages, problems, push, rooms
from monitor.interfaces.api.services import Services, Wired

PREFIX = "/api/v1"
# What may be reached before the login.
OPEN_PATHS = frozenset({"/login", f"{PREFIX}/health", "/favicon.ico"})
OPEN_PREFIXES = ("/static/",)

system = APIRouter(tags=["system"])


@system.get("/health")
def health(services: Wired) -> dict[str, Any]:
    """Whether the server can hear and judge, and with what."""
    return dict(services.health())


def create_app(services: Services, *, close: Callable[[], None]) -> FastAPI:
    """The application over ready services; `close` is called when it shuts down."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await anyio.to_thread.run_sync(close)

    app = FastAPI(
        title="livestream-monitor",
        version=__version__,
        description="直播带货合规监测",
        lifespan=lifespan,
    )
    app.state.services = services
    problems.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=2048)

    @app.middleware("http")
    async def guarded(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        path = request.url.path
        if path not in OPEN_PATHS and not path.startswith(OPEN_PREFIXES):
            refused = pages.entrance(request, services)
            if refused is not None:
                return refused
        response = await call(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return response

    api = APIRouter(prefix=PREFIX)
    routers = (
        system,
        rooms.router,
        alerts.router,
        cards.router,
        checks.router,
        live.router,
        push.router,
    )
    for router in routers:
        api.include_router(router)
    app.include_router(api)
    app.include_router(pages.router)

    @app.get("/metrics", tags=["system"], include_in_schema=False)
    def metrics() -> Response:
        return Response(generate_latest(services.metrics), media_type=CONTENT_TYPE_LATEST)

    pages.mount_static(app)
    return app
