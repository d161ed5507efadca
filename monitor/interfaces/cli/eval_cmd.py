"""`monitor eval`: recall and false alarms on sessions that people labelled."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from monitor.interfaces.cli.console import LANG_OPTION, Lang, out, told
from monitor.interfaces.reports.words import category_name, severity_name
from monitor.model import Source
from monitor.runtime.asr.models import resolve_model
from monitor.runtime.asr.whisper import WhisperRecogniser
from monitor.runtime.engine import Engine
from monitor.runtime.evaluation.labels import LabelledSession, read_sessions
from monitor.runtime.evaluation.report import as_dict, by_category
from monitor.runtime.evaluation.running import Heard, Listen, evaluate_sound, evaluate_text
from monitor.runtime.evaluation.scoring import FalseAlarm, Score, Told
from monitor.runtime.session.replay import judge_utterances, transcribe_and_judge


def evaluate(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="标注的场次：文件，或它们的文件夹")
    ],
    audio: Annotated[bool, typer.Option("--audio", help="听录音来评，而不是读文字")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    model: Annotated[str, typer.Option(help="语音模型：名称或路径")] = "base",
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """用人工标注的场次评测：各类召回、误报，以及每一处漏报和误报的原话。"""
    scores: list[Score] = []
    once: list[Score] = []
    with told():
        sessions = read_sessions(paths, audio=audio)
        engine = Engine.load()
        if not audio:
            scores += evaluate_text(engine, sessions)
        else:
            for score, first in evaluate_sound(_listener(engine, model), sessions):
                scores.append(score)
                once.append(first)
                # A recording takes a while; say which one is done.
                print(f"{score.session} {score.found}/{len(score.told)}", file=sys.stderr)
    if as_json:
        print(json.dumps(as_dict(scores, once), ensure_ascii=False, indent=1))
        return
    for score in scores:
        _print_errors(score, lang)
    _print_totals(scores, once, lang)


def _listener(engine: Engine, model: str) -> Listen:
    recogniser = WhisperRecogniser(resolve_model(model))

    def listen(session: LabelledSession) -> Heard:
        assert session.sound is not None, "read_sessions(audio=True) gives only recordings"
        heard = transcribe_and_judge(
            session.sound, engine=engine, recogniser=recogniser, cards=session.cards
        )
        judge = engine.judge(cards=session.cards, source=Source.AUDIO, scope=session.name)
        return Heard(
            utterances=heard.utterances,
            findings=heard.findings,
            findings_of_one_listening=judge_utterances(
                judge, [replace(each, alternatives=()) for each in heard.utterances]
            ),
        )

    return listen


def _print_errors(score: Score, lang: Lang) -> None:
    if not score.misses and not score.false_alarms:
        return
    print(f"\n{score.session}")
    for miss in score.misses:
        print(_miss_line(miss, lang))
    for alarm in score.false_alarms:
        print(_alarm_line(alarm, lang))


def _miss_line(miss: Told, lang: Lang) -> str:
    english = lang is Lang.EN
    names = (", " if english else "、").join(
        category_name(name, lang.value) for name in miss.label.categories[:2]
    )
    word = "missed" if english else "漏报"
    line = f"  {word} {miss.line.number}\t“{miss.label.span}” [{names}]\t{miss.line.text}"
    if miss.instead:
        found = ", ".join(category_name(name, lang.value) for name in miss.instead)
        line += f"\t({'found as' if english else '判成了'} {found})"
    return line + _heard(miss.heard, lang)


def _alarm_line(alarm: FalseAlarm, lang: Lang) -> str:
    word = "false alarm" if lang is Lang.EN else "误报"
    finding = alarm.finding
    grade = severity_name(finding.severity.value, lang.value)
    rule = f"{grade} {finding.rule} ({finding.method.value}: {finding.term})"
    return f"  {word} {alarm.line.number}\t“{finding.quote}” {rule}\t{alarm.line.text}" + _heard(
        alarm.heard, lang
    )


def _heard(words: str, lang: Lang) -> str:
    if not words:
        return ""
    return f"\n      {'heard' if lang is Lang.EN else '听成'} {words}"


def _print_totals(scores: Sequence[Score], once: Sequence[Score], lang: Lang) -> None:
    english = lang is Lang.EN
    titles = ("category", "found", "labels", "recall")
    table = Table(box=None, pad_edge=False)
    for at, title in enumerate(titles if english else ("类别", "命中", "标注", "召回")):
        table.add_column(title, justify="right" if at else "left")
    for name, row in by_category(scores).items():
        share = f"{row['recall']:.0%}"
        table.add_row(category_name(name, lang.value), str(row["found"]), str(row["labels"]), share)
    console = out()
    console.print()
    console.print(table)
    print()
    if once:
        print(_total(once, lang) + (" (one listening)" if english else "（不做二次听辨）"))
    print(_total(scores, lang))


def _total(scores: Sequence[Score], lang: Lang) -> str:
    total = as_dict(scores)["total"]
    recall = "—" if total["recall"] is None else f"{total['recall']:.1%}"
    if lang is Lang.EN:
        return (
            f"{len(scores)} session(s): found {total['found']} of {total['labels']} ({recall}); "
            f"{total['false_alarms']} false alarm(s) on {total['clear_lines']} clear lines"
        )
    return (
        f"{len(scores)} 场：标注 {total['labels']} 处，命中 {total['found']} 处（{recall}）；"
        f"{total['clear_lines']} 句无标注的话中误报 {total['false_alarms']} 处"
    )
