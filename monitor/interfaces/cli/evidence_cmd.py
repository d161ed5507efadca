"""`monitor evidence`: verify a ledger or an exported case, export a case, pin a checkpoint."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from monitor.core.ledger import Verifier
from monitor.core.ledger.audit import Pin
from monitor.errors import LedgerError, UsageError
from monitor.interfaces.cli.console import LANG_OPTION, Exit, Lang, told, worded
from monitor.interfaces.cli.data_folder import default_data, existing_data

evidence_app = typer.Typer(
    name="evidence", help="证据：核验、导出案件、另存检查点。", no_args_is_help=True
)

Language = Annotated[Lang, LANG_OPTION]
DataFolder = Annotated[Path | None, typer.Option("--data", help="数据目录；不写则用默认数据目录")]
Database = Annotated[
    str | None, typer.Option("--db", help="postgresql:// 地址；不写则用数据目录里的 SQLite")
]

_STEPS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "numbering": ("记录编号连续，无缺失", "records are numbered without a gap"),
        "content": ("每条记录与哈希相符", "every record matches its hash"),
        "chain": ("记录前后相接", "every record follows the one before"),
        "erasures": ("已清除的记录都有清除登记", "erased records have a tombstone"),
        "checkpoints": ("检查点签名与根哈希", "checkpoints: signature and root"),
        "coverage": ("最新检查点覆盖全部记录", "the newest checkpoint covers all records"),
        "pin": ("与另存的检查点一致", "consistent with the pinned checkpoint"),
        "files": ("录音与文字稿未改动", "sound and transcripts are unchanged"),
        "alerts": ("告警与复核结论同账本一致", "alerts and verdicts agree with the ledger"),
    }
)
_FAILURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "record-missing": ("缺少这条记录", "this record is missing"),
        "record-changed": ("内容被改动，与哈希不符", "content was changed"),
        "record-unreadable": ("内容读不懂", "cannot be read"),
        "record-mislabelled": ("编号、类型或归属与内容不符", "columns and content differ"),
        "chain-broken": ("与前一条不相接：有插入、调换或删除", "does not follow the one before"),
        "erased-unexplained": ("被清除而没有登记", "erased without a tombstone"),
        "erased-changed": ("清除登记的哈希不符", "the tombstone lists another hash"),
        "checkpoint-invalid": ("检查点无效", "checkpoint is invalid"),
        "checkpoint-mislabelled": ("检查点的记录数或来源不符", "size or origin differs"),
        "ledger-truncated": ("账本比检查点短：末尾被删", "the ledger is shorter: truncated"),
        "root-differs": ("根哈希不符：此前的记录被改写", "root differs: history was rewritten"),
        "uncovered": ("这些记录没有签名", "these records are not signed"),
        "key-swapped": ("签名密钥被换过", "the signing key was swapped"),
        "file-missing": ("登记的文件不见了", "a recorded file is missing"),
        "file-changed": ("文件内容与 SHA-256 不符", "file content and SHA-256 differ"),
        "alert-unrecorded": ("告警不在账本里", "the alert is not in the ledger"),
        "alert-differs": ("告警内容与账本不符", "the alert differs from the ledger"),
        "alert-removed": ("账本里的告警被删除", "an alert in the ledger was removed"),
        "verdict-differs": ("复核结论与账本不符", "verdicts differ from the ledger"),
    }
)
# The store is imported inside the commands: its database library loads in a second, which every
# other command of the program would pay.

# A damaged ledger can fail at every record; people need the first places, not all.
_SHOWN = 20


@evidence_app.command()
def verify(
    path: Annotated[
        Path | None, typer.Argument(metavar="[DATA|ZIP]", help="数据目录，或导出的案件 zip")
    ] = None,
    pinned: Annotated[
        Path | None, typer.Option("--pinned", help="另存的检查点文件（evidence pin 写出的）")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="另存的公钥文件，用它代替目录或包里的公钥")
    ] = None,
    tsa_root: Annotated[
        Path | None,
        typer.Option("--tsa-root", help="时间戳机构的根证书（PEM），核验 --pinned 旁的 .tsr"),
    ] = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """核验证据：逐步检查，指出是哪一条记录、哪一个文件不对。通过退出 0，不通过 1，打不开 2。"""
    with told():
        place = path or default_data()
        trusted = _read(key).strip() if key else None
        pin = _read_pin(pinned) if pinned else None
        if _is_case(place):
            # A case holds no proof of growth, so the pin's key is what it can be held to.
            trusted = trusted or (pin.verifier.vkey() if pin else None)
            failed = _verify_case(place, trusted, lang)
        else:
            failed = _verify_data(place, db, trusted, pin, lang)
        if tsa_root is not None:
            _verify_stamp(pinned, tsa_root, lang)
        if failed:
            print(worded(lang, "核验不通过。", "Verification FAILED."))
            raise typer.Exit(Exit.FOUND)
        print(worded(lang, "核验通过。", "Verified."))
        if trusted is None and pin is None:
            print(
                worded(
                    lang,
                    "提示：没有给出另存的检查点（--pinned）或公钥（--key），"
                    "整个账本连同密钥被替换、末尾连同检查点被删除，单凭本地查不出。",
                    "Note: without --pinned or --key, a ledger replaced together with its "
                    "key, or truncated together with its checkpoints, cannot be noticed.",
                )
            )


@evidence_app.command()
def export(
    alerts: Annotated[list[str], typer.Argument(metavar="ALERT…", help="告警编号，可多个")],
    out: Annotated[Path, typer.Option("--out", help="写到这个 zip")],
    data: DataFolder = None,
    db: Database = None,
    who: Annotated[str | None, typer.Option("--who", help="导出人；不写则用系统用户名")] = None,
    lang: Language = Lang.ZH,
) -> None:
    """导出案件：记录、录音、文字稿、包含证明、检查点、公钥和核验脚本，一个 zip。"""
    from monitor.runtime.store.case_export import export_case
    from monitor.runtime.store.store import Store

    with told(), Store.open(db or existing_data(data), data_dir=data or default_data()) as store:
        case = export_case(store, alerts, out, who=who or getpass.getuser())
        n = len(case.alerts)
        zh = f"已导出 {n} 条告警、{case.records} 条记录、{case.files} 个文件：{case.path}"
        en = f"{n} alert(s), {case.records} records, {case.files} files: {case.path}"
        print(worded(lang, zh, en))
        print(f"SHA-256 {case.sha256}")


@evidence_app.command()
def pin(
    data: Annotated[
        Path | None, typer.Argument(metavar="[DATA]", help="数据目录；不写则用默认数据目录")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写到这个文件；请存到另一台机器或交第三方")
    ] = None,
    tsa: Annotated[
        str | None,
        typer.Option("--tsa", help="时间戳机构的地址（RFC 3161）；时间戳写到 --out 旁的 .tsr"),
    ] = None,
    db: Database = None,
    lang: Language = Lang.ZH,
) -> None:
    """另存检查点：打印（或写出）当前的签名检查点与公钥，日后用 verify --pinned 核对。"""
    from monitor.runtime.store.evidence_verify import latest_pin

    with told():
        place = data or default_data()
        held = latest_pin(db or place, data_dir=place)
        if out is None:
            if tsa is not None:
                raise UsageError("要时间戳就须用 --out 写成文件")
            print(held.text(), end="")
            return
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(held.text(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"检查点写不进去：{error.strerror}", where=str(out)) from error
        print(worded(lang, f"已写到 {out}，请存到别处。", f"Written to {out}; keep it elsewhere."))
        if tsa is not None:
            from monitor.runtime.store.timestamp import stamp

            beside = _stamp_file(out)
            beside.write_bytes(stamp(out.read_bytes(), tsa))
            print(worded(lang, f"时间戳已写到 {beside}。", f"Timestamp written to {beside}."))


def _stamp_file(pin: Path) -> Path:
    return pin.with_name(pin.name + ".tsr")


def _verify_stamp(pinned: Path | None, root: Path, lang: Lang) -> None:
    """Say when the authority saw the pinned checkpoint.

    Raises:
        UsageError: there is no pinned file or no timestamp beside it.
        LedgerError: the timestamp does not verify.
    """
    from monitor.runtime.store.timestamp import verify_stamp

    if pinned is None:
        raise UsageError("--tsa-root 须与 --pinned 同用")
    try:
        token, data = _stamp_file(pinned).read_bytes(), pinned.read_bytes()
        roots = root.read_bytes()
    except OSError as error:
        raise UsageError("时间戳或根证书读不出来", where=str(error.filename)) from error
    at = verify_stamp(data, token, roots).isoformat()
    zh = f"时间戳有效：另存的检查点在 {at} 之前已经存在。"
    print(worded(lang, zh, f"Timestamp verified: the pinned checkpoint existed before {at}."))


def _is_case(place: Path) -> bool:
    """True for an exported zip or its unpacked folder."""
    if place.is_file():
        return place.suffix not in (".db", ".sqlite", ".sqlite3")
    return (place / "case.json").is_file()


def _verify_case(place: Path, trusted: str | None, lang: Lang) -> bool:
    from monitor.runtime.store import case_verify

    try:
        steps = case_verify.verify_case(place, trusted)
    except case_verify.NotACaseError as error:
        raise UsageError(
            "不是导出的案件包，或已损坏", where=str(place), hint="给出 evidence export 写出的 zip"
        ) from error
    lines = [(s.name, s.checked, [(f.code, f.where, "") for f in s.failures]) for s in steps]
    _print_steps(lines, case_verify.STEPS, case_verify.FAILURES, lang)
    return any(step.failures for step in steps)


def _verify_data(
    place: Path, db: str | None, trusted: str | None, pin: Pin | None, lang: Lang
) -> bool:
    from monitor.runtime.store.evidence_verify import verify_data

    steps = verify_data(
        db or place,
        data_dir=place if place.is_dir() else place.parent,
        key=Verifier.parse(trusted) if trusted else None,
        pin=pin,
    )
    lines = [(s.name, s.checked, [(f.code, f.where, f.detail) for f in s.failures]) for s in steps]
    _print_steps(lines, _STEPS, _FAILURES, lang)
    return any(not step.ok for step in steps)


_Line = tuple[str, str, str]


def _print_steps(
    steps: Sequence[tuple[str, int, list[_Line]]],
    titles: Mapping[str, tuple[str, str]],
    phrases: Mapping[str, tuple[str, str]],
    lang: Lang,
) -> None:
    """The numbered steps, and under each what failed and where."""
    for number, (name, checked, failures) in enumerate(steps, start=1):
        title = worded(lang, *titles[name])
        passed = worded(lang, f"通过（{checked}）", f"ok ({checked})")
        failed = worded(lang, f"不通过（{len(failures)} 处）", f"FAILED ({len(failures)})")
        print(f"{number}. {title}：{failed if failures else passed}")
        for code, where, detail in failures[:_SHOWN]:
            tail = f"（{detail}）" if detail else ""
            print(f"   - {where}：{worded(lang, *phrases[code])}{tail}")
        if len(failures) > _SHOWN:
            more = len(failures) - _SHOWN
            print(worded(lang, f"   - 另有 {more} 处", f"   - {more} more"))


def _read_pin(path: Path) -> Pin:
    try:
        return Pin.parse(_read(path))
    except LedgerError as error:
        raise LedgerError(error.message, where=str(path), hint=error.hint) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("文件读不出来", where=str(path)) from error
