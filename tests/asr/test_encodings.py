"""The encoder's output is kept for the sound that may be listened to again, and for no longer."""

from __future__ import annotations

import ctranslate2
import numpy as np

from monitor.runtime.asr.encodings import Encodings


def sounds(count: int) -> list[np.ndarray]:
    return [np.full(1600, number / 100, np.float32) for number in range(count)]


def encoded(count: int) -> ctranslate2.StorageView:
    rows = np.arange(count, dtype=np.float32).reshape(count, 1, 1)
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(np.tile(rows, (1, 2, 3))))


def test_each_row_of_a_batch_is_found_by_its_own_sound() -> None:
    kept = Encodings()
    first, second, third = sounds(3)
    kept.keep([first, None, third], encoded(3), [10, 20, 30])
    assert kept.get(second) is None
    held = kept.get(third.copy())
    assert held is not None and held.frames == 30
    assert np.array(held.encoded).shape == (1, 2, 3)
    assert np.array(held.encoded)[0, 0, 0] == 2.0


def test_the_oldest_are_forgotten() -> None:
    kept = Encodings(kept=2)
    for pcm in sounds(5):
        kept.keep([pcm], encoded(1), [1])
    assert len(kept) == 2
    assert kept.get(sounds(5)[0]) is None
    assert kept.get(sounds(5)[4]) is not None
