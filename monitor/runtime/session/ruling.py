"""What a session hears and judges by: made anew whenever the rules or the cards change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.judging.judge import Judge
from monitor.model import ProductCard, Source
from monitor.runtime.engine import Engine
from monitor.runtime.session.listening import SecondListening, card_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One pack and one set of cards, made ready for one session.

    `cards`: whose names are worth listening for. `dedup_s`: cooldown of each rule (by ref), in
    seconds.
    """

    judge: Judge
    listening: SecondListening | None = None
    cards: tuple[ProductCard, ...] = ()
    dedup_s: Mapping[str, float] = field(default_factory=dict)

    def vocabulary(self, on_air: str | None) -> tuple[str, ...]:
        """Names worth listening for, those of the product on air first: not all of them fit."""
        return card_words(sorted(self.cards, key=lambda card: card.id != on_air))


def ruling_of(
    engine: Engine, cards: Sequence[ProductCard], *, category: str | None, session: str
) -> Ruling:
    """The ruling of a live session; takes about 40 ms, for the terms are compared by sound."""
    return Ruling(
        judge=engine.judge(cards=cards, category=category, source=Source.AUDIO, scope=session),
        listening=SecondListening(engine.pack, cards),
        cards=tuple(cards),
        dedup_s={rule.ref: rule.dedup_s for rule in engine.pack.rules},
    )
