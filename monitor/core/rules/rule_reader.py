"""One rule of a rule file: from a YAML node to a frozen `Rule`, every fault noted at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import yaml

from monitor.core.rules.categories import CLAIM_CATEGORIES, CONTEXTS, PRODUCT_CATEGORIES
from monitor.core.rules.fields import Fields, items_of, known_value, text_of
from monitor.core.rules.phrases import Vocabulary, read_expressions, read_phrases
from monitor.core.rules.source import Document, Node, near
from monitor.core.rules.types import (
    CardCondition,
    Duty,
    Example,
    Exception_,
    Law,
    Match,
    Rule,
    RuleTests,
    Scope,
    Suggest,
)
from monitor.model import ProductCard, Severity, Source

STATUSES: Final = ("stable", "experimental", "deprecated")
_PRODUCT: Final = ("商品类目", "product category")
_RULE_KEYS: Final = (
    "id",
    "title",
    "title_en",
    "aliases",
    "status",
    "since",
    "effective_from",
    "effective_to",
    "category",
    "severity",
    "confidence",
    "message",
    "why",
    "basis",
    "scope",
    "match",
    "duty",
    "unless",
    "ignore_context",
    "suggest",
    "dedup_s",
    "tests",
)
_REQUIRED: Final = ("id", "title", "category", "severity", "message", "why", "basis", "tests")
_PHRASE_PARTS: Final = ("over", "before", "after", "clause", "line")
_EXCEPTION_KEYS: Final = ("id", "reason", *_PHRASE_PARTS, "categories", "card")
_EXAMPLE_CARD_KEYS: Final = ("approvals", "certifications", "functions")
_CARD_KEYS: Final = ("approval", "certification", "function", "function_quoted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may refer to: its pack's id, laws and vocabularies."""

    pack_id: str
    laws: Mapping[str, Law]
    vocab: Vocabulary


def read_rule(doc: Document, node: Node, context: Context) -> Rule:
    """The rule as far as it can be read; a caller uses it only when there was no fault."""
    fields = Fields(doc, node, _RULE_KEYS, _REQUIRED)
    rule_id = fields.slug()
    rule = Rule(
        id=rule_id,
        ref=f"{context.pack_id}/{rule_id}",
        title=fields.text("title"),
        title_en=fields.text("title_en"),
        aliases=fields.texts("aliases"),
        status=fields.choice("status", STATUSES, ("状态", "status"), "stable"),
        since=fields.text("since"),
        effective_from=fields.day("effective_from"),
        effective_to=fields.day("effective_to"),
        category=fields.choice("category", CLAIM_CATEGORIES, ("规则类别", "claim category"), ""),
        severity=fields.member("severity", Severity, ("级别", "severity"), Severity.MEDIUM),
        confidence=fields.number("confidence", 0.8, low=0.01, high=1.0),
        message=fields.text("message"),
        why=fields.text("why"),
        basis=_basis(fields, context.laws),
        scope=_scope(fields),
        match=_match(fields, context.vocab),
        duty=_duty(fields, context.vocab),
        unless=read_exceptions(fields, "unless", context.vocab),
        ignore_context=fields.choices("ignore_context", CONTEXTS, ("语境", "context")),
        suggest=_suggest(fields),
        dedup_s=fields.number("dedup_s", 30.0, low=0, high=86_400),
        tests=_tests(fields),
        location=doc.locate(fields.get("id") or node),
    )
    _check_whole(fields, rule)
    return rule


def _check_whole(fields: Fields, rule: Rule) -> None:
    doc, node = fields.doc, fields.get("id") or fields.node
    seeks = bool(rule.match.terms or rule.match.phrases or rule.match.regex)
    if "match" in fields and "duty" in fields:
        doc.fault("rule-both", fields.get("duty"), id=rule.id)
    elif not seeks and rule.duty is None and not doc.faults:
        doc.fault("rule-aimless", node, id=rule.id)
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        doc.fault("date-order", fields.get("effective_to"))
    if "tests" in fields:
        for kind in ("violating", "compliant"):
            if not getattr(rule.tests, kind):
                doc.fault("rule-untested", node, id=rule.id, kind=kind)


def _basis(fields: Fields, laws: Mapping[str, Law]) -> tuple[str, ...]:
    out: list[str] = []
    for value, node in fields.located_texts("basis"):
        if value not in laws:
            fields.doc.fault("law-unknown", node, value=value, **near(value, laws))
        out.append(value)
    if "basis" in fields and not out:
        fields.doc.fault("value-empty", fields.get("basis"))
    return tuple(out)


def _scope(fields: Fields) -> Scope:
    if "scope" not in fields:
        return Scope()
    known = ("categories", "not_categories", "sources", "when_unknown")
    scope = Fields(fields.doc, fields.get("scope"), known, ())
    sources = scope.choices("sources", [s.value for s in Source], ("来源", "source"))
    return Scope(
        categories=scope.choices("categories", PRODUCT_CATEGORIES, _PRODUCT),
        not_categories=scope.choices("not_categories", PRODUCT_CATEGORIES, _PRODUCT),
        sources=tuple(Source(value) for value in sources),
        when_unknown=scope.boolean("when_unknown"),
    )


def _match(fields: Fields, vocab: Vocabulary) -> Match:
    if "match" not in fields:
        return Match()
    match = Fields(fields.doc, fields.get("match"), ("terms", "phrases", "regex"), ())
    return Match(
        terms=match.texts("terms"),
        phrases=read_phrases(match, "phrases", vocab, whole=True),
        regex=read_expressions(match, "regex"),
    )


def _duty(fields: Fields, vocab: Vocabulary) -> Duty | None:
    if "duty" not in fields:
        return None
    duty = Fields(fields.doc, fields.get("duty"), ("say", "within"), ("say",))
    within = duty.choice("within", ("segment",), ("范围", "extent"), "segment")
    return Duty(say=read_phrases(duty, "say", vocab, whole=True), within=within)


def read_exceptions(fields: Fields, key: str, vocab: Vocabulary) -> tuple[Exception_, ...]:
    """The named exceptions under `key`."""
    if key not in fields:
        return ()
    doc = fields.doc
    out: list[Exception_] = []
    for node in items_of(doc, fields.get(key)):
        exception = read_exception(doc, node, vocab)
        if any(exception.id == other.id for other in out):
            where = next(str(o.location) for o in out if o.id == exception.id)
            doc.fault("id-twice", node, value=exception.id, where=where)
        out.append(exception)
    return tuple(out)


def read_exception(
    doc: Document, node: Node, vocab: Vocabulary, also: tuple[str, ...] = ()
) -> Exception_:
    """One exception; `also` names keys that a caller reads from the same node itself."""
    fields = Fields(doc, node, (*also, *_EXCEPTION_KEYS), ("id", "reason", *also))
    parts = {key: read_phrases(fields, key, vocab, whole=key == "over") for key in _PHRASE_PARTS}
    exception = Exception_(
        id=fields.slug(),
        reason=fields.text("reason"),
        categories=fields.choices("categories", PRODUCT_CATEGORIES, _PRODUCT),
        card=_card(fields),
        location=doc.locate(node),
        **parts,
    )
    if not any(key in fields for key in (*_PHRASE_PARTS, "categories", "card")):
        doc.fault("exception-empty", fields.get("id") or node, id=exception.id)
    return exception


def _card(fields: Fields) -> CardCondition | None:
    if "card" not in fields:
        return None
    card = Fields(fields.doc, fields.get("card"), _CARD_KEYS, ())
    if not any(key in card for key in _CARD_KEYS):
        fields.doc.fault("value-empty", fields.get("card"))
    return CardCondition(
        approval=card.texts("approval", one_too=True),
        certification=card.texts("certification", one_too=True),
        function=card.texts("function", one_too=True),
        function_quoted=card.boolean("function_quoted"),
    )


def _suggest(fields: Fields) -> Suggest:
    if "suggest" not in fields:
        return Suggest()
    doc = fields.doc
    suggest = Fields(doc, fields.get("suggest"), ("swap", "say"), ())
    swap: dict[str, str] = {}
    if "swap" in suggest:
        pairs = Fields(doc, suggest.get("swap"), (), ())
        for said, key_node, _ in pairs.items():
            swap[said] = pairs.text(said, may_be_empty=True)
            if swap[said] == said:
                doc.fault("swap-nothing", key_node, value=said)
    return Suggest(swap=MappingProxyType(swap), say=suggest.text("say"))


def _tests(fields: Fields) -> RuleTests:
    if "tests" not in fields:
        return RuleTests()
    kinds = ("violating", "compliant", "known_gaps")
    tests = Fields(fields.doc, fields.get("tests"), kinds, ())
    return RuleTests(**{kind: _examples(tests, kind) for kind in kinds})


def _examples(fields: Fields, key: str) -> tuple[Example, ...]:
    if key not in fields:
        return ()
    doc = fields.doc
    seen: set[tuple[str, str | None, bool]] = set()
    out: list[Example] = []
    for node in items_of(doc, fields.get(key)):
        example = _example(doc, node)
        mark = (example.text, example.category, example.card is None)
        if mark in seen:
            doc.fault("value-twice", node, value=example.text)
        elif example.text:
            seen.add(mark)
            out.append(example)
    return tuple(out)


def _example(doc: Document, node: Node) -> Example:
    if not isinstance(node, yaml.MappingNode):
        return Example(text=text_of(doc, node), location=doc.locate(node))
    fields = Fields(doc, node, ("text", "category", "card"), ("text",))
    category = fields.text("category") or None
    place = fields.get("category")
    if category and place is not None:
        known_value(doc, place, category, PRODUCT_CATEGORIES, _PRODUCT)
    if "card" in fields and category is None:
        doc.fault("key-missing", node, key="category")
    return Example(
        text=fields.text("text"),
        category=category,
        card=_example_card(fields, category or ""),
        location=doc.locate(node),
    )


def _example_card(fields: Fields, category: str) -> ProductCard | None:
    """The product that an example is spoken about, as far as exceptions ask for it."""
    if "card" not in fields:
        return None
    card = Fields(fields.doc, fields.get("card"), _EXAMPLE_CARD_KEYS, ())
    return ProductCard(
        id="example",
        name="",
        category=category,
        approvals=card.texts("approvals"),
        certifications=card.texts("certifications"),
        functions=card.texts("functions"),
    )
