"""`monitor retention`: what is held, what is due, and erasing it, with a tombstone."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.errors import UsageError
from monitor.interfaces.cli.console import LANG_OPTION, Lang, told, worded
from monitor.interfaces.cli.data_folder import default_data, existing_data

if TYPE_CHECKING:
    # Its database library loads in a second, which every other command would pay.
    from monitor.runtime.store.records import SessionRecord
    from monitor.runtime.store.store import Store

retention_app = typer.Typer(
    name="retention", help="保存期限：到期的场次、封存、清除。", no_args_is_help=True
)

Language = Annotated[Lang, LANG_OPTION]
DataFolder = Annotated[Path | None, typer.Option("--data", help="数据目录；不写则用默认数据目录")]
Database = Annotated[
    str | None, typer.Option("--db", help="postgresql:// 地址；不写则用数据目录里的 SQLite")
]
Who = Annotated[str | None, typer.Option("--who", help="谁；不写则用系统用户名")]
Reason = Annotated[str, typer.Option("--reason", help="为什么；写进账本")]
Yes = Annotated[bool, typer.Option("--yes", help="真的清除；不写只说会清除什么")]
Days = Annotated[
    int | None, typer.Option("--keep-days", help="场次结束后保存多少天；不写则三年，不能更短")
]


@retention_app.command(name="list")
def list_(
    days: Days = None, data: DataFolder = None, db: Database = None, lang: Language = Lang.ZH
) -> None:
    """列出生效中的封存和到期的场次。"""
    with told(), _open(data, db) as store:
        holds = store.list_holds()
        print(worded(lang, f"封存 {len(holds)} 处", f"{len(holds)} hold(s)"))
        for hold in holds:
            print(
                f"  {hold.id}  {hold.scope} {hold.target}  "
                f"{hold.at:%Y-%m-%d}  {hold.who}：{hold.reason}"
            )
        _tell_due(store.due(keep=_keep(days)), lang)


@retention_app.command()
def hold(
    scope: Annotated[str, typer.Argument(metavar="room|session|alert", help="范围")],
    target: Annotated[str, typer.Argument(metavar="ID", help="编号")],
    reason: Reason,
    who: Who = None,
    data: DataFolder = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """封存一个直播间、一场或一条告警：解封之前不得清除。"""
    with told(), _open(data, db) as store:
        held = store.hold(scope, target, who=_who(who), reason=_given(reason))
        print(worded(lang, f"已封存：{held.id}", f"Held: {held.id}"))


@retention_app.command()
def release(
    hold: Annotated[str, typer.Argument(metavar="HOLD", help="封存编号，见 retention list")],
    reason: Reason,
    who: Who = None,
    data: DataFolder = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """解除封存。"""
    with told(), _open(data, db) as store:
        store.release_hold(hold, who=_who(who), reason=_given(reason))
        print(worded(lang, f"已解封：{hold}", f"Released: {hold}"))


@retention_app.command()
def erase(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="场次编号")],
    reason: Reason,
    who: Who = None,
    yes: Yes = False,
    data: DataFolder = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """依申请提前清除一场的原话、录音、文字稿和告警；账本留下清除登记，仍能核验。"""
    with told(), _open(data, db) as store:
        if not yes:
            _tell_sessions([store.get_session(session)])
            _tell_dry(lang)
            return
        report = store.erase_session(session, who=_who(who), reason=_given(reason))
        _tell_erased(len(report.sessions), report.records, report.files, report.bytes, lang)


@retention_app.command()
def purge(
    days: Days = None,
    who: Who = None,
    yes: Yes = False,
    data: DataFolder = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """清除到期的场次，封存的除外；可交给 cron 每天运行。"""
    with told(), _open(data, db) as store:
        keep = _keep(days)
        if not yes:
            _tell_due(store.due(keep=keep), lang)
            _tell_dry(lang)
            return
        report = store.purge(keep=keep, who=_who(who))
        orphans = store.erase_orphans()
        _tell_erased(
            len(report.sessions), report.records, report.files + orphans, report.bytes, lang
        )
        if report.held:
            names = "、".join(report.held)
            print(worded(lang, f"封存着没有清除：{names}", f"Held back: {names}"))


def _open(data: Path | None, db: str | None) -> Store:
    """The store; opening makes none.

    Raises:
        UsageError: there is no database.
    """
    from monitor.runtime.store.store import Store

    return Store.open(db or existing_data(data), data_dir=data or default_data())


def _keep(days: int | None) -> timedelta:
    """How long sessions are kept.

    Raises:
        UsageError: shorter than the law has it (E-Commerce Law, article 31: three years).
    """
    from monitor.runtime.store.retention import KEEP

    if days is None:
        return KEEP
    if timedelta(days=days) < KEEP:
        raise UsageError(
            f"保存期不能短于 {KEEP.days} 天（三年）",
            where=f"--keep-days {days}",
            hint="要提前清除某一场，用 monitor retention erase",
        )
    return timedelta(days=days)


def _who(who: str | None) -> str:
    return who or getpass.getuser()


def _given(reason: str) -> str:
    if not reason.strip():
        raise UsageError(
            "没有写原因", where="--reason", hint="写明依据，例如 --reason 立案20261123号"
        )
    return reason.strip()


def _tell_due(due: Sequence[SessionRecord], lang: Lang) -> None:
    print(worded(lang, f"到期 {len(due)} 场", f"{len(due)} session(s) due"))
    _tell_sessions(due)


def _tell_sessions(sessions: Sequence[SessionRecord]) -> None:
    for each in sessions:
        ended = f"{each.ended_at:%Y-%m-%d}" if each.ended_at else "…"
        print(f"  {each.id}  {each.room}  {each.started_at:%Y-%m-%d}–{ended}")


def _tell_dry(lang: Lang) -> None:
    print(worded(lang, "没有清除；加 --yes 才清除。", "Nothing erased; add --yes to erase."))


def _tell_erased(sessions: int, records: int, files: int, size: int, lang: Lang) -> None:
    zh = f"已清除 {sessions} 场：{records} 条记录、{files} 个文件、{size / 1e6:.1f} MB"
    en = f"Erased {sessions} session(s): {records} records, {files} files, {size / 1e6:.1f} MB"
    print(worded(lang, zh, en))
