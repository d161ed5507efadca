"""A Whisper model without the tokens of other languages, made in memory when it is loaded.

With a fifth of the vocabulary a decoded token of the base model takes two thirds of the time on a
processor, and the text is the same (`python -m benchmarks.asr_accuracy --ablations`). The files on
the disk stay as they were published and verified.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from monitor.runtime.asr.vocabulary import CHINESE, kept_tokens
from monitor.runtime.asr.weights import UnknownWeightsError, rows_kept

EMBEDDINGS = "decoder/embeddings/weight"
WORTH_FROM = 0.1
"""Share of the file that the vocabulary must take; in the large models it is less."""


def trimmed_model(folder: Path) -> dict[str, bytes] | None:
    """The model's files by name, to be loaded from memory instead of `folder`.

    None when the model is not multilingual, is in a format not known here, or is so large that
    trimming gives little: then the model is loaded whole.
    """
    try:
        tokenizer = _object(folder / "tokenizer.json")
        config = _object(folder / "config.json")
        name, vocabulary = _vocabulary(folder)
        pairs = _merges(tokenizer)
        if CHINESE not in vocabulary:
            return None
        kept = kept_tokens(vocabulary, pairs)
        weights = rows_kept((folder / "model.bin").read_bytes(), EMBEDDINGS, kept, least=WORTH_FROM)
        if weights is None:
            return None
        tokens = [vocabulary[number] for number in kept]
        files = {
            "model.bin": weights,
            "config.json": _bytes(_config(config, kept)),
            "tokenizer.json": _bytes(_tokenizer(tokenizer, tokens, pairs)),
            name: (
                _bytes(tokens) if name.endswith(".json") else ("\n".join(tokens) + "\n").encode()
            ),
        }
        features = folder / "preprocessor_config.json"
        if features.is_file():
            files[features.name] = features.read_bytes()
    except (OSError, ValueError, KeyError, TypeError, UnknownWeightsError):
        return None
    return files


def _object(path: Path) -> dict[str, Any]:
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} is no object")
    return value


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _vocabulary(folder: Path) -> tuple[str, list[str]]:
    """The vocabulary file's name and its tokens by id."""
    as_json = folder / "vocabulary.json"
    if as_json.is_file():
        return as_json.name, list(json.loads(as_json.read_text(encoding="utf-8")))
    text = (folder / "vocabulary.txt").read_text(encoding="utf-8")
    return "vocabulary.txt", text.removesuffix("\n").split("\n")


def _merges(tokenizer: dict[str, Any]) -> list[tuple[str, str]]:
    pairs = (
        merge.split(" ") if isinstance(merge, str) else merge
        for merge in tokenizer["model"]["merges"]
    )
    return [(first, second) for first, second in pairs]


def _config(config: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    new = {number: index for index, number in enumerate(kept)}
    return {
        key: [new[each] for each in value if each in new]
        if key in ("suppress_ids", "suppress_ids_begin", "lang_ids")
        else value
        for key, value in config.items()
    }


def _tokenizer(
    tokenizer: dict[str, Any], tokens: list[str], merges: list[tuple[str, str]]
) -> dict[str, Any]:
    """The tokenizer with the kept tokens under their new ids, and the merges that make them."""
    ids = {token: number for number, token in enumerate(tokens)}
    model = tokenizer["model"]
    old = model["vocab"]
    changed = {
        **tokenizer,
        "added_tokens": [
            {**each, "id": ids[each["content"]]}
            for each in tokenizer["added_tokens"]
            if each["content"] in ids
        ],
        "model": {
            **model,
            "vocab": {token: number for token, number in ids.items() if token in old},
            "merges": [f"{first} {second}" for first, second in merges if first + second in ids],
        },
        # What it would add around a text is put there by the prompt.
        "post_processor": None,
    }
    return changed
