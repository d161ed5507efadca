"""Word boundaries from jieba's dictionary, asked only where a short word was found."""

from __future__ import annotations

import logging
import re
from functools import cache, lru_cache

import jieba

_LONGEST = 4
_WINDOW = 8
_DENIALS = frozenset("不没无未")
_COUNTED_TIME = re.compile("(?:个月|[一二两三四五六七八九十几半0-9][天年月日])$")


@cache
def _tokenizer() -> jieba.Tokenizer:
    """jieba's dictionary, loaded on first use (about a second)."""
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def warm() -> None:
    """Loads the dictionary now, so that no utterance waits for it."""
    _tokenizer()


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of the words of a text, in order; they cover it wholly."""
    return tuple((start, end) for _, start, end in _tokenizer().tokenize(text, HMM=False))


def is_word(text: str) -> bool:
    """True when the dictionary knows this as a word."""
    return bool(_tokenizer().FREQ.get(text))


def frequency(word: str | None) -> float:
    """How often the dictionary saw this word, 0 when never; of all words together for None."""
    tokenizer = _tokenizer()
    return float(tokenizer.total if word is None else tokenizer.FREQ.get(word) or 0)


def cuts_a_word(skeleton: str, start: int, end: int) -> bool:
    """True when the range takes a part of a longer word and leaves its rest outside (加微|波炉)."""
    return bool(cuts(skeleton, start, end))


def cuts(skeleton: str, start: int, end: int) -> tuple[int, ...]:
    """The ends of the range (`start`, `end`) at which it cuts a word; () when it cuts none.

    A denial is no part of the word it stands before: 概不|认账 cuts nothing. Nor is a unit of time
    that is counted: in 一个月|色班 there is no 月色.
    """
    if not (_spans(skeleton, start, start, end) or _spans(skeleton, end, start, end)):
        return ()
    found: list[int] = []
    first = max(0, start - _WINDOW)
    for left, right in tokens(skeleton[first : end + _WINDOW]):
        left, right = left + first, right + first
        if right <= start or left >= end:
            continue
        if left <= start and end <= right:
            continue
        if left < start and not _COUNTED_TIME.search(skeleton[max(0, start - 2) : start]):
            found.append(start)
        if right > end and not (skeleton[left:end] in _DENIALS and is_word(skeleton[end:right])):
            found.append(end)
    return tuple(found)


def _spans(skeleton: str, edge: int, start: int, end: int) -> bool:
    """True when some dictionary word lies over the edge and does not take in the whole range."""
    known = _tokenizer().FREQ
    size = len(skeleton)
    for left in range(max(0, edge - _LONGEST + 1), edge):
        for right in range(edge + 1, min(size, left + _LONGEST) + 1):
            if known.get(skeleton[left:right]) and not (left <= start and end <= right):
                return True
    return False
