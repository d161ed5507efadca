"""Servers for the tests: one in this process with a scripted recogniser, one as people start it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from monitor.interfaces.api.assembly import assemble
from monitor.runtime.asr.fakes import ScriptedRecogniser
from monitor.runtime.engine import Engine
from monitor.runtime.packs import SiteRules

TOKEN = "test-token"
READY_S = 90


@pytest.fixture(scope="session", autouse=True)
def one_engine() -> Iterator[None]:
    """Builds the engine of each pack once: it takes seconds and nothing changes it."""
    held: dict[tuple[Any, ...], Engine] = {}
    build = Engine.over

    def over(rules: SiteRules, **more: Any) -> Engine:
        key = (rules.pack.ref.digest, rules.user_terms, *map(id, more.values()))
        if key not in held:
            held[key] = build(rules, **more)
        return held[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "over", over)
        yield


class LiveServer:
    """`monitor serve` in a process of its own."""

    def __init__(self, data: Path, *extra: str, port: int = 0) -> None:
        self.data = data
        self._lines: list[str] = []
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "monitor",
                "serve",
                "--port",
                str(port),
                "--data",
                str(data),
                *extra,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=self._drain, daemon=True).start()
        address = self._address()
        self.base = address[0]
        self.token = address[1]
        self.port = int(self.base.rsplit(":", 1)[1])
        self.http = httpx.Client(
            base_url=f"{self.base}/api/v1",
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
            timeout=60,
        )

    @property
    def page(self) -> str:
        """The address that people open."""
        return f"{self.base}/?token={self.token}"

    @property
    def output(self) -> str:
        """What the server printed."""
        return "".join(self._lines)

    def live_url(self) -> str:
        return self.base.replace("http", "ws") + "/api/v1/live"

    def stop(self) -> int:
        """Ask it to end, as Ctrl-C or a service manager would; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """Pull the plug."""
        self.process.kill()
        self.process.wait(timeout=30)

    def _drain(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.append(line)

    def _address(self) -> tuple[str, str | None]:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline:
            found = re.search(r"(http://[^/\s]+)/(?:\?token=(\S+))?", self.output)
            if found:
                return found.group(1), found.group(2)
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.output}")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Starts servers, on the test's own data folder unless another is given."""
    running: list[LiveServer] = []

    def begin(*extra: str, data: Path | None = None, port: int = 0) -> LiveServer:
        server = LiveServer(data or tmp_path / "data", *extra, port=port)
        running.append(server)
        return server

    yield begin
    for server in running:
        if server.process.poll() is None:
            server.kill()


def until(check: Callable[[], object], seconds: float, what: str) -> object:
    """What `check` gives once it is true; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := check():
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


@pytest.fixture
def script() -> str:
    """What the scripted recogniser hears."""
    return "大家好欢迎来到直播间全网最低价加我微信谢谢大家"


@pytest.fixture
def client(tmp_path: Path, script: str) -> Iterator[TestClient]:
    """A client of a server in this process that hears what a script says."""
    server = assemble(data=tmp_path / "data", recogniser=ScriptedRecogniser(script), token=TOKEN)
    with TestClient(server.app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client
