"""Recognised text put right by sound: 纯洋毛 → 纯羊毛, 圆装进口 → 原装进口, 迈卢卡 → 麦卢卡.

One character is one syllable, so a replacement keeps every offset. Only words of the cards and of
the vocabulary are put in, and a stretch that is a word by itself stays unless the claim's frame
(纯…, 百分之…的…) asks for a material or place there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.reading import Reading, with_text
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.matching.segmenting import is_word
from monitor.core.text.sounds import readings, sound

_FRAME = re.compile(
    r"(?:纯|百分百|百分之.{1,4}的?|全是|产地是?|来自|原产|面料是?|材质是?|成分是?)$"
)
_FIXED = (
    "原装进口",
    "原装",
    "进口",
    "产地",
    "保质期",
    "净含量",
    "运费险",
    "质保",
    "直播间",
    "含量",
    "浓度",
    "月销",
    "年销",
    "日销",
    *(f"{n}号链接" for n in "一二三四五六七八九十"),
    "含绒量",
    "充绒量",
    "假一赔",
    "净重",
    "毫升",
    "库存",
    "销量",
    "无理由",
)


class Homophones:
    """Puts misheard material, place and claim words right in one room's recognised text."""

    def __init__(self, cards: Sequence[CardFacts], vocabulary: Vocabulary) -> None:
        own = [name for card in cards for m in card.materials for name in m.names]
        own += [place for card in cards for p in card.origin for place in p.chain]
        own += [card.brand for card in cards if card.brand]
        names = [word for card in cards for word in (card.name, *card.aliases)]
        own += names
        general = [
            *vocabulary.materials.names,
            *vocabulary.places,
            *vocabulary.certificates.names,
            *(w for w in vocabulary.colours.names if len(w) > 2),
            *(w for w in vocabulary.functions.names if len(w) > 2),
            *(w for c in vocabulary.choices for value in c.values for w in value),
            *_FIXED,
        ]
        self._own = frozenset(own)
        self._terms = _by_sound([*general, *own])
        keys = sorted(self._terms, key=len, reverse=True)
        self._pattern = re.compile(f"(?=({'|'.join(map(re.escape, keys))}))")
        self._near = _near_terms([*(w for w in (*general, *own) if len(w) > 3), *names])
        self._near_pattern = re.compile(f"(?=({'|'.join(map(_one_off, self._near))}))")

    def repair(self, reading: Reading) -> Reading:
        """The reading with homophones replaced; the same reading when there are none."""
        heard = sound(reading.text)
        chars = list(reading.text)
        until = 0
        for found in self._pattern.finditer(heard):
            start = found.start()
            if start < until:
                continue
            stretch = reading.text[start : start + len(found[1])]
            term = self._choose(stretch, self._terms[found[1]], reading, start)
            if term is None:
                continue
            until = start + len(stretch)
            chars[start:until] = list(term)
        heard = sound("".join(chars))
        for found in self._near_pattern.finditer(heard):
            start, end = found.start(), found.start() + len(found[1])
            stretch = "".join(chars[start:end])
            if term := self._nearest(stretch, found[1]):
                chars[start:end] = list(term)
        text = "".join(chars)
        return reading if text == reading.text else with_text(reading, text)

    def _nearest(self, stretch: str, heard: str) -> str | None:
        """The one long term or product name that lies one like-sounding syllable away."""
        if "，" in stretch or "。" in stretch:
            return None
        for key, term in self._near.items():
            off = [i for i, (x, y) in enumerate(zip(key, heard, strict=False)) if x != y]
            if len(key) == len(heard) and len(off) == 1 and _alike(stretch[off[0]], term[off[0]]):
                changed = sum(x != y for x, y in zip(stretch, term, strict=True))
                # One wrong character inside a right word is another word (二号链接, 三号链接), and
                # grammar words are heard for themselves (家是十 is no 加湿器).
                if changed == 1 and len(term) < 5:
                    return None
                if any(x in _GRAMMAR and x != y for x, y in zip(stretch, term, strict=True)):
                    return None
                return term if len(term) > 3 or changed < 3 else None
        return None

    def _choose(
        self, stretch: str, terms: tuple[str, ...], reading: Reading, start: int
    ) -> str | None:
        if stretch in terms:
            return stretch
        framed = _FRAME.search(reading.before(start, 8)) is not None
        for term in terms:
            if len(term) < 4 and any(
                x in _GRAMMAR and x != y for x, y in zip(stretch, term, strict=True)
            ):
                continue
            exact = _same_syllables(stretch, term)
            changed = sum(a != b for a, b in zip(stretch, term, strict=True))
            if len(term) == 2:
                # Two syllables sound like much else: one character must be right, or asked for.
                good = exact and (changed == 1 or framed)
            else:
                good = exact or changed < len(term) - 1
            if good and (framed or term in self._own or not is_word(stretch)):
                return term
        return None


def _by_sound(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in words:
        if len(word) > 1 and all("一" <= char <= "鿿" for char in word):
            terms = found.setdefault(sound(word), [])
            if word not in terms:
                terms.append(word)
    return {key: tuple(terms) for key, terms in found.items()}


def _same_syllables(a: str, b: str) -> bool:
    """Equal toneless syllables, over every reading of each character."""
    return all(x == y or set(readings(x)) & set(readings(y)) for x, y in zip(a, b, strict=True))


def _near_terms(words: Iterable[str]) -> dict[str, str]:
    return {
        sound(word): word
        for word in words
        if len(word) > 2 and all("一" <= char <= "鿿" for char in word)
    }


def _one_off(key: str) -> str:
    """A pattern for the key with any one symbol different."""
    return "|".join(re.escape(key[:i]) + "." + re.escape(key[i + 1 :]) for i in range(len(key)))


_GRAMMAR = frozenset("是的了我们你在有不这那就也都还能会吗吧呢啊")
_INITIAL = re.compile(r"^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?")


def _alike(a: str, b: str) -> bool:
    """Two characters that share an initial or a final in some reading: 骨 and 果, 把 and 打."""
    for x in readings(a):
        for y in readings(b):
            p, q = _INITIAL.match(x), _INITIAL.match(y)
            if p and q and (p.group() == q.group() or x[p.end() :] == y[q.end() :]):
                return True
    return False
