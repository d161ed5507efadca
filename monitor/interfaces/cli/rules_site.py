"""The rules as pages for people who know the law better than YAML: one a rule, and an index."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jinja2

from monitor import __version__
from monitor.core.rules.categories import CONTEXTS, PRODUCT_CATEGORIES
from monitor.core.rules.types import Exception_, Law, Rule, RulePack
from monitor.errors import RuleError
from monitor.interfaces.reports.words import category_name, severity_name

_CHECKED: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("已核对条文原文", "checked against the text"),
    "secondary": ("依据二手来源，待核对原文", "from a secondary source"),
    "unverified": ("尚未核对", "not yet checked"),
}
_PARTS: Final = (
    ("over", "命中处就在这些说法里", "the hit lies in"),
    ("before", "前面说了", "said before"),
    ("after", "后面说了", "said after"),
    ("clause", "同一分句里说了", "said in the clause"),
    ("line", "同一句话里说了", "said in the line"),
)
_CARD_PARTS: Final = (
    ("approval", "商品卡的批准文号含", "the card's approvals hold"),
    ("certification", "商品卡的认证含", "the card's certifications hold"),
    ("function", "商品卡登记的功能含", "the card's registered functions hold"),
)


class SiteWriter:
    """Writes a pack's pages in one language; each page stands alone, with no script in it."""

    def __init__(self, pack: RulePack, *, lang: str) -> None:
        self._pack = pack
        self._english = lang == "en"
        environment = jinja2.Environment(
            loader=jinja2.PackageLoader("monitor.interfaces.cli", "rules_pages"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        environment.filters["severity"] = lambda value: severity_name(str(value), lang)
        environment.filters["category"] = lambda value: category_name(value, lang)
        environment.globals.update(pack=pack, version=__version__, t=self._t, english=self._english)
        self._environment = environment

    def write(self, folder: Path) -> Path:
        """Write every page; returns the index. Pages of rules that are gone are left alone.

        Raises:
            RuleError: the folder cannot be written.
        """
        pages = {f"{rule.id}.html": self.rule_page(rule) for rule in self._pack.rules}
        pages["index.html"] = self.index_page()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, page in pages.items():
                (folder / name).write_text(page, "utf-8")
        except OSError as err:
            raise RuleError(f"网页写不了：{err.strerror}", where=str(folder)) from err
        return folder / "index.html"

    def rule_page(self, rule: Rule) -> str:
        """The page of one rule."""
        laws = [(self._pack.laws[ref], self._checked(self._pack.laws[ref])) for ref in rule.basis]
        return self._environment.get_template("rule.html.j2").render(
            rule=rule,
            title=self._title(rule),
            laws=laws,
            conditions=[(each, self._conditions(each)) for each in rule.unless],
            scope=self._scope(rule),
            contexts=[CONTEXTS[name] for name in rule.ignore_context],
            products=PRODUCT_CATEGORIES,
        )

    def index_page(self) -> str:
        """The list of all rules by category, and the laws they rest on."""
        groups: dict[str, list[Rule]] = {}
        for rule in sorted(self._pack.rules, key=lambda r: (-r.severity.rank, r.id)):
            groups.setdefault(rule.category, []).append(rule)
        used: dict[str, list[Rule]] = {}
        for rule in self._pack.rules:
            for ref in rule.basis:
                used.setdefault(ref, []).append(rule)
        laws = [(law, self._checked(law), used.get(key, [])) for key, law in self._laws()]
        return self._environment.get_template("index.html.j2").render(
            groups=groups, laws=laws, title_of=self._title
        )

    def _laws(self) -> list[tuple[str, Law]]:
        return sorted(self._pack.laws.items(), key=lambda item: (item[1].law, item[0]))

    def _t(self, zh: str, en: str) -> str:
        return en if self._english else zh

    def _title(self, rule: Rule) -> str:
        return rule.title_en if self._english and rule.title_en else rule.title

    def _checked(self, law: Law) -> str:
        return self._t(*_CHECKED[law.checked])

    def _scope(self, rule: Rule) -> list[str]:
        scope, out = rule.scope, []
        joint = self._t("、", ", ")
        if scope.categories:
            names = joint.join(self._product(name) for name in scope.categories)
            out.append(self._t(f"只用于：{names}", f"only for: {names}"))
            if scope.when_unknown:
                out.append(self._t("不知道是什么商品时也用", "also while the product is unknown"))
        if scope.not_categories:
            names = joint.join(self._product(name) for name in scope.not_categories)
            out.append(self._t(f"不用于：{names}", f"not for: {names}"))
        for source in scope.sources:
            spoken = source.value == "audio"
            out.append(
                self._t("只用于语音" if spoken else "只用于文稿", f"only for {source.value}")
            )
        return out

    def _product(self, name: str) -> str:
        return name if self._english else PRODUCT_CATEGORIES[name]

    def _conditions(self, exception: Exception_) -> list[tuple[str, tuple[str, ...]]]:
        out: list[tuple[str, tuple[str, ...]]] = [
            (self._t(zh, en), getattr(exception, part))
            for part, zh, en in _PARTS
            if getattr(exception, part)
        ]
        if exception.categories:
            names = tuple(self._product(name) for name in exception.categories)
            out.append((self._t("商品是", "the product is"), names))
        card: Any = exception.card
        if card is not None:
            out += [
                (self._t(zh, en), getattr(card, part))
                for part, zh, en in _CARD_PARTS
                if getattr(card, part)
            ]
            if card.function_quoted:
                text = self._t("说的正是商品卡登记的功能", "the words are a registered function")
                out.append((text, ()))
        return out
