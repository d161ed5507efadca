"""The data that claims are read with: places, materials, units, attributes, colours and the like.

Loaded from `rules/consistency/*.yaml`; users can grow it without touching code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from monitor.core.text.normalise import fold
from monitor.errors import RuleError

FILES = (
    "places",
    "materials",
    "units",
    "attributes",
    "colours",
    "functions",
    "certifications",
    "brands",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: `chain` runs from the country inwards, e.g. (中国, 浙江, 嘉兴)."""

    name: str
    chain: tuple[str, ...]

    @property
    def foreign(self) -> bool:
        """True outside China."""
        return self.chain[0] != "中国"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A measured attribute of `specs`, its other names and the dimensions it is measured in."""

    name: str
    words: tuple[str, ...]
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An attribute with a closed set of values, each with its ways of saying it."""

    attribute: str
    values: tuple[tuple[str, ...], ...]
    card_keys: tuple[str, ...]
    needs: tuple[str, ...] = ()
    any_value: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A counted attribute: its names on cards, its measure words, words that stand near it."""

    name: str
    keys: tuple[str, ...]
    units: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalKind:
    """A kind of approval: how hosts name it and what its numbers contain."""

    said: tuple[str, ...]
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words to find, longest first, each with the name it stands for."""

    names: Mapping[str, str]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> Words:
        """Words that match as themselves; Latin ones only where no other letter touches them."""
        return cls(names=dict(names), pattern=any_of(names))


def any_of(
    words: Iterable[str], *, apart: str = "a-z", loose: Set[str] = frozenset()
) -> re.Pattern[str]:
    """A pattern for the longest of the words at a place.

    Words of Latin letters and digits match only where no character of the class `apart` touches
    them, except those in `loose`. Every branch begins with a plain character and no two with the
    same, so that the engine passes over places where no word begins.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        rest = re.escape(word[1:])
        if word.isascii() and word not in loose:
            rest = rf"(?<![{apart}]{re.escape(word[0])}){rest}(?![{apart}])"
        by_first.setdefault(word[0], []).append(rest)
    branches = [f"{re.escape(a)}(?:{'|'.join(rest)})" for a, rest in by_first.items()]
    return re.compile("|".join(branches) or r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything that reads claims; all words are folded as the text is."""

    places: Mapping[str, Place]
    place_words: Words
    areas: frozenset[str]
    not_origin_after: tuple[str, ...]
    not_origin_before: tuple[str, ...]
    imported: re.Pattern[str]
    domestic: re.Pattern[str]
    import_exceptions: tuple[str, ...]
    materials: Words
    groups: Mapping[str, str]
    exclusive: frozenset[str]
    rivals: tuple[frozenset[str], ...]
    parents: Mapping[str, str]
    purity: Mapping[str, Decimal]
    parts: tuple[str, ...]
    part_names: tuple[frozenset[str], ...]
    main_parts: frozenset[str]
    units: Mapping[str, tuple[tuple[str, Decimal], ...]]
    attributes: tuple[Attribute, ...]
    choices: tuple[Choice, ...]
    counted: tuple[Counted, ...]
    inclusions: tuple[tuple[str, ...], ...]
    colours: Words
    shades: Mapping[str, str]
    """What colour each shade is one of."""
    sizes: tuple[str, ...]
    size_names: Mapping[str, str]
    flavours: Words
    functions: Words
    closed_functions: frozenset[str]
    certificates: Words
    approval_kinds: tuple[ApprovalKind, ...]
    numbered: re.Pattern[str]
    brands: Words

    def ancestors(self, material: str) -> tuple[str, ...]:
        """The kinds that a material is a kind of, nearest first."""
        found: list[str] = []
        at = self.parents.get(material)
        while at and at not in found:
            found.append(at)
            at = self.parents.get(at)
        return tuple(found)

    def related(self, a: str, b: str) -> bool:
        """True when one material is the other or a kind of it."""
        return a == b or a in self.ancestors(b) or b in self.ancestors(a)

    def dimensions(self, unit: str) -> tuple[tuple[str, Decimal], ...]:
        """The dimensions a unit can measure, with its factor to each one's base unit."""
        return self.units.get(unit, ())


def load_vocabulary(files: Mapping[str, bytes]) -> Vocabulary:
    """The vocabulary in the bytes of the YAML files, by name with or without `.yaml`.

    Raises RuleError naming the file that is absent or unreadable.
    """
    data: dict[str, Any] = {}
    given = {name.rsplit("/", 1)[-1].removesuffix(".yaml"): body for name, body in files.items()}
    for name in FILES:
        if name not in given:
            raise RuleError(f"缺少词表 {name}.yaml", hint="rules/consistency 下应有全部词表")
        try:
            data[name] = yaml.safe_load(given[name])
        except yaml.YAMLError as error:
            raise RuleError("词表写法有误", where=f"{name}.yaml", hint=str(error)) from error
    try:
        return _build(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RuleError("词表缺少一项或写错了类型", hint=repr(error)) from error


def _build(data: Mapping[str, Any]) -> Vocabulary:
    places = _places(data["places"])
    names, groups = _materials(data["materials"]["groups"])
    units: dict[str, list[tuple[str, Decimal]]] = {}
    for dimension, table in data["units"].items():
        for unit, factor in table.items():
            units.setdefault(str(unit), []).append((dimension, Decimal(str(factor))))
    attributes, closed = data["attributes"], data["functions"]["closed"]
    certificates = data["certifications"]
    return Vocabulary(
        places=places,
        place_words=Words.of({name: name for name in places}),
        areas=frozenset(data["places"]["areas"]),
        not_origin_after=_folded(data["places"]["not_origin_after"]),
        not_origin_before=_folded(data["places"]["not_origin_before"]),
        imported=any_of(_folded(data["places"]["imported"])),
        domestic=any_of(_folded(data["places"]["domestic"])),
        import_exceptions=_folded(data["places"]["import_exceptions"]),
        materials=Words.of(names),
        groups=groups,
        exclusive=frozenset(
            name for name, group in data["materials"]["groups"].items() if group["exclusive"]
        ),
        rivals=tuple(frozenset(_folded(group)) for group in data["materials"]["rivals"]),
        parents={fold(a): fold(b) for a, b in data["materials"]["kinds"].items()},
        purity={fold(a): Decimal(str(b)) for a, b in data["materials"]["purity"].items()},
        parts=_folded(data["materials"]["parts"]),
        part_names=tuple(frozenset(_folded(names)) for names in data["materials"]["part_names"]),
        main_parts=frozenset(_folded(data["materials"]["main_parts"])),
        units={unit: tuple(found) for unit, found in units.items()},
        attributes=tuple(
            Attribute(
                name=fold(item["name"]),
                words=_folded([item["name"], *item["also"]]),
                dimensions=tuple(item["dimensions"]),
            )
            for item in attributes["attributes"]
        ),
        choices=tuple(_choice(item) for item in attributes["choices"]),
        counted=tuple(
            Counted(
                name=fold(item["name"]),
                keys=_folded(item["keys"]),
                units=_folded(item["units"]),
                near=_folded(item.get("near", ())),
            )
            for item in attributes["counted"]
        ),
        inclusions=tuple(_folded(group) for group in attributes["inclusions"]),
        colours=Words.of(_colours(data["colours"])),
        shades=_shades(data["colours"]),
        sizes=tuple(attributes["sizes"]),
        size_names={fold(a): b for a, b in attributes["size_names"].items()},
        flavours=Words.of(_flavours(attributes)),
        functions=Words.of(_sets(data["functions"]["sets"])),
        closed_functions=frozenset(closed),
        certificates=Words.of(_sets(certificates["certificates"])),
        approval_kinds=tuple(
            ApprovalKind(
                said=_folded(kind["said"]),
                marks=_folded(kind["marks"]),
                pattern=any_of(said := _folded(kind["said"]), loose=set(said)),
            )
            for kind in certificates["approval_kinds"]
        ),
        numbered=re.compile(
            rf"(?:{'|'.join(map(re.escape, _folded(certificates['number_words'])))})(?:是|为)?"
            r"([一-龥a-z]{0,8}\d{6,})"
        ),
        brands=Words.of({fold(brand): fold(brand) for brand in data["brands"]["brands"]}),
    )


def _folded(words: Iterable[object]) -> tuple[str, ...]:
    return tuple(fold(str(word)) for word in words)


def _sets(sets: Sequence[Sequence[object]]) -> dict[str, str]:
    return {word: folded[0] for group in sets for folded in [_folded(group)] for word in folded}


def _shades(data: Mapping[str, Any]) -> dict[str, str]:
    """荧光绿 → 绿色: shades that no set lists, by their colour."""
    names = _sets(data["colours"])
    return {
        shade + colour: names[colour]
        for shade in _folded(data["shades"])
        for colour in _folded(data["shaded"])
        if shade + colour not in names
    }


def _colours(data: Mapping[str, Any]) -> dict[str, str]:
    """Colour words; a shade stands for itself."""
    shades = {shade + end: shade for shade in _shades(data) for end in ("", "色")}
    return shades | _sets(data["colours"])


def _flavours(attributes: Mapping[str, Any]) -> dict[str, str]:
    """草莓味, 草莓口味 and 草莓香 by the name of what they taste or smell of."""
    names = {word: word for word in _folded(attributes["flavours"])}
    for noun in _folded(attributes["flavour_nouns"]):
        names.update({noun + end: noun for end in ("味", "口味", "味道", "香味", "香型", "香")})
    return names


def _places(data: Mapping[str, Any]) -> dict[str, Place]:
    places: dict[str, Place] = {"中国": Place(name="中国", chain=("中国",))}
    for country, inside in data["countries"].items():
        places[country] = Place(name=country, chain=(country,))
        for name in inside:
            places[name] = Place(name=name, chain=(country, name))
    for province, inside in data["provinces"].items():
        places[province] = Place(name=province, chain=("中国", province))
        for name in inside:
            places[name] = Place(name=name, chain=("中国", province, name))
    for inner, outer in data["within"].items():
        chain = places[outer].chain
        places[inner] = Place(name=inner, chain=(*chain, inner))
    return places


def _materials(groups: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    belongs: dict[str, str] = {}
    for group, content in groups.items():
        for entry in content["entries"]:
            folded = _folded(entry)
            belongs[folded[0]] = group
            for word in folded:
                names.setdefault(word, folded[0])
    return names, belongs


def _choice(item: Mapping[str, Any]) -> Choice:
    return Choice(
        attribute=fold(item["attribute"]),
        values=tuple(_folded(value) for value in item["values"]),
        # "=" before a key means the whole key; folding would drop it.
        card_keys=tuple(
            "=" * str(key).startswith("=") + fold(str(key)) for key in item["card_keys"]
        ),
        needs=_folded(item.get("needs", ())),
        any_value=_folded(item.get("any_value", ())),
        unless=_folded(item.get("unless", ())),
    )
