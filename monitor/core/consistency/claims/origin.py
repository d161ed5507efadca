"""Origin claims: countries, provinces, cities and famous places, 进口 and 国产."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from monitor.core.consistency.claim import Claim, Outcome, cannot_tell, contradiction, match
from monitor.core.consistency.facts import CardFacts
from monitor.core.consistency.scene import Scene
from monitor.core.consistency.vocabulary import Place
from monitor.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginClaim(Claim):
    """Where the product is said to come from; `place` is None for 进口 and 国产 alone."""

    place: Place | None
    imported: bool
    domestic: bool = False


_BEFORE: Final = re.compile(
    r"(?:产地|原产地|产自|来自|产于|出自|源自|原产于?|进口自|就是|都是|是|从|选自|在|用的?|采用|选用|采自|正宗的?|我们的?|这个|这款|这批"
    r"|喝的是|吃的是|直采|空运|正品|纯正的?|为|长在|生长在|种在|，|^|真正的?|地道的?)(?:的|在|是|我们|中国|于|咱们)?$"
)
_STRONG_BEFORE: Final = re.compile(
    r"(?:产地|原产地|产自|来自|产于|出自|源自|原产于?|进口自|选自|采自|长在|生长在|种在)(?:就?是|就?在|于|为|我们|中国|：)*$"
)
_STRONG_AFTER: Final = re.compile(
    r"^(?:[^，。？]{0,5}?|的[^，。？]{0,6}?)(?:野生|散养|放养|现捞|原装|原产|进口|生产|制造|制作|打造|手工|手作|匠人|工匠|老师傅|工坊|产的|产区|出品|直采|空运|直邮|本地|当地|产地|酿造|原瓶|整机|原箱|种植|养殖|捕捞|的货|"
    r"做的|产|出的|[挖采种养烧酿织晒捞捕摘炒打运缝编雕刻磨熬榨](?:的|出|上来|下来|过来|回来)|(?:直接|专门|亲自|刚刚?|原箱|整箱|一路|自己)*(?:带|背|拿|寄|发|运|空运|进|采购?|收|淘|拉|飞|拖)(?:过来|回来|来)的?|(?:缝制|织造|编织|裁制|纺织|组装|加工|灌装|分装|压榨|烘焙|烧制|锻造|铸造|雕刻|雕琢)|[^，。？]{0,6}厂(?:里|子)?(?:出|产|做|生产|造)|直供|直发|直运|出来的|农场|农庄|庄园|坐飞机|飞过来|空运|漂洋过海|工厂|大厂|基地|牧场|果园|茶园|山里|草原|大草原|高原|老坑|矿|现摘|发过来的|运过来)"
)
_GENERIC_NOUN: Final = re.compile(
    r"^(?:的)?(?:特级|优质|正宗|新鲜|野生|[大小老鲜好牦黄香甜脆嫩蜜糖土干手高头红黑白黄青绿紫生海河湖山]){0,2}(?:蜂蜜|面膜|奶粉|牛奶|葡萄酒|红酒|威士忌|啤酒|乳胶|羊毛|羊绒|牛肉|牛排|三文鱼|车厘子|榴莲|大米|稻米|[一-龥]?香米|苹果|橙子?|枣|枸杞|茶"
    r"|翡翠|玉|[籽山原老水]料|料(?=$|[，的子])|香米|蓝宝石|红宝石|珍珠|水晶|钻石|橄榄油|咖啡豆?|巧克力|棉|丝|大闸蟹|海参|燕窝|人参|木耳|香菇|辣椒|普洱|龙井|白茶|红茶|绿茶|面料"
    r"|皮|皮料|瓷器|陶瓷|机芯|芯片|压缩机|电机|奶源|原料|工艺|坚果|核桃|小米|酒|酱|火锅|牛皮|头层|实木|橡木|胡桃木|羽绒|鹅绒|护肤|精华|品牌"
    r"|脐橙|柚子?|猕猴桃|樱桃|芒果|荔枝|菠萝|柠檬|葡萄|梨|桃|瓜|古树|老树|虾|蟹|鱼|海鲜|火腿|香肠|腊肉|米粉|粉丝|豆|花生|芝麻|药材|阿胶|银耳)"
)
_NOT_IMPORT_BEFORE: Final = re.compile(
    r"(?:不输|媲美|替代|比|跟|和|对标|非|从国外|出)[^，。？]{0,2}$"
)


class OriginTopic:
    """产地."""

    category = "mismatch-origin"

    def find(self, scene: Scene) -> Iterator[OriginClaim]:
        """Places said to be the product's origin, and 进口/国产 said of it."""
        covered: list[tuple[int, int]] = []
        for claim in self._places(scene):
            covered.append((claim.start, claim.end))
            yield claim
        for pattern, imported in (
            (scene.vocabulary.imported, True),
            (scene.vocabulary.domestic, False),
        ):
            for found in scene.find(pattern):
                a, b = found.span()
                if any(x <= a < y for x, y in covered) or scene.in_name(a, b):
                    continue
                after = scene.reading.after(b, 6).removeprefix("的")
                if after.startswith(scene.vocabulary.import_exceptions):
                    continue
                if _NOT_IMPORT_BEFORE.search(scene.reading.before(a, 8)):
                    continue
                if scene.claimed(a, b):
                    yield OriginClaim(
                        start=a, end=b, place=None, imported=imported, domestic=not imported
                    )

    def _places(self, scene: Scene) -> Iterator[OriginClaim]:
        last_end = -1
        for found in scene.find(scene.vocabulary.place_words.pattern):
            a, b = found.span()
            if a < last_end or scene.in_name(a, b):
                continue
            place = scene.vocabulary.places[found.group()]
            if _is_material(scene, a, found.group()):
                continue
            end = _extent(scene, b)
            # 新西兰麦卢卡蜂蜜: places in a row are one claim, the last the narrowest.
            # A recogniser may put a mark where the speaker paused: 新西兰、麦卢卡.
            while follow := scene.vocabulary.place_words.pattern.match(
                scene.reading.text,
                b + (scene.source is Source.AUDIO and scene.reading.text[b : b + 1] == "、"),
            ):
                inner = scene.vocabulary.places[follow.group()]
                if inner.chain[0] != place.chain[0]:
                    break
                place, b = inner, follow.end()
                end = _extent(scene, b)
            if not _is_origin(scene, a, b) or not scene.claimed(a, end):
                continue
            last_end = end
            imported = "进口" in scene.reading.text[a:end] or "原装" in scene.reading.text[a:end]
            yield OriginClaim(start=a, end=end, place=place, imported=imported)

    def judge(self, claim: Claim, card: CardFacts, scene: Scene) -> Outcome | None:
        """The card's origin."""
        if not isinstance(claim, OriginClaim):
            return None
        said = scene.reading.text[claim.start : claim.end]
        if not card.origin:
            return cannot_tell(said)
        foreign = any(place.foreign for place in card.origin)
        if claim.place is None:
            agrees = foreign if claim.imported else not foreign
            return match(said, card.card.origin or "") if agrees else _against(said, card)
        chains = [place.chain for place in card.origin]
        if any(chain == ("进口",) for chain in chains):
            if claim.place.foreign:
                return cannot_tell(said, "商品卡只写了进口，没有写国家")
            return _against(said, card)
        if claim.place.name in (card.card.origin or ""):
            return match(said, card.card.origin or "")
        near = max(_common(claim.place.chain, chain) for chain in chains)
        if near == len(claim.place.chain):
            return match(said, card.card.origin or "")
        areas = scene.vocabulary.areas
        vague = claim.place.name in areas or any(chain[-1] in areas for chain in chains)
        if any(near == len(chain) for chain in chains) or (vague and near >= 2):
            return cannot_tell(said, "商品卡的产地没有写到这么细")
        return _against(said, card)


def _is_material(scene: Scene, at: int, place: str) -> bool:
    """和田玉 and 新疆棉 name a material; whether it comes from there is another claim."""
    found = scene.vocabulary.materials.pattern.match(scene.reading.text, at)
    if found is None or len(found.group()) <= len(place):
        return False
    return scene.vocabulary.materials.names[found.group()].startswith(place)


def _extent(scene: Scene, end: int) -> int:
    """How far the claim's words run: 法国原装进口, 意大利生产, 意大利进口面料."""
    after = scene.reading.after(end, 10)
    found = re.match(
        r"(?:原装进口|原瓶进口|整机进口|原装|进口|直邮|空运|生产|制造|出品|酿造|原产)(?:的?面料)?",
        after,
    )
    return end + (found.end() if found else 0)


def _is_origin(scene: Scene, start: int, end: int) -> bool:
    before, after = scene.reading.before(start, 10), scene.reading.after(end, 10)
    vocabulary = scene.vocabulary
    if any(before.endswith(word) for word in vocabulary.not_origin_before) and not (
        _STRONG_BEFORE.search(before)
    ):
        return False
    plain = after.removeprefix("的")
    if plain.startswith(vocabulary.not_origin_after) and not _STRONG_BEFORE.search(before):
        return False
    if _STRONG_BEFORE.search(before) or _STRONG_AFTER.match(after):
        return True
    if scene.reading.text[start:end].endswith(("货", "版")):
        return True  # 正宗港货
    if _BEFORE.search(before) or before == "":
        if (
            _GENERIC_NOUN.match(after)
            or scene.room.materials.match(plain)
            or plain.startswith(scene.room.nouns)
        ):
            return True
        if after.startswith("的") and re.search(r"(?:是|就是|都是)$", before):
            return True
        foreign = (
            vocabulary.places[scene.reading.text[start:end]].foreign
            if (scene.reading.text[start:end] in vocabulary.places)
            else False
        )
        if foreign and re.search(r"(?:这[个款条批只件块颗串]?就?(?:都)?是|我们是|它是)$", before):
            return re.match(r"^[一-龥]{1,6}(?:的|$|[，。])", after) is not None
    return False


def _common(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    count = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        count += 1
    return count


def _against(said: str, card: CardFacts) -> Outcome:
    expected = card.card.origin or card.origin[0].name
    return contradiction(
        said,
        expected,
        f"疑似产地与商品卡不符：说{said}，商品卡为{expected}",
        why="产地应当与商品信息一致，内容不实且影响购买的涉嫌虚假广告、伪造产地",
        suggestion=f"产地按商品卡说：{expected}",
        laws=("adlaw-28-2", "adlaw-8", "consumer-20"),
        confidence=0.87,
    )
