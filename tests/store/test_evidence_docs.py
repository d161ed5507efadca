"""The page about evidence names every command, option, record kind and exit."""

import inspect
import re
from pathlib import Path

import typer.main

from monitor.interfaces.cli.evidence_cmd import evidence_app
from monitor.runtime import store as package

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_documented():
    group = typer.main.get_command(evidence_app)
    for name, command in group.commands.items():
        assert f"monitor evidence {name}" in PAGE
        for parameter in command.params:
            for option in getattr(parameter, "opts", []):
                assert not option.startswith("--") or option == "--help" or option in PAGE, option


def test_every_record_kind_is_documented():
    folder = Path(inspect.getfile(package)).parent
    sources = "".join(p.read_text(encoding="utf-8") for p in folder.glob("*.py"))
    kinds = set(re.findall(r'_append_evidence\(\s*tx,\s*"([a-z.]+)"', sources))
    assert kinds >= {"session.started", "alert.verdict", "tombstone"}
    for kind in kinds:
        assert f"`{kind}`" in PAGE
