"""断句: a denial or a question cut off by an utterance's end reaches the beginning of the next."""

from __future__ import annotations

import re

from monitor.core.text.folding import MARKS

_SUBJECT = (
    "(?:我们?|咱们?|它们?|本品|主播|平台|广告法|(?:我们)?这款(?:产品)?|这个产品|保健食品|"
    "普通?食品|普通?化妆品)"
)
_DENIES = (
    "(?:不是|没有?|不(?:能|会|敢|得|让|准|许|可以|允许|要)|(?<![特区分类级性个告惜辞差])别|从来?不)"
)
_SAYS = "(?:说|讲|吹|喊|提|保证|承诺|宣传|宣称|号称|声称)"
_IT = "(?:它|他|这款|这个|产品|我们|就|一定|肯定)"
_IS = "(?:是|能|会|可以|有)"
_CUT_OFF = re.compile(
    # A subject and its denial, and nothing that is denied yet: 这款没有|治疗作用.
    f"(?:^|[，。？]){_SUBJECT}(?:可|也|都|真的|绝对|从来|并)?{_DENIES}{_SAYS}?$|"
    # Words that cannot end a sentence: 不能说它是|, 没有任何|, 别信那些|.
    f"{_DENIES}(?:再|去|来|跟|给|向|对|大家|你们?|我们?)*"
    f"(?:任何|(?:相?信|听|{_SAYS})(?:那些|这些|这种|那种|他们)(?:{_SAYS}|能|会)*|"
    f"{_SAYS}(?:{_IT}*{_IS}|它))$|"
    "(?:并非|算不上|谈不上|不属于|不代表|不等于|不意味着|不具有|不具备|不含|严禁|禁止|(?:有人|老|在)问我?|"
    f"能不能|可不可以|会不会|所谓的?)(?:{_IT}|{_IS}|{_SAYS}|用|任何)*$"
)
_REACH = 6


def reaches_over(before: str, between: str) -> bool:
    """True when `before` (the end of the last utterance) denies or asks what the next begins with.

    `between` is what the next utterance says ahead of a hit; both are skeletons.
    """
    if len(between) > _REACH or not MARKS.isdisjoint(between):
        return False
    return _CUT_OFF.search(before.rstrip("，")) is not None
