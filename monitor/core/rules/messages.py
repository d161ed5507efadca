"""What each fault of a rule pack says to people, in Chinese and English, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """A fault's sentence and its way out, as `str.format` templates; an empty help says nothing."""

    zh: str
    en: str
    zh_help: str = ""
    en_help: str = ""


PHRASE_WORDINGS: Final[Mapping[str, Wording]] = {
    "phrase-empty": Wording(
        "短语是空的", "the phrase is empty", "写上要找的词", "write the words to look for"
    ),
    "phrase-unclosed": Wording(
        "“{open}”没有对应的“{close}”",
        "“{open}” is never closed by “{close}”",
        "补上“{close}”",
        "add “{close}”",
    ),
    "phrase-stray": Wording(
        "这里不能有“{char}”",
        "“{char}” cannot stand here",
        "短语里 ( ) | @ ? {{ }} ! ~ ^ $ 有特殊含义；标点在匹配前已去掉，不必写",
        "( ) | @ ? {{ }} ! ~ ^ $ have a meaning in phrases; punctuation is removed before matching",
    ),
    "phrase-space": Wording(
        "两个元素之间缺少空格",
        "a space is missing between two elements",
        "写成“{fixed}”",
        "write “{fixed}”",
    ),
    "phrase-option-empty": Wording(
        "括号里有空的选项",
        "a group holds an empty alternative",
        "去掉多余的“|”；可有可无的词写成 (…)?",
        "remove the extra “|”; write (…)? for an optional group",
    ),
    "phrase-option-space": Wording(
        "括号里的一个选项含有空格",
        "an alternative inside a group holds a space",
        "选项只能是一个词、@词表或 {{槽}}；需要间隔就拆成两条短语",
        "an alternative is one word, @vocab or {{slot}}; split the phrase in two for a gap",
    ),
    "phrase-gap": Wording(
        "间隔“{text}”要写成 ..数字 或 ~数字，最多 {limit}",
        "a gap is written ..N or ~N with N up to {limit}, not “{text}”",
        "例如 ..6（不跨标点）或 ~6（可跨逗号）",
        "for example ..6 (inside the clause) or ~6 (may cross a comma)",
    ),
    "phrase-gap-twice": Wording(
        "两个间隔连在一起",
        "two gaps stand in a row",
        "合成一个间隔",
        "make them one gap",
    ),
    "phrase-ban": Wording(
        "“!”要紧跟在间隔之后",
        "“!” must follow a gap",
        "写成“..6 !(别|不) 下一个词”",
        "write “..6 !(别|不) next”",
    ),
    "phrase-slot": Wording(
        "没有名为“{name}”的槽",
        "there is no slot named “{name}”",
        "{suggestion}可用的槽：{known}",
        "{suggestion}the slots are {known}",
    ),
    "phrase-vocab-name": Wording(
        "“@”后面要跟词表名（小写字母、数字、-、_）",
        "“@” must be followed by a vocab name (lower case letters, digits, -, _)",
    ),
    "phrase-optional": Wording(
        "“?”只能跟在词、括号、@词表或槽后面",
        "“?” may follow only a word, a group, @vocab or a slot",
    ),
    "phrase-anchor": Wording(
        "“^”只能在最前面，“$”只能在最后面",
        "“^” stands only at the beginning and “$” only at the end",
    ),
    "phrase-nothing-fixed": Wording(
        "短语里没有一个必有的词，会命中任何话",
        "the phrase has no word that must be there, so it would match anything",
        "至少留一个不带“?”的词、括号或 @词表",
        "keep at least one word, group or @vocab without “?”",
    ),
}
