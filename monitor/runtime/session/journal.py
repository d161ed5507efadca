"""What a replay has finished, on the disk line by line, so that a kill costs only the open part."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from monitor.errors import AudioError
from monitor.model import CoverageGap, Source, Utterance, Word

NAME = "progress.jsonl"


@dataclass(slots=True)
class Progress:
    """What an earlier run had finished: everything up to `media_ms` was heard."""

    media_ms: int = 0
    utterances: list[Utterance] = field(default_factory=list)
    gaps: list[CoverageGap] = field(default_factory=list)


class Journal:
    """Appends finished parts; `key` names the media, model and options they belong to."""

    def __init__(self, folder: Path, key: Mapping[str, Any]) -> None:
        self.path = folder / NAME
        self._key = dict(key)
        self._file: TextIO | None = None

    def open(self) -> Progress:
        """Begin or go on; gives what was finished under the same key. Raises AudioError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            progress, kept = self._read()
            # Rewritten up to the last whole position: a torn line of a kill must not stay.
            self._file = self.path.open("w", encoding="utf-8")
            for line in kept or [json.dumps({"key": self._key}, ensure_ascii=False)]:
                self._file.write(line + "\n")
            self._sync()
        except OSError as error:
            raise AudioError(
                f"结果文件夹不能写入：{error.strerror}",
                where=str(self.path.parent),
                hint="换一个 --out",
            ) from error
        return progress

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._sync()
            self._file.close()
            self._file = None

    def utterance(self, utterance: Utterance) -> None:
        """One final utterance was heard."""
        self._line(
            {
                "utterance": {
                    "id": utterance.id,
                    "text": utterance.text,
                    "start_ms": utterance.start_ms,
                    "end_ms": utterance.end_ms,
                    "avg_logprob": utterance.avg_logprob,
                    "alternatives": list(utterance.alternatives),
                    "words": [
                        [w.text, w.start_ms, w.end_ms, w.probability] for w in utterance.words
                    ],
                }
            }
        )

    def gap(self, gap: CoverageGap) -> None:
        """Time that was not heard."""
        self._line({"gap": [gap.start_ms, gap.end_ms, gap.reason]})

    def heard_to(self, media_ms: int) -> None:
        """Everything before this time is finished; only now do the lines before it count."""
        self._line({"heard_to": media_ms})
        self._sync()

    def remove(self) -> None:
        """The replay is complete."""
        self.path.unlink(missing_ok=True)

    def _line(self, value: Mapping[str, Any]) -> None:
        if self._file is None:
            raise AssertionError("the journal is not open")
        self._file.write(json.dumps(value, ensure_ascii=False) + "\n")

    def _sync(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def _read(self) -> tuple[Progress, list[str]]:
        """What counts of the file: whole lines under this key, up to the last position."""
        progress = Progress()
        if not self.path.is_file():
            return progress, []
        lines = self.path.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
        records = [_decoded(line) for line in lines]
        if not records or (records[0] or {}).get("key") != self._key:
            return progress, []
        last = max((i for i, r in enumerate(records) if r and "heard_to" in r), default=0)
        if any(record is None for record in records[: last + 1]):
            return progress, []
        for record in records[1 : last + 1]:
            _add(progress, record or {})
        return progress, lines[: last + 1]


def _decoded(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _add(progress: Progress, record: Mapping[str, Any]) -> None:
    if "heard_to" in record:
        progress.media_ms = record["heard_to"]
    elif "gap" in record:
        start_ms, end_ms, reason = record["gap"]
        progress.gaps.append(CoverageGap(start_ms=start_ms, end_ms=end_ms, reason=reason))
    elif "utterance" in record:
        item = record["utterance"]
        progress.utterances.append(
            Utterance(
                id=item["id"],
                text=item["text"],
                source=Source.AUDIO,
                start_ms=item["start_ms"],
                end_ms=item["end_ms"],
                avg_logprob=item["avg_logprob"],
                alternatives=tuple(item["alternatives"]),
                words=tuple(
                    Word(text=t, start_ms=a, end_ms=b, probability=p)
                    for t, a, b, p in item["words"]
                ),
            )
        )


class NoJournal(Journal):
    """Keeps nothing: for recordings that are scored, not resumed."""

    def __init__(self) -> None:
        super().__init__(Path(), {})

    def open(self) -> Progress:
        """Begin at the beginning."""
        return Progress()

    def _line(self, value: Mapping[str, Any]) -> None:
        del value
