"""The `monitor` command: one program for scripts, rooms on air, recordings, rules and evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor import __version__
from monitor.interfaces.cli import threads as _threads
from monitor.interfaces.cli.cards_cmd import cards_app
from monitor.interfaces.cli.check_cmd import check
from monitor.interfaces.cli.eval_cmd import evaluate
from monitor.interfaces.cli.evidence_cmd import evidence_app
from monitor.interfaces.cli.gate_cmd import gate
from monitor.interfaces.cli.models_cmd import models_app
from monitor.interfaces.cli.replay_cmd import replay
from monitor.interfaces.cli.retention_cmd import retention_app
from monitor.interfaces.cli.rules_cmd import rules_app
from monitor.interfaces.cli.serve_cmd import serve

del _threads

app = typer.Typer(
    name="monitor",
    help="直播带货合规监测：听直播、认违规宣称、对商品卡、引法条、留证据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """直播带货合规监测。"""


app.command()(check)
app.command()(replay)
app.command()(serve)
app.command()(gate)
app.command(name="eval")(evaluate)
app.add_typer(cards_app, name="cards")
app.add_typer(rules_app, name="rules")
app.add_typer(evidence_app, name="evidence")
app.add_typer(retention_app, name="retention")
app.add_typer(models_app, name="models")


def main() -> None:
    """The entry point of the installed program."""
    app()
