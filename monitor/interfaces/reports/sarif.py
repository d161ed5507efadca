"""Findings as SARIF 2.1.0 (OASIS), for editors and code-review tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitor import __version__

_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}


def to_sarif(files: Sequence[Mapping[str, Any]], pack: Mapping[str, str]) -> dict[str, Any]:
    """One SARIF run over checked files, each `{"name", "lines", "findings"}`."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for file in files:
        for finding in file["findings"]:
            rules.setdefault(finding["rule"], _rule(finding))
            results.append(_result(file["name"], finding))
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "livestream-monitor",
                        "version": __version__,
                        "rules": list(rules.values()),
                        "properties": {"pack": dict(pack)},
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }


def _rule(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": finding["rule"],
        "shortDescription": {"text": finding["message"]},
        "properties": {"category": finding["category"]},
    }


def _result(name: str, finding: Mapping[str, Any]) -> dict[str, Any]:
    law = "；".join(f"《{c['law']}》{c['article']}" for c in finding["basis"])
    parts = [finding["message"], f"依据：{law}" if law else "", finding["suggestion"]]
    return {
        "ruleId": finding["rule"],
        "level": _LEVELS[finding["severity"]],
        "message": {"text": "\n".join(part for part in parts if part)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": name},
                    "region": {
                        "startLine": finding.get("line", 1),
                        "startColumn": finding["start"] + 1,
                        "endColumn": finding["end"] + 1,
                        "snippet": {"text": finding["quote"]},
                    },
                }
            }
        ],
        "properties": {
            key: finding[key] for key in ("severity", "confidence", "category", "method", "term")
        },
    }
