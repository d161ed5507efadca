"""`monitor replay`: a recording, heard and judged, with a report that stands on its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.errors import AudioError, MonitorError
from monitor.interfaces.cli.console import LANG_OPTION, Exit, FailOn, Lang, out, tell_error, told
from monitor.interfaces.reports.html import index_page, replay_page
from monitor.interfaces.reports.srt import to_srt
from monitor.interfaces.reports.words import (
    NOTICE,
    category_name,
    claims_line,
    clock,
    severity_name,
)
from monitor.model import ProductCard
from monitor.runtime.engine import Engine, read_cards, require_category

if TYPE_CHECKING:
    from monitor.runtime.asr.port import Recogniser
    from monitor.runtime.session.replay import ReplayResult, Tell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    engine: Engine
    recogniser: Recogniser
    cards: Sequence[ProductCard]
    category: str | None
    spoken_on: datetime | None
    lang: str


def replay(
    media: Annotated[list[Path], typer.Argument(help="录音或录像，FFmpeg 能打开的都可以")],
    products: Annotated[Path | None, typer.Option(help="商品卡文件")] = None,
    category: Annotated[str | None, typer.Option(help="商品类别")] = None,
    out_dir: Annotated[Path | None, typer.Option("--out", help="结果文件夹")] = None,
    model: Annotated[str, typer.Option(help="语音模型：名称或路径")] = "base",
    spoken_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="播出日期，按当日法律判断")
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="达到此级别时退出码为 1")] = FailOn.MEDIUM,
    lang: Annotated[Lang, LANG_OPTION] = Lang.ZH,
) -> None:
    """审查录像：转写、找出疑似违规、截取声音，写出报告；中断后重跑同一命令即可继续。"""
    with told():
        require_category(category)
        cards = read_cards(products) if products else ()
        # Told before the model is loaded: a wrong path should not cost a wait.
        missing = [path for path in media if not path.exists()]
        if missing and len(media) == 1:
            raise AudioError("文件不存在", where=str(missing[0]), hint="检查路径")
        # Imported here: the other commands should not wait for the recogniser.
        from monitor.runtime.asr.models import resolve_model
        from monitor.runtime.asr.whisper import WhisperRecogniser

        job = _Job(
            engine=Engine.load(),
            recogniser=WhisperRecogniser(resolve_model(model)),
            cards=cards,
            category=category,
            spoken_on=spoken_on,
            lang=lang.value,
        )
        severities, failed = _replay_all(job, media, out_dir)
    if failed:
        raise typer.Exit(Exit.BAD_INPUT)
    raise typer.Exit(Exit.FOUND if fail_on.reached_by(iter(severities)) else Exit.CLEAN)


def _replay_all(job: _Job, media: Sequence[Path], out_dir: Path | None) -> tuple[list[str], bool]:
    """Every recording in turn; one that fails is told and does not stop the others."""
    root = out_dir or (Path(f"{media[0].stem}-replay") if len(media) == 1 else Path("replay"))
    severities: list[str] = []
    done: list[dict[str, Any]] = []
    failed = False
    for path, folder in zip(media, _folders(media, root), strict=True):
        try:
            result = _replay_one(job, path, folder)
        except MonitorError as error:
            if len(media) == 1:
                raise
            tell_error(error)
            failed = True
            continue
        severities.extend(finding["severity"] for finding in result["findings"])
        done.append({"folder": folder.name, "result": result})
    if len(media) > 1 and done:
        _write(root / "index.html", index_page(done, lang=job.lang))
        out().print(f"{root / 'index.html'}")
    return severities, failed


def _folders(media: Sequence[Path], root: Path) -> list[Path]:
    if len(media) == 1:
        return [root]
    names: list[str] = []
    for path in media:
        name, number = path.stem or "media", 2
        while name in names:
            name, number = f"{path.stem}-{number}", number + 1
        names.append(name)
    return [root / name for name in names]


def _replay_one(job: _Job, path: Path, folder: Path) -> dict[str, Any]:
    from monitor.runtime.session.clips import cut_clips
    from monitor.runtime.session.replay import transcribe_and_judge

    with _progress(path.name) as tell:
        result = transcribe_and_judge(
            path,
            engine=job.engine,
            recogniser=job.recogniser,
            cards=job.cards,
            category=job.category,
            spoken_on=job.spoken_on.date() if job.spoken_on else None,
            journal_in=folder,
            tell=tell,
        )
    clips = cut_clips(path, result.findings, folder / "clips")
    document = result.as_dict()
    for finding in document["findings"]:
        if name := clips.get(finding["id"]):
            finding["clip"] = f"clips/{name}"
    _write(folder / "findings.json", json.dumps(document, ensure_ascii=False, indent=1))
    _write(folder / "transcript.srt", to_srt(document["transcript"]))
    _write(folder / "report.html", replay_page(document, lang=job.lang))
    _summarise(result, folder, job.lang)
    return document


def _summarise(result: ReplayResult, folder: Path, lang: str) -> None:
    console = out()
    for finding in result.findings:
        console.print(
            f"{clock((finding.start_ms or 0) / 1000)}  "
            f"[{severity_name(finding.severity, lang)}] {category_name(finding.category, lang)}  "
            f"{finding.quote}",
            markup=False,
        )
    for gap in result.gaps:
        label = "not heard" if lang == "en" else "未监测到"
        console.print(
            f"{clock(gap.start_ms / 1000)}–{clock(gap.end_ms / 1000)}  {label}：{gap.reason}",
            markup=False,
        )
    if line := claims_line(result.claims, lang):
        console.print(line, markup=False)
    console.print(f"{folder / 'report.html'}", markup=False)
    console.print(NOTICE[lang], style="dim")


@contextmanager
def _progress(name: str) -> Iterator[Tell]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=out(sys.stderr),
    )
    with bar:
        task = bar.add_task(name, total=None)

        def tell(done_ms: int, total_ms: int | None) -> None:
            bar.update(task, completed=done_ms, total=total_ms)

        yield tell


def _write(path: Path, text: str) -> None:
    """Written beside and renamed, so that a kill leaves the old file or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".part")
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise AudioError(
            f"结果写不进去：{error.strerror}", where=str(path), hint="检查空间和权限，或换 --out"
        ) from error
