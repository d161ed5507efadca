"""Which of a multilingual Whisper's tokens Mandarin speech can need.

Whisper writes in a hundred languages, and its byte-level vocabulary holds 51,865 tokens. Each token
that is decoded costs one product with all of them. A broadcast in Mandarin needs the single bytes,
Chinese characters and the pieces of their UTF-8, digits, signs, the commoner Latin pieces (from
which every Latin word can be spelt) and the special tokens: about a fifth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

LATIN_BELOW = 8000
"""Latin pieces with a lower id are kept; byte-pair ids rise as pieces get rarer."""
NO_TIMESTAMPS = "<|notimestamps|>"
CHINESE = "<|zh|>"
_SPECIAL = re.compile(r"<\|.+\|>")
_LEAD_OF_CHINESE = frozenset((*range(0xE2, 0xEA), 0xEF, 0xF0))
"""First UTF-8 bytes of Chinese characters, of their signs, and of emoji; not of Hangul."""
_SIGNS = "·×°℃"


def byte_of_letter() -> Mapping[str, int]:
    """The byte that each letter of a byte-level vocabulary stands for (GPT-2's table)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    table = {chr(byte): byte for byte in printable}
    table.update({chr(0x100 + number): byte for number, byte in enumerate(others)})
    return MappingProxyType(table)


def kept_tokens(vocabulary: Sequence[str], merges: Sequence[tuple[str, str]]) -> list[int]:
    """The ids to keep, rising; with a token the two pieces that it is put together from.

    `vocabulary`: the tokens by id, in the letters of the byte-level alphabet; `merges`: the pairs
    of pieces that make longer ones, commonest first. Timestamp tokens, which come after
    `<|notimestamps|>`, are left out.
    """
    bytes_of = byte_of_letter()
    ids = {token: number for number, token in enumerate(vocabulary)}
    end = ids.get(NO_TIMESTAMPS, len(vocabulary) - 1) + 1
    kept = {
        number for number, token in enumerate(vocabulary[:end]) if _needed(number, token, bytes_of)
    }
    for first, second in reversed(merges):
        if ids.get(first + second) in kept:
            kept.update((ids[first], ids[second]))
    return sorted(kept)


def _needed(number: int, token: str, bytes_of: Mapping[str, int]) -> bool:
    if _SPECIAL.fullmatch(token):
        return True
    if not token or any(letter not in bytes_of for letter in token):
        return False
    raw = bytes(bytes_of[letter] for letter in token)
    if len(raw) == 1:
        return True
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        leads = [byte for byte in raw if byte >= 0xC0]
        return all(byte in _LEAD_OF_CHINESE for byte in leads)
    if text.isascii() and any(char.isalpha() for char in text):
        return number < LATIN_BELOW
    return all(_chinese_or_sign(char) for char in text)


def _chinese_or_sign(char: str) -> bool:
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uffef"
        or "\u2010" <= char <= "\u2070"
        or (char.isascii() and not char.isalpha())
        or char in _SIGNS
    )
