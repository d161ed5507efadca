"""Superlatives and grades in ordinary use: dates, order, standards, names, advice."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView

_CONCERNED = frozenset({"absolute", "rank", "price-lowest", "state-authority", "urgency"})
_TIME = re.compile(
    "最近|最晚|最早|最迟|最初|最终|最多|最少|最起码|最低(?:温度|气温|限度|消费|年龄|要求|零下)|最高(?:温度?|气温|限度|身高|可|只)|"
    "最快(?:今天|明天|后天|当天|[一二两三四五六七八九十0-9])|最大(?:码|号|承重|尺码|程度|限度)|最小(?:码|号|尺码)|"
    "最后(?:再|我|给|一?[个件点步页次排]|说|才|就|到|上|讲|跟|想|总结)|"
    "第[一1](?:次|排|步|天|时间|眼|批|页|季|章|件事|反应|个(?:链接|是|就|问题|颜色|款|产品|先)|位(?:朋友|姐妹|宝宝)|点|遍|件(?:是|就|衣服)|"
    "条|行|层|口|代|阶段|档|组|句|集|期|人称|种|类|号链接|桶金)"
)
_ADVICE = re.compile(
    "最好(?:先|还是|是(?:先|在|不|能|用)|不要|别|不|能|在|每|提前|量|看(?:一下|看|清)|问|搭配|早晚|早点|避开|放|选|拍|隔|空腹|饭[前后]|"
    "再|睡前|一[天次周]|两[天次周]|跟|和|给|按|当天|尽快|做(?:个|一下)|参考|对照|配)"
)
_GRADES = re.compile(
    "[一二三四五1-5]级能效|能效[一二三四五1-5]级|特级初榨|[特一二三]级(?:压榨|大豆|花生|菜籽|葵花|酱油|酿造|面粉|品|果|茶|纱|皮|羽绒|防水|防护|保护)|"
    "国家[一二三1-3]级|国家级?(?:标准|强制|保护|非遗|非物质|规定|补贴|法定)|国标|一等品|优等品|优级|3a级|aaa级|4a级|5a级"
)


class OrdinaryUse:
    """第六条第（二）、（三）、（六）项: usage tips, standard grades, time and order."""

    name = "ordinary-use"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit's characters belong to a date, an order, a tip or a grade."""
        if view.rule.category not in _CONCERNED:
            return None
        first = max(0, view.start - 6)
        window = view.skeleton[first : view.end + 6]
        for pattern, reason in (
            (_TIME, "表示时间或次序"),
            (_ADVICE, "使用建议"),
            (_GRADES, "标准规定的等级"),
        ):
            for found in pattern.finditer(window):
                start, end = first + found.start(), first + found.end()
                if start <= view.start < end and (view.end <= end or pattern is not _TIME):
                    return f"{reason}：{found.group()}"
        return None


class ProperName:
    """第六条第（四）项: the words are part of the product's own name or brand."""

    name = "proper-name"

    def reads(self, view: HitView) -> str | None:
        """The reason when the hit lies wholly inside the card's name, alias or brand, as said."""
        card = view.context.card
        if card is None or view.rule.category not in _CONCERNED:
            return None
        for name in (card.name, *card.aliases, card.brand or ""):
            at = view.skeleton.find(name) if name and view.words in name else -1
            while at >= 0:
                if at <= view.start and view.end <= at + len(name) and len(name) > len(view.words):
                    return f"商品名称“{name}”的一部分"
                at = view.skeleton.find(name, at + 1)
        return None
