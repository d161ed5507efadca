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
from monitor.core.consistency.onair import OnAirTracker
from monitor.core.judging.duties import DutyTracker, Omission
from monitor.core.judging.findings import CORRECTED, FindingFactory, suggestion
from monitor.core.judging.reheard import reheard_hits
from monitor.core.judging.spoken import SpokenDuties
from monitor.core.matching.context.correction import find_correction
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
OPENING_CHARACTERS = 4
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
    recent: list[list[Finding]] = field(default_factory=list)


def one_a_category(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that a worse or longer one of their category covers in part.

    治疗痘痘 is one thing to tell a person, not 治疗, 能治疗痘痘 and 治疗痘痘.
    """
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.rule.severity.rank, -h.length, h.start)):
        if not any(hit.rule.category == held.rule.category and hit.overlaps(held) for held in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end))


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
        self._tracker = OnAirTracker(cards, checker.names) if checker else None
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
        return self._tracker.current if self._tracker else None

    def put_on_air(self, product: str | None) -> None:
        """Say by hand which product is on air; raises KeyError for one that has no card."""
        if self._tracker:
            self._tracker.set(product)

    def take_over(self, before: Judge) -> None:
        """Go on where another judge of the same session stops: the cards or rules have changed."""
        if self._tracker and before.on_air in self._cards:
            self._tracker.set(before.on_air)
        self._memory = before._memory
        self._duties.take_over(before._duties, self._cards)
        self.verdicts = before.verdicts

    def feed(self, utterance: Utterance) -> Judgement:
        """Judge a final utterance and remember it."""
        comparisons = self._compare(utterance)
        for item in comparisons:
            self.verdicts[item.verdict.value] += 1
        product = self._card_on_air()
        hits = self._hits(utterance, product)
        findings = self._findings(utterance, hits, comparisons, product)
        said = self._spoken.met(utterance.text, self._source)
        omissions = self._duties.heard(utterance, product, said)
        findings.extend(self._omitted(omission) for omission in omissions)
        settled = self._settle(utterance, comparisons)
        self._memory.tail = utterance.text[-TAIL_CHARACTERS:]
        self._memory.recent.append(list(findings))
        del self._memory.recent[:-CORRECTABLE_UTTERANCES]
        return Judgement(findings=(*findings, *settled), on_air=self.on_air)

    def peek(self, utterance: Utterance) -> Judgement:
        """Judge a partial hypothesis without remembering it: rules and the card on air."""
        before = self.on_air
        comparisons = self._compare(utterance)
        product = self._card_on_air()
        hits = self._hits(utterance, product)
        findings = self._findings(utterance, hits, comparisons, product)
        seen = Judgement(findings=tuple(findings), on_air=self.on_air)
        self.put_on_air(before)
        return seen

    def finish(self) -> Judgement:
        """The session ends: duties that were never met."""
        omitted = [self._omitted(omission) for omission in self._duties.finish()]
        return Judgement(findings=tuple(omitted), on_air=self.on_air)

    def _compare(self, utterance: Utterance) -> Sequence[Comparison]:
        """The claims against the card, and the product on air moved on by the words."""
        if self._checker is None or self._tracker is None:
            return ()
        found = self._checker.check(
            utterance.text, self._source, on_air=self._tracker.current, on=self._spoken_on
        )
        self._tracker.update(utterance.text, self._source)
        return found

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
        hits = self._matcher.match(utterance.text, context)
        if not utterance.alternatives:
            return hits
        more = reheard_hits(self._matcher, utterance.text, utterance.alternatives, context, hits)
        return [*hits, *more]

    def _findings(
        self,
        utterance: Utterance,
        hits: Sequence[Hit],
        comparisons: Sequence[Comparison],
        product: ProductCard | None,
    ) -> list[Finding]:
        seen: Counter[tuple[str, str]] = Counter()
        out: list[Finding] = []
        for hit in one_a_category(hits):
            key = (hit.rule.ref, hit.term)
            name = product.id if product else None
            out.append(self._factory.of_hit(utterance, hit, product=name, nth=seen[key]))
            seen[key] += 1
        for item in comparisons:
            if item.verdict is Verdict.CONTRADICTION:
                pair = (item.category, f"{item.product}/{item.said}")
                out.append(self._factory.of_comparison(utterance, item, nth=seen[pair]))
                seen[pair] += 1
        return sorted(out, key=lambda finding: (finding.start, finding.end))

    def _settle(self, utterance: Utterance, comparisons: Sequence[Comparison]) -> list[Finding]:
        """Earlier findings that this utterance puts right on air (已当场更正)."""
        right = {(item.category, item.product) for item in comparisons if item.settles}
        correction = find_correction(utterance.text)
        if not right and correction is None:
            return []
        # Words taken back at the very start speak of the utterance before; otherwise only of what
        # they name again.
        opening = correction is not None and correction.start <= OPENING_CHARACTERS
        settled: list[Finding] = []
        for age, group in enumerate(reversed(self._memory.recent)):
            for index, finding in enumerate(group):
                named = correction is not None and finding.quote in utterance.text
                against = (finding.category, finding.product) in right
                if finding.state is FindingState.CORRECTED:
                    continue
                if against or named or (opening and age == 0):
                    group[index] = replace(finding, state=FindingState.CORRECTED, note=CORRECTED)
                    settled.append(group[index])
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
