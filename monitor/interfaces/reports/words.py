"""The fixed words of reports and messages, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SEVERITY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": {
            "critical": "严重",
            "high": "高",
            "medium": "中",
            "low": "低",
            "info": "提示",
        },
        "en": {
            "critical": "critical",
            "high": "high",
            "medium": "medium",
            "low": "low",
            "info": "info",
        },
    }
)

CATEGORY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "absolute": ("绝对化用语", "absolute claim"),
        "rank": ("排名与市场地位", "ranking claim"),
        "price-lowest": ("最低价宣称", "lowest-price claim"),
        "price-reference": ("原价与比价", "reference price"),
        "urgency": ("虚假紧迫", "false urgency"),
        "medical": ("涉疾病治疗", "medical claim"),
        "food-function": ("普通食品保健功能", "health function of ordinary food"),
        "health-food": ("保健食品违规宣称", "health-food overclaim"),
        "cosmetic-medical": ("化妆品医疗作用", "medical claim for a cosmetic"),
        "cosmetic-filing": ("超出备案功效", "beyond the filed efficacy"),
        "cosmetic-exaggeration": ("化妆品夸大速效", "exaggerated cosmetic effect"),
        "guarantee": ("功效与安全保证", "efficacy or safety guarantee"),
        "body-shape": ("减肥塑形增高", "weight and body shape"),
        "endorsement": ("专家与受益者背书", "endorsement"),
        "state-authority": ("国家机关与特供", "state authority"),
        "data-citation": ("数据引证", "cited data"),
        "patent-honor": ("专利荣誉资质", "patents and honours"),
        "disparagement": ("贬低竞品", "disparagement"),
        "counterfeit": ("仿冒与来源", "counterfeit"),
        "fake-popularity": ("虚构销量与评价", "fake popularity"),
        "lottery-gift": ("抽奖与赠品", "lottery and gifts"),
        "service-terms": ("售后与霸王条款", "service terms"),
        "income": ("招商与收益", "income promise"),
        "education": ("教育培训保证", "education guarantee"),
        "real-estate": ("房地产", "real estate"),
        "alcohol": ("酒类", "alcohol"),
        "prohibited-goods": ("禁售与未审查商品", "prohibited goods"),
        "drug-device": ("药品与器械断言", "drug and device assertions"),
        "agriculture": ("农资", "agricultural supplies"),
        "off-platform": ("站外导流", "off-platform dealing"),
        "privacy": ("索取隐私", "personal data"),
        "superstition": ("封建迷信", "superstition"),
        "discrimination": ("歧视", "discrimination"),
        "vulgar": ("低俗", "vulgarity"),
        "minors": ("未成年人", "minors"),
        "ai-disclosure": ("AI 标识", "AI disclosure"),
        "custom": ("自定义词", "user's own word"),
        "mismatch-price": ("价格与商品卡不符", "price differs from the card"),
        "mismatch-material": ("成分与商品卡不符", "material differs from the card"),
        "mismatch-origin": ("产地与商品卡不符", "origin differs from the card"),
        "mismatch-quantity": ("数量与商品卡不符", "quantity differs from the card"),
        "mismatch-spec": ("规格与商品卡不符", "specification differs from the card"),
        "mismatch-function": ("功能与商品卡不符", "function differs from the card"),
        "mismatch-certification": ("认证与商品卡不符", "certification differs from the card"),
        "mismatch-service": ("服务与商品卡不符", "service differs from the card"),
        "mismatch-shelf-life": ("保质期与商品卡不符", "shelf life differs from the card"),
        "mismatch-sales": ("销量库存与商品卡不符", "sales or stock differ from the card"),
        "mismatch-brand": ("品牌与商品卡不符", "brand differs from the card"),
        "mismatch-name": ("品名与商品卡不符", "name differs from the card"),
    }
)

METHOD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "literal": ("原词", "exact words"),
        "variant": ("变体", "variant"),
        "filler": ("插字拆词", "broken word"),
        "phonetic": ("谐音", "by sound"),
        "phrase": ("句式", "phrase"),
        "duty": ("应说未说", "duty not met"),
        "consistency": ("对商品卡", "against the card"),
    }
)

_CLAIMS = {
    "zh": (
        ("match", "与商品卡相符"),
        ("contradiction", "与商品卡不符"),
        ("cannot-tell", "商品卡没写、无法判断"),
    ),
    "en": (
        ("match", "claims match the card"),
        ("contradiction", "contradict it"),
        ("cannot-tell", "cannot be told from it"),
    ),
}

NOTICE = {
    "zh": "以上为机器判断的疑似线索，供人工核实，不是违法认定。",
    "en": "These are suspected findings made by a machine for a person to verify, not verdicts.",
}


def category_name(category: str, lang: str = "zh") -> str:
    """The category's name for people; an unknown id is its own name."""
    zh, en = CATEGORY.get(category, (category, category))
    return en if lang == "en" else zh


def method_name(method: str, lang: str = "zh") -> str:
    """The method's name for people."""
    zh, en = METHOD[method]
    return en if lang == "en" else zh


def severity_name(severity: str, lang: str = "zh") -> str:
    """The severity's name for people."""
    return SEVERITY[lang][severity]


def claims_line(claims: Mapping[str, int], lang: str = "zh") -> str:
    """How many claims matched the card, contradicted it, or could not be told; "" for none."""
    if not any(claims.values()):
        return ""
    return " · ".join(f"{name} {claims.get(key, 0)}" for key, name in _CLAIMS[lang])


def clock(seconds: float) -> str:
    """Media time as h:mm:ss or mm:ss.t for people."""
    minutes, rest = divmod(max(0.0, seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:04.1f}" if hours else f"{minutes:02d}:{rest:04.1f}"
