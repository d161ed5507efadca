"""Whether words are the host's own statement about the product, and if not, why not."""

from __future__ import annotations

import re
from typing import Final

from monitor.core.consistency.reading import Reading

_NEGATED: Final = re.compile(
    r"(?:不是|并不是|不算|并非|没有|没|不含|不带|没带|不支持|不具备|不配|不能说?|不敢说?|不会|别|不属于|谈不上|不等于|不要|不用"
    r"|无需|不需要|不一定|哪有|不卖|不做|没说|不说|从不|绝不)[^，。？是]{0,3}$"
)
_NOT_NEGATED: Final = re.compile(
    r"(?:不仅仅?|不光|不只|不但|不止|要不要|有没有|是不是|没几|别人|特别|别的)[^，。？]{0,4}$"
)
_ASKED_BEFORE: Final = re.compile(
    r"(?:是不是|有没有|能不能|可不可以|会不会|是否|多少|哪里|哪儿|什么时候|怎么|想问|问一下|问问|请问|要不要)"
    r"[^，。？]{0,8}$"
)
_ASKED_AFTER: Final = re.compile(
    r"^的?(?:也|总|老|刚才|一直)?(?:有人|有姐妹|有朋友|好多人|很多人)[^，。？]{0,2}问|^[^，。？]{0,6}(?:吗|呢(?=$)|么(?=$)|(?<![都也])没有(?=$)|多少|是不是(?=$)|对不对|对吗|行不行)"
)
# 保质期五年呢 stresses the number and asks nothing.
_STRESSED: Final = re.compile(r"^[年月天克斤升米瓦度层片只瓶盒袋两点%倍码时]呢$")
# 没有什么面霜能祛皱: no goods can, so these do not.
_NONE_CAN: Final = re.compile(
    r"(?:没有|没)(?:什么|哪|任何|一)[^，。？]{0,6}(?:能|可以|会|做得到)[^，。？]{0,4}$"
)
# 祛皱这种话不能说, 祛痘的问题请去看皮肤科: a word that is not said, a matter for a doctor.
_UNSAID_AFTER: Final = re.compile(
    r"^的?(?:这种|这些|这样的|这类|这个|那种)?(?:话|说法|词|字眼)[^，。？]{0,5}(?:不能|不敢|没法|不会|不可以|不让|不好|不)(?:乱|随便)?[说讲提写]"
    r"|^的?(?:这种|这些|这样的|这类|那种)?(?:话|说法|词|宣传)[^，。？]{0,3}(?:不可信|别信|不要信|不靠谱|不成立|是假的|是骗人)"
    r"|^的?[^，。？]{0,6}(?:看|去|找|问|挂|咨询)[^，。？]{0,3}(?:皮肤科|医院|医生|大夫)"
)
_EXTRA: Final = re.compile(r"还(?:带|有|能|送|支持|配)[^，。？]{0,3}$")
_BOASTED: Final = re.compile(r"^[^，。？吗么]{0,4}呢$")
_REPORTED: Final = re.compile(
    r"(?:有人|有姐妹|有朋友|有宝宝|有粉丝|有家人|有的姐妹|姐妹|很多人|网友|弹幕|公屏|评论区|粉丝|客户|顾客"
    r"|大家|他们|她们|别人|人家|有的主播|有些主播|有主播|小姐姐|宝宝|家人|老铁|刚才|后台|总有人|好多人)"
    r"[^，。？]{0,6}?(?:问|以为|打字|打出|留言|说是不是|私信|怀疑|质疑|传)[^，。？]*$"
)
_HEARSAY: Final = re.compile(
    r"(?:有人|别人|人家|有的主播|有些主播|有主播|他们|她们|网上|同行|听说|传言|谣言|都在传|平台不让|不让|不允许|不准)"
    r"[^，。？]{0,6}(?:说|讲|宣传|喊)[^，。？]*$"
)
# 纠正一下，刚才同事说保质期三年，那是面膜: what is put right is told as it was said.
_SAID_BEFORE: Final = re.compile(
    r"(?:刚才|刚刚|前面|之前|上一?场)[^，。？]{0,5}(?:说|讲|报|念|写|打|标)(?:成|的是|的|了)?[^，。？]{0,8}$"
)
_PUT_RIGHT: Final = re.compile(r"纠正|更正|[说讲报念写打标]错|口误|[说讲报念]反了|嘴瓢")
_CONDITION: Final = re.compile(
    r"(?:如果|要是|假如|假设|万一|若是|倘若|除非|就算|即使|哪怕)[^，。？]*$"
)
_OTHERS: Final = re.compile(
    r"(别家|别人家|其他家|其它家|别的家|同行|市面上|市场上|外面(?!的?(?:面料|包装|壳|一层|那层|是|用|套))|隔壁|普通的?|一般的?|有些|有的|某些|很多商家"
    r"|很多主播|传统|山寨|假的|便宜的|那种|其他品牌|其它品牌|别的牌子|别的品牌|上一[款个台件双部支条瓶双只床]|之前[用买穿戴]的|大牌(?=的|[^，。？]{0,4}(?:能|要|做|卖))"
    r"|我家(?:老大|老二|孩子|宝宝|老公|老婆|妈|爸)|我妈|我爸|我(?:爷爷|奶奶|外公|外婆|姥姥|姥爷)|我(?:自己)?(?:去年|前年|小时候|上次)|当年|我那[块个件台双辆部套张款]"
    r"|(?:他们|人家)?那边(?:的|是|都)|之前那款|老款|上一代|去年那款"
    r"|(?:请|就|得|要|可以|建议)?去(?:找|买|选|看)|另外?选|看别的|柜台里|专柜里|商场里|金店里|别的直播间|其他直播间|大部分|很多人买)[^，。？]*$"
)
_OURS: Final = re.compile(
    r"(?:我们|咱们?|这款|这个|这一款|它|本店|我家|这件|这双|这瓶|今天)[^，。？]*$"
)
_LIKENED: Final = re.compile(
    r"(?:像|比|如同|仿佛|犹如|好比|堪比|媲美|不输|不亚于|赛过|仿|类似|接近于?|号称|所谓的?|对标|平替|替代|搭配|配上)"
    r"(?:真正的?|真的?|纯|那个|是)?$"
)
_LIKENED_AFTER: Final = re.compile(
    r"^(?:一样(?![是都也能可给包发卖拍穿好用]|有(?!效))|一般|般|似的|那样|这样的?手感|手感|质感|触感|感|风格|风(?=[格情的])|同款|级别|级的|平替|不是这个|系(?!统|列)|味|纹|看起来|还要?[软轻贵好])"
)
_WARNING: Final = re.compile(
    r"(?:别信|不要信|不要相信|小心|谨防|当心|避开|千万别|警惕|那些|凡是)[^，。？]*$"
)
_FUTURE: Final = re.compile(
    r"(?:以后|下次|下个月|明年|将来|计划|打算|准备做|正在申请|还没|争取|等我们)[^，。？]*$"
)
_EXAMPLE: Final = re.compile(r"(?:比如说?|举个例子|例如|打个比方)[^，。？]*$")
_TEACHING: Final = re.compile(
    r"(?:怎么|如何|教大家|教你们?)(?:分辨|辨别|区分|看|识别|鉴别)[^，。？]*$"
)

_PRICED_OUT: Final = re.compile(
    r"(?:不[是止可]+这个价|这个价[^，。？]{0,4}(?:做不到|不可能|拿不下来|买不到)|哪有这个价|不可能(?:是)?这个价|可不是这个价|(?:我们)?今天不[卖上]|我们不卖)"
)

# 大品牌的转得更快，十三万转: the clause before is about others, and nothing leads back to us.
_OTHERS_TOPIC: Final = re.compile(
    r"^(?:但是?|而|像)?(?:人家|别家|别人家|大品牌|大牌|名牌|那种|贵的那[种款]|便宜的那[种款]|同行|外面那[种些])"
)
_BACK_TO_US: Final = re.compile(
    r"我们|咱|这|今[天晚]|它|只要|到手|直播间|链接|给你|给大家|现在|我[家敢给]"
)
# 羊绒的要上千块, 防脱要特殊化妆品的证: the word is the subject of talk about a kind of goods.
_KIND_SUBJECT: Final = re.compile(
    r"^(?:但是?|可是?|不过|而|因为|所以|其实|毕竟|你要|真正的?|正宗的?|真的?|纯正?的?|那种|全|进口的?|天然的?|一般的?|好的|就像|[一二三四五六七八九十]+码事)*$"
)
_KIND_SAID: Final = re.compile(
    r"^(?![^，。？]{0,10}(?:今[天晚]|现在|只要|仅|才|到手|直播间|给你|给大家|带走|拿走))(?:的|[一-龥]{0,5}?)(?:的)?"
    r"(?:都|就|可|会|还|那|更|比|一般|起码|至少|基本|肯定|成本|价格|价钱|价位|行情|动不动|随便|一[只件条斤个块套双瓶])*"
    r"(?:(?:要|得)?[偏更]?(?:贵(?:$|在|一|不少|多|得多|很多|好|[几两三四五六七八九十])|便宜(?:一|不少|点|多|些))|高(?:一截|不少|很多|得多|出|好)|(?:要|得|卖)(?:到|上|好)?[几两三四五六七八九十一上\d]+[百千万]|上[百千万]"
    r"|不可能|不会(?:卖)?这个价|卖不[到了]|买不[到了]|做不[到了下]|拿不[到下]|哪[里会能有]?[^，。？]{0,3}(?:买|卖|这个价)"
    r"|(?:要|得|需要|必须)[^，。？]{0,8}(?:证|批文|批号|资质|注册)|属于|容易|怕|娇气|(?!洗)[一-龥]{1,2}不[了上起动]|(?:要|得)?另外(?:算|收)|是另一|是另外|是别的|跟我们)"
)
_CONTRASTED: Final = re.compile(
    r"^(?:但是?|可是?|不过|而)?(?:我们|咱们?|这[条件款支床双个只瓶台套箱包盒]|它|我这)[^，。？]{0,6}?(?:不是|是|掺|用|没|不|就|选|做|加)"
)
# 米脂的小米是陕西的，我们是山东的; 双控的卖一百二，这个是单控: a clause on another kind.
_KIND_CLAUSE: Final = re.compile(
    r"^(?![这我它那咱今]|一[号款个件条])[一-龥a-z0-9]{1,5}的[一-龥]{0,5}?(?:是|要|都|在|会|卖)"
)
# 胡桃木的纹路深，价格翻两倍，我们用橡胶木: what is ours comes last.
_ELSEWHERE: Final = re.compile(
    r"^的(?!，)(?![^。？]{0,16}(?:给你|到手|今天))[^，。？我咱这]{1,8}，(?:[^，。？我咱这]{1,8}，)?(?:但是?|而|所以)?(?:我们|咱们?)(?:家|店|这[款张个条件双])?(?:用|做|是|选|卖)"
)
# The same without a mark, as recognisers give it.
_CONTRASTED_AT_ONCE: Final = re.compile(
    r"^的[^，。？]{1,12}?(?:我们(?:是|这[条件款支床双个只]|加了|就是)|这个(?:是|价钱只))"
)
# 要找全蚕丝的朋友，这床不是: the word is what some buyers look for, and the answer is no.
_SOUGHT: Final = re.compile(
    r"(?:(?:你|大家)?(?:要|想|想要|打算|如果)?(?:找|买|挑|选|图|认准|冲着?|追求|喜欢|爱|习惯|非要|就要|要的?是|想要|要)(?:喝|吃|穿|用|戴|看|睡|盖)?(?:的是)?(?:纯|全|真正的?|百分之百的?)?)$"
)
_REFUSED: Final = re.compile(
    r"不是(?!吗)|不合适|不适合|别拍|别买|不行|没有|没做|不要拍|不用拍|慎拍|另外去|去别|先别|别下单|绕开|不建议|不达标|看别的|满足不了|不够|用不了|没法|装不下"
)
_DENIED_AFTER: Final = re.compile(
    r"^(?:的|色|码|款|版|尺码|颜色|这个|这种|码数)*(?:我们|我(?=不)|我家|咱们?|这次|今年|目前|暂时|现在|还|都|这款|这批|真的|倒是|是|就|它|确实|也)*"
    r"(?:没做|不(?:能|敢|可以|好|许)?(?:讲|说|提|宣传)(?!完|不)|不在|没有做|上一?[批次回]有|之前有|以前有|去年有|没出|没上|没敢|没舍得|不做|不卖|不敢(?:说|讲)?|没有(?![之任])|不是|达不到|做不[到了]|算不上|谈不上|不算|不支持|不具备|(?:没带|不带)(?![坏变发受走哈馊])|差一点|差得远)"
)

# 油皮夏天可能会觉得厚: a caution promises nothing.
_CAUTIONED: Final = re.compile(
    r"^[^，。？]{0,4}(?:可能会?|也许|或许|大概率会?)[^，。？]{0,4}(?:觉得|嫌|感觉|会|有点|不|厚|油|干|偏)"
)

# 两米二的床不要拍: whom or what the goods are not for.
_TURNED_AWAY: Final = re.compile(
    r"^的?[一-龥]{0,7}?(?:受不了|扛不住|带不动|吃不消|先[别玩学看]|还?太[小早]|不要拍|别拍(?!错)|不用拍|先别|别买|别下单|不要下单|慎拍|就坐不下|装不了|放不下|用不了|穿不了|铺不了)"
)


def not_claimed(
    reading: Reading, start: int, end: int, *, negation: bool = True, others: bool = True
) -> str | None:
    """Why `text[start:end]` is no claim of the host about the product, or None if it is one.

    With `negation` false the caller reads denials itself; with `others` false words about other
    shops count (a reference price: 专柜卖五千).
    """
    # A recogniser gives whole minutes without a mark; frames further back no longer hold.
    before = reading.before(start, 24)
    after = reading.after(end, 12)
    asked = _ASKED_AFTER.search(after) and not _STRESSED.match(reading.text[end - 1 : end] + after)
    if _EXTRA.search(before) and _BOASTED.match(after):
        asked = False
    if reading.clause_at(start).question or asked:
        return "question"
    if _ASKED_BEFORE.search(before):
        return "question"
    if _reported(reading, start, before):
        return "reported"
    if negation and _NEGATED.search(before) and not _NOT_NEGATED.search(before):
        return "negated"
    if negation and (_NONE_CAN.search(before) or _UNSAID_AFTER.match(after)):
        return "negated"
    if _CONDITION.search(before):
        return "condition"
    if _WARNING.search(before) or _TEACHING.search(before):
        return "warning"
    if (
        others
        and (found := _OTHERS.search(before))
        and not _OURS.search(found.group()[len(found[1]) :])
    ):
        return "other-product"
    if others and _OTHERS_TOPIC.match(reading.previous_clause(start)):
        clause = reading.around(start)
        if not _BACK_TO_US.search(clause):
            return "other-product"
    if others and (_LIKENED.search(before) or _LIKENED_AFTER.search(after)):
        return "comparison"
    if others and _of_a_kind(reading, start, end, before, after):
        return "kind"
    if others and _TURNED_AWAY.match(after):
        return "other-product"
    if negation and _CAUTIONED.match(after):
        return "caution"
    if negation and (denied := _DENIED_AFTER.match(after)) and "都没有" not in denied.group():
        return "negated"
    if others and _PRICED_OUT.search(reading.text[end : end + 24]):
        return "other-product"
    if others and _FUTURE.search(before):
        return "future"
    if _EXAMPLE.search(before):
        return "example"
    return None


def _of_a_kind(reading: Reading, start: int, end: int, before: str, after: str) -> bool:
    """True when the words speak of goods of that kind in general, or of what a buyer seeks."""
    rest = reading.text[end : reading.sentence_end(end)]
    if _SOUGHT.search(before) and _REFUSED.search(rest):
        return True
    subject = _KIND_SUBJECT.match(before)
    if subject and _KIND_SAID.match(after):
        return True
    if subject and _CONTRASTED_AT_ONCE.match(reading.text[end : end + 26]):
        return True
    if subject and _ELSEWHERE.match(rest):
        return True
    following = rest[len(after) + 1 :] if len(after) < 12 else ""
    if subject and after.startswith("的") and len(after) > 1 and _CONTRASTED.match(following):
        # 纯棉的裤子容易皱，我们这条掺了涤纶.
        return True
    clause = reading.around(start)
    if _KIND_CLAUSE.match(clause) and _CONTRASTED.match(
        reading.text[reading.clause_at(start).end + 1 :]
    ):
        return True
    # 不是阳澄湖的，阳澄湖的蟹贵在牌子: denied just before, then talked about.
    if not subject:
        return False
    previous = reading.previous_clause(start)
    word = reading.text[start:end]
    return word in previous and bool(_NEGATED.search(previous[: previous.rfind(word)]))


def _reported(reading: Reading, start: int, before: str) -> bool:
    if _REPORTED.search(before) or _HEARSAY.search(before):
        return True
    if _SAID_BEFORE.search(before) and _PUT_RIGHT.search(reading.text):
        return True
    # 有人问我，是不是进口的: the question's frame stands in the clause before.
    previous = reading.previous_clause(start)
    return bool(re.search(r"(?:问我?|问的?是|以为|问主播|问一下|在问|留言)$", previous))
