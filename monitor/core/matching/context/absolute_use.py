"""《广告绝对化用语执法指南》第五、六条: superlatives that do not praise the goods."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_ABSOLUTE = frozenset({"absolute", "rank"})
_WIDE = re.compile(
    "全网|全国|全世界|世界|全球|行业|业内|市场|市面|同行|同类|同级|全平台|国内|国际|亚洲|中国"
)
_OWN = re.compile(
    "(?:我们|咱们?|我|本|自己)(?:自己)?(?:家|店|店铺|品牌|公司|这个?系列|系列|仓库|直播间|这款|产品|厂)?(?:里面?|的|中|所有|全部|目前|现在|这|款式|产品|里头)*$"
)
_SIZES = re.compile(
    "^(?:的|那个?|这个?|一)*(?:一?[个款件条双号码种]|尺码|尺寸|码数|号|颜色|版本|规格|容量|型号|包装|系列|箱|盒)"
)
_MEASURES = re.compile("^最(?:大|小|长|短|厚|薄|宽|窄|重|轻|高|低|多|少|深|浅)$")
_ATTITUDE_AFTER = re.compile(
    "^的?(?:服务(?!器)|祝福|祝愿|诚意|努力|态度|心意|状态|自己|安排|热情|支持|关心|朋友|家人|能力范围|程度|限度|可能)"
)
_ATTITUDE_BEFORE = re.compile(
    "(?:追求|目标|力争|争取|努力|希望|想要?(?:做|成为)|愿景|祝愿?|尽|立志|梦想|初心|宗旨)[^，。？]{0,8}$"
)


def _concerned(view: HitView) -> bool:
    return view.rule.category in _ABSOLUTE


class SelfComparison:
    """第六条第（一）项: one's own goods compared with each other (我们店里最大的一个尺码)."""

    name = "self-comparison"

    def reads(self, view: HitView) -> str | None:
        """The reason when the superlative ranges over the shop's own goods only."""
        if not _concerned(view) or "最" not in view.words or _WIDE.search(view.clause):
            return None
        own = _OWN.search(view.before)
        if own is not None and (_SIZES.search(view.after) or _MEASURES.search(view.words)):
            return "同一商家自身商品之间的比较"
        return None


class ServiceAttitude:
    """第五条: service attitude, wishes and goals (尽最大努力, 最真诚的祝福)."""

    name = "service-attitude"

    def reads(self, view: HitView) -> str | None:
        """The reason when the superlative speaks of attitude, wishes or goals."""
        if not _concerned(view) or _WIDE.search(view.words):
            return None
        if _ATTITUDE_AFTER.search(view.after):
            return "表达服务态度或祝愿，不指向商品"
        if _ATTITUDE_BEFORE.search(view.before):
            return "表达目标或追求，不指向商品"
        return None
