"""Which tokens Mandarin can need, on a small vocabulary in Whisper's alphabet."""

from __future__ import annotations

import pytest

from monitor.runtime.asr.vocabulary import LATIN_BELOW, byte_of_letter, kept_tokens

LETTER = {byte: letter for letter, byte in byte_of_letter().items()}


def spelt(raw: bytes) -> str:
    return "".join(LETTER[byte] for byte in raw)


WANTED = [
    "全".encode(),
    "我们".encode(),
    b"79",
    b"%",
    " 好".encode(),
    b"vita",
    "，".encode(),
    b"\xe5\x85",
]
UNWANTED = ["이".encode(), "при".encode(), "です".encode(), "ñ".encode(), b"\xea\xb0"]


def small() -> tuple[list[str], list[tuple[str, str]]]:
    singles = [LETTER[byte] for byte in range(256)]
    merged = ["vi", "ta", *(spelt(raw) for raw in WANTED), *(spelt(raw) for raw in UNWANTED)]
    merges = [("v", "i"), ("t", "a"), ("vi", "ta"), (spelt(b"\xe5"), spelt(b"\x85"))]
    special = ["<|endoftext|>", "<|zh|>", "<|notimestamps|>", "<|0.00|>"]
    return [*singles, *merged, *special], merges


def test_the_alphabet_has_a_letter_for_each_byte() -> None:
    assert sorted(byte_of_letter().values()) == list(range(256))
    assert byte_of_letter()["Ġ"] == 0x20


def test_every_byte_and_every_special_token_but_times_is_kept() -> None:
    vocabulary, merges = small()
    kept = kept_tokens(vocabulary, merges)
    assert kept[:256] == list(range(256))
    assert [vocabulary[number] for number in kept[-3:]] == vocabulary[-4:-1]


@pytest.mark.parametrize("raw", WANTED)
def test_what_mandarin_is_written_with_is_kept(raw: bytes) -> None:
    vocabulary, merges = small()
    assert vocabulary.index(spelt(raw)) in kept_tokens(vocabulary, merges)


@pytest.mark.parametrize("raw", UNWANTED)
def test_other_scripts_are_not(raw: bytes) -> None:
    vocabulary, merges = small()
    assert vocabulary.index(spelt(raw)) not in kept_tokens(vocabulary, merges)


def test_a_rare_latin_piece_is_left_out() -> None:
    vocabulary = [*(LETTER[byte] for byte in range(256)), *["z0"] * LATIN_BELOW, "ab", "1ab", "12"]
    kept = kept_tokens(vocabulary, [])
    assert {vocabulary[number] for number in kept[256:]} == {"z0", "12"}


def test_the_pieces_of_a_kept_token_are_kept() -> None:
    filler = ["z0"] * LATIN_BELOW
    vocabulary = [*(LETTER[byte] for byte in range(256)), "vita", *filler, "vi", "ta", "to"]
    kept = kept_tokens(vocabulary, [("v", "i"), ("t", "a"), ("t", "o"), ("vi", "ta")])
    assert {vocabulary[number] for number in kept[256:]} == {"vita", "vi", "ta", "z0"}
