"""`monitor cards check`: every fault in its place, or the cards that were read."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl import Workbook

from .conftest import Run

GOOD = """- id: sku-1
  link: 1
  name: 羊毛大衣
  category: apparel
  aliases: [大衣]
  price: {live: 599}
"""
BAD = """- id: sku-1
  name: 羊毛大衣
  category: aparel
  prise: {live: 599}
- id: sku-2
  link: 3
  name: 围巾
  category: apparel
- id: sku-3
  link: 3
  name: 手套
  category: apparel
"""


def test_clean_cards_are_shown_as_a_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards.yaml").write_text(GOOD, encoding="utf-8")
    done = run("cards", "check", "cards.yaml")
    assert done.code == 0
    for part in ("1 张商品卡", "sku-1", "羊毛大衣", "599", "大衣"):
        assert part in done.out
    assert "提醒" not in done.out


def test_every_fault_is_told_in_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cards.yaml").write_text(BAD, encoding="utf-8")
    done = run("cards", "check", "cards.yaml")
    assert done.code == 2
    for part in ("cards.yaml:3:3：", "apparel", "cards.yaml:4:3：", "price", "cards.yaml:10:3："):
        assert part in done.out
    assert "3 号链接已经给了 sku-2" in done.out


def test_one_bad_file_does_not_hide_the_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    done = run("cards", "check", "a.yaml", "none.yaml", "b.yaml")
    assert done.code == 2
    assert "✗ a.yaml" in done.out
    assert "none.yaml：文件不存在" in done.out
    assert "✓ b.yaml" in done.out


def test_what_a_card_leaves_out_is_a_warning(run: Run, tmp_path: Path) -> None:
    text = "- {id: a, name: 山楂, category: food}\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    done = run("cards", "check", "c.yaml")
    assert done.code == 0
    assert "没有链接号" in done.out
    assert "没有直播价" in done.out


def test_json_holds_the_cards_the_faults_and_the_warnings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    done = run("cards", "check", "a.yaml", "b.yaml", "--format", "json")
    assert done.code == 2
    bad, good = done.json["files"]
    assert [error["where"] for error in bad["errors"]] == [
        "a.yaml:3:3",
        "a.yaml:4:3",
        "a.yaml:10:3",
    ]
    assert bad["products"] == []
    assert good["products"][0]["price"] == {"live": 599, "currency": "CNY"}
    assert good["errors"] == []


def test_a_merchants_sheet_is_read(run: Run, tmp_path: Path) -> None:
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["链接号", "商品名称", "类目", "直播价"])
    book.active.append([1, "羊毛大衣", "服装", 599])
    book.save(data)
    (tmp_path / "cards.xlsx").write_bytes(data.getvalue())
    done = run("cards", "check", "cards.xlsx")
    assert done.code == 0
    assert "羊毛大衣" in done.out
