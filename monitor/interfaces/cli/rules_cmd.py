"""`monitor rules`: check, test, list, explain, compare and teach the rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.core.rules.categories import PRODUCT_CATEGORIES
from monitor.core.rules.diagnostics import RulePackError
from monitor.core.rules.types import LexiconEntry, Rule, RulePack
from monitor.errors import UsageError
from monitor.interfaces.cli.console import LANG_OPTION, Exit, Lang, told, worded
from monitor.interfaces.cli.rules_site import SiteWriter
from monitor.interfaces.reports.words import category_name, severity_name
from monitor.runtime.checking.documents import read_script
from monitor.runtime.learning import learn
from monitor.runtime.packs import default_overrides_folder, load_pack, load_site_rules
from monitor.runtime.rule_diff import Change, compare
from monitor.runtime.rule_tests import coverage, selftest

rules_app = typer.Typer(
    name="rules", help="规则：检查、自测、列出、成书、比较、教新说法。", no_args_is_help=True
)

PackPath = Annotated[
    Path | None, typer.Argument(metavar="[PATH]", help="规则包文件夹；不写则用自带的规则包")
]
Language = Annotated[Lang, LANG_OPTION]
OverridesFolder = Annotated[
    Path | None, typer.Option("--overrides", help="本站规则的文件夹（overrides.yaml）")
]


@rules_app.command()
def check(
    path: PackPath = None, overrides: OverridesFolder = None, lang: Language = Lang.ZH
) -> None:
    """检查规则包：一次列出全部错误，每处写明文件、行、列和改法。"""
    with _rules_told(lang):
        pack = load_site_rules(path, overrides).pack
        print(worded(lang, "没有错误：", "no errors: ") + _summary(pack, lang))


@rules_app.command()
def test(
    path: PackPath = None,
    overrides: OverridesFolder = None,
    need: Annotated[
        bool, typer.Option("--need/--no-need", help="查出没有例句需要的词、短语和例外")
    ] = True,
    lang: Language = Lang.ZH,
) -> None:
    """用规则自带的例句自测：该命中的命中，合规的不命中，没有用不着的词和例外。"""
    with _rules_told(lang):
        pack = load_site_rules(path, overrides).pack
        report = selftest(pack)
        unneeded = coverage(load_pack(path)) if need else ()
    for result in (*report.failures, *unneeded, *report.fixed_gaps):
        print(result.render(lang.value) + "\n")
    failed = len(report.failures) + len(unneeded)
    zh = f"规则 {report.rules} 条，例句 {report.examples} 句，未通过 {failed} 处"
    en = f"{report.rules} rules, {report.examples} examples, {failed} failure(s)"
    if report.fixed_gaps:
        zh += f"，{len(report.fixed_gaps)} 处已知漏报已能命中"
        en += f", {len(report.fixed_gaps)} known gap(s) found now"
    print(worded(lang, zh, en))
    raise typer.Exit(Exit.FOUND if failed else Exit.CLEAN)


@rules_app.command(name="list")
def list_(
    path: PackPath = None,
    overrides: OverridesFolder = None,
    effective: Annotated[
        str | None, typer.Option(metavar="DATE", help="只列这一天有效的规则，如 2026-02-01")
    ] = None,
    lang: Language = Lang.ZH,
) -> None:
    """列出规则：级别、类别、编号、标题。"""
    with _rules_told(lang):
        pack = load_site_rules(path, overrides).pack
        day = _day(effective) if effective else None
    rules = [rule for rule in pack.rules if day is None or in_force(rule, day)]
    for rule in sorted(rules, key=lambda r: (-r.severity.rank, r.category, r.id)):
        grade = severity_name(rule.severity.value, lang.value)
        title = rule.title_en if lang is Lang.EN and rule.title_en else rule.title
        print(f"{grade}\t{category_name(rule.category, lang.value)}\t{rule.ref}\t{title}")
    print(_summary(pack, lang, shown=len(rules)))


@rules_app.command()
def docs(
    path: PackPath = None,
    overrides: OverridesFolder = None,
    out: Annotated[Path, typer.Option(help="写到这个文件夹")] = Path("rules-docs"),
    lang: Language = Lang.ZH,
) -> None:
    """把规则写成网页：一条一页，给法务看的，另有目录。"""
    with _rules_told(lang):
        pack = load_site_rules(path, overrides).pack
        index = SiteWriter(pack, lang=lang.value).write(out)
    print(
        worded(
            lang, f"{len(pack.rules)} 条规则已写成：{index}", f"{len(pack.rules)} rules: {index}"
        )
    )


@rules_app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="旧的规则包")],
    after: Annotated[Path, typer.Argument(metavar="B", help="新的规则包")],
    transcript: Annotated[Path, typer.Option(help="脚本或文字稿，每行一句")],
    category: Annotated[str | None, typer.Option(help="商品类别")] = None,
    lang: Language = Lang.ZH,
) -> None:
    """同一份文字稿用两版规则各判一遍，列出多了什么、少了什么、改了什么。"""
    with _rules_told(lang):
        _require_category(category)
        lines = [(line.number, line.text) for line in read_script(transcript).lines]
        changes = compare(load_pack(before), load_pack(after), lines, category=category)
    for change in changes:
        print(_told_change(change, lang))
    counts = [sum(c.sign == sign for c in changes) for sign in "+-~"]
    print(
        worded(
            lang,
            "新增 {} 处，减少 {} 处，改变 {} 处".format(*counts),
            "{} added, {} removed, {} changed".format(*counts),
        )
    )


@rules_app.command(name="learn")
def learn_(
    said: Annotated[str, typer.Argument(metavar="SAID", help="主播怎么说，如 绿泡泡")],
    means: Annotated[str, typer.Argument(metavar="MEANS", help="实际的意思，如 微信")],
    category: Annotated[list[str] | None, typer.Option(help="只用于这些商品类别，可写多次")] = None,
    overrides: OverridesFolder = None,
    lang: Language = Lang.ZH,
) -> None:
    """教程序一个新的暗语；运行中的监测随即学会。"""
    with _rules_told(lang):
        if not said.strip() or not means.strip() or said.strip() == means.strip():
            raise UsageError("两个说法都要写，而且不能一样", hint="monitor rules learn 绿泡泡 微信")
        for name in category or []:
            _require_category(name)
        entry = LexiconEntry(
            said=said.strip(), means=means.strip(), categories=tuple(category or ())
        )
        folder = overrides or default_overrides_folder()
        today = datetime.now(UTC).astimezone().date()
        written = learn(folder, entry, on=today, pack=load_pack())
    print(
        worded(
            lang,
            f"记住了：“{entry.said}”就是“{entry.means}”（{written}）",
            f"learnt: “{entry.said}” means “{entry.means}” ({written})",
        )
    )


def in_force(rule: Rule, day: date) -> bool:
    """True when the rule judges words spoken on that day."""
    begun = rule.effective_from is None or rule.effective_from <= day
    return begun and (rule.effective_to is None or day <= rule.effective_to)


@contextmanager
def _rules_told(lang: Lang) -> Iterator[None]:
    """As `told`, and a pack's faults in the language asked for."""
    with told():
        try:
            yield
        except RulePackError as error:
            print(error.diagnostics(lang.value), file=sys.stderr)
            raise typer.Exit(Exit.BAD_INPUT) from error


def _summary(pack: RulePack, lang: Lang, *, shown: int | None = None) -> str:
    count = len(pack.rules) if shown is None else shown
    unread = sum(law.checked != "read" for law in pack.laws.values())
    zh = f"{pack.ref.id} {pack.ref.version}，{count} 条规则，{len(pack.laws)} 条法条"
    en = f"{pack.ref.id} {pack.ref.version}, {count} rules, {len(pack.laws)} articles"
    if unread:
        zh += f"（{unread} 条待核对原文）"
        en += f" ({unread} not checked against the text)"
    joint = worded(lang, "，", ", ")
    return f"{worded(lang, zh, en)}{joint}{pack.ref.digest[:12]}"


def _told_change(change: Change, lang: Lang) -> str:
    grades = "→".join(severity_name(grade.value, lang.value) for grade in change.severities)
    return f"{change.sign} {change.line}\t{grades}\t{change.rule}\t{change.quote}\t{change.text}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text}”不是日期", hint="写成 2026-02-01") from error


def _require_category(name: str | None) -> None:
    if name is not None and name not in PRODUCT_CATEGORIES:
        known = " ".join(PRODUCT_CATEGORIES)
        raise UsageError(f"没有“{name}”这个商品类别", hint=f"可用的：{known}")
