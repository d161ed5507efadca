"""Card files over HTTP: a merchant's file in, the cards' JSON out."""

from __future__ import annotations

import io

from openpyxl import Workbook
from starlette.testclient import TestClient

PARSE = "/api/v1/cards/parse"


def sheet(*rows: list[object]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


def test_a_sheet_becomes_cards_that_a_room_takes(client: TestClient) -> None:
    data = sheet(["链接号", "商品名称", "类目", "直播价"], [1, "羊毛大衣", "服装", 599.5])
    answer = client.post(PARSE, params={"name": "商品.xlsx"}, content=data)
    assert answer.status_code == 200, answer.text
    products = answer.json()["products"]
    assert products == [
        {
            "id": "sku-1",
            "link": 1,
            "name": "羊毛大衣",
            "category": "apparel",
            "price": {"live": 599.5, "currency": "CNY"},
        }
    ]
    room = client.post("/api/v1/rooms", json={"name": "一号", "products": products}).json()
    assert room["products"] == products


def test_warnings_come_beside_the_cards(client: TestClient) -> None:
    text = "- {id: a, name: 山楂, category: food}\n"
    answer = client.post(PARSE, params={"name": "c.yaml"}, content=text.encode()).json()
    assert {"没有链接号", "没有直播价"} == {w["problem"] for w in answer["warnings"]}


def test_a_broken_file_is_refused_with_every_fault(client: TestClient) -> None:
    text = "- id: a\n  name: 山楂\n  category: fod\n  prise: 3\n"
    answer = client.post(PARSE, params={"name": "c.yaml"}, content=text.encode())
    assert answer.status_code == 422
    body = answer.json()
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert [fault["at"] for fault in body["errors"]] == ["c.yaml:3:3", "c.yaml:4:3"]
    assert "prise" in body["detail"]


def test_a_sheet_that_is_none_is_told(client: TestClient) -> None:
    answer = client.post(PARSE, params={"name": "c.xlsx"}, content=b"not a sheet")
    assert answer.status_code == 422
    assert "xlsx" in answer.json()["detail"]


def test_a_file_that_is_too_large_is_refused(client: TestClient) -> None:
    data = b"x" * (16 * 1024 * 1024 + 1)
    answer = client.post(PARSE, params={"name": "c.yaml"}, content=data)
    assert answer.status_code == 413


def test_the_name_is_asked_for(client: TestClient) -> None:
    assert client.post(PARSE, content=b"[]").status_code == 422
