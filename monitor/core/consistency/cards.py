"""Product cards from decoded JSON or from the bytes of a YAML, JSON, CSV or XLSX file.

All problems of a file are told at once (`CardFileError`, a `CardError`), each with its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NoReturn

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.core.consistency.card_problems import CardFileError, CardProblem, did_you_mean
from monitor.core.consistency.card_schema import CATEGORIES, KNOWN_KEYS, CardFields
from monitor.core.consistency.card_tables import read_csv, read_xlsx
from monitor.model import ProductCard

Loc = tuple[str | int, ...]
Where = Callable[[Loc], str]

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_NODES: Final = 500_000

_MESSAGES: Final[Mapping[str, str]] = {
    "missing": "缺少必填项 {key}",
    "string_type": "{key} 应当是文字",
    "string_too_short": "{key} 不能为空",
    "string_too_long": "{key} 太长",
    "int_type": "{key} 应当是整数",
    "int_parsing": "{key} 应当是整数，写的是 {value}",
    "int_from_float": "{key} 应当是整数，写的是 {value}",
    "decimal_type": "{key} 应当是数字",
    "decimal_parsing": "{key} 应当是数字，写的是 {value}",
    "finite_number": "{key} 应当是有限的数字",
    "bool_type": "{key} 应当是 true 或 false",
    "bool_parsing": "{key} 应当是 true 或 false，写的是 {value}",
    "list_type": "{key} 应当是列表",
    "dict_type": "{key} 应当是「属性: 值」",
    "model_type": "{key} 应当是「字段: 值」",
    "greater_than_equal": "{key} 太小，写的是 {value}",
    "less_than_equal": "{key} 太大，写的是 {value}",
}


def parse_cards(obj: object) -> tuple[ProductCard, ...]:
    """The cards in decoded JSON: a list of cards or an object with `products`.

    Raises CardFileError (a CardError) naming every problem by its path, e.g. `[0].price.live`.
    """
    return _cards(obj, _path)


def load_cards(name: str, data: bytes) -> tuple[ProductCard, ...]:
    """The cards in a file's bytes; the name's ending tells YAML, JSON, CSV or XLSX.

    Raises CardFileError with file:line:column (YAML, JSON), file:line (CSV) or sheet!cell (XLSX).
    """
    if len(data) > MAX_BYTES:
        _fail(name, "文件超过 16 MB", "商品卡文件不会这么大，请确认选对了文件")
    ending = name.lower().rsplit(".", 1)[-1]
    if ending in ("xlsx", "xlsm"):
        rows, where = read_xlsx(name, data)
        return _cards(rows, where)
    text = _decode(name, data)
    if not text.strip():
        _fail(name, "文件是空的", "至少写一张商品卡：id、name、category 必填")
    if ending in ("csv", "tsv"):
        rows, where = read_csv(name, text)
        return _cards(rows, where)
    obj, where = _read_yaml(name, text, as_json=ending == "json")
    return _cards(obj, where)


def _decode(name: str, data: bytes) -> str:
    # Merchants' exports are often GB 18030; nothing that is valid UTF-8 is read as that.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    _fail(name, "不是 UTF-8 或 GBK 编码的文本", "请另存为 UTF-8 编码")


def _fail(where: str, message: str, hint: str) -> NoReturn:
    raise CardFileError([CardProblem(where=where, message=message, hint=hint)])


def _cards(obj: object, where: Where) -> tuple[ProductCard, ...]:
    items, base, problems = _items(obj, where)
    cards: list[ProductCard] = []
    for index, item in enumerate(items):
        loc: Loc = (*base, index)
        if not isinstance(item, dict):
            problems.append(
                CardProblem(where=where(loc), message="每张商品卡应当是「字段: 值」", hint="")
            )
            continue
        try:
            cards.append(CardFields.model_validate(item).to_card())
        except ValidationError as error:
            problems.extend(_problem(detail, loc, where) for detail in error.errors())
    problems.extend(_duplicates(items, base, where))
    if problems:
        raise CardFileError(problems)
    return tuple(cards)


def _items(obj: object, where: Where) -> tuple[Sequence[object], Loc, list[CardProblem]]:
    hint = "写成列表，或写在 products: 之下"
    problems: list[CardProblem] = []
    base: Loc = ()
    if isinstance(obj, dict):
        for key in obj:
            if key != "products":
                problems.append(
                    CardProblem(
                        where=where((str(key),)),
                        message=f"不认识的字段 {key}",
                        hint=did_you_mean(str(key), ("products",)),
                    )
                )
        if "products" not in obj:
            only = CardProblem(where=where(()), message="没有 products", hint=hint)
            raise CardFileError([only] if not problems else [*problems, only])
        obj, base = obj["products"], ("products",)
    if not isinstance(obj, list):
        raise CardFileError(
            [*problems, CardProblem(where=where(base), message="应当是商品卡的列表", hint=hint)]
        )
    if not obj:
        raise CardFileError(
            [*problems, CardProblem(where=where(base), message="一张商品卡也没有", hint=hint)]
        )
    return obj, base, problems


def _problem(detail: ErrorDetails, base: Loc, where: Where) -> CardProblem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    keys = [part for part in loc if isinstance(part, str)]
    key = keys[-1] if keys else "商品卡"
    kind = detail["type"]
    if kind == "extra_forbidden":
        parent = keys[0] if len(keys) > 1 else ""
        known = KNOWN_KEYS.get(parent, KNOWN_KEYS[""])
        hint = did_you_mean(key, known)
        return CardProblem(where=where((*base, *loc)), message=f"不认识的字段 {key}", hint=hint)
    if kind == "literal_error" and key == "category":
        value = str(detail["input"])
        hint = did_you_mean(value, CATEGORIES)
        return CardProblem(where=where((*base, *loc)), message=f"没有 {value} 这个品类", hint=hint)
    if kind == "literal_error" and key == "currency":
        message = f"只支持人民币 CNY，写的是 {detail['input']}"
        return CardProblem(
            where=where((*base, *loc)), message=message, hint="换算成人民币，或删去 currency"
        )
    template = _MESSAGES.get(kind, "{key} 写得不对：{value}")
    message = template.format(key=key, value=str(detail["input"])[:40])
    return CardProblem(where=where((*base, *loc)), message=message, hint="")


def _duplicates(items: Sequence[object], base: Loc, where: Where) -> list[CardProblem]:
    # Told from what is written, so that a card with another fault still counts.
    problems: list[CardProblem] = []
    ids: dict[str, Loc] = {}
    links: dict[str, str] = {}
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        loc: Loc = (*base, index)
        card, link = str(item.get("id") or ""), str(item.get("link") or "")
        if card and card in ids:
            problems.append(
                CardProblem(
                    where=where((*loc, "id")),
                    message=f"id {card} 已经用过（{where((*ids[card], 'id'))}）",
                    hint="每张商品卡的 id 须唯一",
                )
            )
        ids.setdefault(card, loc)
        if link and link in links:
            problems.append(
                CardProblem(
                    where=where((*loc, "link")),
                    message=f"{link} 号链接已经给了 {links[link]}",
                    hint="一个链接号只能对应一张商品卡",
                )
            )
        if link:
            links.setdefault(link, card)
    return problems


def _path(loc: Loc) -> str:
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _read_yaml(name: str, text: str, *, as_json: bool) -> tuple[object, Where]:
    """The object and a function from a path in it to file:line:column."""
    try:
        obj = json.loads(text) if as_json else yaml.safe_load(text)
        # PyYAML refuses the tabs that JSON allows; one blank for each keeps every column.
        source = text.replace("\t", " ") if as_json else text
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except json.JSONDecodeError as error:
        _fail(f"{name}:{error.lineno}:{error.colno}", "JSON 写法有误", "检查括号、引号和逗号")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        _fail(place, "YAML 写法有误", f"检查缩进、冒号和引号（{error.problem}）")
    except (yaml.YAMLError, ValueError, RecursionError):
        _fail(name, "读不懂这个文件", "应为 YAML 或 JSON 的商品卡")
    if root is None:
        _fail(name, "文件是空的", "至少写一张商品卡：id、name、category 必填")
    marks, doubles = _marks(name, root)
    if doubles:
        raise CardFileError(doubles)

    def where(loc: Loc) -> str:
        while loc and loc not in marks:
            loc = loc[:-1]
        line, column = marks.get(loc, (1, 1))
        return f"{name}:{line}:{column}"

    return obj, where


def _marks(name: str, root: yaml.Node) -> tuple[dict[Loc, tuple[int, int]], list[CardProblem]]:
    """Each path's line and column (a key's own place), and the keys written twice."""
    marks: dict[Loc, tuple[int, int]] = {}
    doubles: list[CardProblem] = []
    stack: list[tuple[Loc, yaml.Node]] = [((), root)]
    while stack:
        loc, node = stack.pop()
        if len(marks) > MAX_NODES:
            _fail(name, "文件太大或别名互相嵌套", "商品卡里不要用 YAML 别名")
        marks.setdefault(loc, (node.start_mark.line + 1, node.start_mark.column + 1))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(((*loc, i), child) for i, child in enumerate(node.value))
        elif isinstance(node, yaml.MappingNode):
            for key, child in node.value:
                path: Loc = (*loc, str(key.value))
                place = (key.start_mark.line + 1, key.start_mark.column + 1)
                if path in marks:
                    doubles.append(
                        CardProblem(
                            where=f"{name}:{place[0]}:{place[1]}",
                            message=f"字段 {key.value} 写了两次",
                            hint="只留一处",
                        )
                    )
                marks[path] = place
                stack.append((path, child))
    return marks, doubles
