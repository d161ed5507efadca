"""Cards from a merchant's own table: CSV or XLSX with Chinese headers, one product a row."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from monitor.core.consistency.card_problems import CardFileError, CardProblem

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]
Rows = list[dict[str, Any]]

_HEADERS: Final[Mapping[str, str]] = {
    header: field
    for field, headers in {
        "id": "id 商品id 商品编号 编号 编码 商品编码 sku skuid 货号",
        "link": "link 链接 链接号 链接序号 几号链接 序号 上架序号",
        "name": "name 商品名称 名称 品名 商品标题 标题 产品名称 商品 产品",
        "aliases": "aliases 别名 简称 俗称 口播名称",
        "category": "category 类目 品类 类别 分类 商品类别 商品类目 商品分类",
        "brand": "brand 品牌 商品品牌 牌子",
        "price.live": "live price.live 直播价 到手价 活动价 券后价 直播间价格 售价 价格 现价",
        "price.list": "list price.list 划线价 原价 日常价 吊牌价 市场价 标价 门市价",
        "price.lowest_7d": (
            "lowest_7d price.lowest_7d 近7天最低价 近七天最低价 七天最低价 7天最低价 "
            "近7日最低成交价"
        ),
        "price.after_show": "after_show price.after_show 下播价 下播恢复价 恢复价 播后价",
        "origin": "origin 产地 原产地 生产地 产地信息",
        "net_content": "net_content 净含量 净重 含量 包装规格 装量",
        "materials": (
            "materials 面料成分 成分 配料 配料表 材质 原料 主要成分 材料 成分含量 材质成分 原料成分"
        ),
        "functions": "functions 功效 功能 保健功能 适用功效 备案功效 功效宣称",
        "approvals": (
            "approvals 批准文号 备案号 注册证号 注册号 许可证号 生产许可证号 特证号 备案编号 批文"
        ),
        "certifications": "certifications 认证 资质 证书 认证证书 资质认证 鉴定证书",
        "service.return_days": "return_days 退货天数 无理由退货天数 退货期 无理由天数",
        "service.warranty_months": "warranty_months 质保 保修 质保期 保修期 质保月数 保修月数",
        "service.shipping_hours": "shipping_hours 发货时效 发货时间 发货 发货小时",
        "service.freight_insurance": "freight_insurance 运费险 是否有运费险 赠运费险",
        "service.compensation": "compensation 赔付 赔付承诺 赔付标准 赔偿承诺",
        "stock": "stock 库存 库存数量 现货数量",
        "sold": "sold 销量 已售 累计销量 已售数量",
    }.items()
    for header in headers.split()
}
_CATEGORIES: Final[Mapping[str, str]] = {
    name: category
    for category, names in {
        "food": "食品 普通食品 零食 生鲜 饮料 茶叶 粮油 水果",
        "health-food": "保健食品 保健品",
        "infant-formula": "婴幼儿配方 奶粉 婴幼儿奶粉 婴幼儿配方乳粉",
        "cosmetic": "化妆品 护肤品 美妆 护肤 彩妆 普通化妆品 洗护",
        "special-cosmetic": "特殊化妆品",
        "toothpaste": "牙膏",
        "drug": "药品",
        "medical-device": "医疗器械 器械",
        "medical-service": "医疗服务 医美",
        "apparel": "服装 服饰 鞋 鞋靴 箱包 服饰鞋包 内衣 女装 男装",
        "jewelry": "珠宝 首饰 珠宝首饰 黄金",
        "appliance": "家电 小家电 电器",
        "digital": "数码 手机 电脑 3c数码 数码产品",
        "household": "家居 家居用品 日用品 家纺 百货 厨具 家具",
        "baby": "母婴 婴童 婴儿用品 童装 玩具",
        "alcohol": "酒 酒类 白酒 葡萄酒",
        "tobacco": "烟草",
        "agriculture": "农资 农药 种子 化肥",
        "education": "教育 课程",
        "finance": "金融",
        "real-estate": "房产 房地产",
        "other": "其他 其它",
    }.items()
    for name in names.split()
}
_HEAD_HINT: Final = "第一行写表头：商品名称、类目、直播价……"
_YES_NO: Final[Mapping[str, bool]] = {
    "有": True,
    "是": True,
    "送": True,
    "赠": True,
    "无": False,
    "否": False,
}
_SHARE: Final = re.compile(
    r"^(?P<pre>\d+(?:\.\d+)?%)?(?P<name>[^\d%]+?)[（(:： ]*(?P<post>\d+(?:\.\d+)?)?%?[)）]?$"
)


def read_csv(name: str, text: str) -> tuple[Rows, Where]:
    """The rows as card objects, and a function from a path to `file:line（column's header）`."""
    first = text.splitlines()[0]
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    cells: list[tuple[int, list[str]]] = []
    try:
        cells.extend((reader.line_num, row) for row in reader)
    except csv.Error:
        raise _failure(
            f"{name}:{reader.line_num}", "CSV 写法有误", "用 WPS 或 Excel 另存为 CSV"
        ) from None
    return _rows(cells, name, lambda row, _column: f"{name}:{row}")


def read_xlsx(name: str, data: bytes) -> tuple[Rows, Where]:
    """The first sheet's rows as card objects, and a function from a path to `sheet!cell`."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        cells = [
            (number, ["" if value is None else _cell(value) for value in row])
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        ]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise _failure(name, "不是可读的 xlsx 文件", "用 WPS 或 Excel 另存为 .xlsx") from None
    title = sheet.title
    return _rows(
        cells, name, lambda row, column: f"{name} {title}!{get_column_letter(column)}{row}"
    )


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _failure(where: str, message: str, hint: str) -> CardFileError:
    return CardFileError([CardProblem(where=where, message=message, hint=hint)])


def _rows(
    cells: Sequence[tuple[int, list[str]]], name: str, place: Callable[[int, int], str]
) -> tuple[Rows, Where]:
    filled = [(number, row) for number, row in cells if any(cell.strip() for cell in row)]
    if not filled:
        raise _failure(name, "表格是空的", _HEAD_HINT)
    head_row, head = filled[0]
    fields = [_field(header) for header in head]
    if "name" not in fields:
        raise _failure(place(head_row, 1), "表头里没有商品名称", _HEAD_HINT)
    places: dict[Loc, str] = {}
    objects: Rows = []
    for number, row in filled[1:]:
        index = len(objects)
        places[(index,)] = place(number, 1)
        card: dict[str, Any] = {}
        for column, (field, cell) in enumerate(zip(fields, row, strict=False), start=1):
            if not field or not cell.strip():
                continue
            path = _put(card, field, cell.strip())
            places[(index, *path)] = place(number, column)
        card.setdefault("id", f"sku-{card.get('link', number)}")
        objects.append(card)

    def where(loc: Loc) -> str:
        while loc and loc not in places:
            loc = loc[:-1]
        return places.get(loc, name)

    return objects, where


def _field(header: str) -> str:
    """The card's field for a header; any other header is an attribute of `specs`."""
    plain = re.sub(r"[（(].*?[)）]|[\s*]", "", header)
    if not plain:
        return ""
    return _HEADERS.get(plain.lower(), f"specs.{plain}")


def _put(card: dict[str, Any], field: str, text: str) -> Loc:
    group, _, key = field.partition(".")
    value = _value(field, text)
    if not key:
        # Two columns for one list (面料成分 and 里料) are both kept.
        if isinstance(value, list) and isinstance(card.get(group), list):
            card[group].extend(value)
        else:
            card[group] = value
        return (group,)
    card.setdefault(group, {})[key] = value
    return (group, key)


def _value(field: str, text: str) -> object:
    if field in ("aliases", "functions", "approvals", "certifications"):
        return [part for part in re.split(r"[、,，;；/|\n]+", text) if part.strip()]
    if field == "materials":
        return _materials(text)
    if field == "category":
        return _CATEGORIES.get(text.lower(), text)
    if field.startswith("price."):
        return re.sub(r"[¥￥元,，\s]", "", text)
    if field == "service.freight_insurance":
        return {"有": True, "是": True, "送": True, "赠": True, "无": False, "否": False}.get(
            text, text
        )
    if field.startswith("service.") and not field.endswith("compensation"):
        return _duration(field, text)
    if field == "link":
        return re.sub(r"号|链接|\s", "", text)
    if field in ("stock", "sold"):
        return _count(text)
    return text


def _duration(field: str, text: str) -> str:
    match = re.fullmatch(r"(\d+)\s*(小时|天|日|个月|月|年)?.*", text)
    if not match:
        return text
    number, unit = int(match[1]), match[2]
    if field.endswith("hours") and unit in ("天", "日"):
        number *= 24
    if field.endswith("months") and unit == "年":
        number *= 12
    return str(number)


def _count(text: str) -> str:
    match = re.fullmatch(r"([\d,，.]+)\s*(万)?\s*[+件单个盒]*", text)
    if not match:
        return text
    try:
        number = Decimal(re.sub(r"[,，]", "", match[1])) * (10_000 if match[2] else 1)
    except InvalidOperation:
        return text
    return str(int(number)) if number == int(number) else text


def _materials(text: str) -> list[dict[str, object]]:
    out: list[dict[str, object]] = []
    for part in re.split(r"[、,，;；/|\n+]+|(?<=%)\s*(?=[^\d\s)）])|\s+(?=[^\d\s]+\d)", text):
        piece = (part or "").strip()
        if not piece:
            continue
        match = _SHARE.match(piece)
        if not match:
            out.append({"name": piece})
            continue
        share = (match["pre"] or match["post"] or "").rstrip("%")
        entry: dict[str, object] = {"name": match["name"].strip()}
        if share:
            entry["percent"] = share
        out.append(entry)
    return out
