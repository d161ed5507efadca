"""`monitor eval` scores scripts and single lines, and prints every error with its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.interfaces.cli.eval_cmd import evaluate


def run(*args: object) -> Result:
    app = typer.Typer()
    app.command()(evaluate)
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A script with a claim that is found, one that nobody can find, and an innocent line."""
    spans = {
        "这个价全网最低价": (3, 8, "price-lowest"),
        "这块石头会唱歌": (2, 4, "superstition"),
        "大家晚上好": None,
    }
    lines = [
        {
            "text": text,
            "labels": [
                {"start": s[0], "end": s[1], "span": text[s[0] : s[1]], "categories": [s[2]]}
            ]
            if s
            else [],
        }
        for text, s in spans.items()
    ]
    path = tmp_path / "demo.session.json"
    path.write_text(json.dumps({"id": "demo", "lines": lines}), "utf-8")
    return path


def test_recall_and_every_miss_are_printed(labelled: Path) -> None:
    result = run(labelled)
    assert result.exit_code == 0, result.stderr
    assert "漏报 2" in result.stdout
    assert "这块石头会唱歌" in result.stdout
    assert "标注 2 处，命中 1 处（50.0%）；1 句无标注的话中误报 0 处" in result.stdout


def test_the_same_as_json(labelled: Path) -> None:
    document = json.loads(run(labelled, "--json").stdout)
    assert document["total"] == {
        "labels": 2,
        "found": 1,
        "recall": 0.5,
        "false_alarms": 0,
        "clear_lines": 1,
    }
    assert document["sessions"][0]["misses"][0]["span"] == "石头"


def test_a_path_without_labels_exits_2(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "没有找到标注的场次" in result.stderr
