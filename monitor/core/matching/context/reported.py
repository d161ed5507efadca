"""转述: what others say, told in order to contradict it, is not the host's claim."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_OTHERS = re.compile(
    "(?:有人|有些人|有的人|某些人|网上|网友|外面|别人|人家|他们|别家|同行|其他(?:家|主播|直播间)|有的(?:商家|主播|直播间)|"
    "有些(?:商家|主播|直播间)|黑粉|传言|以前|弹幕|评论区?|公屏|(?:宝子|姐妹|老铁|粉丝|家人|观众|客人|顾客|朋友)们?)[^，。？]{0,6}?(?:说|讲|夸|打|发|传|吹|宣传|宣称|号称|觉得|认为|喊|标榜|敢说)"
)
_MISTAKEN = re.compile("(?:以为|误以为|误认为|误会|当成|当作|说成|理解成|听成)[^，。？]{0,6}$")
_CONTRADICTS = re.compile(
    "但是?我|不过我|其实(?:不|没)|[那这](?:都|些都|全|可|其实|就)?是(?:在|有点)?(?:假|骗|不|错|瞎|夸[张大]|吹|扯|忽悠|噱头|虚|胡|炒作|智商税)|(?:都|全|就)是(?:在)?(?:假|骗|夸[张大]|吹|扯|忽悠|噱头|虚的|胡|炒作|智商税)|别信|不要信|不可信|"
    "不对|不敢|不(?:能|会)(?:说|讲|这么)|不是这样|没这回事|我们(?:不|没|从不)|我们?(?:[也可]?(?:不|没|从没)(?![骗瞎开吹]|夸[张大])|从[来不])|别这么[说讲夸]|谣言|不一定|不代表|不算数|当不得真"
)


class Reported:
    """Another's words, and a contradiction of them after."""

    name = "reported"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit is another's saying that the host does not make their own."""
        mistaken = _MISTAKEN.search(view.before)
        if mistaken is not None:
            return "说的是别人的误解"
        rest = (view.after + view.sentence_after)[:40]
        said = _OTHERS.search(view.before) or _OTHERS.search(view.previous_clause)
        if said is not None and _CONTRADICTS.search(rest):
            return f"转述“{said.group()}”并予以反驳"
        return None
