"""说规则: words that state what may not be said (绝对化用语不能说) do not say it."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView
from monitor.core.matching.context.winking import winks

_SAYING = (
    "(?:乱|随便|再|这么|这样|瞎|直接|跟大家|跟你们?|对外)?"
    "(?:说|讲|宣传|宣称|声称|提|写|用|出现|承诺|保证|标|吹|打|当(?:真|宣传|广告))"
)
_BANS = re.compile(
    "(?:(?<!能)不能|不得|不让|不准|不许|不可以|不允许|禁止|严禁|不应当?|不要|不敢|没法|无权|无法)"
    "(?:我们|我|主播|商家)?" + _SAYING
)
_AUTHORITY = re.compile(
    "(?:平台|广告法|法律|法规|规定|规则|官方|监管|市监|药监|条例|条款|审核|抖音|系统)[^，。？]{0,8}?(?:不让|不准|不许|不允许|不能|不得|禁止|严禁|规定|要求|处罚|罚|限制|屏蔽|管)"
)
_WORDS = re.compile(
    "^[^，。？]{0,6}?(?:这种|这个|这些|这类|这样的|之类的|等|那种|的)?(?:词|字眼|用语|说法|话术|违禁词|敏感词|极限词|违规词|这话|的话|那句话|话)"
    "(?!筒|题|费|说)"
)
_REFUSALS = re.compile(
    "^[，]?(?:我们?|咱们?|俺|主播|本店|直播间|我们?家|咱家|这边)?(?:可|都|就|也|是|从来|从|绝对|一概|一律|向来){0,2}"
    "(?:不|没)(?:会|想|愿|好意思|兴|太)?(?:乱|去|来|随便)?(?:说|讲|提|吹|写|喊|用|打)(?:过|的|了|出口)?(?:$|[，。啊哈呢的])"
)
"""X这种话我们不讲: it is the speaker's own custom not to say it."""
_FORBIDDEN = re.compile(
    "(?:属于|算是?|就是|是|都是)(?:违规|违法|违禁|敏感|极限|虚假宣传|绝对化)|(?:会|要)?被?(?:封|罚|扣分|处罚|下架|违规)"
)
_NEXT = re.compile(
    "^(?:这|那|这种|这个|这些|这句|这样的?)(?:话|词|字|种话|个词)?.{0,6}(?:不能|不让|不准|不敢|不可以|违规|不允许|别)|"
    "^(?:但|可|那|不过)?(?:我|我们|咱|咱们)?(?:可|都|是|绝对)?(?:不能|不敢|不会|没法)(?:这么|这样|乱|随便)(?:说|讲|吹)"
)
_ANYWAY = re.compile(
    "(?:但|可)(?:是)?(?:我们|它|这款|我|其实|事实|实际|真的|确实)[^，。？]{0,8}(?:就是|确实|真的|能|可以|最|第一)"
)


class RuleQuote:
    """A rule about words, with the hit among the words."""

    name = "rule-quote"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit is quoted as something that may not be said."""
        rest = view.after + view.sentence_after
        if winks(view) or _ANYWAY.search(view.before):
            return None
        for found in (*_BANS.finditer(view.before), *_AUTHORITY.finditer(view.before)):
            if len(view.before) - found.end() <= 14:
                return f"“{found.group()}”是在说明规则"
        if _BANS.search(view.after[:14]) or _NEXT.search(view.next_clause):
            return "其后说明这类话不能说"
        quoted = _WORDS.search(view.after)
        if quoted is not None and (
            _BANS.search(rest[:24])
            or _FORBIDDEN.search(rest[:24])
            or _AUTHORITY.search(rest[:30])
            or _REFUSALS.search(rest[quoted.end() :])
        ):
            return "引用的是禁用的词句"
        if _FORBIDDEN.search(view.after[:12]) and view.rule.category != "service-terms":
            return "说明这样说属于违规"
        return None
