"""Scoring counts as the labels' page says: found, missed, false alarm, clear, ambiguous."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.errors import TextInputError
from monitor.model import Finding, FindingState, Kind, Method, PackRef, Severity, Utterance
from monitor.runtime.evaluation.labels import (
    Label,
    LabelledLine,
    LabelledSession,
    read_sessions,
)
from monitor.runtime.evaluation.report import as_dict, by_category
from monitor.runtime.evaluation.scoring import score_sound, score_text


def finding(
    category: str,
    *,
    line: int = 1,
    start: int = 0,
    end: int = 3,
    at_s: float | None = None,
    severity: Severity = Severity.HIGH,
    state: FindingState = FindingState.FIRM,
) -> Finding:
    at_ms = None if at_s is None else int(at_s * 1000)
    return Finding(
        id=f"{line}-{start}-{at_s}",
        rule=f"demo/{category}",
        category=category,
        kind=Kind.CLAIM,
        severity=severity,
        confidence=0.9,
        method=Method.LITERAL,
        start=start,
        end=end,
        quote="",
        term="",
        message="",
        pack=PackRef(id="demo", version="1", digest="0"),
        line=line,
        start_ms=at_ms,
        end_ms=None if at_ms is None else at_ms + 500,
        state=state,
    )


def line(
    number: int, *spans: tuple[int, int], ambiguous: bool = False, at: tuple[float, float] = (0, 0)
) -> LabelledLine:
    labels = tuple(
        Label(start=a, end=b, span="词", categories=("price-lowest", "absolute")) for a, b in spans
    )
    return LabelledLine(
        number=number,
        text="全网最低价今天",
        labels=labels,
        ambiguous=ambiguous,
        start_s=at[0],
        end_s=at[1],
    )


def session(*lines: LabelledLine) -> LabelledSession:
    return LabelledSession(name="s", lines=lines)


def test_a_label_is_found_by_an_overlapping_finding_of_one_of_its_categories() -> None:
    score = score_text(session(line(1, (2, 5))), [finding("absolute", start=4, end=7)])
    assert (score.found, len(score.misses), len(score.false_alarms)) == (1, 0, 0)


def test_a_finding_that_only_touches_a_label_does_not_find_it() -> None:
    score = score_text(session(line(1, (2, 5))), [finding("absolute", start=5, end=7)])
    assert len(score.misses) == 1


def test_a_finding_of_another_category_misses_and_says_what_was_found_instead() -> None:
    score = score_text(session(line(1, (0, 5))), [finding("urgency")])
    assert score.misses[0].instead == ("urgency",)


def test_notes_and_withdrawn_findings_count_for_nothing() -> None:
    findings = [
        finding("absolute", severity=Severity.LOW),
        finding("absolute", line=2, severity=Severity.INFO),
        finding("absolute", line=2, state=FindingState.WITHDRAWN),
    ]
    score = score_text(session(line(1, (0, 5)), line(2)), findings)
    assert (score.found, len(score.false_alarms)) == (0, 0)


def test_a_finding_on_an_unlabelled_line_is_a_false_alarm() -> None:
    score = score_text(session(line(1), line(2)), [finding("absolute", line=2)])
    assert [alarm.line.number for alarm in score.false_alarms] == [2]
    assert score.clear_lines == 2


def test_an_ambiguous_line_is_not_scored() -> None:
    score = score_text(session(line(1, ambiguous=True)), [finding("absolute")])
    assert (score.told, score.false_alarms, score.clear_lines) == ((), (), 0)


@pytest.mark.parametrize(("second", "found"), [(8.9, 0), (9.0, 1), (14.0, 1), (14.1, 0)])
def test_sound_finds_from_a_second_before_the_line_to_two_after(second: float, found: int) -> None:
    spoken = session(line(1, (0, 5), at=(10, 12)))
    assert score_sound(spoken, [finding("absolute", at_s=second)]).found == found


def test_sound_next_to_a_labelled_line_is_not_clear() -> None:
    spoken = session(line(1, (0, 5), at=(10, 12)), line(2, at=(12.5, 14)), line(3, at=(20, 22)))
    findings = [finding("urgency", at_s=13.5), finding("urgency", at_s=20.5)]
    score = score_sound(spoken, findings)
    assert score.clear_lines == 1
    assert [alarm.line.number for alarm in score.false_alarms] == [3]


def test_an_error_in_sound_shows_what_was_heard() -> None:
    spoken = session(line(1, (0, 5), at=(10, 12)), line(2, at=(20, 22)))
    heard = [
        Utterance(id="a", text="全网嘴低价", start_ms=9_800, end_ms=12_100),
        Utterance(id="b", text="今天", start_ms=20_100, end_ms=21_900),
    ]
    score = score_sound(spoken, [finding("urgency", at_s=20.5)], heard)
    assert score.misses[0].heard == "全网嘴低价"
    assert score.false_alarms[0].heard == "今天"


def test_recall_is_counted_under_the_first_category() -> None:
    score = score_text(session(line(1, (0, 3)), line(2, (0, 3))), [finding("absolute")])
    assert by_category([score]) == {"price-lowest": {"labels": 2, "found": 1, "recall": 0.5}}
    assert as_dict([score])["total"]["recall"] == 0.5


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_single_lines_are_read_with_their_product_category(tmp_path: Path) -> None:
    row = {"category": "food", "text": "能治病", "labels": []}
    path = write(tmp_path, "phrases.jsonl", json.dumps(row) + "\n")
    (read,) = read_sessions([path], audio=False)
    assert read.alone
    assert read.lines[0].category == "food"


def test_a_recording_is_read_with_its_truth_and_its_cards(tmp_path: Path) -> None:
    truth = {
        "id": "s",
        "products": [{"id": "a", "name": "蜂蜜", "category": "food"}],
        "lines": [
            {
                "text": "能治病",
                "start_s": 1,
                "end_s": 2,
                "spans": [{"span": "治病", "categories": ["medical"], "end_s": 2}],
            }
        ],
    }
    write(tmp_path, "s.truth.json", json.dumps(truth))
    write(tmp_path, "s.flac", "")
    (read,) = read_sessions([tmp_path / "s.flac"], audio=True)
    assert read.sound == tmp_path / "s.flac"
    assert read.cards[0].name == "蜂蜜"
    assert (read.lines[0].labels[0].start, read.lines[0].labels[0].end) == (1, 3)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.session.json", "{"), ("a.session.json", '{"lines": [{"labels": []}]}'), ("a.jsonl", "[1")],
)
def test_labels_that_cannot_be_read_are_refused_with_their_file(
    tmp_path: Path, name: str, text: str
) -> None:
    path = write(tmp_path, name, text)
    with pytest.raises(TextInputError) as caught:
        read_sessions([path], audio=False)
    assert caught.value.where == str(path)


def test_a_folder_without_labels_is_refused_with_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(TextInputError, match="没有找到标注"):
        read_sessions([tmp_path], audio=False)
