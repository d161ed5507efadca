"""Rules change while the program runs; a bad change never takes the place of good rules."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from monitor.core.rules.selftest import Outcome, SelfTestReport, SelfTestResult
from monitor.core.rules.types import RulePack
from monitor.runtime.pack_reloader import PackReloader, Reloaded
from monitor.runtime.packs import SiteRules, load_site_rules

PASSED = SelfTestReport(rules=1, examples=1, failures=(), fixed_gaps=())
FAILED = SelfTestReport(
    rules=1,
    examples=1,
    failures=(SelfTestResult(rule="demo/a", outcome=Outcome.MISSED, what="某句话"),),
    fixed_gaps=(),
)


class Site:
    """A pack on disk, and what the reloader told of it."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        self.folder = folder
        self.told: list[Reloaded] = []
        self.report = PASSED
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        self.reloader = PackReloader(
            rules=self.load(), load=self.load, selftest=self.selftest, tell=self.told.append
        )

    def load(self) -> SiteRules:
        return load_site_rules(self.folder, self.folder / "none")

    def selftest(self, pack: RulePack) -> SelfTestReport:
        return self.report

    def write(self, before: str, after: str) -> None:
        path = self.folder / "rules" / "price.yaml"
        path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


@pytest.fixture
def site(tmp_path: Path, files: dict[str, bytes]) -> Site:
    return Site(tmp_path, files)


def test_a_sound_change_takes_over(site: Site) -> None:
    site.write("severity: high", "severity: medium")
    site.reloader.reload()
    assert site.reloader.current.pack.rules[0].severity.value == "medium"
    assert [told.refused for told in site.told] == [None]


def test_rules_with_faults_are_refused_with_the_faults(site: Site) -> None:
    before = site.reloader.current
    site.write("severity: high", "severity: hihg")
    site.reloader.reload()
    assert site.reloader.current is before
    assert "hihg" in (site.told[0].refused or "")


def test_rules_that_fail_their_own_examples_are_refused(site: Site) -> None:
    before = site.reloader.current
    site.report = FAILED
    site.write("severity: high", "severity: low")
    site.reloader.reload()
    assert site.reloader.current is before
    assert "某句话" in (site.told[0].refused or "")


def test_a_change_that_changes_nothing_is_not_told(site: Site) -> None:
    site.write("- id: low", "# 注释\n- id: low")
    assert site.reloader.reload() is None
    assert site.told == []


def test_a_watched_folder_is_reloaded_when_it_is_quiet(site: Site) -> None:
    stop = threading.Event()
    watcher = threading.Thread(target=site.reloader.watch, args=([site.folder], stop))
    watcher.start()
    try:
        deadline = time.monotonic() + 20
        # The watcher needs a moment to begin, so the change is repeated until it is seen.
        grades = ["low", "info"]
        before = "severity: high"
        while not site.told and time.monotonic() < deadline:
            after = f"severity: {grades[0]}"
            site.write(before, after)
            before, grades = after, grades[::-1]
            time.sleep(1)
    finally:
        stop.set()
        watcher.join(timeout=20)
    assert site.told
    assert not watcher.is_alive()
