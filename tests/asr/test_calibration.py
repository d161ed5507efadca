"""A model is tried once with a short context, and the answer is kept."""

from __future__ import annotations

from pathlib import Path

from monitor.runtime.asr.calibration import short_context_works
from monitor.runtime.asr.port import DecodeInput, Hypothesis

SAID = {
    "今天直播间的价格是79块钱平时卖99": range(70_000, 80_000),
    "这个蜂蜜两瓶一斤装今天直播间59块9": range(55_000, 60_000),
    "我们这件是百分之百纯羊毛的手感非常软": range(60_001, 70_000),
}


class Model:
    """Hears every sample rightly at full length, and `short_text` with a short context."""

    def __init__(self, short_text: str | None = None, looped: bool = False) -> None:
        self.tried = 0
        self._short_text = short_text
        self._looped = looped

    def __call__(self, item: DecodeInput, short: bool) -> Hypothesis:
        self.tried += 1
        right = next(text for text, sizes in SAID.items() if len(item.pcm) in sizes)
        if short and self._short_text is not None:
            return Hypothesis(text=self._short_text, looped=self._looped)
        return Hypothesis(text=right)


def test_a_model_that_hears_as_well_may_have_the_short_context(tmp_path: Path) -> None:
    assert short_context_works("abc", Model(), tmp_path)


def test_a_model_that_hears_worse_keeps_the_full_length(tmp_path: Path) -> None:
    assert not short_context_works("abc", Model("今天直播间"), tmp_path)


def test_a_model_that_loops_keeps_the_full_length(tmp_path: Path) -> None:
    assert not short_context_works("abc", Model("好" * 50, looped=True), tmp_path)


def test_a_model_is_tried_only_once(tmp_path: Path) -> None:
    model = Model("今天直播间")
    assert [short_context_works("abc", model, tmp_path) for _ in range(3)] == [False] * 3
    assert model.tried == 6


def test_the_packaged_model_needs_no_trial(tmp_path: Path) -> None:
    model = Model()
    assert short_context_works("d01c3014881c9c6f", model, tmp_path)
    assert model.tried == 0


def test_notes_that_cannot_be_read_are_made_again(tmp_path: Path) -> None:
    (tmp_path / "calibration.json").write_text("not json")
    assert short_context_works("abc", Model(), tmp_path)


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert short_context_works("abc", Model(), tmp_path / "file")
