"""The words that a raw pattern cannot do without, so that it is only run where they stand."""

from __future__ import annotations

import re

_REPEATED = "?*+{"
_PLAIN = re.compile(r"[^\\.^$*+?{}()\[\]|]+")
_GROUP = re.compile(r"\((?:\?:)?([^\\.^$*+?{}()\[\]]+)\)")
_SKIPPED = re.compile(r"\[(?:\\.|[^\]\\])+\]|\{[^}]*\}|\\.")


def required_words(source: str) -> tuple[frozenset[str], ...]:
    """Groups of words, at least one of each group stands in every match; () when that is unknown.

    Read off the pattern's outermost level: plain words, and groups of nothing but plain words,
    that are not optional or repeated. A pattern that is itself an alternation requires nothing.
    """
    groups: list[frozenset[str]] = []
    at = depth = 0
    while at < len(source):
        found = _SKIPPED.match(source, at)
        if found is not None:
            at = found.end()
            continue
        if depth == 0:
            if source[at] == "|":
                return ()
            found = _GROUP.match(source, at)
            words = frozenset(found.group(1).split("|")) if found is not None else frozenset()
            if found is None:
                found = _PLAIN.match(source, at)
                words = _run(found.group(), source[found.end() :]) if found is not None else words
            elif _is_repeated(source, found.end()):
                words = frozenset()
            if found is not None:
                if words and all(words):
                    groups.append(words)
                at = found.end()
                continue
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
    return tuple(groups)


def _run(text: str, rest: str) -> frozenset[str]:
    """A plain run without its last character where a sign that follows makes that optional."""
    kept = text[:-1] if rest[:1] and rest[0] in _REPEATED else text
    return frozenset((kept,)) if kept else frozenset()


def _is_repeated(source: str, at: int) -> bool:
    return source[at : at + 1] in tuple(_REPEATED)
