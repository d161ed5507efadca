"""How the commands speak to people: language, exit codes, errors without tracebacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, StrEnum
from typing import TextIO

import typer
from rich.console import Console

from monitor.errors import MonitorError
from monitor.model import Severity


class Exit(IntEnum):
    """The exit codes that scripts rely on."""

    CLEAN = 0
    FOUND = 1
    BAD_INPUT = 2
    INTERRUPTED = 130


class Lang(StrEnum):
    """The language of messages for people."""

    ZH = "zh"
    EN = "en"


class FailOn(StrEnum):
    """The lowest severity that makes a command exit 1; `never` never does."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
    NEVER = "never"

    def reached_by(self, severities: Iterator[str]) -> bool:
        """True when one of `severities` is this bad or worse."""
        if self is FailOn.NEVER:
            return False
        return any(Severity(found).at_least(Severity(self.value)) for found in severities)


LANG_OPTION = typer.Option("--lang", help="界面语言 / language: zh | en")


def out(file: TextIO | None = None) -> Console:
    """A console for people; colours only on a terminal."""
    return Console(file=file or sys.stdout, soft_wrap=True, highlight=False)


def worded(lang: Lang, zh: str, en: str) -> str:
    """The words in the language chosen."""
    return en if lang is Lang.EN else zh


@contextmanager
def told() -> Iterator[None]:
    """Turn an error of the tree into one message on standard error and exit code 2."""
    try:
        yield
    except MonitorError as error:
        tell_error(error)
        raise typer.Exit(Exit.BAD_INPUT) from error
    except KeyboardInterrupt as interruption:
        print("已停止。", file=sys.stderr)
        raise typer.Exit(Exit.INTERRUPTED) from interruption
    except BrokenPipeError as broken:
        # The reader of a pipe (head, less) has left; there is nobody to tell.
        sys.stderr.close()
        raise typer.Exit(Exit.CLEAN) from broken


def tell_error(error: MonitorError) -> None:
    """One message on standard error."""
    text = error.diagnostics()
    # Lists of faults (rules, cards) begin every entry with the word themselves.
    print(text if text.startswith("错误") else f"错误 {text}", file=sys.stderr)
