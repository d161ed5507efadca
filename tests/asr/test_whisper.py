"""The real speech model on three short sentences, and on what is no speech."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from monitor.errors import TranscriptionError
from monitor.runtime.asr.model_files import ModelFiles
from monitor.runtime.asr.port import DecodeInput, Pcm
from monitor.runtime.asr.stream import RoomStream
from monitor.runtime.asr.vad import SileroNetwork, SileroVad
from monitor.runtime.asr.whisper import WhisperRecogniser, whole_characters

pytestmark = pytest.mark.slow


def test_a_sentence_is_heard_with_its_numbers(
    ear: WhisperRecogniser, samples: dict[str, Pcm]
) -> None:
    heard = ear.transcribe(DecodeInput(pcm=samples["clean"]))
    assert "直播间的价格是79" in heard.text
    assert heard.dropped is None


@pytest.mark.parametrize(("name", "words"), [("noise", "今天直播间"), ("music", "百分之百")])
def test_a_sentence_is_heard_over_a_background(
    ear: WhisperRecogniser, samples: dict[str, Pcm], name: str, words: str
) -> None:
    assert words in ear.transcribe(DecodeInput(pcm=samples[name])).text


def test_word_times_rise_and_the_words_are_the_text(
    ear: WhisperRecogniser, samples: dict[str, Pcm]
) -> None:
    heard = ear.transcribe(DecodeInput(pcm=samples["clean"], want_words=True))
    assert "".join(word.text for word in heard.words) == heard.text
    times = [time for word in heard.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= len(samples["clean"]) // 16 + 50
    price = next(word for word in heard.words if "79" in word.text or "7" in word.text)
    assert 1500 < price.start_ms < 3200


@pytest.mark.parametrize("cut", range(1, 4))
def test_no_character_is_lost_however_the_tokens_cut_its_bytes(cut: int) -> None:
    said = "空气炸锅我们给五年质保".encode()
    tokens = [said[at : at + cut] for at in range(0, len(said), cut)]

    def decode(run: Sequence[int]) -> str:
        return b"".join(tokens[index] for index in run).decode(errors="replace")

    pieces = whole_characters(range(len(tokens)), decode)
    assert "".join(text for text, _ in pieces) == said.decode()
    assert sum(count for _, count in pieces) == len(tokens)


def test_bytes_that_are_no_character_take_nothing_with_them() -> None:
    tokens = [b"\xe7\x9b", "锅".encode(), "好".encode(), b"\xe7"]

    def decode(run: Sequence[int]) -> str:
        return b"".join(tokens[index] for index in run).decode(errors="replace")

    pieces = whole_characters(range(len(tokens)), decode)
    assert "".join(text for text, _ in pieces).replace("\ufffd", "") == "锅好"


def test_a_batch_gives_what_single_decodes_give(
    ear: WhisperRecogniser, samples: dict[str, Pcm]
) -> None:
    inputs = [DecodeInput(pcm=pcm) for pcm in samples.values()]
    batched = [heard.text for heard in ear.transcribe_many(inputs)]
    assert all(batched)
    assert batched[0] == ear.transcribe(inputs[0]).text


def test_two_threads_may_decode_at_once(ear: WhisperRecogniser, samples: dict[str, Pcm]) -> None:
    inputs = [DecodeInput(pcm=samples["clean"])] * 4
    with ThreadPoolExecutor(2) as threads:
        texts = {heard.text for heard in threads.map(ear.transcribe, inputs)}
    assert len(texts) == 1


def test_hotwords_are_cut_to_what_fits(ear: WhisperRecogniser, samples: dict[str, Pcm]) -> None:
    many = tuple(f"很长很长的商品名称第{number}号" for number in range(200))
    heard = ear.transcribe(DecodeInput(pcm=samples["clean"], hotwords=many))
    assert heard.dropped is None or heard.text == ""


def test_what_is_heard_does_not_hang_on_the_number_of_cores(ear: WhisperRecogniser) -> None:
    # A matrix product over two threads rounds otherwise than over one, and a beam search turns the
    # last bit of a feature into another character: evidence read twice would read differently.
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert blas
    assert [pool["num_threads"] for pool in blas] == [1] * len(blas)


def test_a_click_of_sound_is_no_error(ear: WhisperRecogniser) -> None:
    ear.transcribe(DecodeInput(pcm=np.zeros(10, np.float32), want_words=True))


def test_sound_longer_than_the_model_can_hear_is_no_error(
    ear: WhisperRecogniser, samples: dict[str, Pcm]
) -> None:
    ear.transcribe(DecodeInput(pcm=np.tile(samples["clean"], 8), want_words=True))


@pytest.mark.parametrize("level", [0.0, 0.001, 0.05])
def test_noise_and_silence_never_reach_the_model(network: SileroNetwork, level: float) -> None:
    sound = np.random.default_rng(1).normal(size=16_000 * 20).astype(np.float32) * np.float32(level)
    room = RoomStream(SileroVad(network))
    assert room.feed(sound, 0) + room.flush() == []


def test_a_voice_backwards_is_not_believed(
    ear: WhisperRecogniser, samples: dict[str, Pcm], network: SileroNetwork
) -> None:
    mixed = sum(np.resize(pcm[::-1], 60_000) for pcm in samples.values())
    room = RoomStream(SileroVad(network))
    requests = room.feed(np.asarray(mixed, np.float32), 0) + room.flush()
    heard = [ear.transcribe(r.as_input()) for r in requests if r.settled is None]
    assert not any(each.text for each in heard)


def test_the_detector_does_not_depend_on_how_the_sound_was_cut(
    network: SileroNetwork, samples: dict[str, Pcm]
) -> None:
    whole = SileroVad(network).feed(samples["clean"])
    pieces = SileroVad(network)
    sound = samples["clean"]
    told = np.concatenate([pieces.feed(sound[at : at + 777]) for at in range(0, len(sound), 777)])
    assert np.allclose(whole, told, atol=1e-5)
    assert (whole > 0.5).mean() > 0.6


def test_the_detector_leaves_the_callers_sound_alone(
    network: SileroNetwork, samples: dict[str, Pcm]
) -> None:
    sound = samples["clean"].copy()
    sound.setflags(write=False)
    SileroVad(network).feed(sound)
    assert np.array_equal(sound, samples["clean"])


def test_a_damaged_model_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"nothing")
    files = ModelFiles(name="broken", path=tmp_path, identity="0", verified=False)
    with pytest.raises(TranscriptionError, match="装载失败"):
        WhisperRecogniser(files, device="cpu")
