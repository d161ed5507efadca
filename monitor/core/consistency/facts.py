"""What a product card states, read once into comparable form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitor.core.consistency.inclusions import Included, inclusions
from monitor.core.consistency.measures import Measure, SpecFact, spec_fact
from monitor.core.consistency.options import Stated, listings, stated_choices
from monitor.core.consistency.reading import read
from monitor.core.consistency.vocabulary import Place, Vocabulary
from monitor.core.text.normalise import fold
from monitor.core.text.numerals import find_numerals
from monitor.model import ProductCard

_MATERIAL_KEYS = re.compile(
    r"材质|面料|成分|里料|衬里|内衬|鞋面|鞋底|填充|内胆|外壳|帮面|大底|主石|配石|镶嵌|枕芯|被芯|机身|配料|原料|材料|玉质|玉种|石种|料子|珍珠种类"
)

_CONTENT_KEY = re.compile(r"^含(.{1,3})量$|^(.{1,4})含量$")
# Keys that speak of the whole product and not of a part.
_WHOLE = frozenset(
    ["材质", "面料", "成分", "材料", "主要材质", "面料成分", "玉质", "玉种", "石种", "料子"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialFact:
    """One material: its canonical name, all its names, its share, the part if one is named."""

    name: str
    names: tuple[str, ...]
    shown: str
    percent: Decimal | None
    part: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Net content: sizes of one unit, counts by measure word, and totals per dimension."""

    sizes: tuple[Measure, ...]
    counts: Mapping[str, tuple[Decimal, ...]]
    totals: tuple[Measure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A card with everything that is compared made ready; all words folded."""

    card: ProductCard
    name: str
    aliases: tuple[str, ...]
    origin: tuple[Place, ...]
    content: Content | None
    materials: tuple[MaterialFact, ...]
    specs: tuple[SpecFact, ...]
    functions: tuple[str, ...]
    certificates: tuple[str, ...]
    brand: str | None
    choices: Mapping[str, Stated]
    options: Mapping[str, SpecFact]
    inclusions: Mapping[str, Included]
    measured: frozenset[str]
    """The dimensions in which the specs state a measure."""

    @property
    def share_total(self) -> Decimal:
        """The sum of the stated shares of the whole product's materials, in per cent."""
        return sum((m.percent for m in self.materials if m.percent and not m.part), Decimal(0))

    def specs_with(self, words: Sequence[str]) -> list[SpecFact]:
        """The specs whose key contains one of the words."""
        return [spec for spec in self.specs if any(word in spec.key for word in words)]


def card_facts(card: ProductCard, vocabulary: Vocabulary) -> CardFacts:
    """The facts of one card."""
    specs = tuple(spec_fact(key, value, vocabulary) for key, value in card.specs.items())
    text = " ".join((*card.certifications, *card.approvals))
    names = vocabulary.certificates.names
    certificates = [names.get(fold(item), fold(item)) for item in card.certifications]
    certificates += [names[m.group()] for m in vocabulary.certificates.pattern.finditer(fold(text))]
    return CardFacts(
        card=card,
        name=fold(card.name),
        aliases=tuple(fold(alias) for alias in card.aliases),
        origin=_origin(card, vocabulary),
        content=_content(card.net_content, vocabulary) if card.net_content else None,
        measured=frozenset(m.dimension for spec in specs for m in spec.measures),
        materials=(
            *_materials(card, vocabulary),
            *_spec_materials(specs, vocabulary, filled=bool(card.materials)),
        ),
        specs=specs,
        functions=tuple(_function(item, vocabulary) for item in card.functions),
        certificates=tuple(dict.fromkeys(certificates)),
        brand=fold(card.brand) if card.brand else None,
        choices=stated_choices(specs, vocabulary),
        options=listings(specs),
        inclusions=inclusions(specs, vocabulary),
    )


def _origin(card: ProductCard, vocabulary: Vocabulary) -> tuple[Place, ...]:
    texts = [card.origin or ""]
    texts += [value for key, value in card.specs.items() if re.search("产地|原产|产区|产国", key)]
    found: list[Place] = []
    for text in texts:
        found += [
            vocabulary.places[m.group()]
            for m in vocabulary.place_words.pattern.finditer(fold(text))
        ]
        if re.search("进口", text) and not found:
            found.append(Place(name="进口", chain=("进口",)))
    # 浙江嘉兴 states 嘉兴; 浙江 alone would say less.
    narrow = [
        place
        for place in found
        if not any(
            other.chain != place.chain and other.chain[: len(place.chain)] == place.chain
            for other in found
        )
    ]
    return tuple(dict.fromkeys(narrow))


def _content(text: str, vocabulary: Vocabulary) -> Content:
    sizes: list[Measure] = []
    counts: dict[str, list[Decimal]] = {}
    multiplier = Decimal(1)
    folded = re.sub(r"[x*×](?=\d)", "*", read(text).text)
    for numeral in find_numerals(folded):
        dimensions = vocabulary.dimensions(numeral.unit)
        for dimension, factor in dimensions:
            value = numeral.value * factor
            if dimension == "count":
                counts.setdefault(numeral.unit, []).append(numeral.value)
                multiplier *= numeral.value
            elif dimension not in ("data",):
                measure = Measure(dimension=dimension, unit=numeral.unit, low=value, high=value)
                sizes.append(measure)
    totals = [
        Measure(
            dimension=m.dimension, unit=m.unit, low=m.low * multiplier, high=m.high * multiplier
        )
        for m in sizes
    ]
    return Content(
        sizes=tuple(sizes),
        counts={unit: tuple(values) for unit, values in counts.items()},
        totals=tuple(totals),
    )


def canonical_material(word: str, vocabulary: Vocabulary) -> str:
    """The vocabulary's name for a material; the word itself where it is not listed."""
    names = vocabulary.materials.names
    if word in names:
        return names[word]
    # 进口头层牛皮 and 绵羊毛（羔羊）: the longest listed name inside.
    found = vocabulary.materials.pattern.search(word)
    return names[found.group()] if found and len(found.group()) > 1 else word


def _materials(card: ProductCard, vocabulary: Vocabulary) -> list[MaterialFact]:
    found = []
    for material in card.materials:
        name = fold(material.name)
        names = (name, *(fold(alias) for alias in material.aliases))
        known = [canonical_material(each, vocabulary) for each in names]
        listed = [each for each in known if each in vocabulary.groups]
        found.append(
            MaterialFact(
                name=listed[0] if listed else name,
                names=tuple(dict.fromkeys((*names, *known))),
                shown=material.name,
                percent=material.percent,
            )
        )
    return found


def _spec_materials(
    specs: Sequence[SpecFact], vocabulary: Vocabulary, *, filled: bool
) -> list[MaterialFact]:
    found = []
    for spec in specs:
        if content := _CONTENT_KEY.match(spec.key):
            found += _content_material(content[1] or content[2], spec, vocabulary)
            continue
        parted = any(part in spec.key for part in vocabulary.parts)
        alone = spec.value in vocabulary.materials.names and len(spec.value) > 1
        if not parted and not alone and not _MATERIAL_KEYS.search(spec.key):
            continue
        # A quilt filled with silk has a face of cotton: two stuffs, each of its own part.
        whole = spec.key in _WHOLE and not (filled and spec.key == "面料")
        for match in vocabulary.materials.pattern.finditer(spec.value):
            share = re.match(r"(\d+(?:\.\d+)?)%", spec.value[match.end() :])
            found.append(
                MaterialFact(
                    name=vocabulary.materials.names[match.group()],
                    names=(match.group(), vocabulary.materials.names[match.group()]),
                    shown=match.group(),
                    percent=Decimal(share[1]) if share else None,
                    part=None if whole else spec.key,
                )
            )
    return found


def _content_material(word: str, spec: SpecFact, vocabulary: Vocabulary) -> list[MaterialFact]:
    """含氟量 0.1% states a stuff and its share."""
    if word not in vocabulary.materials.names:
        return []
    name = vocabulary.materials.names[word]
    share = re.match(r"(\d+(?:\.\d+)?)(%?)", spec.value)
    percent = Decimal(share[1]) if share and (share[2] or not Decimal(share[1])) else None
    return [MaterialFact(name=name, names=(word, name), shown=word, percent=percent, part=None)]


def _function(text: str, vocabulary: Vocabulary) -> str:
    folded = fold(text)
    if folded in vocabulary.functions.names:
        return vocabulary.functions.names[folded]
    found = vocabulary.functions.pattern.search(folded)
    return vocabulary.functions.names[found.group()] if found else folded
