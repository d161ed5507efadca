"""The console in a real Chromium, over the real pipeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from .conftest import LiveServer, until

pytestmark = pytest.mark.slow

WORDS_S = 60
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1440,900",
)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path / 'chromium'}"):
        options.add_argument(flag)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def all_of(browser: webdriver.Chrome, css: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, css)


def shown(browser: webdriver.Chrome) -> list[str]:
    """The ids of the alerts on the page, top first.

    Read in one step: an element found first and read later may have left the page meanwhile.
    """
    found = browser.execute_script(
        "return [...document.querySelectorAll('.alert')].map((item) => item.dataset.alert)"
    )
    return list(found)


def click(browser: webdriver.Chrome, css: str) -> None:
    """Clicks the first such element, found and clicked in one step."""
    browser.execute_script("document.querySelector(arguments[0]).click()", css)


def text_of(browser: webdriver.Chrome, css: str) -> str:
    # Read in one step: Vue may replace the element between finding and reading it.
    return str(
        browser.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", css)
    )


def test_the_demo_shows_alerts_within_a_minute_and_they_survive_everything(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start("--demo")
    ready = time.monotonic()
    browser.get(server.page)
    assert "token" not in browser.current_url
    until(lambda: len(all_of(browser, ".alert")) >= 3, WORDS_S, "three alerts on the page")
    assert time.monotonic() - ready < WORDS_S

    # The offending words are marked where they were said.
    assert all_of(browser, ".line mark")
    # One alert, looked at: words, law, rewording, sound.
    click(browser, ".alert")
    WebDriverWait(browser, 10).until(lambda b: all_of(b, ".detail .laws li"))
    assert "《" in text_of(browser, ".detail .laws")
    assert text_of(browser, ".detail blockquote mark")
    until(lambda: all_of(browser, ".detail .clip .play"), 10, "the clip's player")

    # How the recogniser is doing stands in the header, with its figures a click away.
    click(browser, ".health button")
    until(lambda: all_of(browser, ".health dd"), 5, "the recogniser's figures")

    # A reload brings them back from the server.
    before = set(shown(browser))
    browser.refresh()
    until(
        lambda: before <= set(shown(browser)),
        15,
        "the alerts after a reload",
    )

    # A restart of the server: the page reconnects by itself and goes on.
    server.kill()
    until(lambda: all_of(browser, ".link.offline, .link.connecting"), 15, "the lost connection")
    start(port=server.port)
    until(lambda: all_of(browser, ".link.connected"), 40, "the connection after a restart")
    assert before <= set(shown(browser))
    errors = [
        entry["message"]
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE"
        and "WebSocket" not in entry["message"]
        and "ERR_CONNECTION" not in entry["message"]
    ]
    assert errors == []


def test_a_verdict_takes_the_alert_out_of_the_queue(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start("--demo")
    browser.get(server.page)
    until(lambda: all_of(browser, ".alert:not(.done)"), WORDS_S, "an alert")
    # The room is still on air, as it is for the people who decide.
    chosen = shown(browser)[0]
    click(browser, f'.alert[data-alert="{chosen}"]')
    until(lambda: all_of(browser, f'.alert.here[data-alert="{chosen}"]'), 10, "the alert looked at")
    until(lambda: all_of(browser, ".detail .danger:enabled"), 10, "the button for a violation")
    click(browser, ".detail .danger")
    until(lambda: chosen not in shown(browser), 10, "the alert has left the queue")
    assert server.http.get(f"/alerts/{chosen}").json()["state"] == "confirmed"


def test_a_script_is_checked_and_reworded_on_the_page(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start()
    browser.get(server.page + "#check")
    until(lambda: all_of(browser, "textarea.script"), 15, "the script check")
    box = all_of(browser, "textarea.script")[0]
    box.send_keys("全网最低价，错过就没有了\n欢迎大家")
    all_of(browser, ".check button.primary")[0].click()
    until(lambda: all_of(browser, ".results mark"), 15, "the marked words")
    assert "全网最低价" in text_of(browser, ".results mark")
    assert "《" in text_of(browser, ".results .finding")


def test_the_transcript_keeps_the_order_of_speech(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start()
    browser.get(server.page + "#check")
    until(lambda: all_of(browser, "textarea.script"), 15, "the page")
    # A page that is opened between a later line's first words and an earlier line's last.
    seen = browser.execute_async_script(
        """
        const done = arguments[0];
        import('/static/js/state.js').then(({ receive, state }) => {
          const said = (start, final) => ({
            type: 'utterance', room: 'r',
            data: { session: 's', id: start, start_s: start, text: '好', marks: [], final },
          });
          const spoken = [[8, true], [37, false], [32, true], [37, true], [40, false]];
          for (const [start, final] of spoken) receive(said(start, final));
          done(state.lines.r.map((line) => [line.start_s, line.final]));
        });
        """
    )
    assert seen == [[8, True], [32, True], [37, True], [40, False]]


def test_a_stranger_sees_the_login_page(
    start: Callable[..., LiveServer], browser: webdriver.Chrome
) -> None:
    server = start()
    browser.get(server.base)
    assert browser.current_url.endswith("/login")
    box = all_of(browser, "#token")[0]
    box.send_keys("wrong")
    all_of(browser, "button.primary")[0].click()
    until(lambda: all_of(browser, ".error"), 10, "the refusal")
    all_of(browser, "#token")[0].send_keys(server.token or "")
    all_of(browser, "button.primary")[0].click()
    until(lambda: all_of(browser, ".rooms"), 10, "the console")
