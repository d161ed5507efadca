"""Whether a sound that fits is worth believing, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq
from typing import NamedTuple

from monitor.core.matching.likeness import FUNCTION, alike, changes_heard, may_stand_for
from monitor.core.matching.segmenting import cuts_a_word, is_word
from monitor.core.matching.streams import HARD_FILLERS, Stream
from monitor.core.matching.targets import ROUGH, Sounded
from monitor.core.text.sounds import MASK, readings, syllable_class
from monitor.model import Method, Source

_VERBS = frozenset("抹摸磨猛谋")
"""Fillers that are words of their own before a whole word."""
_STRONG_FILLERS = frozenset("某母牡牟谋抹摸膜摩莫墨默猛萌锰牧什")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """How a disguised word was recognised; `alone` is False when only a phrase may use it."""

    method: Method
    certainty: float
    alone: bool = True


class Setting(NamedTuple):
    """What the surroundings offer as evidence."""

    skeleton: str
    category: str | None
    source: Source


def believe(stream: Stream, found: Sounded, setting: Setting) -> Belief | None:
    """The belief that `found` was meant, or None."""
    text = stream.text[found.start : found.end]
    word = found.target.word
    if stream.letters:
        latin = _latin(stream, found)
        if latin is None:
            return None
        if latin:
            return _mixed(stream, found, setting, latin)
    if found.masked >= 0:
        return _masked(stream, found, setting, _same(text, word))
    if stream.name == "filler":
        return _broken(stream, found, setting, _same(text, word))
    if text == word:
        return _respelled(stream, found)
    return _heard(stream, found, setting, text) if stream.name == "plain" else None


def _same(text: str, word: str) -> int:
    return sum(map(eq, text, word))


def _latin(stream: Stream, found: Sounded) -> int | None:
    """How many places are written in letters that fit the target; None when some do not fit."""
    count = 0
    for place, letters in stream.letters.items():
        if not found.start <= place < found.end:
            continue
        fitting = readings(found.target.word[place - found.start])
        if len(letters) == 1 and stream.text[place] == MASK:
            if not any(each.startswith(letters) for each in fitting):
                return None
        elif letters not in fitting and not _near(letters, fitting):
            return None
        count += 1
    return count


def _near(letters: str, fitting: tuple[str, ...]) -> bool:
    """zuan for 赚: spelt as southern speech has it."""
    return syllable_class(letters) in map(syllable_class, fitting)


def _mixed(stream: Stream, found: Sounded, setting: Setting, latin: int) -> Belief | None:
    """mei白, 降xue糖, 降x糖: letters that fit, the other characters unchanged."""
    size = len(found.target.word)
    same = _same(stream.text[found.start : found.end], found.target.word)
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    if size == 2 and same == 1 and cuts_a_word(setting.skeleton, first, last):
        return None  # 微微❤ is a smile
    if same + latin < size:
        near = same + latin >= size - 1 and size >= 3
        return Belief(method=Method.PHONETIC, certainty=0.7) if near else None
    if same == 0 and found.masked >= 0:
        return None
    at_home = _at_home(found, setting)
    if found.masked >= 0 and size < 3 and not at_home:
        return None
    return Belief(method=Method.VARIANT, certainty=0.92)


def _respelled(stream: Stream, found: Sounded) -> Belief | None:
    """Each character as it should be, but doubled (关关节节) or parted (最，低，价)."""
    size = len(found.target.word)
    stretched = stream.ends[found.end - 1] - stream.starts[found.start] > size
    return Belief(method=Method.VARIANT, certainty=0.88) if stretched else None


def _broken(stream: Stream, found: Sounded, setting: Setting, same: int) -> Belief | None:
    """周和期, 手某素: a filler inside, the syllables by sound."""
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    size = len(found.target.word)
    inserted = last - first - size
    if inserted <= 0 or inserted > 2 * size:
        return None
    if found.masked == ROUGH:
        filled = setting.skeleton[first:last]
        if size > 3 or same == size or not any(char in HARD_FILLERS for char in filled[1:-1]):
            return None
    if not found.target.alone and same < size:
        return None
    text = stream.text[found.start : found.end]
    if not stream.hard and size == 2 and (same == 0 or not alike(text, found.target.word)):
        return None  # 汁小孩: 小 has other business here, and no character speaks for 止咳
    if cuts_a_word(setting.skeleton, led_by_filler(setting.skeleton, first, last), last):
        return None
    return Belief(method=Method.FILLER, certainty=0.6 + 0.3 * same / size)


def led_by_filler(skeleton: str, start: int, end: int) -> int:
    """Where the form begins when its inner filler also stands before it: 小|肠小道."""
    return (
        start - 1 if start > 0 and skeleton[start - 1] in skeleton[start + 1 : end - 1] else start
    )


def _masked(stream: Stream, found: Sounded, setting: Setting, same: int) -> Belief | None:
    """免某力, 黄什么斑: one place hidden behind a filler."""
    word = found.target.word
    size = len(word)
    if stream.name != "mask" or size < 3 or not found.target.alone:
        return None
    text = stream.text[found.start : found.end]
    telling = sum(a == b and a not in FUNCTION for a, b in zip(text, word, strict=True))
    inner = 0 < found.masked < size - 1
    if telling == 0 or (same < size - 1 and not inner):
        return None
    certain = same == size - 1 and inner
    if not certain:
        place = found.start + found.masked
        said = setting.skeleton[stream.starts[place] : stream.ends[place]]
        if (_STRONG_FILLERS if inner else HARD_FILLERS).isdisjoint(said):
            return None
        if found.masked == 0 and said in _VERBS and is_word(text[1:]):
            return None  # 抹|东西 rubs things
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    if cuts_a_word(setting.skeleton, first, last):
        return None  # 加什么信|息 asks what to add
    return Belief(method=Method.FILLER, certainty=0.55 + 0.3 * same / size)


def _heard(stream: Stream, found: Sounded, setting: Setting, text: str) -> Belief | None:
    """加薇信, 去班: other characters of the same sound, where something speaks for it."""
    target = found.target
    size = len(text)
    if not may_stand_for(text, target.word, alone=target.alone):
        return None
    changed = size - _same(text, target.word)
    spoken = setting.source is Source.AUDIO
    alone = target.alone
    if size == 2:
        alone = alone and _at_home(found, setting)
        if changed == 2 and not alone:
            return None
    elif changed > changes_heard(size) + spoken:
        return None
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    if cuts_a_word(setting.skeleton, first, last):
        return None
    if size < 4 and _goes_on(setting.skeleton, first, last):
        return None
    certainty = (0.55 if size == 2 else 0.65 + 0.05 * min(size, 5)) + 0.05 * spoken
    return Belief(method=Method.PHONETIC, certainty=certainty, alone=alone)


def _goes_on(skeleton: str, start: int, end: int) -> bool:
    """True when the stretch is a part of a longer word: 国家机|关 is no 国家级."""
    window = skeleton[max(0, start - 2) : end + 2]
    offset = start - max(0, start - 2)
    size = end - start
    return any(
        is_word(window[left:right])
        for left in range(offset + 1)
        for right in range(offset + size, len(window) + 1)
        if right - left > size
    )


def _at_home(found: Sounded, setting: Setting) -> bool:
    return setting.category is not None and setting.category in found.target.categories
