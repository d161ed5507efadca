"""The reference pages name everything that people can use: what is not documented fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from fastapi import FastAPI

from monitor.interfaces.api.app import create_app
from monitor.interfaces.cli.main import app as program

ROOT = Path(__file__).parents[2]
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SOURCES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "monitor").rglob("*.py")}
COMMON = {"--help", "-h"}


def commands(command: Any, path: tuple[str, ...] = ("monitor",)) -> Iterator[tuple[str, Any]]:
    yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


def options() -> Iterator[tuple[str, str]]:
    """(command, option) for each way to write an option."""
    for path, command in commands(typer.main.get_command(program)):
        for parameter in command.params:
            if parameter.param_type_name != "option":
                continue
            for name in (*parameter.opts, *parameter.secondary_opts):
                if name not in COMMON:
                    yield path, name


def section(path: str) -> str:
    """What the page says of a command: its own heading's text, and that of the group above it."""
    parts = re.split(r"^(?=#+ )", CLI, flags=re.M)
    wanted = {path, " ".join(path.split()[:2])}
    found = [p for p in parts if any(p.split("\n", 1)[0].endswith(f"`{name}`") for name in wanted)]
    return "".join(found) if path != "monitor" else parts[0] + parts[1]


@pytest.fixture(scope="module")
def server() -> FastAPI:
    """The application without its services: only its routes are looked at."""
    services: Any = SimpleNamespace()
    return create_app(services, close=lambda: None)


def routes(holder: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route, WebSockets as `WS`, mounted folders as `MOUNT`."""
    for route in holder.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner, prefix + getattr(route.include_context, "prefix", ""))
            continue
        path = prefix + route.path
        kind = type(route).__name__
        if kind == "Mount":
            yield "MOUNT", path
        elif "WebSocket" in kind:
            yield "WS", path
        else:
            for method in sorted(route.methods - {"HEAD"}):
                yield method, path


def test_every_command_has_its_heading() -> None:
    leaves = [
        path
        for path, command in commands(typer.main.get_command(program))
        if not getattr(command, "commands", {})
    ]
    assert leaves
    missing = [path for path in leaves if not re.search(rf"^#+ `{path}`$", CLI, flags=re.M)]
    assert missing == []


@pytest.mark.parametrize(("path", "option"), sorted(set(options())))
def test_every_option_is_explained_with_its_command(path: str, option: str) -> None:
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", section(path)), f"{path} {option}"


def test_no_page_names_a_command_that_is_not_there() -> None:
    known = {path for path, _ in commands(typer.main.get_command(program))}
    named = set(re.findall(r"^#+ `(monitor[a-z -]*)`$", CLI, flags=re.M))
    assert named - known == set()


def test_every_route_is_described(server: FastAPI) -> None:
    found = set(routes(server))
    assert ("WS", "/api/v1/live") in found
    assert ("POST", "/api/v1/rooms") in found
    missing = [
        f"{method} {path}"
        for method, path in sorted(found)
        if (f"`{path}`" if method == "MOUNT" else f"`{method} {path}`") not in API
    ]
    assert missing == []


def test_no_page_describes_a_route_that_is_not_there(server: FastAPI) -> None:
    known = {f"{method} {path}" for method, path in routes(server)}
    named = set(re.findall(r"^### `([A-Z]+ /\S+)`$", API, flags=re.M))
    assert named - known == set()


def event_types() -> set[str]:
    """The types that are written into the event log, by the calls that write them."""
    found: set[str] = set()
    for text in SOURCES.values():
        tree = ast.parse(text)
        named: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, set()).update(texts_in(node.value))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in ("event", "append_event") or not node.args:
                continue
            kind = node.args[0]
            found |= named.get(kind.id, set()) if isinstance(kind, ast.Name) else texts_in(kind)
    return found


def texts_in(node: ast.expr) -> set[str]:
    """The strings that an expression may give: a constant, or either side of a choice."""
    if isinstance(node, ast.IfExp):
        return texts_in(node.body) | texts_in(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_event_type_is_explained() -> None:
    names = event_types()
    assert {"alert.created", "alert.updated", "rules.reloaded", "coverage.gap"} <= names
    assert sorted(name for name in names | {"utterance"} if f"| `{name}` |" not in API) == []


def test_every_environment_variable_is_explained() -> None:
    names = {
        name
        for text in SOURCES.values()
        if re.search(r"environ|getenv|envvar", text)
        for name in re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', text)
    }
    assert "MONITOR_MODELS_DIR" in names
    assert sorted(name for name in names if f"`{name}`" not in CLI) == []


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
