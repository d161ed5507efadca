"""条件与就医: 想祛斑要找特证产品, 血糖高先问医生 — advice that points away from the product."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_AWAY = re.compile(
    "(?:去|找|看|上|到|问|听|咨询|联系|遵|请|以)[^，。？]{0,4}(?:医院|医生|医师|药师|医嘱|大夫|专科|门诊|正规机构)|就医|就诊|遵医嘱|"
    "(?:不能|不可以?|不得|无法|并?不)(?:代替|替代|取代)|慎用|不(?:建议|适合|推荐|要|能)(?:使?用|吃|喝|食用|服用)|"
    "要(?:用|买|选|找|认准)[^，。？]{0,6}(?:特证|特字|特殊化妆品|蓝帽|批准文号|药品|国药准字|处方药)"
)
_PROMISES = re.compile(
    "(?:用|吃|喝|敷|涂|抹|泡|戴|穿|坚持|服用)(?:了|上|完|一|两|三|几|个|着)|就(?:能|会|好)|[可以能]+(?:治|降|祛|防)"
)
_SUPPOSES = re.compile(
    "如果|要是|假如|假设|万一|除非|若是?|倘若|想(?:要)?(?!到|不到|想)|真?要(?=治|祛|减|美)"
)


class Condition:
    """A supposition or a complaint whose consequence is a doctor or another kind of product."""

    name = "condition"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit only describes who should go elsewhere."""
        if view.rule.category in {"disparagement", "service-terms"}:
            return None
        rest = view.after + view.sentence_after[:20]
        away = _AWAY.search(rest)
        if away is None or _PROMISES.search(view.before[-8:]):
            return None
        if _SUPPOSES.search(view.before) or view.after[: away.end()].endswith(away.group()):
            return f"“{away.group()}”指向就医或其他产品"
        return None
