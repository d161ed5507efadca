"""A long text is judged in windows: nothing is lost at their seams, and time stays linear."""

import gc
import time
from datetime import date

import pytest

from monitor.core.matching import MatchContext, Matcher
from monitor.core.matching.windows import windows
from monitor.core.text.normalise import normalise
from monitor.model import Source
from monitor.runtime.packs import load_default_pack

CALM = "大家好今天给大家看看这个面料摸起来很舒服大家慢慢看不着急，"


@pytest.fixture(scope="module")
def builtin() -> Matcher:
    return Matcher(load_default_pack().pack)


def test_each_place_has_one_owner() -> None:
    text = CALM * 80
    owners = [0] * len(text)
    for window in windows(normalise(text)):
        for at in range(len(window.normal.source)):
            owners[window.offset + at] += window.owns(at)
    assert set(owners) == {1}


@pytest.mark.parametrize("before", range(280, 420, 7))
@pytest.mark.parametrize(
    ("said", "claims"),
    [
        ("全网最低价", True),
        ("全 网 ❤️ 最 🔥 低 价", True),
        ("小肠小道都好了加薇信", True),
        ("我们不能说全网最低价", False),
        ("千万别信那些说包治百病的", False),
    ],
)
def test_a_seam_neither_hides_nor_makes_a_claim(builtin, before, said, claims) -> None:
    text = (CALM * 40)[:before] + "。" + said + "。" + CALM * 20
    alone = {(hit.rule.id, hit.start, hit.end) for hit in builtin.match(said)}
    moved = {
        (hit.rule.id, hit.start - before - 1, hit.end - before - 1) for hit in builtin.match(text)
    }
    assert moved == alone
    assert bool(alone) is claims


DENSE = {
    "speech": "大家好今天给大家看这个面膜能治痘吗我们说全网最低，",
    "no marks": "这个是最好的产品第一名",
    "fillers": "某美某白小肠和小道么小肠什么小道",
    "letters": "mei bai wo de zui hao v x 加 w",
    "pictures": "加❤️v❤x，",
    "doubled": "最最好好的的产产品品",
    "quoted": "「广告法说不能说最好」",
    "asked": "有家人问能不能治糖尿病，",
    "taken back": "说错了不是全网最低价，",
    "misheard": "宝宝坐了还能角正集住测完皓平饭十块红宝",
    "figures": "原价一千二百三十四块五只要99.9米，",
}


HEARD = ("speech", "no marks", "misheard")


@pytest.mark.parametrize(
    ("line", "source", "short"),
    [
        *(pytest.param(line, Source.TEXT, 1500, id=name) for name, line in DENSE.items()),
        *(pytest.param(DENSE[name], Source.AUDIO, 500, id=f"{name}, heard") for name in HEARD),
    ],
)
def test_time_grows_with_the_length_and_no_faster(builtin, line, source, short) -> None:
    """Eight times the text: about eight times the time, where a square would take 64 times."""
    context = MatchContext(category="cosmetic", spoken_on=date(2026, 5, 1), source=source)

    def seconds(size: int) -> float:
        text = (line * (size // len(line) + 1))[:size]
        before = time.process_time()
        builtin.match(text, context)
        return time.process_time() - before

    seconds(short)
    gc.collect()
    gc.disable()  # a collection of all that the other tests hold is not the matcher's time
    try:
        ratios = [seconds(8 * short) / seconds(short) for _ in range(3)]
    finally:
        gc.enable()
    assert min(ratios) < 8 * 2.5, ratios
