"""Whether a sound that fits is worth believing, and how far."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.matching.segmenting import cuts_a_word, is_word
from monitor.core.matching.streams import Stream
from monitor.core.matching.targets import Sounded
from monitor.core.text.sounds import MASK, readings
from monitor.model import Method, Source

_FUNCTION = frozenset(
    "的了是在我你他她它们这那有没不就也都还很好吗呢吧啊哦嗯个和与跟给被把让从到对会能要可以说看来上下里"
    "大多少几一二三四五六七八九十两百千万为什么怎样只再又才更太真得地着过呀哈喔嘛哪谁"
)
"""Characters so common that by sound alone they prove nothing."""
_STRONG_FILLERS = frozenset("某母牡牟谋抹摸膜摩莫墨默猛萌锰牧什")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """How a disguised word was recognised; `alone` is False when only a phrase may use it."""

    method: Method
    certainty: float
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the surroundings offer as evidence."""

    skeleton: str
    category: str | None
    source: Source


def believe(stream: Stream, found: Sounded, setting: Setting) -> Belief | None:
    """The belief that `found` was meant, or None."""
    text = stream.text[found.start : found.end]
    word = found.target.word
    same = sum(a == b for a, b in zip(text, word, strict=True))
    latin = _latin(stream, found)
    if latin is None:
        return None
    if found.masked >= 0 and not latin:
        return _masked(stream, found, setting, same)
    if latin:
        return _mixed(found, setting, same, latin)
    if stream.name == "filler":
        return _broken(stream, found, setting, same)
    if stream.name == "repeat":
        return _repeated(stream, found, same)
    if same == len(word):
        return _respelled(stream, found)
    return _heard(stream, found, setting, same)


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
        elif letters not in fitting:
            return None
        count += 1
    return count


def _mixed(found: Sounded, setting: Setting, same: int, latin: int) -> Belief | None:
    """mei白, 降xue糖, 降x糖: letters that fit, the other characters unchanged."""
    size = len(found.target.word)
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
    """Each character as it should be, but parted by punctuation: 最，低，价."""
    last = len(found.target.word) - 1
    parted = stream.ends[found.end - 1] - stream.starts[found.start] > last + 1
    return Belief(method=Method.VARIANT, certainty=0.9) if parted else None


def _broken(stream: Stream, found: Sounded, setting: Setting, same: int) -> Belief | None:
    """周和期, 手某素: a filler inside, the syllables by sound."""
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    size = len(found.target.word)
    inserted = last - first - size
    if inserted <= 0 or inserted > 2 * size:
        return None
    return Belief(method=Method.FILLER, certainty=0.6 + 0.3 * same / size)


def _masked(stream: Stream, found: Sounded, setting: Setting, same: int) -> Belief | None:
    """免某力, 黄什么斑: one place hidden behind a filler."""
    size = len(found.target.word)
    if stream.name != "mask" or size < 3:
        return None
    if same == 0 or (same < size - 1 and not _strongly_filled(stream, found, setting)):
        return None
    return Belief(method=Method.FILLER, certainty=0.55 + 0.3 * same / size)


def _repeated(stream: Stream, found: Sounded, same: int) -> Belief | None:
    """关关节节, 最最低价: characters doubled, none changed."""
    size = len(found.target.word)
    inserted = stream.ends[found.end - 1] - stream.starts[found.start] - size
    if same < size or inserted <= 0:
        return None
    return Belief(method=Method.VARIANT, certainty=0.85)


def _heard(stream: Stream, found: Sounded, setting: Setting, same: int) -> Belief | None:
    """加薇信, 去班: other characters of the same sound, where something speaks for it."""
    word = found.target.word
    size = len(word)
    text = stream.text[found.start : found.end]
    changed = [a for a, b in zip(text, word, strict=True) if a != b]
    if any(char == MASK or char in _FUNCTION for char in changed) and size < 4:
        return None
    allowed = 1 if size == 3 else 2 if size < 6 else 3
    spoken = setting.source is Source.AUDIO
    if size == 2:
        alone = _at_home(found, setting) and found.target.alone
        if not alone and same == 0:
            return None
    else:
        alone = found.target.alone
        if len(changed) > allowed + spoken:
            return None
    first, last = stream.starts[found.start], stream.ends[found.end - 1]
    if is_word(text) or cuts_a_word(setting.skeleton, first, last):
        return None
    certainty = (0.55 if size == 2 else 0.65 + 0.05 * min(size, 5)) + 0.05 * spoken
    return Belief(method=Method.PHONETIC, certainty=certainty, alone=alone)


def _at_home(found: Sounded, setting: Setting) -> bool:
    return setting.category is not None and setting.category in found.target.categories


def _strongly_filled(stream: Stream, found: Sounded, setting: Setting) -> bool:
    place = found.start + found.masked
    said = setting.skeleton[stream.starts[place] : stream.ends[place]]
    return any(char in _STRONG_FILLERS for char in said)
