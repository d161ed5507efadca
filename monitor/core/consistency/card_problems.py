"""What is wrong with a card file: every problem at once, each with its place and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from monitor.errors import CardError


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProblem:
    """One problem. `where` is file:line:column, sheet!cell, or a path such as [0].price.live."""

    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}：{self.message}" if self.where else self.message
        return f"{text}\n  → {self.hint}" if self.hint else text


class CardFileError(CardError):
    """A card file with one or more problems; `problems` holds them all in file order."""

    def __init__(self, problems: Sequence[CardProblem]) -> None:
        first = problems[0]
        count = len(problems)
        message = (
            first.message if count == 1 else f"商品卡有 {count} 处问题，第一处：{first.message}"
        )
        super().__init__(message, where=first.where or None, hint=first.hint or None)
        self.problems = tuple(problems)

    def diagnostics(self) -> str:
        """One problem a paragraph, each with its place and what to do."""
        lines = [str(problem) for problem in self.problems]
        if len(lines) > 1:
            lines.insert(0, f"商品卡有 {len(lines)} 处问题：")
        return "\n".join(lines)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint naming the known word nearest to `word`, or the list of all of them."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"是不是想写 {near[0]}？"
    return "可用的有：" + "、".join(known)
