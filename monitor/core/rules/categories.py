"""The ids of claim categories (what a finding is about) and of product categories, with names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CLAIM_CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "absolute": "绝对化用语",
        "rank": "销量、排名与市场地位",
        "price-lowest": "最低价",
        "price-reference": "原价、划线价与比价",
        "urgency": "虚假紧迫与限时限量",
        "medical": "涉及疾病治疗与医疗用语",
        "food-function": "普通食品宣称保健功能",
        "health-food": "保健食品",
        "cosmetic-medical": "化妆品医疗作用",
        "cosmetic-filing": "化妆品超出注册备案功效",
        "cosmetic-exaggeration": "化妆品夸大与速效",
        "guarantee": "功效与安全性保证",
        "body-shape": "减肥与塑形",
        "endorsement": "专家、患者与代言",
        "state-authority": "国家机关与特供",
        "data-citation": "数据与引证",
        "patent-honor": "专利、认证与荣誉",
        "disparagement": "贬低他人",
        "counterfeit": "假冒与真伪",
        "fake-popularity": "虚构人气与评价",
        "lottery-gift": "抽奖与赠品",
        "service-terms": "售后承诺",
        "income": "招商与收益",
        "education": "教育培训",
        "real-estate": "房地产",
        "alcohol": "酒类",
        "prohibited-goods": "禁售与未经审查的商品",
        "drug-device": "药品与医疗器械",
        "agriculture": "农资",
        "off-platform": "站外引流与私下交易",
        "privacy": "索取个人信息",
        "superstition": "迷信",
        "discrimination": "歧视",
        "vulgar": "低俗",
        "minors": "未成年人",
        "ai-disclosure": "人工智能标识",
        "custom": "自定义词",
    }
)

PRODUCT_CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "food": "普通食品",
        "health-food": "保健食品",
        "infant-formula": "婴幼儿配方食品",
        "cosmetic": "普通化妆品",
        "special-cosmetic": "特殊化妆品",
        "toothpaste": "牙膏",
        "drug": "药品",
        "medical-device": "医疗器械",
        "medical-service": "医疗服务",
        "apparel": "服装",
        "jewelry": "珠宝",
        "appliance": "家电",
        "digital": "数码",
        "household": "家居日用",
        "baby": "母婴",
        "alcohol": "酒类",
        "tobacco": "烟草",
        "agriculture": "农资",
        "education": "教育",
        "finance": "金融",
        "real-estate": "房地产",
        "other": "其他",
    }
)

CONTEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "negation": "否定",
        "reported": "转述",
        "question": "提问",
        "warning": "提醒",
        "rule-quote": "引用规定",
        "condition": "条件",
        "other-product": "别的商品",
    }
)
