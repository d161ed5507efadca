"""What all cards of one room say together, made ready once: the words that claims look for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.vocabulary import Choice, Counted, Vocabulary, any_of

_COUNT = re.compile(r"\d+(个|种|款|颗|根|组|条|把|位|门|格|路|首|集|道|块|排|套|人|杯|碗|抽)")
_NAMED_UNIT = re.compile(r"\d+(?:\.\d+)?([一-龥]{2,3})")
# 食盆材质 is the stuff of the part 食盆.
_STUFF = re.compile(r"(?:主要)?(?:材质|材料|面料|成分|用料)$")
_NUMBER_OF = re.compile(r"(?:数量|个数|数)$")
_NO_COUNT = frozenset(["规格", "数量", "包装", "包装规格", "件数", "装箱", "库存", "净含量"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceWords:
    """A choice that some card states, the pattern of its words, and each word's value."""

    choice: Choice
    pattern: re.Pattern[str]
    values: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Words of the vocabulary and of the cards on sale.

    `nouns` are the products' names and materials; `tails` the last two characters of each name;
    `options` the kinds (颜色 …) of which some card lists what can be chosen; `counted` the counted
    attributes that some card states, `counted_keys` the names of specs whose value holds a number;
    `inclusions` the things that some card says are
    part of the offer or not; `parts` the parts whose stuff some card states.
    """

    materials: re.Pattern[str]
    brands: re.Pattern[str]
    choices: tuple[ChoiceWords, ...]
    nouns: tuple[str, ...]
    tails: tuple[str, ...]
    options: frozenset[str]
    counted: tuple[Counted, ...]
    counted_keys: re.Pattern[str] | None
    inclusions: re.Pattern[str] | None
    parts: tuple[str, ...]


def room_of(cards: Sequence[CardFacts], vocabulary: Vocabulary) -> Room:
    """The words of one room."""
    own = {
        name
        for card in cards
        for m in card.materials
        for name in m.names
        if len(name) > 1 or (len(name) == 1 and name in "氮磷钾钙镁锌硒硼锰")
    }
    names = {word for card in cards for word in (card.name, *card.aliases)}
    brands = {card.brand for card in cards if card.brand} | set(vocabulary.brands.names)
    stated = {attribute for card in cards for attribute in card.choices}
    keys = {spec.key for card in cards for spec in card.specs}
    parts = {
        part
        for card in cards
        for m in card.materials
        if len(part := _STUFF.sub("", m.part or "")) > 1
    }
    included = {word for card in cards for word in card.inclusions}
    numbered = {
        spec.key
        for card in cards
        for spec in card.specs
        if len(spec.key) > 1 and re.search(r"[\d一二三四五六七八九十]", spec.value)
    }
    return Room(
        # A card's own names stand as they are, listed Latin ones only between other letters.
        materials=any_of({*own, *vocabulary.materials.names}, loose=own),
        brands=any_of(word for word in brands if len(word) > 1),
        choices=tuple(_words(c) for c in vocabulary.choices if c.attribute in stated),
        nouns=tuple(word for word in {*own, *names} if len(word) > 1),
        tails=tuple({name[-2:] for name in names}),
        options=frozenset(kind for card in cards for kind in card.options),
        counted=(
            *(
                counted
                for counted in vocabulary.counted
                if any(word in key for word in counted.keys for key in keys)
            ),
            *dict.fromkeys(_counted_by_name(cards, vocabulary)),
        ),
        counted_keys=any_of(numbered) if numbered else None,
        parts=tuple(sorted(parts, key=len, reverse=True)),
        inclusions=any_of(included) if included else None,
    )


def _counted_by_name(cards: Sequence[CardFacts], vocabulary: Vocabulary) -> Iterator[Counted]:
    """What a card counts under a name of its own: 接口数 2个, 运动模式 30种."""
    for card in cards:
        for spec in card.specs:
            own = _NAMED_UNIT.fullmatch(spec.value)
            if own and not vocabulary.dimensions(own[1]):
                # 16姆米: a measure that only this card knows.
                yield Counted(name=spec.key, keys=(spec.key,), units=("",), near=(own[1],))
                continue
            found = _COUNT.fullmatch(spec.value)
            name = _NUMBER_OF.sub("", spec.key)
            if found and len(name) > 1 and name not in _NO_COUNT:
                units = tuple(sorted({found[1], "个", "种"}))
                yield Counted(
                    name=spec.key,
                    keys=(spec.key,),
                    units=units,
                    near=tuple(sorted({name, name[-2:]})),
                )


def _words(choice: Choice) -> ChoiceWords:
    values = {word: i for i, value in enumerate(choice.values) for word in value}
    return ChoiceWords(choice=choice, pattern=any_of(values, apart="a-z0-9"), values=values)
