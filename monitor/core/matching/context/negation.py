"""否定: words that deny the hit (它不是最好的, 没有治疗作用, 治病是不可能的) are no claim of it."""

from __future__ import annotations

import re

from monitor.core.matching.context.view import HitView
from monitor.core.matching.context.winking import winks

_FAR = re.compile(
    "(?:(?<!是)不是(?!吗|么)|(?<![家人行])[做达]不到(?!的)|并非|并不|算不上|谈不上|称不上|不属于|不等于|不代表|不意味着|(?<!可)不可能|"
    "(?<!能)不能(?!不|错过)|(?<!可)不可以|(?<!敢)不敢|(?<!会)不会|不得(?!不|已|了)|不准|不许|不让|不允许|"
    "禁止|严禁|不应该?|不宜|没说|没讲|没敢|没有?(?:说|讲|敢|承诺|宣传|办法|法子|资格|义务)|不(?:说|讲|承诺|保证|宣传|宣称|吹|追求|建议|推荐|卖|做|上|播|搞|碰)|"
    "无法|(?<!要)不要|(?<!用)不用|(?<![特区分类级性个告惜辞差])别(?!家|人|的|处|看|说|慌|愁|急(?!着)|发愁|着急)|哪(?:有|里有|来的?)(?!比)|别(?:说什么|跟我说|跟我讲|瞎说|乱说)|从来?没|未经|从未)"
)
_BARE = re.compile("(?:(?<![要好了特差])不|没|未|勿|非)$")
_INSIDE = re.compile(
    "不(?:是|能|会|可以|可能|要|用|得|让|准|许|敢|说|含|建议|承诺|保证)|没(?:有(?!了|啦|$)|说|法)|无法|(?<![特区分类级性个告惜辞差])别(?!家|人|的|处|慌|愁|急(?!着)|发愁|着急)"
)
_BANNED_PARTS = re.compile(r"!(?:\([^)]*\)|\S+)")
_NEAR = re.compile("(?:没有?(?:任何|什么|半点|一点|啥)?|不(?:含|带|具有|具备|存在)|毫无|并无|无)$")
_AFTER = re.compile(
    "^不是(?!吗|么|梦|问题|难事|难题|事|空话|吹|传说|神话|奢望|幻想|说说|说着玩|盖的)|^不了(?!多)|^.{0,6}没有?(?:做|测|报)过?(?:测试|检测|评价|备案|注册)|"
    "^.{0,8}(?:不可能|做不到|谈不上|不存在|不敢当|不现实|是没有的|没有这回事|都?是假的|不敢说|不能说|不好说|"
    "不让说|不允许说?|不可以说|我可?没说|这不是我说的|不归我|不适用|两码事|两回事|不是一回事|不沾边|扯不上)|"
    "^[^，。？]{0,4}不在[^，。？]{0,4}(?:备案|注册|功效|功能|登记|批准|核准|宣称|检测|评价|适用|说明书)[^，。？]{0,4}(?:里|中|内|范围|上|之列|之内)|^[^，。？]{0,4}不在[^，。？]{0,6}范围"
)
_HAS_NOT = re.compile("(?:没有?|不(?:具有|具备|存在)|无)[^，。？]{0,8}$")
_NOTHING = re.compile(
    "没有(?:老师|学校|机构|医生|大夫|机器|商家)(?:能|敢|可以)(?!比)[^，。？不比]{0,4}$|没有?(?:什么|任何|哪[一个种款样瓶盒]*|一[个种款样瓶盒])(?:东西|产品|食[物品]|药|办法|法子|方法|面霜|护肤品|化妆品|保健品|茶|人|家|款|牌子)?"
    "(?!比|不)[^，。？不比]{0,10}?(?:能|可以|会|敢|有)[^，。？]{0,6}$"
)
_URGES = re.compile("^(?:千万)?(?:别|不要|不用|不能|不可以|不应该?|不建议|不推荐|不让)$")
_OF_SAYING = re.compile("说|讲|觉得|以为|认为|骂|黑|诋毁|贬")
_EFFECT = re.compile("^[^，。？]{0,4}?的?(?:作用|功效|效果|功能|疗效|成分|这回事|能力|说法|宣称)")
_TURNS = re.compile(
    "但是?|不过|而是|只是|就是|才是|其实是|反而|却|就能|就可以|就会|也能|也可以|照样|还能|都能|全靠"
)
_AFFIRMS = re.compile(
    "不是(?:我?吹|瞎说|乱说|骗|开玩笑|盖的|一般|普通|随便|所有|每|谁|我夸张)|没有?骗|不骗|没说错|不[能得会可]不|没有不|不要太|"
    "没有?(?:一个|一位|一款|谁|哪个|哪一?[位款])[^，。？]{0,8}?不|没谁|别的(?:我|咱)?不(?:说|讲|提|管)|没有?比|没有之一|没[得话]说|不[仅但光只止]|不亚于|不输|"
    "(?:不要|别|不用|不能|不必|不可以)再?(?:错过|犹豫|担心|怕|忘|小看|小瞧|怀疑|纠结|等|走开|着急|嫌|划走|问)"
)
_INSISTS = re.compile("难道|岂不|还不是|可不就是")
_DARES = re.compile("赔|退(?:你|给|差|钱|全款)|全额退|算我输|不要钱|直播吃|砸我|找我|封我|剁")
_REACH = 12


class Negation:
    """A denial before the hit in its clause that reaches it, or right after it."""

    name = "negation"

    def reads(self, view: HitView) -> str | None:
        """The reason when a denial governs the hit."""
        before = view.before
        if _INSISTS.search(before):
            return None
        rest = view.after + view.sentence_after
        if _AFFIRMS.search(before[-_REACH - 4 :]) and not _FAR.search(_AFFIRMS.sub("", before)):
            return None
        if winks(view):
            return None
        if _denied_inside(view):
            return "句中自带否定"
        nothing = _NOTHING.search(before)
        if nothing is not None:
            return f"被“{nothing.group()}”否定"
        near = _NEAR.search(before) or _BARE.search(before)
        if near is None and _EFFECT.search(view.after):
            near = _HAS_NOT.search(before)
        if near is not None:
            return None if _DARES.search(rest[:8]) else f"被“{near.group()}”否定"
        for found in _FAR.finditer(before):
            between = before[found.end() :]
            if len(between) > _REACH or _TURNS.search(between) or _AFFIRMS.search(found.group()):
                continue
            if view.rule.category == "disparagement" and _only_urges(found.group(), between):
                continue
            if found.group() in {"不是", "不会", "不能"} and _DARES.search(rest[:16]):
                return None  # 不是最低价我赔你: a boast in the form of a denial
            return f"被“{found.group()}”否定"
        after = _AFTER.search(view.after)
        return f"其后“{after.group()}”予以否定" if after is not None else None


def _only_urges(cue: str, between: str) -> bool:
    """True for advice that rests on the verdict: 别去那些直播间买，全是坑."""
    return _URGES.search(cue) is not None and _OF_SAYING.search(between) is None


def _denied_inside(view: HitView) -> bool:
    """True when a phrase's gap took in a denial that the phrase itself does not ask for."""
    if view.term == view.words or not view.is_phrase:
        return False
    if re.search("[不没无别]", _BANNED_PARTS.sub("", view.term)):
        return False
    return _INSIDE.search(_AFFIRMS.sub("", view.words)) is not None
