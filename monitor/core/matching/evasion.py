"""What disguised words stand for: 绿泡泡 → 微信, 周和期 → 周期, mei白 → 美白, 加薇信 → 加微信."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from monitor.core.matching.evidence import Setting, believe, led_by_filler
from monitor.core.matching.literal import WordIndex, stands_alone
from monitor.core.matching.plain_words import PLAIN_WORDS
from monitor.core.matching.segmenting import cuts_a_word
from monitor.core.matching.stand_ins import holds_none, signs_in, yuan_in
from monitor.core.matching.streams import StreamMaker
from monitor.core.matching.substitution import Substitution
from monitor.core.matching.targets import SoundIndex, Target
from monitor.core.rules.types import Lexicon, LexiconEntry
from monitor.core.text.normalise import NormalizedText, fold, normalise
from monitor.model import Method, Source

_MASKING_LIMIT = 20_000
_UNIT, _SIGN, _EXACT = 0.8, 0.93, 0.9
"""Certainties: 米 for 元, a sign for its word, and a reading that changes no character."""
_LETTER = re.compile("[a-z]")
_PLAIN = tuple(Target(word=word, meaning=word) for word in PLAIN_WORDS)


class EvasionResolver:
    """A lexicon and the words worth hiding, made ready to read disguised speech."""

    def __init__(self, lexicon: Lexicon, targets: Iterable[Target] = ()) -> None:
        self._said: WordIndex[LexiconEntry] = WordIndex()
        known = _joined((*targets, *_targets_of(lexicon), *_PLAIN))
        for entry in lexicon.entries:
            if fold(entry.said) != fold(entry.means):
                self._said.add(fold(entry.said), entry)
        self._said.freeze()
        self._index = SoundIndex(known, masks=len(known) <= _MASKING_LIMIT)
        self._streams = StreamMaker(lexicon.fillers, self._index.gaps)

    def resolve(
        self, text: str, category: str | None = None, source: Source = Source.AUDIO
    ) -> list[tuple[int, int, str]]:
        """(start, end, meaning) of each disguised form, offsets into `text`, without overlaps."""
        normal = normalise(text)
        return [
            (*normal.span(each.start, each.end), each.meaning)
            for each in self.substitutions(normal, category, source)
            if each.alone
        ]

    def substitutions(
        self,
        normal: NormalizedText,
        category: str | None,
        source: Source,
        taken: Sequence[tuple[int, int]] = (),
    ) -> list[Substitution]:
        """The believable readings, by start and without overlaps.

        `taken`: skeleton ranges already found as they stand; no sound is read into them.
        """
        skeleton = normal.skeleton
        out = list(self._from_lexicon(skeleton, category))
        if not holds_none(skeleton):
            out += _standing_in(skeleton)
        setting = Setting(skeleton=skeleton, category=category, source=source)
        spoken = source is Source.AUDIO
        for stream in self._streams.streams(skeleton):
            for found in self._index.scan(stream, spoken=spoken):
                start, end = stream.starts[found.start], stream.ends[found.end - 1]
                if skeleton[start:end] in self._index.words:
                    continue
                if any(first < end and start < last for first, last in taken):
                    continue
                belief = believe(stream, found, setting)
                if belief is not None:
                    if stream.name == "filler":
                        start = led_by_filler(skeleton, start, end)
                    out.append(
                        Substitution(
                            start=start,
                            end=end,
                            meaning=found.target.meaning,
                            method=belief.method,
                            certainty=belief.certainty,
                            alone=belief.alone and found.target.alone,
                        )
                    )
        return _disjoint(out)

    def _from_lexicon(self, skeleton: str, category: str | None) -> Iterable[Substitution]:
        for start, end, entries in self._said.scan(skeleton):
            for entry in entries:
                if not stands_alone(skeleton, start, end) or not (
                    not entry.categories or category in entry.categories
                ):
                    continue
                if end - start == 2 and cuts_a_word(skeleton, start, end):
                    continue
                means = fold(entry.means)
                if means in skeleton[max(0, start - len(means)) : end + len(means)]:
                    continue  # 血糖高的 is already what 糖高的 stands for
                yield Substitution(
                    start=start,
                    end=end,
                    meaning=means,
                    method=Method.VARIANT,
                    certainty=0.95,
                )
                break


def _standing_in(skeleton: str) -> Iterator[Substitution]:
    for certainty, stand_ins in ((_UNIT, yuan_in(skeleton)), (_SIGN, signs_in(skeleton))):
        for start, end, meaning in stand_ins:
            yield Substitution(
                start=start,
                end=end,
                meaning=meaning,
                method=Method.VARIANT,
                certainty=certainty,
            )


def rewrite(
    normal: NormalizedText, substitutions: Sequence[Substitution]
) -> tuple[NormalizedText, list[tuple[int, int, Substitution]]]:
    """The text with the meanings in place, and where what was changed stands in it.

    A rewritten character's source range is the whole range of the form that it replaces.
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    regions: list[tuple[int, int, Substitution]] = []
    at = size = 0
    for each in substitutions:
        pieces.append(normal.skeleton[at : each.start])
        starts.extend(normal.starts[at : each.start])
        ends.extend(normal.ends[at : each.start])
        size += each.start - at
        first, last = normal.span(each.start, each.end)
        pieces.append(each.meaning)
        starts.extend([first] * len(each.meaning))
        ends.extend([last] * len(each.meaning))
        before, after = _unchanged(normal.skeleton[each.start : each.end], each.meaning)
        regions.append((size + before, size + len(each.meaning) - after, each))
        size += len(each.meaning)
        at = each.end
    pieces.append(normal.skeleton[at:])
    starts.extend(normal.starts[at:])
    ends.extend(normal.ends[at:])
    rewritten = NormalizedText(
        source=normal.source, skeleton="".join(pieces), starts=tuple(starts), ends=tuple(ends)
    )
    return rewritten, regions


def _unchanged(form: str, meaning: str) -> tuple[int, int]:
    """How many characters at the head and tail of a form in letters were as they should be.

    zui好 says 好 as it is: only 最 is read.
    """
    if not _LETTER.search(form) or form == meaning:
        return 0, 0
    shorter = min(len(form), len(meaning)) - 1
    before = next((at for at in range(shorter) if form[at] != meaning[at]), shorter)
    rest = shorter - before
    after = next((at for at in range(rest) if form[-1 - at] != meaning[-1 - at]), rest)
    return before, after


def _targets_of(lexicon: Lexicon) -> Iterable[Target]:
    """What the lexicon's forms mean is worth finding by sound, and so are its longer forms."""
    for entry in lexicon.entries:
        said, means = fold(entry.said), fold(entry.means)
        yield Target(word=means, meaning=means, categories=entry.categories)
        if said != means and len(said) >= 4:
            yield Target(word=said, meaning=means, categories=entry.categories)


def _joined(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Each word once for each meaning, at home wherever one of its targets is."""
    known: dict[tuple[str, str], Target] = {}
    for target in targets:
        key = target.word, target.meaning
        other = known.get(key)
        if other is not None:
            homes = tuple(dict.fromkeys((*other.categories, *target.categories)))
            alone = other.alone or target.alone
            target = replace(other, categories=homes, alone=alone)
        known[key] = target
    return tuple(known.values())


def _disjoint(found: list[Substitution]) -> list[Substitution]:
    """The best readings without overlaps, by start: sure or worth telling first, then longer."""
    if len(found) > 1:
        found.sort(key=_worth)
    chosen: list[Substitution] = []
    for each in found:
        if not any(each.start < other.end and other.start < each.end for other in chosen):
            chosen.append(each)
    chosen.sort(key=lambda s: s.start)
    return chosen


def _worth(read: Substitution) -> tuple[bool, int, int, float, int]:
    length = read.end - read.start
    doubtful = not read.alone and read.certainty < _EXACT
    return doubtful, -length, -len(read.meaning), -read.certainty, read.start
