"""Killed at any moment, the folder opens again, verifies, and names no sound that is not there."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import monitor
from monitor.runtime.store import Store
from monitor.runtime.store.evidence_verify import verify_data

WRITER = Path(__file__).parent / "crash_writer.py"


def run_writer(folder: Path, stage: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(folder), stage],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(monitor.__file__).parents[1])},
    )


def sound_folder(folder: Path) -> Store:
    """The store, opened again after its ledger was verified."""
    failed = [(s.name, s.failures) for s in verify_data(folder) if not s.ok]
    assert failed == []
    return Store.open(folder)


@pytest.mark.parametrize(
    ("stage", "clips", "alerts"),
    [
        ("while-writing-the-clip", 0, 0),
        ("before-the-clip-has-its-name", 0, 0),
        ("after-the-clip", 1, 0),
        ("before-the-commit", 1, 0),
        ("after-the-commit", 1, 1),
    ],
)
def test_a_kill_between_two_writes_loses_no_promise(tmp_path, stage, clips, alerts):
    assert run_writer(tmp_path, stage).wait(timeout=60) == -signal.SIGKILL
    with sound_folder(tmp_path) as store:
        assert len(list(store.files.all())) == clips
        held = store.list_alerts().items
        assert len(held) == alerts
        told = [e for e in store.events_after(0) if e.type == "alert.created"]
        assert len(told) == alerts
        # What was half done can be done again, and is the same alert.
        again = run_writer(tmp_path, "never")
        out, _ = again.communicate(timeout=60)
        assert again.returncode == 0
        (alert,) = store.list_alerts().items
        assert out.split() == [alert.id]
        assert store.files.find(alert.clip).path.read_bytes().startswith(b"sound")


def test_kills_at_random_moments_lose_nothing_that_was_acknowledged(tmp_path):
    dice = random.Random(7)
    acknowledged: list[str] = []
    for _ in range(4):
        writer = run_writer(tmp_path, "endless")
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(dice.uniform(0.05, 0.4))
        writer.kill()
        rest, _ = writer.communicate(timeout=60)
        lines = (first + rest).splitlines(keepends=True)
        acknowledged += [line.strip() for line in lines if line.endswith("\n")]
        with sound_folder(tmp_path) as store:
            for alert in acknowledged:
                assert store.get_alert(alert).clip
    assert len(set(acknowledged)) == len(acknowledged) > 4
