"""The second listening of a session: which terms the rules and the cards make worth another ear."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.rules.types import RulePack
from monitor.model import ProductCard, Utterance
from monitor.runtime.asr.port import Hypothesis
from monitor.runtime.asr.requests import DecodeKind, DecodeRequest
from monitor.runtime.asr.second_listening import SecondEar
from monitor.runtime.session.beginnings import Beginnings


def card_words(cards: Sequence[ProductCard]) -> tuple[str, ...]:
    """Names worth listening for in a room: products, brands, materials, each once."""
    words: dict[str, None] = {}
    for card in cards:
        for word in (card.name, *card.aliases, card.brand, *(m.name for m in card.materials)):
            if word:
                words.setdefault(word)
    return tuple(words)


class SecondListening:
    """Suspects for one session's hypotheses.

    Live it remembers what it asked, so that the same stretch does not take the recogniser's time
    again and again. A recording is heard by several workers and may be gone on with later: without
    a memory its answers hang on the words alone.
    """

    def __init__(
        self, pack: RulePack, cards: Sequence[ProductCard], *, remembers: bool = True
    ) -> None:
        self._ear = SecondEar(pack, cards, remembers=remembers)
        self._asked: tuple[str, str] | None = None
        self.promising = Beginnings(pack, cards)
        """Whether a text's tail is the beginning of a listed phrase."""

    @property
    def key(self) -> str:
        """What the choice of terms depends on, for the journal of a replay."""
        return self._ear.key

    def suspects(self, text: str) -> Sequence[str]:
        """Terms that the text may hide."""
        return self._ear.candidates(text)

    def again(
        self, request: DecodeRequest, hypothesis: Hypothesis, utterance: Utterance
    ) -> DecodeRequest | None:
        """Another decode of the same sound, or None when nothing is suspected.

        A micro-pause is listened to again as well, and the final that it settles then is not.
        """
        if request.kind not in (DecodeKind.PAUSE, DecodeKind.FINAL):
            return None
        asked, self._asked = self._asked, (utterance.id, hypothesis.text)
        if asked == self._asked:
            return None
        terms = tuple(self.suspects(hypothesis.text))
        return request.again_for(hypothesis, terms) if terms else None
