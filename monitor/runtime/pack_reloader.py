"""Rules that change while the program runs: watch, wait for quiet, prove the new, swap once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import watchfiles

from monitor.core.rules.selftest import SelfTestReport
from monitor.core.rules.types import RulePack
from monitor.errors import MonitorError
from monitor.runtime.packs import SiteRules
from monitor.runtime.rule_proof import ProofStopped

QUIET_MS: Final = 400
LONGEST_WAIT_MS: Final = 5_000
_SHOWN_FAILURES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What came of a change on disk: the rules now in force, and why new ones were refused."""

    rules: SiteRules
    refused: str | None = None


class PackReloader:
    """Holds the rules in force. `current` is one reference; readers need no lock.

    A change is loaded and self-tested aside. Only rules that pass take the place of the old ones;
    otherwise the old ones stay, and `tell` hears why. `tell` is called on the watcher's thread.
    """

    def __init__(
        self,
        *,
        rules: SiteRules,
        load: Callable[[], SiteRules],
        selftest: Callable[[RulePack], SelfTestReport],
        tell: Callable[[Reloaded], None],
    ) -> None:
        self._current = rules
        self._refused = False
        self._load = load
        self._selftest = selftest
        self._tell = tell

    @property
    def current(self) -> SiteRules:
        """The rules in force."""
        return self._current

    def watch(self, folders: Sequence[Path], stop: threading.Event) -> None:
        """Follow the folders until `stop` is set; a folder that is not there yet is made."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        changes = watchfiles.watch(
            *folders,
            watch_filter=_is_yaml,
            step=QUIET_MS,
            debounce=LONGEST_WAIT_MS,
            stop_event=stop,
        )
        for _ in changes:
            self.reload()

    def reload(self) -> Reloaded | None:
        """Read the rules again; None when their content is as before.

        Rules in force that stand on disk again after a refusal are told, so that people know.
        """
        try:
            rules = self._load()
            if rules.pack.ref == self._current.pack.ref:
                return self._told(Reloaded(rules=self._current)) if self._refused else None
            # A site may change what the examples expect; they prove the pack, not the overrides.
            changed = rules.base.ref != self._current.base.ref
            report = self._selftest(rules.base) if changed else None
        except ProofStopped:
            raise
        except MonitorError as err:
            return self._refuse(err.diagnostics())
        if report is not None and not report.ok:
            shown = [result.render() for result in report.failures[:_SHOWN_FAILURES]]
            return self._refuse("\n".join(["新规则没有通过自测，仍用原来的规则：", *shown]))
        self._current = rules
        return self._told(Reloaded(rules=rules))

    def _refuse(self, why: str) -> Reloaded:
        return self._told(Reloaded(rules=self._current, refused=why))

    def _told(self, outcome: Reloaded) -> Reloaded:
        self._refused = outcome.refused is not None
        self._tell(outcome)
        return outcome


def _is_yaml(_: watchfiles.Change, path: str) -> bool:
    return path.endswith((".yaml", ".yml"))
