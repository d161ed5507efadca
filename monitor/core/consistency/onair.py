"""Which product is on air (正在讲解), from what the host says.

Link numbers (三号链接), names and aliases, by text and by sound, switch; comparisons
(加湿器比取暖器便宜), lists (一号是面膜二号是洗面奶) and passing words (敷面膜之前) do not. With one
card that card is on air from the start. With several and none named yet `current` is None: the
checker then speaks of what contradicts every card, or of what only the first of the rundown states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.reading import Reading, read
from monitor.core.consistency.vocabulary import any_of
from monitor.core.text.normalise import fold
from monitor.core.text.sounds import sound
from monitor.model import ProductCard, Source

_LINK_AFTER: Final = re.compile(r"^(?:链接|宝贝|商品|品|车|款|产品)?")
_NO_LINK_AFTER: Final = re.compile(
    r"^(?:楼|线|厅|店|仓|电池|字|晚|早|到|开始|之前|以前|发货|色|左右|前|那天|就|凌晨|零点|截止|会员|机|位)"
)
_POINTED: Final = re.compile(
    r"(?:^|这|那|我们|我们家|我家|咱们?|的|看|看看|是|到|讲|说|介绍|上|链接|号|款|支|瓶|件|个|盒|双|台|只|条|袋|罐"
    r"|箱|包|块|对|套|把|口|张|本|部|枚|颗|株|顶|拍|买|下单|所以|而且|今天|但是|好|来|那么|然后)$"
)
_PASSING_AFTER: Final = re.compile(
    r"^(?:之前|之后|以前|以后|前|后|的时候|时|一起|(?:要|都|还|也)?比(?!较)|不如|的朋友|的姐妹|的人|的话)"
)
_COMPARED: Final = re.compile(
    r"(?:比|跟|和|与|像|搭配?|配上?|送|赠送?|不是|没有|除了|上次的?|刚才的?|刚刚的?|之前的?|昨天的?)[^，。？]{0,4}$"
)
_LATER: Final = re.compile(
    r"(?:待会儿?|等会儿?|等下|稍后|一会儿?|晚点|马上要|预告|后面还有|明天)[^，。？]{0,8}$"
)
_CUE: Final = re.compile(
    r"(?:接下来|下一个|下一款|换|再看|来看|看一?下|看到|现在讲|现在是|开始讲|上|介绍|给大家讲|轮到)[^，。？]{0,8}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A product named at `start`..`end` of the folded text; `pointed`: it is being presented."""

    card: str
    start: int
    end: int
    link: bool
    pointed: bool


class ProductNames:
    """Finds the products of one room in speech."""

    def __init__(self, cards: Sequence[ProductCard]) -> None:
        self._cards = tuple(cards)
        self._links = {card.link: card.id for card in cards if card.link is not None}
        words: dict[str, set[str]] = {}
        for card in cards:
            for word in _names(card):
                words.setdefault(word, set()).add(card.id)
        self._words = {word: next(iter(ids)) for word, ids in words.items() if len(ids) == 1}
        self._add_tails()
        self._pattern = any_of(self._words, loose=frozenset(self._words))
        self._sounds = {sound(word): card for word, card in self._words.items() if len(word) > 2}
        self._by_sound = any_of(self._sounds, loose=frozenset(self._sounds))

    def mentions(self, reading: Reading, source: Source = Source.TEXT) -> tuple[Mention, ...]:
        """Every product named, in order, without overlaps."""
        found = [*self._link_mentions(reading), *self._name_mentions(reading)]
        if source is Source.AUDIO and self._sounds:
            heard = sound(reading.text)
            found += [
                self._mention(reading, self._sounds[m.group()], m.start(), m.end(), loose=True)
                for m in self._by_sound.finditer(heard)
            ]
        out: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.start, not m.link, -m.end)):
            if not out or mention.start >= out[-1].end:
                out.append(mention)
        return tuple(out)

    def spans(self, reading: Reading) -> tuple[tuple[int, int], ...]:
        """Where full names and aliases stand; the words in them claim nothing."""
        return tuple(m.span() for m in self._pattern.finditer(reading.text) if len(m.group()) > 1)

    def _add_tails(self) -> None:
        # 大衣 for 法式羊毛混纺大衣: the kind of product, where only one card is of that kind.
        named = [(name, card.id) for card in self._cards for name in _names(card)]
        for size in (3, 2):
            tails: dict[str, set[str]] = {}
            for card in self._cards:
                name = re.sub(r"[（(].*", "", card.name)
                tails.setdefault(fold(name)[-size:], set()).add(card.id)
            for tail, ids in tails.items():
                inside = {card for name, card in named if tail in name}
                han = len(tail) == size and all("一" <= char <= "鿿" for char in tail)
                if han and len(ids) == 1 and inside == ids and tail not in ("套装", "礼盒", "系列"):
                    self._words.setdefault(tail, next(iter(ids)))

    def _name_mentions(self, reading: Reading) -> list[Mention]:
        return [
            self._mention(reading, self._words[m.group()], m.start(), m.end())
            for m in self._pattern.finditer(reading.text)
        ]

    def _mention(
        self, reading: Reading, card: str, start: int, end: int, *, loose: bool = False
    ) -> Mention:
        before, after = reading.before(start, 12), reading.after(end, 6)
        pointed = bool(
            (loose or _POINTED.search(before))
            and not _PASSING_AFTER.search(after)
            and not _COMPARED.search(before)
            and not _LATER.search(before)
        )
        return Mention(card=card, start=start, end=end, link=False, pointed=pointed)

    def _link_mentions(self, reading: Reading) -> list[Mention]:
        found = []
        for numeral in reading.numerals:
            number = int(numeral.value) if numeral.value == int(numeral.value) else -1
            card = self._links.get(number)
            if card is None or numeral.approx:
                continue
            start, end = numeral.number_start, numeral.end
            before = reading.before(start, 12)
            if numeral.unit == "号":
                after = reading.text[end:]
                linked = _LINK_AFTER.match(after)
                end += linked.end() if linked else 0
                if before.endswith(("月", "年")) or (
                    end == numeral.end and _NO_LINK_AFTER.match(after)
                ):
                    continue
            elif not (re.search(r"(?:链接|小黄车|购物车)$", before) and not numeral.unit):
                continue
            pointed = not (_COMPARED.search(before) or _LATER.search(before))
            found.append(Mention(card=card, start=start, end=end, link=True, pointed=pointed))
        return found


class OnAirTracker:
    """Follows the product on air through a session; `current` is a card id or None."""

    def __init__(self, cards: Sequence[ProductCard], names: ProductNames | None = None) -> None:
        self._ids = frozenset(card.id for card in cards)
        self._names = names or ProductNames(cards)
        self.current: str | None = cards[0].id if len(cards) == 1 else None

    def set(self, card_id: str | None) -> None:
        """A person's own switch; raises KeyError for a card that is not in the room."""
        if card_id is not None and card_id not in self._ids:
            raise KeyError(card_id)
        self.current = card_id

    def update(self, text: str, source: Source = Source.TEXT) -> str | None:
        """The card on air after these words."""
        reading = read(text, source)
        mentions = self._names.mentions(reading, source)
        self.current = after_mentions(reading, mentions, self.current)
        return self.current


def after_mentions(
    reading: Reading, mentions: Sequence[Mention], current: str | None
) -> str | None:
    """The card on air after an utterance that names these products."""
    pointed = [mention for mention in mentions if mention.pointed]
    cards = list(dict.fromkeys(mention.card for mention in pointed))
    if not cards:
        # A passing word still tells the product when nothing else does.
        named = {mention.card for mention in mentions}
        return current if current or len(named) != 1 else next(iter(named))
    if len(cards) == 1:
        return cards[0]
    cued = [m.card for m in pointed if _CUE.search(reading.before(m.start, 14))]
    return cued[-1] if cued else current


def card_at(
    reading: Reading, mentions: Sequence[Mention], current: str | None, at: int
) -> str | None:
    """The product that words at a position speak of: the last one named before, else on air."""
    here = reading.clause_at(at)
    last: Mention | None = None
    for mention in mentions:
        if mention.pointed and mention.start <= at:
            last = mention
    if last is not None:
        return last.card
    ahead = {m.card for m in mentions if at < m.start < here.end and m.pointed}
    named = {m.card for m in mentions if m.pointed}
    if len(ahead) == 1 and len(named) == 1:
        # 六十九一件的打底衫: the name comes after its price.
        return next(iter(ahead))
    if current is None and len(named) == 1:
        return next(iter(named))
    return current


def _names(card: ProductCard) -> list[str]:
    words = [fold(card.name), *(fold(alias) for alias in card.aliases)]
    if card.brand:
        brand = fold(card.brand)
        words += [word.removeprefix(brand) for word in words if word.startswith(brand)]
    return [word for word in dict.fromkeys(words) if len(word) > 1]
