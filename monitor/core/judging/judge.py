"""Judges one session's utterances in order: rules, cards, duties, corrections.

Sans-io and deterministic: the same utterances under the same pack give the same findings, whether
they come from a script, a room on air or a recording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.claim import Comparison, Verdict
from monitor.core.judging.duties import DutyTracker, Omission
from monitor.core.judging.findings import FindingFactory, suggestion
from monitor.core.judging.spoken import SpokenDuties
from monitor.core.matching.hit import Hit, MatchContext
from monitor.core.matching.matcher import Matcher
from monitor.core.rules.types import RulePack
from monitor.model import (
    Finding,
    FindingState,
    Kind,
    Method,
    ProductCard,
    Source,
    Utterance,
)

TAIL_CHARACTERS = 16
"""How much of the last utterance is kept so that words may straddle two of them."""
CORRECTED = "已当场更正"
CORRECTABLE_UTTERANCES = 3
"""A correction on air settles what was said in this many utterances before it, no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one utterance gave: findings (new ones, and old ones whose state changed)."""

    findings: tuple[Finding, ...] = ()
    on_air: str | None = None


@dataclass(slots=True)
class _Memory:
    """What the judge remembers between utterances."""

    tail: str = ""
    recent: list[tuple[Finding, ...]] = field(default_factory=list)


class Judge:
    """One session's judge. `category` is the product category where no card tells one."""

    def __init__(
        self,
        *,
        pack: RulePack,
        matcher: Matcher,
        checker: ConsistencyChecker | None,
        cards: Sequence[ProductCard] = (),
        category: str | None = None,
        spoken_on: date,
        source: Source = Source.TEXT,
        scope: str = "",
    ) -> None:
        self._matcher = matcher
        self._checker = checker
        self._cards: Mapping[str, ProductCard] = {card.id: card for card in cards}
        self._category = category
        self._spoken_on = spoken_on
        self._source = source
        self._factory = FindingFactory(pack=pack, scope=scope, spoken_on=spoken_on)
        self._duties = DutyTracker(pack.rules)
        self._spoken = SpokenDuties(pack.rules, pack.vocab)
        self._memory = _Memory()
        self.verdicts: Counter[str] = Counter()

    @property
    def on_air(self) -> str | None:
        """The id of the product on air, None while unknown."""
        return self._checker.on_air if self._checker else None

    def put_on_air(self, product: str | None) -> None:
        """Say by hand which product is on air."""
        if self._checker:
            self._checker.put_on_air(product)

    def feed(self, utterance: Utterance) -> Judgement:
        """Judge a final utterance and remember it."""
        comparisons = (
            self._checker.check(utterance.text, source=self._source) if self._checker else ()
        )
        for item in comparisons:
            self.verdicts[item.verdict.value] += 1
        product = self._card_on_air()
        hits = self._hits(utterance, product)
        findings = self._findings(utterance, hits, comparisons, product)
        said = self._spoken.met(utterance.text, self._source)
        omissions = self._duties.heard(utterance, product, said)
        findings.extend(self._omitted(omission) for omission in omissions)
        settled = self._settle(comparisons)
        self._memory.tail = utterance.text[-TAIL_CHARACTERS:]
        self._memory.recent.append(tuple(findings))
        del self._memory.recent[:-CORRECTABLE_UTTERANCES]
        return Judgement(findings=(*findings, *settled), on_air=self.on_air)

    def peek(self, utterance: Utterance) -> Judgement:
        """Judge a partial hypothesis without remembering it: rules and the card on air."""
        comparisons = (
            self._checker.peek(utterance.text, source=self._source) if self._checker else ()
        )
        product = self._card_on_air()
        hits = self._hits(utterance, product)
        findings = self._findings(utterance, hits, comparisons, product)
        return Judgement(findings=tuple(findings), on_air=self.on_air)

    def finish(self) -> Judgement:
        """The session ends: duties that were never met."""
        omitted = [self._omitted(omission) for omission in self._duties.finish()]
        return Judgement(findings=tuple(omitted), on_air=self.on_air)

    def _card_on_air(self) -> ProductCard | None:
        return self._cards.get(self.on_air or "")

    def _hits(self, utterance: Utterance, product: ProductCard | None) -> Sequence[Hit]:
        context = MatchContext(
            category=product.category if product else self._category,
            card=product,
            spoken_on=self._spoken_on,
            source=self._source,
            previous_text=self._memory.tail,
        )
        return self._matcher.match(utterance.text, context)

    def _findings(
        self,
        utterance: Utterance,
        hits: Sequence[Hit],
        comparisons: Sequence[Comparison],
        product: ProductCard | None,
    ) -> list[Finding]:
        seen: Counter[tuple[str, str]] = Counter()
        out: list[Finding] = []
        for hit in hits:
            key = (hit.rule.ref, hit.term)
            name = product.id if product else None
            out.append(self._factory.of_hit(utterance, hit, product=name, nth=seen[key]))
            seen[key] += 1
        for item in comparisons:
            if item.verdict is Verdict.CONTRADICTION:
                pair = (item.category, f"{item.product}/{item.said}")
                found = self._factory.of_comparison(utterance, item, nth=seen[pair])
                if item.settled:
                    found = replace(found, state=FindingState.CORRECTED, note=CORRECTED)
                out.append(found)
                seen[pair] += 1
        return sorted(out, key=lambda finding: (finding.start, finding.end))

    def _settle(self, comparisons: Sequence[Comparison]) -> list[Finding]:
        """Earlier contradictions that this utterance puts right on air (已当场更正)."""
        right = {(item.category, item.product) for item in comparisons if item.settles}
        if not right:
            return []
        settled: list[Finding] = []
        for index, group in enumerate(self._memory.recent):
            kept: list[Finding] = []
            for finding in group:
                if (finding.category, finding.product) in right:
                    finding = replace(finding, state=FindingState.CORRECTED, note=CORRECTED)
                    settled.append(finding)
                kept.append(finding)
            self._memory.recent[index] = tuple(kept)
        return settled

    def _omitted(self, omission: Omission) -> Finding:
        rule, after = omission.rule, omission.after
        say = rule.duty.say[0] if rule.duty else ""
        return Finding(
            id=self._factory.identity(rule.ref, omission.product.id, after.id),
            rule=rule.ref,
            category=rule.category,
            kind=Kind.MISSING,
            severity=rule.severity,
            confidence=rule.confidence,
            method=Method.DUTY,
            start=0,
            end=len(after.text),
            quote=after.text,
            term=say,
            message=rule.message,
            basis=self._factory.citations(rule.basis),
            suggestion=suggestion(rule.suggest.say, None),
            pack=self._factory.pack_ref,
            product=omission.product.id,
            line=after.line,
            utterance=after.id,
            start_ms=after.start_ms,
            end_ms=after.end_ms,
        )
