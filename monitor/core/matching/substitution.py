"""A stretch of a skeleton that is read as something else."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """`skeleton[start:end]` is read as `meaning`; not `alone`: only a phrase may rely on it."""

    start: int
    end: int
    meaning: str
    method: Method
    certainty: float
    alone: bool = True
