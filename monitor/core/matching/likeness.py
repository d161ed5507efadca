"""Whether characters may have been said for a word of the same sound, whatever stands around."""

from __future__ import annotations

from operator import eq

from monitor.core.matching.segmenting import is_word
from monitor.core.text.sounds import MASK, readings, tone

FUNCTION = frozenset(
    "的了是在我你他她它们这那有没不就也都还很好吗呢吧啊哦嗯个和与跟给被把让从到对会能要可以说看来上下里"
    "大多少几一二三四五六七八九十两百千万为什么怎样只再又才更太真得地着过呀哈喔嘛哪谁"
)
"""Characters so common that by sound alone they prove nothing."""


def may_stand_for(said: str, word: str, *, alone: bool) -> bool:
    """False for what no surroundings could make worth believing.

    `said` and `word` are as long as each other; `alone`: the word is worth telling by itself.
    """
    size = len(said)
    changed = [a for a, b in zip(said, word, strict=True) if a != b]
    if size == 2:
        if not alike(said, word):
            return False  # 显瘦 for 想瘦, 长痘 for 战痘: near is not enough for a word so short
        if len(changed) == 2 and not (alone and any(map(eq, map(tone, said), map(tone, word)))):
            return False
    elif len(changed) > changes_heard(size) + 1:
        return False
    if size < 4 and any(char in FUNCTION or char == MASK for char in changed):
        return False
    return not is_word(said)


def changes_heard(size: int) -> int:
    """How many characters of a written word of three or more may be others; spoken, one more."""
    return 1 if size == 3 else 2 if size < 6 else 3


def alike(said: str, word: str) -> bool:
    """True when each character shares a living reading with its place in the word, unconfused."""
    return all(
        a == b or not set(readings(a)).isdisjoint(readings(b))
        for a, b in zip(said, word, strict=True)
    )
