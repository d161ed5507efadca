"""One utterance made ready for claims: folded text, clauses, numbers, the way to the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.text.folding import CLAUSE_MARK, MARKS, QUESTION_MARK, SENTENCE_MARK, fold_table
from monitor.core.text.numerals import Numeral, find_numerals
from monitor.model import Source

# Signs that mean something between the parts of a size, a range or a list.
_KEPT = {"、": "、", "/": "/", "°": "度", "℃": "度", "~": "到", "～": "到", "*": "*", "×": "*"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch between two marks; `sentence` counts the sentences before it."""

    start: int
    end: int
    sentence: int
    question: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The folded `text` with the source range of each character, its clauses and its numbers."""

    source: str
    text: str
    starts: tuple[int, ...]
    clauses: tuple[Clause, ...]
    numerals: tuple[Numeral, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source range of `text[start:end]`; `start < end`."""
        return self.starts[start], self.starts[end - 1] + 1

    def clause_at(self, at: int) -> Clause:
        """The clause that holds a position."""
        return self.clauses[self._index(at)]

    def before(self, at: int, width: int = 200) -> str:
        """What stands before a position inside its clause."""
        return self.text[max(self.clause_at(at).start, at - width) : at]

    def after(self, at: int, width: int = 200) -> str:
        """What stands from a position to the end of its clause."""
        if at >= len(self.text):
            return ""
        end = self.clause_at(max(at - 1, 0)).end
        return self.text[at : min(end, at + width)]

    def sentence_end(self, at: int) -> int:
        """Where the sentence of a position ends."""
        index = self._index(max(at - 1, 0))
        sentence = self.clauses[index].sentence
        while index + 1 < len(self.clauses) and self.clauses[index + 1].sentence == sentence:
            index += 1
        return self.clauses[index].end

    def around(self, at: int) -> str:
        """The whole clause of a position."""
        clause = self.clause_at(at)
        return self.text[clause.start : clause.end]

    def previous_clause(self, at: int) -> str:
        """The clause before the one that holds a position, "" if none in the same sentence."""
        index = self._index(at)
        if not index or self.clauses[index - 1].sentence != self.clauses[index].sentence:
            return ""
        clause = self.clauses[index - 1]
        return self.text[clause.start : clause.end]

    def _index(self, at: int) -> int:
        return max(bisect_right(self.clauses, at, key=_clause_start) - 1, 0)


def _clause_start(clause: Clause) -> int:
    return clause.start


def read(text: str, source: Source = Source.TEXT) -> Reading:
    """The reading of one utterance; linear in its length."""
    table = fold_table()
    chars: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(text):
        folded = _KEPT.get(char) or table[ord(char)]
        near = text[index - 1 : index] if index else ""
        following = text[index + 1 : index + 2]
        if char in ".．" and near.isdigit() and following.isdigit():
            folded = "."
        elif char in ",，" and near.isdigit() and _is_thousands(text, index):
            continue
        elif char in "-－—–" and near.isalnum() and following.isdigit():
            folded = "-"
        elif char.isspace() and source is Source.AUDIO and _is_han(near) and _is_han(following):
            # Recognisers put a blank where the speaker paused.
            folded = CLAUSE_MARK
        for each in folded:
            chars.append(each)
            starts.append(index)
    folded_text = "".join(chars)
    return Reading(
        source=text,
        text=folded_text,
        starts=tuple(starts),
        clauses=tuple(_clauses(folded_text)),
        numerals=find_numerals(folded_text),
    )


def with_text(reading: Reading, text: str) -> Reading:
    """The same reading with other characters in the same places (homophones put right)."""
    return Reading(
        source=reading.source,
        text=text,
        starts=reading.starts,
        clauses=reading.clauses,
        numerals=find_numerals(text),
    )


def _clauses(text: str) -> Iterator[Clause]:
    start = sentence = 0
    for index, char in enumerate(text):
        if char in MARKS:
            question = char == QUESTION_MARK
            yield Clause(start=start, end=index, sentence=sentence, question=question)
            start = index + 1
            if char in (SENTENCE_MARK, QUESTION_MARK):
                sentence += 1
    yield Clause(start=start, end=len(text), sentence=sentence, question=False)


def _is_thousands(text: str, index: int) -> bool:
    following = text[index + 1 : index + 4]
    return len(following) == 3 and following.isdigit() and not text[index + 4 : index + 5].isdigit()


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"
