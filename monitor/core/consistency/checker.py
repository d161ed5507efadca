"""Speech against the product card: every claim of an utterance, compared with the card on air."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from monitor.core.consistency.claim import SILENT, Claim, Comparison, Outcome, Verdict, cannot_tell
from monitor.core.consistency.claims import TOPICS
from monitor.core.consistency.claims.price_reading import PriceClaim, Role
from monitor.core.consistency.claims.sales import SalesClaim
from monitor.core.consistency.claims.shelf_life import ShelfLifeClaim
from monitor.core.consistency.facts import CardFacts, card_facts
from monitor.core.consistency.half_heard import WHY as HALF_HEARD
from monitor.core.consistency.half_heard import half_heard
from monitor.core.consistency.homophones import Homophones
from monitor.core.consistency.onair import Mention, ProductNames, card_at
from monitor.core.consistency.pieces import WHOLE, pieces
from monitor.core.consistency.reading import Reading, read
from monitor.core.consistency.room import room_of
from monitor.core.consistency.scene import Scene, Topic
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.model import ProductCard, Severity, Source

_CORRECTION: Final = re.compile(
    r"说错了|讲错了|口误|更正一下|纠正一下|更正|说反了|记错了|看错了|不对不对|哦不|啊不|不好意思.{0,4}错|刚才.{0,4}错"
)

# 这款, 这瓶 … point at the product on air as a name does.
_POINTING: Final = re.compile(
    r"[这那每](?:一|几|两)?(?:款|件|个|支|瓶|盒|罐|台|双|条|套|袋|箱|包|只|把|张|床|块|枚|串|颗|片|根|部)"
)


# Above this confidence a specification was named and not only measured.
NAMED: Final = 0.85


class ConsistencyChecker:
    """Compares what is said with the cards of one room.

    Stateless between utterances: the caller follows the product on air (`OnAirTracker`) and passes
    it in.
    """

    def __init__(self, cards: Sequence[ProductCard], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._facts = {card.id: card_facts(card, vocabulary) for card in cards}
        self._room = room_of(tuple(self._facts.values()), vocabulary)
        self._order = [card.id for card in sorted(cards, key=lambda c: (c.link is None, c.link))]
        self.names = ProductNames(cards)
        self._homophones: Homophones | None = None

    def check(
        self,
        text: str,
        source: Source = Source.TEXT,
        *,
        on_air: str | None = None,
        on: date | None = None,
    ) -> list[Comparison]:
        """Every claim of the utterance with its verdict, in order of place.

        `on_air` is the card on air before these words (names in them count first); None with
        several cards means unknown: then what contradicts every card is contradicted, and what only
        the first card of the rundown speaks of.
        `on` is the day of speech, for 今年 and the like.
        """
        if not self._facts or not text.strip():
            return []
        if on_air is None and len(self._facts) == 1:
            on_air = next(iter(self._facts))
        if len(text) <= WHOLE:
            return self._check(text, source, on_air, on)[0]
        out: list[Comparison] = []
        for offset, piece in pieces(text):
            found, on_air = self._check(piece, source, on_air, on)
            out += [replace(c, start=c.start + offset, end=c.end + offset) for c in found]
        return out

    def _check(
        self, text: str, source: Source, on_air: str | None, on: date | None
    ) -> tuple[list[Comparison], str | None]:
        """The comparisons, and the card of which the text speaks at its end."""
        reading = self._read(text, source)
        mentions = self.names.mentions(reading, source)
        scene = Scene(
            reading=reading,
            vocabulary=self._vocabulary,
            room=self._room,
            names=self.names.spans(reading),
            source=source,
            on=on,
        )
        found = list(self._compare(scene, mentions, on_air))
        found.sort(key=lambda comparison: (comparison.start, comparison.end))
        pointed = [mention.card for mention in mentions if mention.pointed]
        return _corrected(_once(found), text), (pointed[-1] if pointed else on_air)

    def _read(self, text: str, source: Source) -> Reading:
        reading = read(text, source)
        if source is not Source.AUDIO:
            return reading
        if self._homophones is None:
            self._homophones = Homophones(tuple(self._facts.values()), self._vocabulary)
        return self._homophones.repair(reading)

    def _compare(
        self, scene: Scene, mentions: Sequence[Mention], on_air: str | None
    ) -> Iterator[Comparison]:
        taken: set[int] = set()
        seen = scene
        for topic in TOPICS:
            if len(taken) != len(seen.taken):
                seen = replace(seen, taken=frozenset(taken))
            for claim in topic.find(seen):
                if taken.intersection(claim.numerals):
                    continue
                product = card_at(scene.reading, mentions, on_air, claim.start)
                outcome, product = self._judge(topic, claim, seen, product, bool(mentions))
                if outcome is None:
                    continue
                taken.update(claim.numerals)
                yield _comparison(topic, claim, outcome, product, scene.reading)

    def _judge(
        self, topic: Topic, claim: Claim, scene: Scene, product: str | None, named: bool
    ) -> tuple[Outcome | None, str | None]:
        if product is not None and product in self._facts:
            outcome = _told(topic, claim, self._facts[product], scene)
            if outcome and not named and self._is_of_another(topic, claim, scene, outcome, product):
                why = "与同场另一件商品相符，可能在说那一件"
                return cannot_tell(outcome.said, why), None
            return outcome, product
        outcomes = {
            card: outcome
            for card, facts in self._facts.items()
            if (outcome := _told(topic, claim, facts, scene)) is not None
        }
        for card, outcome in outcomes.items():
            if outcome.verdict is Verdict.MATCH:
                return outcome, card
        first_card = self._order[0]
        first_says = outcomes.get(first_card)
        if (
            first_says is not None
            and first_says.verdict is Verdict.CONTRADICTION
            and all(o.why == SILENT for card, o in outcomes.items() if card != first_card)
        ):
            # Nobody is named yet, and only the first product of the rundown says anything of this.
            return replace(first_says, confidence=first_says.confidence * 0.8), first_card
        silent = [o for o in outcomes.values() if o.verdict is Verdict.CANNOT_TELL]
        if silent:
            return silent[0], None
        if outcomes and len(outcomes) == len(self._facts):
            # Whichever product is meant, its card says otherwise.
            first = next(iter(outcomes.values()))
            return replace(first, confidence=first.confidence * 0.85), None
        return None, None

    def _is_of_another(
        self, topic: Topic, claim: Claim, scene: Scene, outcome: Outcome, product: str
    ) -> bool:
        """True when figures that hosts give without naming the product fit another one exactly."""
        if outcome.verdict is not Verdict.CONTRADICTION:
            return False
        words = scene.reading.text
        if topic.category == "mismatch-service" and outcome.severity is not Severity.MEDIUM:
            # A promise beyond the card's is one, whosever it is; dispatch is told for all at once.
            loose = "发货" in words[claim.start : claim.end]
        else:
            loose = topic.category in ("mismatch-price", "mismatch-sales", "mismatch-service")
            # A weight is said of what is on air; other figures may be the next product's.
            kept = isinstance(claim, ShelfLifeClaim) and claim.kept
            figure = claim.numerals and topic.category != "mismatch-quantity" and not kept
            loose = loose or bool(figure and not _POINTING.search(words))
        if not loose:
            return False
        keys = {s.key for s in self._facts[product].specs if outcome.expected.startswith(s.key)}
        if topic.category == "mismatch-spec" and outcome.confidence > NAMED and keys:
            # The attribute itself was named: only a card that states it too can be meant.
            others = (f for card, f in self._facts.items() if card != product)
            if not any(keys & {spec.key for spec in facts.specs} for facts in others):
                return False
        return any(
            (other := topic.judge(claim, facts, scene)) is not None
            and other.verdict is Verdict.MATCH
            for card, facts in self._facts.items()
            if card != product and _fits(claim, facts)
        )


def _told(topic: Topic, claim: Claim, facts: CardFacts, scene: Scene) -> Outcome | None:
    """What a card says of a claim; a figure that was half heard contradicts nothing."""
    outcome = topic.judge(claim, facts, scene)
    if (
        outcome is not None
        and scene.source is Source.AUDIO
        and outcome.verdict is Verdict.CONTRADICTION
        and half_heard(claim, outcome, facts, scene.reading)
    ):
        return cannot_tell(outcome.said, HALF_HEARD)
    return outcome


def _fits(claim: Claim, facts: CardFacts) -> bool:
    """True when a figure is that card's own, and not merely allowed by it."""
    price = facts.card.price
    if isinstance(claim, PriceClaim) and claim.role is Role.REFERENCE:
        return claim.low in (price.list, price.lowest_7d)
    if isinstance(claim, SalesClaim):
        sold = facts.card.sold or 0
        return claim.low * Decimal("0.9") <= sold <= claim.high * Decimal("1.2")
    return True


def _comparison(
    topic: Topic, claim: Claim, outcome: Outcome, product: str | None, reading: Reading
) -> Comparison:
    start, end = reading.span(claim.start, claim.end)
    return Comparison(
        verdict=outcome.verdict,
        category=outcome.category or topic.category,
        start=start,
        end=end,
        quote=reading.source[start:end],
        said=outcome.said,
        expected=outcome.expected,
        product=product,
        message=outcome.message,
        why=outcome.why,
        suggestion=outcome.suggestion,
        laws=outcome.laws,
        severity=outcome.severity,
        confidence=outcome.confidence,
    )


def _once(found: Sequence[Comparison]) -> list[Comparison]:
    """One comparison of a category for one place: the contradiction, else the first."""
    out: list[Comparison] = []
    for comparison in found:
        clash = next(
            (
                other
                for other in out
                if other.category == comparison.category and other.end > comparison.start
            ),
            None,
        )
        if clash is None:
            out.append(comparison)
        elif (
            comparison.verdict is Verdict.CONTRADICTION
            and clash.verdict is not Verdict.CONTRADICTION
        ):
            out[out.index(clash)] = comparison
    return out


def _corrected(found: Sequence[Comparison], text: str) -> list[Comparison]:
    """Marks what a correction on air (说错了) takes back and what it puts in its place."""
    marks = list(_CORRECTION.finditer(text))
    if not marks:
        return list(found)
    out: list[Comparison] = []
    for comparison in found:
        after = any(mark.start() >= comparison.end for mark in marks)
        before = any(mark.end() <= comparison.start for mark in marks)
        if comparison.verdict is Verdict.CONTRADICTION and after:
            out.append(replace(comparison, settled=True, settles=True))
        elif comparison.verdict is Verdict.MATCH and before:
            out.append(replace(comparison, settles=True))
        else:
            out.append(comparison)
    return out
