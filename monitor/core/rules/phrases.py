"""Checking the phrases and expressions that stand in rule files, with carets under the fault."""

from __future__ import annotations

from collections.abc import Mapping

import re2

from monitor.core.rules.fields import Fields
from monitor.core.rules.phrase import Gap, PhraseError, parse_phrase
from monitor.core.rules.source import Document, Node, near

Vocabulary = Mapping[str, tuple[str, ...]]


def check_phrase(
    doc: Document, node: Node, phrase: str, vocab: Vocabulary, *, whole: bool = False
) -> None:
    """Note every fault of a phrase; `whole` phrases are hits and cannot begin or end in a gap."""
    try:
        tree = parse_phrase(phrase)
    except PhraseError as err:
        for fault in err.faults:
            doc.fault_in(fault.code, node, (fault.start, fault.end), **fault.params)
        return
    for used in tree.vocab():
        if used.name not in vocab:
            part = (used.at, used.at + 1 + len(used.name))
            hint = near(used.name, vocab)
            doc.fault_in("vocab-unknown", node, part, value=used.name, **hint)
    if whole and (isinstance(tree.elements[0], Gap) or isinstance(tree.elements[-1], Gap)):
        doc.fault("phrase-edge-gap", node)


def read_phrases(
    fields: Fields, key: str, vocab: Vocabulary, *, whole: bool = False
) -> tuple[str, ...]:
    """The phrases under `key`, each checked."""
    out: list[str] = []
    for phrase, node in fields.located_texts(key):
        check_phrase(fields.doc, node, phrase, vocab, whole=whole)
        out.append(phrase)
    return tuple(out)


def read_expressions(fields: Fields, key: str) -> tuple[str, ...]:
    """The regular expressions under `key`, each compiled once by RE2 to see that it can be."""
    options = re2.Options()
    options.log_errors = False
    out: list[str] = []
    for expression, node in fields.located_texts(key):
        try:
            re2.compile(expression, options=options)
        except re2.error as err:
            problem = err.args[0] if err.args else expression
            text = problem.decode() if isinstance(problem, bytes) else str(problem)
            fields.doc.fault("regex", node, problem=text)
            continue
        out.append(expression)
    return tuple(out)
