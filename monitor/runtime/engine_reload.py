"""The engine follows its rules: watch the files, build the new engine aside, swap it in.

Rooms go on judging meanwhile. The self test runs in another process; the matcher is built on the
watcher's thread without any lock, by `quiet_work` (docs/performance-reload.md).
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from monitor.core.rules.selftest import SelfTestReport
from monitor.core.rules.types import RulePack
from monitor.errors import MonitorError
from monitor.runtime.engine import Engine, EngineHolder
from monitor.runtime.pack_reloader import PackReloader, Reloaded
from monitor.runtime.packs import SiteRules, load_site_rules
from monitor.runtime.quiet_work import quietly, release, settle
from monitor.runtime.rule_changes import changes
from monitor.runtime.rule_proof import ProofStopped, prove

log = logging.getLogger(__name__)

Tell = Callable[[Mapping[str, Any]], None]


class EngineReload:
    """Keeps `holder` at the rules on disk. `tell` hears the data of each `rules.reloaded` event.

    `pack` and `overrides` are the watched folders; `rules` is what the holder's engine was made
    of. `tell` is called on the watcher's thread, after the swap.
    """

    def __init__(
        self,
        *,
        holder: EngineHolder,
        rules: SiteRules,
        pack: Path,
        overrides: Path,
        tell: Tell,
    ) -> None:
        self._holder = holder
        self._in_force = rules
        self._pack = pack
        self._overrides = overrides
        self._tell = tell
        self._stop = threading.Event()
        self._reloader = PackReloader(
            rules=rules, load=self._load, selftest=self._selftest, tell=self._reloaded
        )
        self._thread = threading.Thread(target=self._watch, name="rules-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        gc.collect()
        gc.freeze()
        self._thread.start()

    def close(self) -> None:
        """Stop watching, and any self test at work."""
        self._stop.set()
        self._thread.join(timeout=10)
        settle()

    def _watch(self) -> None:
        try:
            self._reloader.watch((self._pack, self._overrides), self._stop)
        except ProofStopped:
            return
        except OSError as error:
            # Without watching, the program still judges; it only doesn't see new rules.
            log.warning("rules are not watched: %s", error.strerror)

    def _load(self) -> SiteRules:
        with quietly():
            return load_site_rules(self._pack, self._overrides)

    def _selftest(self, pack: RulePack) -> SelfTestReport:
        return prove(self._pack, pack, self._stop)

    def _reloaded(self, outcome: Reloaded) -> None:
        in_use = self._in_force.pack.ref.as_dict()
        if outcome.refused is not None:
            self._tell({"pack": in_use, "refused": outcome.refused})
            return
        if outcome.rules is self._in_force:
            # A refused change was taken back.
            self._tell({"pack": in_use, "changed": {}})
            return
        try:
            with quietly():
                engine = Engine.over(outcome.rules, vocabulary=self._holder.current.vocabulary)
                engine.matcher.warm()
        except MonitorError as error:
            self._tell({"pack": in_use, "refused": error.diagnostics()})
            return
        changed = changes(self._in_force, outcome.rules)
        self._in_force = outcome.rules
        old = [self._holder.swap(engine)]
        self._tell({"pack": engine.pack.ref.as_dict(), "changed": changed})
        # No room judges by it any more; freed at once, it would stop them for 30 ms.
        with quietly():
            release(old)
