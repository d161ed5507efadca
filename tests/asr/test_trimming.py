"""The model without other languages' tokens against the whole one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import tokenizers

from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.port import DecodeInput, Pcm
from monitor.runtime.asr.trimming import trimmed_model
from monitor.runtime.asr.whisper import WhisperRecogniser

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    made = trimmed_model(resolve_model().path)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def trimmed(files: dict[str, bytes]) -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_buffer(files["tokenizer.json"])


@pytest.fixture(scope="module")
def whole() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(resolve_model().path / "tokenizer.json"))


def said() -> list[str]:
    truths = sorted((FIXTURES / "audio").glob("*.truth.json"))
    lines = [line["text"] for path in truths for line in json.loads(path.read_text())["lines"]]
    assert len(lines) > 100
    return lines


def test_a_fifth_of_the_vocabulary_is_left(
    files: dict[str, bytes], trimmed: tokenizers.Tokenizer, whole: tokenizers.Tokenizer
) -> None:
    assert trimmed.get_vocab_size() < whole.get_vocab_size() / 5
    names = files["vocabulary.txt"].decode().removesuffix("\n").split("\n")
    assert [trimmed.token_to_id(name) for name in names] == list(range(len(names)))


def test_what_hosts_say_has_the_same_tokens(
    trimmed: tokenizers.Tokenizer, whole: tokenizers.Tokenizer
) -> None:
    for text in said():
        tokens = trimmed.encode(text, add_special_tokens=False)
        assert tokens.tokens == whole.encode(text, add_special_tokens=False).tokens
        assert trimmed.decode(tokens.ids) == text


@pytest.mark.parametrize(
    "text", ["iPhone 15 Pro Max", "extraordinary SK-II", "résumé", "😀", "ありがとう", "嚸龘"]
)
def test_any_text_can_still_be_written(trimmed: tokenizers.Tokenizer, text: str) -> None:
    assert trimmed.decode(trimmed.encode(text, add_special_tokens=False).ids) == text


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "config.json", "vocabulary.txt"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"[]", b"\xff"])
def test_another_kind_of_model_is_not_trimmed(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = shutil.copytree(resolve_model().path, tmp_path / "model", copy_function=_link)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    if (name, content) == ("config.json", b"{}"):
        assert trimmed_model(folder) is not None
    else:
        assert trimmed_model(folder) is None


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source) if _same_disk(source, target) else shutil.copy(source, target)


def _same_disk(source: str, target: str) -> bool:
    return Path(source).stat().st_dev == Path(target).parent.stat().st_dev


@pytest.mark.slow
@pytest.mark.parametrize("beam", [1, 5])
def test_it_hears_the_same(ear: WhisperRecogniser, samples: dict[str, Pcm], beam: int) -> None:
    other = WhisperRecogniser(resolve_model(), device="cpu", trimmed=False)
    for pcm in samples.values():
        item = DecodeInput(pcm=pcm, want_words=True, beam_size=beam, hotwords=("百分之百", "祛斑"))
        first, second = ear.transcribe(item), other.transcribe(item)
        assert first.text == second.text
        assert first.avg_logprob == pytest.approx(second.avg_logprob, abs=0.1)
        times = [word.start_ms for word in first.words]
        assert times == pytest.approx([word.start_ms for word in second.words], abs=60)
