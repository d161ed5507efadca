"""Labelled sessions on disk: scripts, recordings and single lines, read into frozen types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from monitor.core.consistency.cards import parse_cards
from monitor.errors import TextInputError
from monitor.model import ProductCard

SESSION_SUFFIX: Final = ".session.json"
TRUTH_SUFFIX: Final = ".truth.json"
_SOUND_SUFFIXES: Final = (".flac", ".wav", ".mp3", ".m4a", ".mp4", ".ogg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A stretch of a line that must be found under one of `categories`; the first is the likeliest.

    `start` and `end` are half-open code-point offsets; `end_s` is when the phrase ends in the
    recording.
    """

    start: int
    end: int
    span: str
    categories: tuple[str, ...]
    end_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """One spoken line; `category` is the product category where no card tells it."""

    number: int
    text: str
    labels: tuple[Label, ...] = ()
    ambiguous: bool = False
    category: str | None = None
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSession:
    """Lines in order; with `sound` as spoken in that file. `alone` lines share no context."""

    name: str
    lines: tuple[LabelledLine, ...]
    cards: tuple[ProductCard, ...] = ()
    sound: Path | None = None
    alone: bool = False


class _Edge(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _LabelIn(_Edge):
    span: str
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    start: int | None = None
    end: int | None = None
    end_s: float | None = None


class _LineIn(_Edge):
    text: str
    labels: tuple[_LabelIn, ...] = ()
    spans: tuple[_LabelIn, ...] = ()
    ambiguous: bool = False
    category: str | None = None
    start_s: float | None = None
    end_s: float | None = None


class _SessionIn(_Edge):
    lines: Annotated[tuple[_LineIn, ...], Field(min_length=1)]
    products: Any = ()
    id: str | None = None


def read_sessions(paths: Iterable[Path], *, audio: bool) -> list[LabelledSession]:
    """The labelled sessions in files and folders; with `audio`, those that have a recording.

    Raises:
        TextInputError: a file cannot be read, or none holds what is asked for.
        CardError: a session's cards have faults.
    """
    sessions = [
        session
        for path in paths
        for found in _files(path, audio=audio)
        if (session := _read(found)) is not None and (session.sound is not None) == audio
    ]
    if not sessions:
        wanted = "*.truth.json 和同名的录音" if audio else "*.session.json 或 *.jsonl"
        where = " ".join(str(path) for path in paths) or None
        raise TextInputError("没有找到标注的场次", where=where, hint=f"文件夹里应有 {wanted}")
    return sessions


def _files(path: Path, *, audio: bool) -> list[Path]:
    if not path.exists():
        raise TextInputError("文件不存在", where=str(path), hint="给出标注文件或它们的文件夹")
    if not path.is_dir():
        return [_truth_of(path)]
    endings = (TRUTH_SUFFIX,) if audio else (SESSION_SUFFIX, ".jsonl")
    return sorted(found for found in path.iterdir() if found.name.endswith(endings))


def _truth_of(path: Path) -> Path:
    """The labels of a recording that was named itself."""
    if path.suffix in _SOUND_SUFFIXES:
        return path.with_name(path.stem + TRUTH_SUFFIX)
    return path


def _read(path: Path) -> LabelledSession | None:
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".jsonl":
            rows = [json.loads(row) for row in text.splitlines() if row.strip()]
            lines = TypeAdapter(tuple[_LineIn, ...]).validate_python(rows)
            return LabelledSession(name=path.stem, lines=_lines(lines), alone=True)
        session = _SessionIn.model_validate_json(text)
    except OSError as err:
        raise TextInputError(f"读不了标注：{err.strerror}", where=str(path)) from err
    except (ValidationError, ValueError) as err:
        raise TextInputError(f"标注读不通：{_problem(err)}", where=str(path)) from err
    spoken = path.name.endswith(TRUTH_SUFFIX)
    return LabelledSession(
        name=session.id or path.name.split(".")[0],
        lines=_lines(session.lines),
        cards=parse_cards(session.products) if session.products else (),
        sound=_sound_of(path) if spoken else None,
    )


def _sound_of(truth: Path) -> Path:
    stem = truth.name.removesuffix(TRUTH_SUFFIX)
    for suffix in _SOUND_SUFFIXES:
        if (found := truth.with_name(stem + suffix)).is_file():
            return found
    raise TextInputError("找不到录音", where=str(truth), hint=f"放上同名的 {stem}.flac")


def _lines(lines: Iterable[_LineIn]) -> tuple[LabelledLine, ...]:
    return tuple(
        LabelledLine(
            number=number,
            text=line.text,
            labels=tuple(_label(line.text, label) for label in line.labels or line.spans),
            ambiguous=line.ambiguous,
            category=line.category,
            start_s=line.start_s,
            end_s=line.end_s,
        )
        for number, line in enumerate(lines, start=1)
    )


def _label(text: str, label: _LabelIn) -> Label:
    start = label.start if label.start is not None else max(0, text.find(label.span))
    end = label.end if label.end is not None else start + len(label.span)
    return Label(
        start=start, end=end, span=label.span, categories=label.categories, end_s=label.end_s
    )


def _problem(err: Exception) -> str:
    if isinstance(err, ValidationError):
        first: Mapping[str, Any] = err.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}：{first['msg']}"
    return str(err)
