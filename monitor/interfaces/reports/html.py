"""Findings as one HTML page that stands alone: for a script, a recording, or several of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jinja2

from monitor import __version__
from monitor.interfaces.reports.words import (
    NOTICE,
    category_name,
    claims_line,
    clock,
    method_name,
    severity_name,
)

_ORDER = ("critical", "high", "medium", "low", "info")


def _environment(lang: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("monitor.interfaces.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["severity"] = lambda value: severity_name(value, lang)
    environment.filters["category"] = lambda value: category_name(value, lang)
    environment.filters["method"] = lambda value: method_name(value, lang)
    environment.filters["clock"] = clock
    environment.globals.update(lang=lang, notice=NOTICE[lang], version=__version__)
    return environment


def marked(text: str, findings: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | None]]:
    """`text` cut into runs, each with the worst severity that covers it or None."""
    worst: list[str | None] = [None] * len(text)
    for finding in findings:
        for index in range(finding["start"], min(finding["end"], len(text))):
            held = worst[index]
            if held is None or _ORDER.index(finding["severity"]) < _ORDER.index(held):
                worst[index] = finding["severity"]
    runs: list[tuple[str, str | None]] = []
    for character, severity in zip(text, worst, strict=True):
        if runs and runs[-1][1] == severity:
            runs[-1] = (runs[-1][0] + character, severity)
        else:
            runs.append((character, severity))
    return runs


def counts(findings: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """How many findings of each severity there are, worst first, none left out."""
    return [
        (severity, sum(finding["severity"] == severity for finding in findings))
        for severity in _ORDER
    ]


def check_page(
    files: Sequence[Mapping[str, Any]],
    texts: Mapping[str, Mapping[int, str]],
    pack: Mapping[str, str],
    *,
    lang: str = "zh",
) -> str:
    """The page for checked scripts."""
    sections = []
    for file in files:
        rows = []
        for number, text in texts[file["name"]].items():
            own = [finding for finding in file["findings"] if finding.get("line") == number]
            rows.append({"number": number, "runs": marked(text, own), "findings": own})
        sections.append({"name": file["name"], "rows": rows, "counts": counts(file["findings"])})
    template = _environment(lang).get_template("check.html.j2")
    return template.render(sections=sections, pack=pack)


def replay_page(result: Mapping[str, Any], *, lang: str = "zh") -> str:
    """The page for one replayed recording; clips are links beside it."""
    by_segment: dict[int, list[Mapping[str, Any]]] = {}
    for finding in result["findings"]:
        by_segment.setdefault(finding.get("segment", -1), []).append(finding)
    rows = [
        {
            "start_s": segment["start_s"],
            "runs": marked(segment["text"], by_segment.get(index, [])),
            "findings": by_segment.get(index, []),
        }
        for index, segment in enumerate(result["transcript"])
    ]
    template = _environment(lang).get_template("replay.html.j2")
    return template.render(
        result=result,
        rows=rows,
        loose=by_segment.get(-1, []),
        counts=counts(result["findings"]),
        claims=claims_line(result["claims"], lang),
        pack=result["pack"],
    )


def index_page(results: Sequence[Mapping[str, Any]], *, lang: str = "zh") -> str:
    """The page that lists several replayed recordings, each `{"folder", "result"}`."""
    rows = [{**item, "counts": counts(item["result"]["findings"])} for item in results]
    return _environment(lang).get_template("index.html.j2").render(rows=rows)
