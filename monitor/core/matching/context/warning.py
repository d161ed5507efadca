"""提醒: telling people not to believe a claim (别信那些说包治百病的) is not making it."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_BEFORE = re.compile(
    "(?:别|不要|不能|千万|勿|莫)(?:再|去|轻易|随便|乱)?(?:信|相信|听信|轻信|听|上当|被|迷信|买那)|小心|警惕|当心|谨防|提防|"
    "避雷|拉黑|举报|打假|骗(?:子|人|局|术)|忽悠|智商税|打着|号称|自称|吹嘘|凡是|但凡|那[些种](?:敢|张口就|动不动就)?(?:说|讲|吹|喊|号称)|"
    "所谓的?|谁(?:要是|敢|再)?(?:跟你|给你|和你)?(?:说|讲)"
)
_AFTER = re.compile(
    "(?:都|全|那|就|肯定|百分百|基本)?是?(?:在)?(?:骗人|骗子|骗你|骗局|忽悠|假的|瞎说|胡说|胡扯|吹牛|虚假宣传|智商税|夸大)|"
    "(?:别|不要|不能|千万别|都?不用)(?:再|去)?(?:信|相信|听|买|理)|不可信|不靠谱|要(?:小心|警惕|当心)|直接(?:划走|举报|拉黑)|赶紧跑"
)
_OWN = re.compile(
    "我们(?:家|的)?(?:这|不|绝不是)|不是我?(?:骗|忽悠|智商税|瞎说|乱说|胡说|吹)|没(?:有)?(?:骗|忽悠)|不(?:骗|忽悠)"
)


class Caution:
    """A warning before the hit, or a verdict of fraud after it."""

    name = "warning"

    def reads(self, view: HitView) -> str | None:
        """The reason when the audience is warned of the hit."""
        if view.rule.category == "disparagement" or _OWN.search(view.clause):
            return None
        warned = _BEFORE.search(view.before) or _BEFORE.search(view.previous_clause[-8:])
        if warned is not None:
            return f"“{warned.group()}”是在提醒不要相信"
        judged = _AFTER.search(view.after[:16]) or _AFTER.match(view.next_clause)
        return f"“{judged.group()}”是在揭露不实说法" if judged is not None else None
