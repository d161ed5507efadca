"""The judging engine as one swappable value: rules, matcher and card data of one moment."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from difflib import get_close_matches
from pathlib import Path

from monitor.core.consistency.cards import load_cards
from monitor.core.consistency.checker import ConsistencyChecker
from monitor.core.consistency.vocabulary import Vocabulary
from monitor.core.judging.judge import Judge
from monitor.core.matching.matcher import Matcher
from monitor.core.rules.categories import PRODUCT_CATEGORIES
from monitor.core.rules.types import RulePack, UserTerm
from monitor.errors import CardError, UsageError
from monitor.model import ProductCard, Source
from monitor.runtime.packs import SiteRules, load_default_pack, load_vocabulary

BEIJING = timezone(timedelta(hours=8))
"""The law's day is the day in China, wherever the machine stands."""


def today() -> date:
    """The day of speech for what is said now."""
    return datetime.now(BEIJING).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Immutable, and safe to share between threads and rooms; judges are made from it."""

    pack: RulePack
    matcher: Matcher
    vocabulary: Vocabulary

    @classmethod
    def load(cls, *, user_terms: Sequence[UserTerm] = (), data: Path | None = None) -> Engine:
        """The engine over the bundled pack with the site's overrides in `data`.

        Raises RuleError when the pack or the overrides cannot be loaded.
        """
        return cls.over(load_default_pack(data), user_terms=user_terms)

    @classmethod
    def over(
        cls,
        rules: SiteRules,
        *,
        user_terms: Sequence[UserTerm] = (),
        vocabulary: Vocabulary | None = None,
    ) -> Engine:
        """The engine over loaded rules; the bundled vocabulary unless one is given."""
        return cls(
            pack=rules.pack,
            matcher=Matcher(rules.pack, (*rules.user_terms, *user_terms)),
            vocabulary=vocabulary or load_vocabulary(),
        )

    def judge(
        self,
        *,
        cards: Sequence[ProductCard] = (),
        category: str | None = None,
        source: Source = Source.TEXT,
        spoken_on: date | None = None,
        scope: str = "",
    ) -> Judge:
        """A judge for one session; `scope` makes its findings' ids its own."""
        return Judge(
            pack=self.pack,
            matcher=self.matcher,
            checker=ConsistencyChecker(cards, self.vocabulary) if cards else None,
            cards=cards,
            category=category,
            spoken_on=spoken_on or today(),
            source=source,
            scope=scope,
        )


class EngineHolder:
    """The engine in use; a reload swaps one reference and never stops a judge at work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    @property
    def current(self) -> Engine:
        """The engine that new judges are made from."""
        return self._engine

    def swap(self, engine: Engine) -> Engine:
        """Put `engine` in use and give back the one before it."""
        with self._lock:
            before, self._engine = self._engine, engine
        return before


def read_cards(path: Path) -> tuple[ProductCard, ...]:
    """The product cards in a file. Raises CardError with every fault and its place."""
    if not path.is_file():
        raise CardError("商品卡文件不存在", where=str(path), hint="检查 --products 的路径")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CardError(f"读不了商品卡文件：{error.strerror}", where=str(path)) from error
    return load_cards(str(path), data)


def require_category(category: str | None) -> None:
    """Raise UsageError unless `category` is None or a product category."""
    if category is None or category in PRODUCT_CATEGORIES:
        return
    near = get_close_matches(category, PRODUCT_CATEGORIES, n=1)
    hint = f"是不是 {near[0]}？" if near else "可用：" + "、".join(sorted(PRODUCT_CATEGORIES))
    raise UsageError(f"没有商品类别“{category}”", where="--category", hint=hint)
