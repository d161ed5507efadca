"""Word boundaries from jieba's dictionary, asked only where a short or a doubtful word was found."""

from __future__ import annotations

import logging
from functools import cache, lru_cache

import jieba


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


@lru_cache(maxsize=64)
def tokens(skeleton: str) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of the words of a skeleton, in order; they cover it wholly."""
    return tuple((start, end) for _, start, end in _tokenizer().tokenize(skeleton, HMM=False))


def is_word(text: str) -> bool:
    """True when the dictionary knows this as a word."""
    return bool(_tokenizer().FREQ.get(text))


def cuts_a_word(skeleton: str, start: int, end: int) -> bool:
    """True when the range takes a part of a longer word and leaves its rest outside (加微|波炉)."""
    for first, last in tokens(skeleton):
        if last <= start:
            continue
        if first >= end:
            return False
        left_out = first < start < last
        right_out = first < end < last
        if left_out != right_out and not (first >= start and last <= end):
            inside_whole = first <= start and end <= last
            if not inside_whole:
                return True
    return False
