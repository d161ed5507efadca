"""`monitor models` in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from monitor.interfaces.cli.models_cmd import models_app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(models_app, list(arguments), env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_MODELS_DIR", str(tmp_path))


def test_the_list_names_every_model_and_its_state() -> None:
    listed = run()
    assert listed.exit_code == 0
    assert "base" in listed.output
    assert "随程序安装" in listed.output
    assert "large-v3-turbo" in listed.output
    assert listed.output.count("未下载") == 7


def test_the_list_speaks_english_on_request() -> None:
    assert "not fetched" in run("--lang", "en").output


def test_fetching_the_default_joins_and_verifies_it(tmp_path: Path) -> None:
    assert run("fetch", "base").exit_code == 0
    assert (tmp_path / "base" / "model.bin").stat().st_size > 100_000_000
    assert "已校验" in run().output


def test_an_unknown_model_is_bad_input_and_says_what_there_is() -> None:
    failed = run("fetch", "bass")
    assert failed.exit_code == 2
    assert "small" in failed.output
    assert "Traceback" not in failed.output
