"""The HTTP side as other programs rely on it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

API = "/api/v1"
CARD = {"id": "sku-1", "link": 1, "name": "羊毛大衣", "category": "apparel", "price": {"live": 599}}


def make_room(client: TestClient, **more: object) -> dict[str, object]:
    answer = client.post(f"{API}/rooms", json={"name": "一号直播间", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def assert_problem(answer: object, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_health_names_the_rules_and_the_model(client: TestClient) -> None:
    health = client.get(f"{API}/health").json()
    assert health["status"] == "ok"
    assert health["pack"]["id"] == "cn-livestream"
    assert health["model"] == "scripted"


def test_a_room_is_made_read_changed_and_taken_away(client: TestClient) -> None:
    room = make_room(client, products=[CARD])
    path = f"{API}/rooms/{room['id']}"
    assert client.get(path).json()["products"] == [CARD]
    assert client.patch(path, json={"name": "二号"}).json()["name"] == "二号"
    assert [r["id"] for r in client.get(f"{API}/rooms").json()["items"]] == [room["id"]]
    assert client.delete(path).status_code == 204
    assert_problem(client.get(path), 404)


def test_a_room_id_can_be_taken_once(client: TestClient) -> None:
    make_room(client, id="room-a")
    assert_problem(client.post(f"{API}/rooms", json={"id": "room-a", "name": "x"}), 409)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/rooms/none"),
        ("DELETE", "/rooms/none"),
        ("POST", "/rooms/none/source"),
        ("DELETE", "/rooms/none/source"),
        ("PUT", "/rooms/none/products"),
        ("POST", "/rooms/none/on-air"),
        ("GET", "/alerts/none"),
        ("GET", "/alerts/none/clip"),
        ("POST", "/alerts/none/verdict"),
    ],
)
def test_what_does_not_exist_is_told_as_such(client: TestClient, method: str, path: str) -> None:
    bodies = {
        "/rooms/none/source": {"url": "x.mp4"},
        "/rooms/none/products": {"products": []},
        "/rooms/none/on-air": {"product": None},
        "/alerts/none/verdict": {"verdict": "confirmed"},
    }
    assert_problem(client.request(method, API + path, json=bodies.get(path)), 404)


def test_a_broken_card_is_refused_with_every_fault(client: TestClient) -> None:
    room = make_room(client)
    bad = [{"id": "a", "name": "面膜", "category": "cosmetics", "prise": {"live": 1}}]
    body = assert_problem(
        client.put(f"{API}/rooms/{room['id']}/products", json={"products": bad}), 422
    )
    assert "category" in str(body["detail"])
    assert "prise" in str(body["detail"])


def test_a_body_with_an_unknown_key_says_where(client: TestClient) -> None:
    body = assert_problem(client.post(f"{API}/rooms", json={"nam": "x"}), 422)
    assert body["errors"][0]["at"] == "body/nam"


def test_a_source_that_is_not_there_ends_the_session_with_a_reason(client: TestClient) -> None:
    room = make_room(client)
    answer = client.post(f"{API}/rooms/{room['id']}/source", json={"url": "/nowhere/a.mp4"})
    if answer.status_code >= 400:
        assert_problem(answer, 422)
        return
    pytest.fail("a missing file was taken as a source")


def test_without_the_token_nothing_is_told(client: TestClient) -> None:
    stranger = TestClient(client.app)
    assert_problem(stranger.get(f"{API}/rooms"), 401)
    assert_problem(stranger.get(f"{API}/rooms", headers={"Authorization": "Bearer wrong"}), 401)
    assert_problem(stranger.get("/metrics"), 401)
    assert stranger.get(f"{API}/health").status_code == 200


def test_the_login_page_gives_a_cookie_for_the_token(client: TestClient) -> None:
    stranger = TestClient(client.app, follow_redirects=False)
    page = stranger.get("/", headers={"accept": "text/html"})
    assert page.status_code == 303
    assert page.headers["location"] == "/login"
    wrong = stranger.post("/login", data={"token": "wrong"})
    assert "failed" in wrong.headers["location"]
    right = stranger.post("/login", data={"token": "test-token"})
    assert right.headers["location"] == "/"
    assert stranger.get(f"{API}/rooms").status_code == 200


def test_a_cookie_does_not_serve_another_origin(client: TestClient) -> None:
    browser = TestClient(client.app)
    browser.post("/login", data={"token": "test-token"})
    answer = browser.get(f"{API}/rooms", headers={"Origin": "http://evil.example"})
    assert_problem(answer, 401)


def test_the_token_in_the_address_becomes_a_cookie_and_leaves_it(client: TestClient) -> None:
    browser = TestClient(client.app, follow_redirects=False)
    answer = browser.get("/?token=test-token&lang=en", headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?lang=en"
    assert browser.get("/").status_code == 200


def test_a_script_is_checked_as_on_the_command_line(client: TestClient) -> None:
    lines = ["大家好", "全网最低价就在今天", "", "这件是纯羊毛的"]
    card = {**CARD, "materials": [{"name": "羊毛", "percent": 30}]}
    answer = client.post(f"{API}/check", json={"lines": lines, "products": [card]}).json()
    assert answer["schema"] == 1
    assert answer["pack"]["id"] == "cn-livestream"
    findings = answer["files"][0]["findings"]
    lowest = next(f for f in findings if f["category"] == "price-lowest")
    assert lowest["line"] == 2
    assert lines[1][lowest["start"] : lowest["end"]] == lowest["quote"]
    wool = next(f for f in findings if f["category"] == "mismatch-material")
    assert wool["line"] == 4
    assert wool["kind"] == "mismatch"
    assert wool["said"] and wool["expected"]


def test_the_gate_passes_masks_and_blocks(client: TestClient) -> None:
    def gate(text: str) -> dict[str, object]:
        return client.post(f"{API}/gate", json={"text": text, "category": "food"}).json()

    assert gate("欢迎来到直播间")["decision"] == "pass"
    masked = gate("加我微信领优惠")
    assert masked["decision"] == "mask"
    assert "■" in str(masked["text"])
    assert "领优惠" in str(masked["text"])
    assert gate("这个茶能治疗糖尿病")["decision"] == "block"


def test_an_unknown_category_says_what_was_meant(client: TestClient) -> None:
    body = assert_problem(client.post(f"{API}/check", json={"lines": [], "category": "fod"}), 422)
    assert "food" in str(body["detail"])


def test_metrics_speak_prometheus(client: TestClient) -> None:
    text = client.get("/metrics").text
    assert "monitor_lag_s" in text
    assert "monitor_decodes_total" in text


def test_the_interface_describes_itself(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/rooms", "/rooms/{room}/source", "/alerts/{alert}/verdict", "/check", "/gate"):
        assert API + path in paths
