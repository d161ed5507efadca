"""The console as the room's ears: the browser's microphone, and card files picked on the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from monitor.runtime.audio.opener import open_source
from monitor.runtime.audio.source import AudioChunk

from .conftest import LiveServer, until
from .test_console_page import _FLAGS, all_of, text_of

pytestmark = pytest.mark.slow

AUDIO = Path(__file__).parents[2] / "fixtures" / "audio"
SPOKEN_S = 12


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A Chromium whose microphone hears the beginning of the demo recording once."""
    sound = np.concatenate(
        [i.pcm for i in open_source(AUDIO / "demo.ogg").chunks() if isinstance(i, AudioChunk)]
    )
    wav = tmp_path / "microphone.wav"
    soundfile.write(wav, sound[: SPOKEN_S * 16_000], 16_000, subtype="PCM_16")
    options = webdriver.ChromeOptions()
    for flag in (
        *_FLAGS,
        f"--user-data-dir={tmp_path / 'chromium'}",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={wav}%noloop",
    ):
        options.add_argument(flag)
    options.binary_location = "/usr/bin/chromium"
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def click(browser: webdriver.Chrome, css: str) -> None:
    browser.execute_script("document.querySelector(arguments[0]).click()", css)


def test_what_the_microphone_hears_is_judged_against_the_picked_cards(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start()
    room = server.http.post("/rooms", json={"name": "麦克风"}).json()["id"]
    browser.get(server.page)
    until(lambda: all_of(browser, ".transcript input[type=file]"), 15, "the room")

    picker = browser.find_element(By.CSS_SELECTOR, ".transcript input[type=file]")
    picker.send_keys(str(AUDIO / "demo.cards.yaml"))
    until(lambda: server.http.get(f"/rooms/{room}").json()["products"], 10, "the cards")
    until(lambda: all_of(browser, ".onair option[value='sku-901']"), 10, "the cards on the page")

    click(browser, ".transcript .mic")
    until(lambda: all_of(browser, ".transcript .mic.on"), 15, "the open microphone")
    until(lambda: server.http.get("/alerts").json()["items"], 60, "an alert from the microphone")
    click(browser, ".transcript .mic.on")
    until(lambda: not server.http.get(f"/rooms/{room}").json()["session"], 40, "the session's end")
    assert server.http.get(f"/rooms/{room}").json()["trouble"] is None
    until(lambda: all_of(browser, ".transcript .mic:not(.on)"), 10, "the closed microphone")


def test_a_broken_card_file_is_refused_with_its_faults(
    start: Callable[..., LiveServer], browser: webdriver.Chrome, tmp_path: Path
) -> None:
    server = start()
    bad = tmp_path / "cards.yaml"
    bad.write_text("- {id: a, name: 山楂, category: fod}\n", encoding="utf-8")
    good = tmp_path / "cards.json"
    card = {"id": "a", "link": 1, "name": "山楂", "category": "food"}
    good.write_text(json.dumps([card]), encoding="utf-8")
    browser.get(server.page)
    until(lambda: all_of(browser, ".rooms .add"), 15, "the console")
    click(browser, ".rooms .add")
    picker = browser.find_element(By.CSS_SELECTOR, ".dialog input[type=file]")
    picker.send_keys(str(bad))
    until(lambda: "没有 fod 这个品类" in text_of(browser, ".dialog .error"), 10, "the fault")
    picker.send_keys(str(good))
    until(lambda: "没有直播价" in text_of(browser, ".dialog .warnings"), 10, "the warning")
    browser.find_element(By.CSS_SELECTOR, ".dialog [name=name]").send_keys("新房间")
    click(browser, ".dialog .primary")
    until(lambda: "新房间" in text_of(browser, ".rooms"), 10, "the new room on the wall")
    assert server.http.get("/rooms").json()["items"][0]["products"] == [card]


def test_where_no_microphone_may_be_used_the_page_says_so(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start()
    server.http.post("/rooms", json={"name": "一号"})
    # What a page from plain http on another machine sees.
    browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "Object.defineProperty(window, 'isSecureContext', {value: false})"},
    )
    browser.get(server.page)
    until(lambda: "https" in text_of(browser, ".transcript .warnings"), 15, "the reason")
    assert not browser.find_element(By.CSS_SELECTOR, ".transcript .mic").is_enabled()
