"""faster-whisper behind the recogniser's port; the only file that imports it.

Whisper pads every input to 30 s, and nearly all of the encoder's time goes into that padding. Here
CTranslate2 encodes the sound plus two seconds of zero mel frames, which is several times faster;
the repetition penalty and the token limit keep the short context from looping, and a hypothesis
that loops all the same is decoded again at full length and believed only if that does not loop.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from opencc import OpenCC
from threadpoolctl import threadpool_limits

from monitor.errors import TranscriptionError
from monitor.model import Word
from monitor.runtime.asr.calibration import short_context_works
from monitor.runtime.asr.encodings import Encodings
from monitor.runtime.asr.guards import (
    GuardLimits,
    compression_ratio,
    ghost_reason,
    is_loop,
)
from monitor.runtime.asr.model_files import ModelFiles
from monitor.runtime.asr.models import models_dir
from monitor.runtime.asr.port import SAMPLE_RATE, DecodeInput, Hypothesis, Pcm
from monitor.runtime.asr.trimming import trimmed_model
from monitor.runtime.asr.vocabulary import CHINESE

STYLE_PROMPT = "以下是直播间的普通话。"
FRAMES_PER_SECOND = 100
FULL_FRAMES = 3000
PADDING_FRAMES = 200
MAX_INPUT_S = 29.0
MIN_INPUT_SAMPLES = SAMPLE_RATE // 5
REPETITION_PENALTY = 1.2
TOKENS_PER_SECOND = 8
TOKENS_BESIDES = 16
PROMPT_TOKENS_MAX = 200
CUDA_BATCH = 16
CPU_BATCH = 4
_UNFINISHED = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decoded:
    """One raw decode: text tokens, scores, and whether the token limit cut it off."""

    tokens: list[int]
    avg_logprob: float
    no_speech_prob: float
    cut_off: bool


class WhisperRecogniser:
    """Whisper through CTranslate2: int8 on a processor, float16 in batches on a GPU.

    `workers` decodes run at once, each on one thread. `short_context` None asks the
    calibration. `trimmed`: on a processor, load the model without other languages' tokens. Raises
    TranscriptionError when the model cannot be loaded.
    """

    def __init__(
        self,
        files: ModelFiles,
        *,
        workers: int = 2,
        short_context: bool | None = None,
        device: str = "auto",
        trimmed: bool = True,
        style_prompt: str = STYLE_PROMPT,
        limits: GuardLimits | None = None,
    ) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        # The features' matrix product rounds by its number of threads, and the text with it: one
        # thread, that a recording reads the same on two cores and on sixty-four.
        threadpool_limits(1, user_api="blas")
        self._name = files.name
        self._model, self.device = _load(files, workers, device, trimmed)
        self._tokenizer = _tokenizer(self._model)
        self._style = style_prompt
        self._limits = limits if limits is not None else GuardLimits()
        self._simplify = OpenCC("t2s")
        self._encodings = Encodings()
        self._short_context = (
            short_context
            if short_context is not None
            else short_context_works(files.identity, self._trial, models_dir())
        )

    @property
    def name(self) -> str:
        """The model's name and where it runs, such as `base/cpu`."""
        return f"{self._name}/{self.device}"

    @property
    def batch_size(self) -> int:
        """Inputs a call decodes to advantage."""
        return CUDA_BATCH if self.device == "cuda" else CPU_BATCH

    def transcribe(self, item: DecodeInput) -> Hypothesis:
        """The guarded hypothesis of one input; see `transcribe_many`."""
        return self.transcribe_many([item])[0]

    def transcribe_many(self, items: Sequence[DecodeInput]) -> list[Hypothesis]:
        """Guarded hypotheses in simplified Chinese, in the inputs' order.

        Inputs with one beam whose prompts are equally long in tokens make one batch. Raises
        TranscriptionError when the engine fails.
        """
        groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        prompts = [self._prompt(item) for item in items]
        for index, prompt in enumerate(prompts):
            groups[len(prompt), items[index].beam_size].append(index)
        results: dict[int, Hypothesis] = {}
        for indices in groups.values():
            batch = [items[index] for index in indices]
            try:
                answers = self._decode_batch(batch, [prompts[index] for index in indices])
            except (RuntimeError, ValueError) as error:
                raise TranscriptionError(
                    f"语音识别引擎出错：{error}", hint="换一个模型，或减少同时监测的直播间"
                ) from error
            results.update(zip(indices, answers, strict=True))
        return [results[index] for index in range(len(items))]

    def _trial(self, item: DecodeInput, short: bool) -> Hypothesis:
        """One bare decode with a short or a full context, for the calibration."""
        features = self._features(item.pcm)
        width = features.shape[1] + PADDING_FRAMES if short else FULL_FRAMES
        encoded = self._encode([features], width)
        decoded = self._generate(encoded, [self._prompt(item)], item.duration_s, 1)[0]
        return Hypothesis(text=self._text(decoded.tokens), looped=self._loops(decoded))

    def _decode_batch(self, batch: list[DecodeInput], prompts: list[list[int]]) -> list[Hypothesis]:
        # Only a second listening, which wants no words, takes what was kept: a first one must not
        # hang on what this process heard before, nor on how wide that batch was.
        again = len(batch) == 1 and not batch[0].want_words
        held = self._encodings.get(batch[0].pcm) if again else None
        features = [] if held is not None else [self._features(item.pcm) for item in batch]
        frames = [held.frames] if held is not None else [each.shape[1] for each in features]
        width = min(FULL_FRAMES, max(frames) + PADDING_FRAMES)
        if not self._short_context:
            width = FULL_FRAMES
        encoded = held.encoded if held is not None else self._encode(features, width)
        seconds = max(item.duration_s for item in batch)
        beam = batch[0].beam_size
        raw = self._generate(encoded, prompts, seconds, beam)
        if self.device == "cpu" and held is None:
            self._encodings.keep(
                [item.pcm if item.want_words else None for item in batch], encoded, frames
            )
        aligned: dict[int, tuple[Word, ...]] = {}
        looped = {i for i, each in enumerate(raw) if self._loops(each) and width < FULL_FRAMES}
        wanted = [i for i, item in enumerate(batch) if item.want_words and i not in looped]
        if any(raw[i].tokens for i in wanted):
            words = self._words(encoded, [each.tokens for each in raw], frames)
            aligned = {i: words[i] for i in wanted}
        answers: list[Hypothesis] = []
        for index, item in enumerate(batch):
            decoded, said = raw[index], aligned.get(index, ())
            if index in looped:
                full = self._encode([self._features(item.pcm)], FULL_FRAMES)
                decoded = self._generate(full, [prompts[index]], item.duration_s, beam)[0]
                if item.want_words and decoded.tokens:
                    said = self._words(full, [decoded.tokens], [frames[index]])[0]
            answers.append(self._hypothesis(item, decoded, said))
        return answers

    def _hypothesis(
        self, item: DecodeInput, decoded: _Decoded, words: tuple[Word, ...]
    ) -> Hypothesis:
        text = "".join(word.text for word in words) or self._text(decoded.tokens)
        if not any(char.isalnum() for char in text):
            text, words = "", ()  # 《《《《 out of a crowd: signs alone are no words
        candidate = Hypothesis(
            text=text,
            words=words,
            avg_logprob=decoded.avg_logprob,
            no_speech_prob=decoded.no_speech_prob,
            compression_ratio=compression_ratio(text),
            looped=self._loops(decoded),
            duration_s=item.duration_s,
        )
        reason = ghost_reason(
            candidate,
            style=self._style,
            speech_ratio=item.speech_ratio,
            provisional=item.provisional,
            limits=self._limits,
        )
        if reason is None:
            return candidate
        return replace(candidate, text="", words=(), dropped=reason)

    def _features(self, pcm: Pcm) -> npt.NDArray[np.float32]:
        """Log-mel frames of the sound, shape (n_mels, an even number of frames)."""
        sound = pcm[: int(MAX_INPUT_S * SAMPLE_RATE)]
        if len(sound) < MIN_INPUT_SAMPLES:
            sound = np.pad(sound, (0, MIN_INPUT_SAMPLES - len(sound)))
        mel: npt.NDArray[np.float32] = self._model.feature_extractor(sound)
        return mel[:, : mel.shape[1] // 2 * 2]

    def _encode(self, features: list[npt.NDArray[np.float32]], width: int) -> Any:
        import ctranslate2

        mels = np.zeros((len(features), features[0].shape[0], width), np.float32)
        for row, feature in enumerate(features):
            used = min(width, feature.shape[1])
            mels[row, :, :used] = feature[:, :used]
        to_cpu = self.device == "cuda" and len(features) > 1
        return self._model.model.encode(ctranslate2.StorageView.from_array(mels), to_cpu=to_cpu)

    def _generate(
        self, encoded: Any, prompts: list[list[int]], seconds: float, beam: int
    ) -> list[_Decoded]:
        room = int(TOKENS_PER_SECOND * seconds) + TOKENS_BESIDES
        limit = min(len(prompts[0]) + room, 448)
        results = self._model.model.generate(
            encoded,
            prompts,
            beam_size=beam,
            repetition_penalty=REPETITION_PENALTY,
            max_length=limit,
            return_scores=True,
            return_no_speech_prob=True,
        )
        decoded = []
        for result in results:
            ids = result.sequences_ids[0]
            tokens = [token for token in ids if token < self._tokenizer.eot]
            decoded.append(
                _Decoded(
                    tokens=tokens,
                    avg_logprob=float(result.scores[0]) if ids else 0.0,
                    no_speech_prob=float(result.no_speech_prob),
                    cut_off=len(prompts[0]) + len(ids) >= limit,
                )
            )
        return decoded

    def _loops(self, decoded: _Decoded) -> bool:
        return decoded.cut_off or is_loop(self._text(decoded.tokens))

    def _text(self, tokens: list[int]) -> str:
        said: str = self._simplify.convert(self._tokenizer.decode(tokens))
        return said.replace(_UNFINISHED, "").strip()

    def _words(
        self, encoded: Any, texts: list[list[int]], frames: list[int]
    ) -> list[tuple[Word, ...]]:
        """Characters or Latin words with their times, by attention alignment (Whisper, §DTW)."""
        sequence = self._tokenizer.sot_sequence
        results = self._model.model.align(encoded, sequence, texts, frames)
        return [self._timed(tokens, result) for tokens, result in zip(texts, results, strict=True)]

    def _timed(self, tokens: list[int], result: Any) -> tuple[Word, ...]:
        pieces = whole_characters(tokens, self._tokenizer.decode)
        if not pieces or not result.alignments:
            return ()
        text_index = np.array([pair[0] for pair in result.alignments])
        time_index = np.array([pair[1] for pair in result.alignments])
        jumps = np.concatenate(([True], np.diff(text_index) > 0))
        jump_ms = time_index[jumps] * 20
        probabilities = result.text_token_probs
        words = []
        after = 0
        for piece, count in pieces:
            first, after = after, after + count
            words.append(
                Word(
                    text=self._simplify.convert(piece).replace(_UNFINISHED, ""),
                    start_ms=int(jump_ms[min(first, len(jump_ms) - 1)]),
                    end_ms=int(jump_ms[min(after, len(jump_ms) - 1)]),
                    probability=float(np.mean(probabilities[first:after])),
                )
            )
        return _stripped(words)

    def _prompt(self, item: DecodeInput) -> list[int]:
        """Token ids before the text: hotwords that fit as whole terms, the style, the context."""
        tokenizer = self._tokenizer
        tail = tokenizer.encode(self._style + item.prompt)[-PROMPT_TOKENS_MAX // 2 :]
        head: list[int] = []
        most = PROMPT_TOKENS_MAX - len(tail)
        if item.hotword_tokens is not None:
            most = min(most, item.hotword_tokens)
        for term in item.hotwords:
            piece = tokenizer.encode(f"{term}，")
            if len(head) + len(piece) > most:
                break
            head.extend(piece)
        context = [tokenizer.sot_prev, *head, *tail] if head or tail else []
        return [*context, *tokenizer.sot_sequence, tokenizer.no_timestamps]


def whole_characters(
    tokens: Sequence[int], decode: Callable[[Sequence[int]], str]
) -> list[tuple[str, int]]:
    """(text, number of tokens) of the shortest runs of tokens that are whole characters.

    A token may hold the end of one character's bytes and the beginning of the next one's.
    """
    pieces: list[tuple[str, int]] = []
    run: list[int] = []
    for token in tokens:
        run.append(token)
        text = decode(run)
        if not text.endswith(_UNFINISHED):
            pieces.append((text, len(run)))
            run = []
    if run:
        pieces.append((decode(run), len(run)))
    return pieces


def _stripped(words: list[Word]) -> tuple[Word, ...]:
    """The words without empty ones and without blanks at either end of the text."""
    kept = [word for word in words if word.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def _load(files: ModelFiles, workers: int, device: str, trimmed: bool) -> tuple[Any, str]:
    import ctranslate2
    from faster_whisper import WhisperModel

    wanted = device
    if device == "auto":
        wanted = "cuda" if ctranslate2.get_cuda_device_count() > 0 else "cpu"
    attempts = [wanted] if device != "auto" or wanted == "cpu" else [wanted, "cpu"]
    failure: Exception | None = None
    for place in attempts:
        try:
            model = WhisperModel(
                str(files.path),
                device=place,
                compute_type="float16" if place == "cuda" else "int8",
                cpu_threads=1,
                num_workers=workers if place == "cpu" else 1,
                local_files_only=True,
                files=trimmed_model(files.path) if trimmed and place == "cpu" else None,
            )
        except (RuntimeError, ValueError, OSError) as error:
            failure = error
            continue
        return model, place
    raise TranscriptionError(
        f"语音模型 {files.name} 装载失败：{failure}",
        where=str(files.path),
        hint="文件可能损坏：删除该文件夹后重试，或换用自带的 base",
    )


def _tokenizer(model: Any) -> Any:
    from faster_whisper.tokenizer import Tokenizer

    # The engine tells a multilingual model by its number of tokens, and a trimmed one has fewer.
    multilingual = model.hf_tokenizer.token_to_id(CHINESE) is not None
    return Tokenizer(model.hf_tokenizer, multilingual, "transcribe", "zh")
