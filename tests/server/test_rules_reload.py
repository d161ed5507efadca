"""Rules change on disk while the server runs: rooms go on with the new ones, people are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from monitor.interfaces.api.assembly import assemble
from monitor.runtime.asr.fakes import ScriptedRecogniser

from .conftest import TOKEN, until
from .test_rooms_on_air import HELLO, events, heard, push

API = "/api/v1"
PACK = "id: demo\nversion: 1.0.0\ntitle: 示例规则\n"
LAWS = "- {id: adlaw-9, law: 广告法, article: 第九条, checked: read}\n"
RULE = """\
- id: lowest-price
  title: 最低价
  category: price-lowest
  severity: high
  message: 疑似宣称最低价
  why: 须有依据
  basis: [adlaw-9]
  match: {terms: [地板价]}
  tests: {violating: [今天就是地板价], compliant: [今天有优惠]}
"""
SOLD_OUT = """\
- id: last-ones
  title: 最后几件
  category: urgency
  severity: medium
  message: 疑似虚假紧迫
  why: 须属实
  basis: [adlaw-9]
  match: {terms: [最后三件]}
  tests: {violating: [最后三件了], compliant: [还有三件]}
"""

__all__ = ["heard"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "rules").mkdir(parents=True)
    texts = {"pack.yaml": PACK, "laws.yaml": LAWS, "rules/price.yaml": RULE}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def client(tmp_path: Path, pack: Path) -> Iterator[TestClient]:
    """A server over the small pack, which watches it."""
    server = assemble(
        data=tmp_path / "data",
        recogniser=ScriptedRecogniser("大家好今天就是最后三件谢谢大家"),
        token=TOKEN,
        pack=pack,
    )
    with TestClient(server.app, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def reloaded(client: TestClient) -> dict[str, Any]:
    """The data of the newest `rules.reloaded`, once there is one."""
    store = client.app.state.services.store

    def newest() -> dict[str, Any] | None:
        found = [e.data for e in store.events_after(0) if e.type == "rules.reloaded"]
        return dict(found[-1]) if found else None

    return until(newest, 120, "the rules are read again")


def found(client: TestClient, text: str) -> list[str]:
    answer = client.post(f"{API}/check", json={"lines": [text]}).json()
    return [finding["rule"] for finding in answer["files"][0]["findings"]]


def test_a_new_rule_is_in_use_without_a_restart(client: TestClient, pack: Path) -> None:
    before = client.get(f"{API}/health").json()["pack"]
    assert found(client, "最后三件了") == []
    (pack / "rules" / "urgency.yaml").write_text(SOLD_OUT, encoding="utf-8")
    event = reloaded(client)
    assert event["changed"] == {"added": ["demo/last-ones"]}
    assert found(client, "最后三件了") == ["demo/last-ones"]
    assert client.get(f"{API}/health").json()["pack"] == event["pack"] != before


def test_a_room_on_air_goes_on_with_the_new_rules(
    client: TestClient, pack: Path, heard: None
) -> None:
    room = client.post(f"{API}/rooms", json={"name": "直播间"}).json()["id"]
    with client.websocket_connect(f"{API}/live") as console:
        console.send_text(json.dumps(HELLO))
        with client.websocket_connect(f"{API}/rooms/{room}/audio") as held:
            held.send_text('{"type":"start"}')
            assert json.loads(held.receive_text())["type"] == "ready"
            session = client.get(f"{API}/rooms/{room}").json()["session"]
            (pack / "rules" / "urgency.yaml").write_text(SOLD_OUT, encoding="utf-8")
            events(console, until="rules.reloaded")
            assert client.get(f"{API}/rooms/{room}").json()["session"] == session
            held.send_text('{"type":"end"}')
            assert json.loads(held.receive_text())["type"] == "ended"
        push(client, room, "大家好今天就是最后三件谢谢大家")
        seen = events(console, until="alert.created")
    alert = next(e["data"]["alert"] for e in seen if e["type"] == "alert.created")
    assert alert["category"] == "urgency"


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("severity: high", "severity: hihg", "hihg"),
        ("今天就是地板价", "今天天气不错", "今天天气不错"),
    ],
    ids=["faulty", "fails its own example"],
)
def test_a_bad_change_is_refused_and_the_old_rules_stay(
    client: TestClient, pack: Path, old: str, new: str, word: str
) -> None:
    path = pack / "rules" / "price.yaml"
    path.write_text(RULE.replace(old, new), encoding="utf-8")
    event = reloaded(client)
    assert word in event["refused"]
    assert event["pack"] == client.get(f"{API}/health").json()["pack"]
    assert found(client, "今天就是地板价") == ["demo/lowest-price"]


def test_a_refused_change_that_is_taken_back_is_told(client: TestClient, pack: Path) -> None:
    path = pack / "rules" / "price.yaml"
    path.write_text(RULE.replace("severity: high", "severity: hihg"), encoding="utf-8")
    until(lambda: "refused" in reloaded(client), 120, "the refusal")
    path.write_text(RULE, encoding="utf-8")
    until(lambda: "changed" in reloaded(client), 120, "the old rules again")
    assert reloaded(client)["changed"] == {}


def test_a_sites_override_is_taken_up(client: TestClient, tmp_path: Path) -> None:
    overrides = tmp_path / "data" / "overrides"
    until(overrides.is_dir, 10, "the folder is watched")
    text = "disable:\n- {rule: lowest-price, reason: 本店名称}\n"
    (overrides / "overrides.yaml").write_text(text, encoding="utf-8")
    event = reloaded(client)
    if "refused" in event:
        pytest.fail(event["refused"])
    assert found(client, "今天就是地板价") == []
