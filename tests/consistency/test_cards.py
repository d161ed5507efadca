"""Product cards from decoded JSON and from files."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from openpyxl import Workbook

from monitor.core.consistency.card_problems import CardFileError
from monitor.core.consistency.cards import load_cards, parse_cards
from monitor.errors import CardError

GOOD = {"id": "a", "name": "面膜", "category": "cosmetic"}


def problems(name: str, text: str) -> list[str]:
    with pytest.raises(CardFileError) as caught:
        load_cards(name, text.encode())
    return [str(problem) for problem in caught.value.problems]


def test_a_list_and_an_object_with_products_give_the_same_cards() -> None:
    assert parse_cards([GOOD]) == parse_cards({"products": [GOOD]})


def test_prices_keep_their_decimals() -> None:
    (card,) = parse_cards([{**GOOD, "price": {"live": 59.9, "list": 79}}])
    assert (card.price.live, card.price.list) == (Decimal("59.9"), Decimal(79))


def test_a_date_or_a_number_in_specs_is_what_is_printed_there() -> None:
    text = "- {id: a, name: 蜜, category: food, specs: {日期: 2026-08-01, 枚数: 36, 可洗: true}}"
    (card,) = load_cards("c.yaml", text.encode())
    assert dict(card.specs) == {"日期": "2026-08-01", "枚数": "36", "可洗": "是"}


def test_an_unknown_key_is_named_with_its_place_and_the_nearest_key() -> None:
    (problem,) = problems("c.yaml", "- id: a\n  name: 面膜\n  category: food\n  prise: 3\n")
    assert problem.startswith("c.yaml:4:3：不认识的字段 prise")
    assert "是不是想写 price" in problem


def test_every_problem_of_a_file_is_told_at_once() -> None:
    text = """- id: a
  name: 面膜
  category: fod
  price: {live: abc, currency: USD}
  link: 1
- id: a
  category: food
  link: 1
"""
    found = "\n".join(problems("c.yaml", text))
    for part in (
        "c.yaml:3:3：没有 fod 这个品类",
        "c.yaml:4:11：live 应当是数字",
        "c.yaml:4:22：只支持人民币 CNY",
        "缺少必填项 name",
        "id a 已经用过",
        "1 号链接已经给了 a",
    ):
        assert part in found


def test_json_has_positions_too_and_may_use_tabs() -> None:
    text = json.dumps([{**GOOD, "stok": 3}], ensure_ascii=False, indent="\t")
    (problem,) = problems("c.json", text)
    assert problem.startswith("c.json:6:3：不认识的字段 stok")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.yaml", "", "文件是空的"),
        ("c.yaml", "# 只有注释\n", "文件是空的"),
        ("c.yaml", "[]", "一张商品卡也没有"),
        ("c.yaml", "a: [", "YAML 写法有误"),
        ("c.json", "[{]", "JSON 写法有误"),
        ("c.yaml", "- 面膜", "每张商品卡应当是"),
        ("c.yaml", "- {id: a, id: b, name: 面膜, category: food}", "字段 id 写了两次"),
        ("c.csv", "链接,价格\n1,2\n", "表头里没有商品名称"),
        ("c.xlsx", "不是表格", "不是可读的 xlsx 文件"),
    ],
)
def test_a_broken_file_gives_one_clear_message(name: str, text: str, message: str) -> None:
    with pytest.raises(CardError) as caught:
        load_cards(name, text.encode())
    assert message in caught.value.diagnostics()
    assert "Traceback" not in caught.value.diagnostics()


def test_a_merchants_table_in_gbk_is_read_by_its_chinese_headers() -> None:
    text = (
        "商品名称,类目,链接,直播价,净含量,面料成分,产地,功效,颜色,质保,运费险,已售\n"
        "羊毛大衣,服装,1号,599元,1件,羊毛30% 聚酯纤维70%,浙江,保暖,驼色/黑,2年,有,1.2万+\n"
    )
    (card,) = load_cards("商品.csv", text.encode("gbk"))
    assert (card.category, card.link, card.price.live) == ("apparel", 1, Decimal(599))
    assert [(m.name, m.percent) for m in card.materials] == [("羊毛", 30), ("聚酯纤维", 70)]
    assert card.service.warranty_months == 24
    assert card.service.freight_insurance is True
    assert card.sold == 12000
    assert dict(card.specs) == {"颜色": "驼色/黑"}


def test_a_bad_cell_of_a_sheet_is_named_by_its_cell() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "商品"
    sheet.append(["商品名称", "类目", "直播价"])
    sheet.append(["面膜", "化妆品", 79])
    sheet.append(["蜂蜜", "食品", "面议"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(CardFileError) as caught:
        load_cards("c.xlsx", out.getvalue())
    assert [p.where for p in caught.value.problems] == ["c.xlsx 商品!C3"]
