"""The second listening: which listed terms a hypothesis may hide, so that they are listened for.

The first hypothesis says 去班, whose syllables lie near those of 祛斑. Terms near a stretch of the
hypothesis become hotwords of one more decode of the same sound, and only what that decode says
counts. The shorter the term, the nearer it must lie, and a short stretch that is a word of its own
was probably said; otherwise every sentence would be listened to twice, for terms nobody said.

A recogniser that listens only for 包治 hears it in 保质期 as well. So the ordinary words of a room
that lie near the same hypothesis are listened for too, and a longer one takes the stretch.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from monitor.core.matching.segmenting import is_word
from monitor.core.rules.types import Rule, RulePack
from monitor.model import ProductCard, Severity, Source
from monitor.runtime.asr.syllables import SyllableIndex

FARTHEST = 0.27
AT_MOST = 8
_LONGEST = 8
_ASKED_AT_MOST = 2
_SHORT = 3
_RIVALS_AT_MOST = 3
RIVALS = (
    *("保质期", "生产日期", "配料表", "详情页", "净含量", "规格", "产地", "成分", "面料", "材质"),
    *("尺码", "颜色", "链接", "下单", "付款", "发货", "现货", "库存", "优惠券", "满减", "赠品"),
    *("运费险", "七天无理由", "无理由退货", "不退不换", "退换货", "售后", "客服", "包邮", "保价"),
    *("点个关注", "开播", "下播", "粉丝团", "福袋", "购物车", "直播间", "大家放心", "左右", "贴心"),
    *("普通食品", "食品认证", "有机认证", "检测报告", "合格证", "质检", "洗面奶", "面膜", "精华"),
    *("敏感肌", "聚酯纤维", "氨纶", "羊毛", "真丝", "纯棉", "羽绒", "头层牛皮", "加绒", "弹力"),
    *("保修", "电池", "功率", "容量", "毫安", "不锈钢", "陶瓷", "净重", "毫升", "千克"),
)
"""Ordinary words of live rooms that compete with listed terms of a like sound."""


class SecondEar:
    """Suspects for one session: the pack's terms that can apply to its products.

    Not safe between threads, unless it remembers nothing.
    """

    def __init__(
        self, pack: RulePack, cards: Sequence[ProductCard] = (), *, remembers: bool = True
    ) -> None:
        self._remembers = remembers
        categories = frozenset(card.category for card in cards)
        terms = listed_terms(pack.rules, categories)
        self._index = SyllableIndex(terms)
        self._rivals = SyllableIndex(RIVALS)
        self._asked: Counter[tuple[str, str]] = Counter()
        self.key = hashlib.sha256("\n".join(terms).encode()).hexdigest()[:16]
        """Changes when other terms would be listened for."""

    def candidates(self, text: str) -> list[str]:
        """Terms that the text may hide, nearest first, at most 8; none that it holds already.

        Where there are any, up to three ordinary words follow that it may hide as well.
        """
        chosen: list[str] = []
        rivals = list(_suspected(self._rivals, text))
        for term, stretch in _suspected(self._index, text):
            if any(stretch in taken and stretch != taken for _, taken in rivals):
                continue
            if self._asked[stretch, term] >= _ASKED_AT_MOST:
                continue
            chosen.append(term)
            if self._remembers:
                self._asked[stretch, term] += 1
            if len(chosen) == AT_MOST - _RIVALS_AT_MOST:
                break
        if chosen:
            ordinary = (word for word, _ in rivals if word not in chosen)
            chosen += islice(ordinary, _RIVALS_AT_MOST)
        return chosen


def candidates(text: str, terms: Iterable[str]) -> list[str]:
    """As `SecondEar.candidates`, for a list of terms and one text, with nothing remembered."""
    found = _suspected(SyllableIndex(sorted(set(terms))), text)
    return [term for term, _ in found][:AT_MOST]


def listed_terms(rules: Iterable[Rule], categories: frozenset[str]) -> list[str]:
    """Chinese terms of 2 to 8 characters of the rules that alert on speech about such products.

    With no product known, all rules count.
    """
    terms: set[str] = set()
    for rule in rules:
        if rule.severity.at_least(Severity.MEDIUM) and _applies(rule, categories):
            terms.update(term for term in rule.match.terms if _listenable(term))
    return sorted(terms)


def _suspected(index: SyllableIndex, text: str) -> Iterator[tuple[str, str]]:
    """(term, stretch of the text) for each term that the stretch may stand for, nearest first."""
    bare = "".join(char for char in text if char.isalnum())
    for distance, term, stretch in index.near(bare, FARTHEST):
        if distance > _limit(len(term)) or term in bare:
            continue
        if len(term) <= _SHORT and is_word(stretch):
            continue
        yield term, stretch


def _limit(length: int) -> float:
    return {2: 0.08, 3: 0.17, 4: 0.22}.get(length, FARTHEST)


def _applies(rule: Rule, categories: frozenset[str]) -> bool:
    scope = rule.scope
    if scope.sources and Source.AUDIO not in scope.sources:
        return False
    if not categories:
        return True
    if scope.categories and not categories & set(scope.categories):
        return False
    return not categories <= set(scope.not_categories)


def _listenable(term: str) -> bool:
    return 2 <= len(term) <= _LONGEST and all("\u4e00" <= char <= "\u9fff" for char in term)
