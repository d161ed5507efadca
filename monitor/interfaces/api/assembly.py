"""Puts a server together: data folder, store, rules, recogniser, rooms, application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from monitor import __version__
from monitor.interfaces.api.app import create_app
from monitor.interfaces.api.auth import Gatekeeper
from monitor.interfaces.api.services import Services
from monitor.runtime.asr.port import Recogniser
from monitor.runtime.asr.scheduler import RecogniserPool
from monitor.runtime.engine import Engine, EngineHolder
from monitor.runtime.engine_reload import EngineReload
from monitor.runtime.packs import DEFAULT_PACK, OVERRIDES_FOLDER, load_site_rules, rules_folder
from monitor.runtime.session.feed import LiveFeed
from monitor.runtime.session.manager import RoomManager
from monitor.runtime.session.metrics import registry
from monitor.runtime.store import Store

SWEEP_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server ready to be run."""

    app: FastAPI
    services: Services
    close: Callable[[], None]


def assemble(
    *,
    data: Path,
    recogniser: Recogniser,
    token: str | None,
    workers: int = 2,
    pack: Path | None = None,
) -> Server:
    """The server over a data folder. Raises StoreError, RuleError or LedgerError.

    With `token` None everybody may come in; the caller sees to it that this is loopback alone.
    The rules are those of the folder `pack` (the bundled ones without it) with the overrides in
    the data folder; a change to either is taken up while the server runs.
    """
    folder, overrides = pack or rules_folder() / DEFAULT_PACK, data / OVERRIDES_FOLDER
    rules = load_site_rules(folder, overrides)
    engine = EngineHolder(Engine.over(rules))
    # The dictionary takes a second or two to load, and the first alert must not wait for it.
    threading.Thread(target=engine.current.matcher.warm, name="matcher-warm", daemon=True).start()
    store = Store.open(data / "monitor.db")
    feed = LiveFeed()
    unlisten = store.listen(lambda events: feed.publish([event.as_dict() for event in events]))
    pool = RecogniserPool(recogniser, workers=workers)
    rooms = RoomManager(store=store, engine=engine, pool=pool, publish=feed.publish)

    def reloaded(outcome: Mapping[str, Any]) -> None:
        if "refused" not in outcome:
            rooms.rules_changed()
        store.append_event("rules.reloaded", None, outcome)

    reload = EngineReload(
        holder=engine, rules=rules, pack=folder, overrides=overrides, tell=reloaded
    )
    stopped = threading.Event()
    sweeper = threading.Thread(
        target=_sweep, args=(store, stopped), name="alert-sweeper", daemon=True
    )

    def health() -> Mapping[str, Any]:
        figures = pool.figures()
        return {
            "status": "ok",
            "version": __version__,
            "pack": engine.current.pack.ref.as_dict(),
            "model": recogniser.name,
            "rooms_on_air": figures.rooms,
            "lag_s": round(figures.lag_s, 2),
            "busy": round(figures.busy, 3),
            "recogniser": {
                "queued": figures.queued,
                "decode_s": round(figures.decode_s, 3),
                "real_time_factor": round(figures.real_time_factor, 3),
                "decodes": figures.decodes,
                "dropped_heartbeats": figures.dropped_heartbeats,
                "ghosts": figures.ghosts,
                "failures": figures.failures,
            },
        }

    def close() -> None:
        stopped.set()
        reload.close()
        rooms.close()
        pool.close()
        sweeper.join(timeout=2 * SWEEP_S)
        unlisten()
        store.close()

    services = Services(
        store=store,
        engine=engine,
        rooms=rooms,
        feed=feed,
        gatekeeper=Gatekeeper(token),
        data=data,
        metrics=registry(pool.figures),
        health=health,
    )
    rooms.resume()
    sweeper.start()
    reload.start()
    return Server(app=create_app(services, close=close), services=services, close=close)


def _sweep(store: Store, stopped: threading.Event) -> None:
    """Reopen claims and mutes whose time is over."""
    while not stopped.wait(SWEEP_S):
        store.sweep()
