"""Pictures that are read aloud as a syllable: 祛🫘印, 微❤, 降🩸糖.

A picture is decoration more often than not and leaves no trace in the skeleton. This is the other
reading: the picture's name as pinyin, so that it meets the words of that sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from monitor.core.text.folding import fold_table
from monitor.core.text.normalise import NormalizedText

_NAMES = {
    "dou": "🫘", "xin": "❤♥💗💓💖💕💛💚💙💜🧡🖤🤍🤎🫀✉📧💌🔤", "ji": "🐔🐓🐤", "ma": "🐎🐴🏇",
    "niu": "🐮🐂🐄", "yao": "💊💉", "hongbao": "🧧", "li": "🍐💪", "tao": "🍑", "mao": "🐱🐈😺",
    "gou": "🐶🐕", "qie": "🍆", "shu": "🍠📚📖", "qian": "💰💵💴🤑", "qun": "👗👥", "jun": "🦠",
    "fa": "💇", "ya": "🦷🦆", "yan": "👁👀🚬", "gu": "🦴🥁", "xue": "🩸❄", "tang": "🍬🍭🥣",
    "mian": "💤😴🍜", "zui": "👄🍺", "yang": "🐑🐏☀", "xiong": "🐻", "bai": "⚪🤍◻⬜",
    "she": "🐍👅", "zhu": "🐷🐖", "mi": "🍯🍚", "xing": "⭐🌟✨", "niao": "🐦", "cai": "🥬",
    "nao": "🧠", "dan": "🥚", "bi": "👃🖊", "fei": "🫁✈", "er": "👂", "tui": "🦵", "jiao": "🦶👣",
    "shou": "✋🖐🤚", "yu": "🐟🐠🎣", "cha": "🍵🫖", "jiang": "⬇📉", "jia": "🏠", "shi": "💩🪨",
    "yun": "☁", "gan": "🌵", "tu": "🐰🐇", "hu": "🐯🐅", "hua": "🌸🌺🌼🌷", "mei": "🌹",
    "feng": "🐝🌬", "hei": "⚫⬛", "hong": "🔴", "guang": "💡", "dao": "🔪", "bing": "🧊🍪",
    "zhuang": "💄", "zhan": "⚔", "qi": "🎈🚩", "jing": "🪞", "wei": "🐽", "gong": "🏹",
    "cao": "🌿", "gao": "🍰", "jin": "🈲", "wang": "🕸", "zuan": "💎", "zhen": "🪡",
}  # fmt: skip
SIGN_SYLLABLES: Mapping[str, str] = MappingProxyType(
    {sign: name for name, signs in _NAMES.items() for sign in signs}
)
"""Picture → the pinyin of its name, without tones."""
_SIGNS = frozenset(SIGN_SYLLABLES)
_ROW = 5
_LEADING = frozenset("vw")
"""Letters beside which a picture still speaks: v❤ is 微信."""


def spelt_out(normal: NormalizedText) -> tuple[NormalizedText, frozenset[int]] | None:
    """The text with its telling pictures in pinyin, and their places in the source; None without.

    A picture in a row of itself or stands among Latin letters is taken for decoration.
    """
    source = normal.source
    if isinstance(normal.starts, range) or _SIGNS.isdisjoint(source):
        return None
    skeleton, starts, ends = normal.skeleton, normal.starts, normal.ends
    pieces: list[str] = []  # one character each
    new_starts: list[int] = []
    new_ends: list[int] = []
    places: set[int] = set()
    table = fold_table()
    at = 0
    for index, char in enumerate(source):
        while at < len(skeleton) and starts[at] < index:
            pieces.append(skeleton[at])
            new_starts.append(starts[at])
            new_ends.append(ends[at])
            at += 1
        if char not in _SIGNS or table[ord(char)] or _in_a_row(source, index):
            continue
        before = pieces[-1] if pieces and new_starts[-1] not in places else ""
        after = skeleton[at : at + 1]
        if _latin(after) or (_latin(before) and before not in _LEADING and before.isalpha()):
            continue
        if before and pieces[-2:-1] == [before] and not before.isascii():
            continue  # 微微❤: the word before it is whole
        name = SIGN_SYLLABLES[char]
        pieces.extend(name)
        new_starts.extend([index] * len(name))
        new_ends.extend([index + 1] * len(name))
        places.add(index)
    if not places:
        return None
    spelt = NormalizedText(
        source=source,
        skeleton="".join(pieces) + skeleton[at:],
        starts=(*new_starts, *starts[at:]),
        ends=(*new_ends, *ends[at:]),
    )
    return spelt, frozenset(places)


def _in_a_row(source: str, index: int) -> bool:
    """True for one of three or more of the same picture, which are decoration; 🫘🫘 is 痘痘."""
    near = source[max(0, index - _ROW) : index + _ROW + 1].replace("\ufe0f", "")
    return source[index] * 3 in near


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
