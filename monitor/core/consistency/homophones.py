"""Recognised text put right by sound: 纯洋毛 → 纯羊毛, 圆装进口 → 原装进口, 迈卢卡 → 麦卢卡.

One character is one syllable, so a replacement keeps every offset. Only words of the cards and of
the vocabulary are put in, and a stretch that is a word by itself stays unless the claim's frame
(纯…, 百分之…的…) asks for a material or place there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import ne

import ahocorasick

from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.misheard_numbers import MeasureRepair
from monitor.core.consistency.reading import Reading, with_text
from monitor.core.consistency.vocabulary import Vocabulary, any_of
from monitor.core.matching.segmenting import is_word
from monitor.core.text.sounds import readings, sound

_FRAME = re.compile(
    r"(?:纯|百分百|百分之.{1,4}的?|全是|产地是?|来自|原产|面料是?|材质是?|成分是?|[\d一二三四五六七八九十两个][年月天])$"
)
_FRAME_AFTER = re.compile(
    r"^(?:进口|原装|原产|产的)|^(?:就|要|都|是)*(?:卖|标)(?:着|价)?[一二三四五六七八九两\d]"
)
# Where nothing but a stuff or a place can follow.
_ASKING = re.compile(
    r"(?:百分之百|百分百|百分之[零一二三四五六七八九十点\d]{1,5}|\d%)(?:的|对|得|地|都是|是|纯|天然)*"
    r"|产地(?:就?是|在|为)?|原产地?(?:就?是|于)?|来自"
)
_PURE_HEARD = re.compile(r"(?:(?<=^)|(?<=[，。是的用]))[春醇唇淳蠢]")
_FIXED = (
    "原装进口",
    "原装",
    "进口",
    "产地",
    "保质期",
    "净含量",
    "运费险",
    "质保",
    "保修",
    "专柜",
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
        self._lengths = sorted({len(key) for key in self._terms}, reverse=True)
        self._near = _Near([*(w for w in (*general, *own) if len(w) > 3), *names])
        groups = {vocabulary.groups.get(m.name) for card in cards for m in card.materials}
        self._asked = tuple(
            {
                *(w for w in own if len(w) > 1),
                *(w for w, name in vocabulary.materials.names.items()
                  if len(w) > 1 and vocabulary.groups.get(name) in groups),
                *vocabulary.places,
            }
        )  # fmt: skip
        self._known = any_of({*vocabulary.materials.names, *vocabulary.places, *own})
        self._places = tuple(vocabulary.places)
        self._materials = tuple(w for w in vocabulary.materials.names if len(w) > 1)
        self._measures = MeasureRepair(cards, vocabulary)

    def repair(self, reading: Reading) -> Reading:
        """The reading with homophones replaced; the same reading when there are none."""
        heard = sound(reading.text)
        chars = list(self._measures.repair(reading.text, heard))
        heard = sound("".join(chars))
        at = 0
        while at < len(chars):
            at += self._exact(chars, heard, at) or 1
        heard = sound("".join(chars))
        for start, ends in sorted(self._near.places(heard).items()):
            for end, term in ends:
                stretch = "".join(chars[start:end])
                if _may_stand_for(stretch, term):
                    chars[start:end] = list(term)
                    break
        self._framed(chars)
        text = "".join(chars)
        return reading if text == reading.text else with_text(reading, text)

    def _exact(self, chars: list[str], heard: str, start: int) -> int:
        """Puts in the longest term that sounds as the stretch does; its length, 0 if none."""
        for length in self._lengths:
            terms = self._terms.get(heard[start : start + length])
            if terms is None:
                continue
            term = self._choose(chars, start, start + length, terms)
            if term is not None:
                chars[start : start + length] = list(term)
                return length
        return 0

    def _framed(self, chars: list[str]) -> None:
        """Where a frame asks for a stuff or a place, one that sounds somewhat like it."""
        for found in _ASKING.finditer("".join(chars)):
            start = found.end()
            if self._known.match("".join(chars[start : start + 8])):
                continue
            for term in sorted(self._asked, key=len, reverse=True):
                stretch = "".join(chars[start : start + len(term)])
                if _somewhat_like(stretch, term) and not is_word(stretch):
                    chars[start : start + len(term)] = list(term)
                    break
        text = "".join(chars)
        for found in _PURE_HEARD.finditer(text):
            if text.startswith(self._materials, found.end()):
                chars[found.start()] = "纯"

    def _choose(
        self, chars: Sequence[str], start: int, end: int, terms: tuple[str, ...]
    ) -> str | None:
        stretch = "".join(chars[start:end])
        if stretch in terms:
            return stretch
        before, after = "".join(chars[max(0, start - 8) : start]), "".join(chars[end : end + 4])
        framed = bool(
            _FRAME.search(before) or _FRAME_AFTER.match(after) or before.endswith(self._places)
        )
        for term in terms:
            if len(term) < 4 and any(
                x in _GRAMMAR and x != y for x, y in zip(stretch, term, strict=True)
            ):
                continue
            exact = _same_syllables(stretch, term)
            changed = sum(a != b for a, b in zip(stretch, term, strict=True))
            if len(term) == 2:
                # Two syllables sound like much else: one character must be right, or asked for.
                good = (exact and (changed == 1 or framed)) or (framed and not is_word(stretch))
            else:
                good = exact or changed < len(term) - (not framed)
            if good and (framed or term in self._own or not is_word(stretch)):
                return term
        return None


class _Near:
    """Finds terms that lie one syllable away: their one half or the other stands exactly."""

    def __init__(self, words: Iterable[str]) -> None:
        halves: dict[str, list[tuple[int, str, str]]] = {}
        for key, word in _near_terms(words).items():
            half = len(key) // 2
            halves.setdefault(key[:half], []).append((0, key, word))
            halves.setdefault(key[half:], []).append((half, key, word))
        self._halves = ahocorasick.Automaton()
        for part, terms in halves.items():
            self._halves.add_word(part, (len(part), terms))
        if halves:
            self._halves.make_automaton()

    def places(self, heard: str) -> dict[int, list[tuple[int, str]]]:
        """By the place where they begin, where terms end and the terms, the longest first."""
        found: dict[int, list[tuple[int, str]]] = {}
        if not len(self._halves):
            return found
        for last, (size, terms) in self._halves.iter(heard):
            for before, key, word in terms:
                start = last + 1 - size - before
                stretch = heard[start : start + len(key)] if start >= 0 else ""
                if len(stretch) == len(key) and sum(map(ne, key, stretch)) == 1:
                    found.setdefault(start, []).append((start + len(key), word))
        for ends in found.values():
            ends.sort(key=lambda end: -end[0])
        return found


def _may_stand_for(stretch: str, term: str) -> bool:
    """True when the one syllable that differs is alike, and the words may be a mishearing."""
    if "，" in stretch or "。" in stretch:
        return False
    x, y = sound(stretch), sound(term)
    off = next((i for i in range(len(x)) if x[i] != y[i]), None)
    if off is None or not _alike(stretch[off], term[off]):
        return False
    changed = sum(a != b for a, b in zip(stretch, term, strict=True))
    # One wrong character inside a right word is another word (二号链接, 三号链接), and grammar
    # words are heard for themselves (家是十 is no 加湿器).
    if changed == 1 and len(term) < 5:
        return False
    if any(a in _GRAMMAR and a != b for a, b in zip(stretch, term, strict=True)):
        return False
    return len(term) > 3 or changed < 3


def _somewhat_like(stretch: str, term: str) -> bool:
    """Every syllable alike, and of three or more one just the same (苍毯丝 for 桑蚕丝)."""
    if len(stretch) != len(term) or any(char < "一" or char > "鿿" for char in stretch):
        return False
    x, y = sound(stretch), sound(term)
    same = sum(a == b for a, b in zip(x, y, strict=True))
    if same < max(1, len(term) - 2) or any(char in _GRAMMAR for char in stretch):
        return False
    return all(p == q or _alike(a, b) for p, q, a, b in zip(x, y, stretch, term, strict=True))


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
