"""The program's commands, as scripts run them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.core.rules.types import UserTerm
from monitor.interfaces.cli.main import app
from monitor.runtime.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def assert_told(self, *words: str) -> None:
        """Exit 2 with one message that holds the words, and no traceback."""
        assert self.code == 2, f"exit {self.code}\n{self.out}\n{self.err}"
        assert "Traceback" not in self.err
        for word in words:
            assert word in self.err, self.err


Run = Callable[..., Done]


@pytest.fixture(scope="session", autouse=True)
def one_engine() -> Iterator[None]:
    """Builds each engine once: the pack is the same for every command of the suite."""
    held: dict[tuple[Any, ...], Engine] = {}
    build = Engine.load

    def load(*, user_terms: Sequence[UserTerm] = (), data: Path | None = None) -> Engine:
        key = (tuple(user_terms), data)
        if key not in held:
            held[key] = build(user_terms=user_terms, data=data)
        return held[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "load", load)
        yield


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `monitor` in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object, stdin: str | bytes = b"") -> Done:
        done = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(code=done.exit_code, out=done.stdout, err=done.stderr)

    return call
