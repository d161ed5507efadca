"""The bundled labelled sessions, scored as `monitor eval` scores them: a floor, not a goal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.interfaces.cli.main import app

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.mark.parametrize(("folder", "recall"), [("audio", 0.97), ("text", 0.85)])
def test_the_bundled_sessions_are_found_and_honest_lines_stay_silent(
    folder: str, recall: float
) -> None:
    done = CliRunner().invoke(app, ["eval", str(FIXTURES / folder), "--json"])
    total = json.loads(done.stdout)["total"]
    assert total["found"] >= recall * total["labels"], done.stdout
    assert total["false_alarms"] <= 0.02 * total["clear_lines"], done.stdout
