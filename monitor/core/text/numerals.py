"""Numbers as people say and write them in Chinese, with the exact characters they take up.

`find_numerals` reads 两千两百瓦, 一百九十九块九, 百分之零点五, 打八五折, 三四百, 一万三千多, 10万,
幺九九, 二百五, 1.5L. Offsets are code points of the given text; nothing is normalised here except
the letter case of a unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from monitor.core.text.number_words import DIGITS, SCALES, BareNumber, bare_number

_UNIT_WORDS: Final = """
块钱 块 元钱 元 毛 角 折 成 % ％ 个点 倍 号 级 度 岁 代 匹 码 匝 转 层 寸 英寸 尺
个档位 个挡位 档位 个档 档 挡
千克 公斤 kg 毫克 mg 微克 ug 克拉 ct 克 g 斤 钱 市斤 吨 盎司 oz 毫升 ml 升 l 公升 cc
毫米 mm 厘米 cm 公分 分米 公里 千米 km 米 m 平方米 平米 平 m2 微米 英里 立方米每小时 立方每小时 m3/h
千瓦时 千瓦 kw 瓦 w 毫安时 毫安 mah 伏 v 安 a 千赫 赫兹 赫 hz 千帕 kpa 帕 pa 分贝 db 流明
gb g tb t mb 万像素 像素 k 目 股 支纱 针 丹 d iu
个小时 小时 个钟头 个钟 钟头 分钟 秒钟 秒 个工作日 工作日 天 日 周 个星期 星期 个月 月
个年头 年头 年 个晚上 整年 整月 整天 整晚
片 包 瓶 盒 袋 支 只 条 粒 颗 件 单 坛 个 台 套 双 罐 桶 箱 枚 张 卷 把 根 杯 听 提 贴 对 副
床 本 册 页 叶 扇 份 组 串 朵 头 棵 株 尾 顶 部 滴 抽 节 课时 节课 人 位 种 款 色 次 勺 面 分 两 点
"""
_UNITS: Final = sorted(_UNIT_WORDS.split(), key=len, reverse=True)
# What shows that the character after a number is no measure: 九九包邮, 三天然, 一对比.
_NOT_UNIT: Final[Mapping[str, str]] = {
    "包": "邮括含装",
    "点": "赞击关下开",
    "块": "儿",
    "分": "之享别开",
    "年": "轻货终",
    "天": "然猫花",
    "日": "常",
    "号": "称",
    "面": "膜料霜部",
    "条": "件",
    "人": "参造",
    "两": "十百千万瓶盒件包袋支只条个双套罐台箱斤提桶串把块种款张片",
    "层": "次",
    "对": "比折于",
    "把": "握",
    "位": "置",
    "本": "命来身",
    "头": "层",
    "单": "品独",
    "件": "事",
    "成": "分本为功立都就了熟品员型交",
    "款": "式",
    "次": "性",
    "种": "植",
    "个": "性",
    "部": "分",
    "套": "路",
    "支": "持付",
    "度": "假",
    "叶": "草子",
    "扇": "贝子",
    "页": "岩",
}
_UNIT: Final = re.compile(
    "|".join(
        re.escape(unit) + (f"(?![{_NOT_UNIT[unit]}])" if unit in _NOT_UNIT else "")
        for unit in _UNITS
    ),
    re.IGNORECASE,
)
# Every number begins with one of these: 十, 百分之五, 半斤, 对折, and the digits.
_FIRST: Final = re.compile(rf"[{''.join(DIGITS)}几十百半对\d]|[千万](?=分之)")
_FRACTION: Final = re.compile(r"([一二三四五六七八九\d])(?![\d十百千万点.])(毛|角)?")
_HUNDREDTHS: Final = re.compile(
    r"([零一二三四五六七八九])([一二三四五六七八九])(?![零一二三四五六七八九\d十百千万点.成折])"
)
_CENTS: Final = re.compile(r"([一二三四五六七八九\d])(?:分(?!钟|之))?(?![\d十百千万件个单])")
# A smaller measure said right after a greater one, and how many of it make one: 三斤六两.
_SMALLER: Final[Mapping[str, Mapping[str, int]]] = {
    "斤": {"两": 10},
    "公斤": {"克": 1000, "g": 1000},
    "千克": {"克": 1000, "g": 1000},
    "升": {"毫升": 1000, "ml": 1000},
    "米": {"厘米": 100, "公分": 100, "cm": 100},
    "小时": {"分钟": 60, "分": 60},
    "个小时": {"分钟": 60, "分": 60},
    "年": {"个月": 12},
}
_HALF: Final = re.compile(r"半(月|小时|钟头|钟|星期)")
# 六成五 is 65 per cent.
_TENTH: Final = re.compile(r"([一二三四五六七八九])(?![成折个十百千万块元])")
_LATIN_UNIT: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_MONEY: Final = frozenset({"块钱", "块", "元钱", "元"})
_MORE_BEFORE: Final = re.compile(r"(?:超过|超|高达|至少|起码|大于|突破|破|不止|不低于)了?$")
_LESS_BEFORE: Final = re.compile(r"(?:不到|不足|不超过|低于|小于|将近|接近|近|最多)$")
_ABOUT_BEFORE: Final = re.compile(r"(?:大约|大概|差不多|大致|约|几乎|基本上?)(?:是|有|在|要)?$")
_AFTER: Final = re.compile(
    r"(?P<more>多|以上|打底|起步|往上)|(?P<over>出头)|(?P<less>以下|以内|不到|之内)|(?P<about>左右|上下|来)"
)
_RANGE: Final = re.compile(r"[到至~～—-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number in speech. `start`/`end` cover number, unit and hedges; offsets are half-open.

    `value` is the number said; `low` and `high` bound what it can mean (equal when exact): 三四百
    is 300 to 400, 一万三千多 is 13000 to 14000, 不到五百 is 400 to 500. `unit` is the measure that
    follows, lower case, "" if none; `hedge` is "more" (多, 以上), "less" (不到, 以内) or "about".
    百分之, 成 and 一半 give "%", 半价 and 对折 give 折 (5).
    `number_start` and `number_end` bound the bare number.
    """

    start: int
    end: int
    value: Decimal
    low: Decimal
    high: Decimal
    unit: str = ""
    approx: bool = False
    hedge: str = ""
    number_start: int = 0
    number_end: int = 0

    @property
    def percent(self) -> bool:
        """True for a share in per cent."""
        return self.unit == "%"


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers of the text in order, without overlaps."""
    found: list[Numeral] = []
    at = 0
    while first := _FIRST.search(text, at):
        at = first.start()
        numeral = _at(text, at)
        if numeral is None:
            at += 1
            continue
        found.append(numeral)
        at = max(numeral.end, at + 1)
    return tuple(_join_ranges(text, found))


def parse_number(text: str) -> Decimal | None:
    """The value of a text that is one bare number and nothing else, or None."""
    raw = bare_number(text, 0)
    if raw is None or raw.end != len(text):
        return None
    return raw.low


def _at(text: str, at: int) -> Numeral | None:
    for word, value, unit in (
        ("百分之百", 100, "%"),
        ("百分百", 100, "%"),
        ("一半", 50, "%"),
        ("半价", 5, "折"),
        ("对折", 5, "折"),
        ("五五折", 5.5, "折"),
    ):
        if text.startswith(word, at) and not text.startswith("百分之百分", at):
            return _plain(at, at + len(word), Decimal(str(value)), unit)
    if text.startswith("百分之", at):
        raw = bare_number(text, at + 3)
        return _finish(text, at, at + 3, raw, unit="%") if raw else None
    if text.startswith(("千分之", "万分之"), at):
        raw = bare_number(text, at + 3)
        if raw is None:
            return None
        parts = Decimal(10 if text[at] == "千" else 100)
        share = replace(raw, low=raw.low / parts, high=raw.high / parts, step=raw.step / parts)
        return _finish(text, at, at + 3, share, unit="%")
    if text[at] == "半" and (match := _unit_at(text, at + 1)) and match[0] not in ("价", "个"):
        unit, end = match
        return _plain(at, end, Decimal("0.5"), unit)
    raw = bare_number(text, at)
    return _finish(text, at, at, raw) if raw else None


def _plain(start: int, end: int, value: Decimal, unit: str) -> Numeral:
    return Numeral(
        start=start,
        end=end,
        value=value,
        low=value,
        high=value,
        unit=unit,
        number_start=start,
        number_end=end,
    )


def _finish(
    text: str, start: int, number_at: int, raw: BareNumber, *, unit: str = ""
) -> Numeral | None:
    low, high, end = raw.low, raw.high, raw.end
    approx = low != high
    hedge = ""
    if text[end : end + 1] in ("多", "来", "余", "+", "几"):
        end, hedge = end + 1, "more"
        high, approx = high + raw.step, True
        while text[end : end + 1] in ("万", "亿"):
            scale = SCALES[text[end]]
            low, high, end = low * scale, high * scale, end + 1
    if not unit:
        unit, end = _unit_at(text, end) or ("", end)
    if not unit and raw.lone and not _RANGE.match(text, end):
        return None
    if unit == "w" and text[end : end + 1] in tuple("单件人粉个盒多+"):
        low, high, unit = low * 10_000, high * 10_000, ""
        unit, end = _unit_at(text, end) or ("", end)
    unit, low, high, end = _compound(text, low, high, unit, end)
    low, high, end = _fractions(text, low, high, unit, end)
    if unit == "折":
        low, high = _discount(low), _discount(high)
    if unit == "成":
        unit, low, high = "%", low * 10, high * 10
        if tenth := _TENTH.match(text, end):
            extra = Decimal(_digit(tenth[1]))
            low, high, end = low + extra, high + extra, tenth.end()
    if unit in ("％", "个点"):
        unit = "%"
    after = _AFTER.match(text, end)
    value = low
    if after and not hedge:
        end, approx = after.end(), True
        hedge = after.lastgroup or ""
        if hedge == "over":
            # 四公斤出头 is a little more than four, and not five.
            high, hedge = low + low / 10, "about"
        elif hedge == "more":
            high = low + max(raw.step, low / 10)
        elif hedge == "less":
            low = low - max(raw.step, low / 10)
        else:
            low, high = low * Decimal("0.9"), high * Decimal("1.1")
    before = _hedge_before(text, start)
    if before:
        start, hedge = start - before[0], before[1] or hedge
        approx = approx or bool(before[1])
        if before[1] == "less":
            low -= max(raw.step, low / 10)
        elif before[1] == "more":
            high += max(raw.step, high / 10)
        elif before[1] == "about":
            low, high = low * Decimal("0.9"), high * Decimal("1.1")
    return Numeral(
        start=start,
        end=end,
        value=value,
        low=low,
        high=high,
        unit=unit,
        approx=approx,
        hedge=hedge,
        number_start=number_at,
        number_end=raw.end,
    )


def _hedge_before(text: str, start: int) -> tuple[int, str] | None:
    """The length of the hedge that ends here, and which way it leans ("" for 高达)."""
    before = text[max(0, start - 5) : start]
    for pattern, hedge in (
        (_LESS_BEFORE, "less"),
        (_MORE_BEFORE, "more"),
        (_ABOUT_BEFORE, "about"),
    ):
        if match := pattern.search(before):
            word = match.group()
            return len(word), "" if word in ("高达", "至少", "起码") else hedge
    return None


def _unit_at(text: str, at: int) -> tuple[str, int] | None:
    match = _UNIT.match(text, at)
    if not match:
        return None
    unit = match.group().lower()
    if unit.isascii() and unit.isalpha():
        # A unit of Latin letters is a whole run of them: 5G is one, 5Gbps and 3D打印 are not.
        run = _LATIN_UNIT.match(text, at)
        if run and run.group().lower() not in _UNITS:
            return None
        if run:
            return run.group().lower(), run.end()
    return unit, match.end()


def _fractions(
    text: str, low: Decimal, high: Decimal, unit: str, end: int
) -> tuple[Decimal, Decimal, int]:
    """九块九, 五十九块九毛九, 一斤半, 两年半: what follows the unit and belongs to the number."""
    if unit in _MONEY:
        match = _FRACTION.match(text, end)
        if match is None:
            return low, high, end
        # 五块一斤 is five yuan for one jin; 五块一 and 五块一毛 are 5.1.
        if not match[2] and match[1] in "一1" and _UNIT.match(text, match.end()):
            return low, high, end
        extra, end = Decimal(_digit(match[1])) / 10, match.end()
        cent = _CENTS.match(text, end) if match[2] else None
        if cent:
            extra, end = extra + Decimal(_digit(cent[1])) / 100, cent.end()
        return low + extra, high + extra, end
    if unit in ("米", "m", "度") and (match := _FRACTION.match(text, end)) and not match[2]:
        # 一米八; 一米五块 would be a length and a price, which nobody says in one breath.
        hundredth = _HUNDREDTHS.match(text, end)
        if hundredth and unit != "度" and not _UNIT.match(text, hundredth.end()):
            # 一米三五 is a metre and thirty-five.
            part = Decimal(_digit(hundredth[1]) * 10 + _digit(hundredth[2])) / 100
            return low + part, high + part, hundredth.end()
        if not _UNIT.match(text, match.end()):
            part = Decimal(_digit(match[1])) / 10
            return low + part, high + part, match.end()
        return low, high, end
    if unit and text[end : end + 1] == "半" and text[end + 1 : end + 2] not in ("价", "径"):
        half = Decimal("0.5")
        return low + half, high + half, end + 1
    return low, high, end


def _compound(
    text: str, low: Decimal, high: Decimal, unit: str, end: int
) -> tuple[str, Decimal, Decimal, int]:
    """三斤六两, 两年零三个月, 一个半小时: the unit, bounds and end of both parts together."""
    if unit == "个" and (half := _HALF.match(text, end)):
        return f"个{half[1]}", low + Decimal("0.5"), high + Decimal("0.5"), half.end()
    smaller = _SMALLER.get(unit)
    if not smaller or low != high:
        return unit, low, high, end
    rest = bare_number(text, end + (text[end : end + 1] in ("零", "又")))
    if rest is None or rest.low != rest.high or not (found := _unit_at(text, rest.end)):
        return unit, low, high, end
    parts = smaller.get(found[0])
    if parts is None or not rest.low < parts:
        return unit, low, high, end
    part = rest.low / parts
    return unit, low + part, high + part, found[1]


def _digit(char: str) -> int:
    return DIGITS[char] if char in DIGITS else int(char)


def _discount(value: Decimal) -> Decimal:
    """85折 and 八五折 are 8.5折."""
    return value / 10 if value >= 10 else value


def _join_ranges(text: str, found: Sequence[Numeral]) -> list[Numeral]:
    """三十到五十块 becomes one number of 30 to 50."""
    out: list[Numeral] = []
    for numeral in found:
        if out:
            left = out[-1]
            between = text[left.end : numeral.start]
            same = not left.unit or left.unit == numeral.unit
            if _RANGE.fullmatch(between) and same and left.value < numeral.value:
                out[-1] = Numeral(
                    start=left.start,
                    end=numeral.end,
                    value=left.value,
                    low=left.low,
                    high=numeral.high,
                    unit=numeral.unit,
                    approx=True,
                    number_start=left.number_start,
                    number_end=numeral.number_end,
                )
                continue
        out.append(numeral)
    return [numeral for numeral in out if numeral.unit or not _is_lone_digit(text, numeral)]


def _is_lone_digit(text: str, numeral: Numeral) -> bool:
    """A single Chinese digit without a measure is rarely a number: 一样, 三明治."""
    return numeral.number_end - numeral.number_start == 1 and text[numeral.number_start] in DIGITS
