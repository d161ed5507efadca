"""否定: words that deny the hit (它不是最好的, 没有治疗作用) are no claim of it."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_DENIES = re.compile(
    "(?:并?不是(?!吗|么)|并非|算不上|谈不上|称不上|不属于|不等于|不代表|不意味着|不具有|不具备|不含|不带|不存在|"
    "不能(?!不)|不可以|不可能|不会|不敢|不要|不用|不得|不准|不许|不让|不允许|禁止|严禁|不应该?|"
    "没有|没法|没办法|没说|没讲|没敢|没|无法|不(?:说|讲|承诺|保证|宣传|宣称|吹|追求|建议|推荐)|"
    "别(?!家|人|的|处|看|说)|未)"
)
_TURNS = re.compile("但是?|不过|而是|只是|就是|才是|其实是|反而|却")
_AFFIRMS = re.compile(
    "不是吹|不是瞎说|不是乱说|不是我吹|不是骗|没有骗|不骗|没说错|不能不|不得不|没有不|不会不|不要太|没谁|没有人不|没有比|没有之一|没得说|没话说|不是一般|不仅|不但|不光|不只"
)
_REACH = 12


class Negation:
    """A denial that stands before the hit in its clause and reaches it."""

    name = "negation"

    def reads(self, view: HitView) -> str | None:
        """The reason when a denial governs the hit."""
        before = view.before
        if not before or _AFFIRMS.search(before[-_REACH - 4 :] + view.words):
            return None
        for found in _DENIES.finditer(before):
            between = before[found.end() :]
            if len(between) <= _REACH and not _TURNS.search(between):
                return f"被“{found.group()}”否定"
        return None
