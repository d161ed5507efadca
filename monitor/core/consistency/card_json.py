"""A product card as its JSON object: the shape that people write and that the API takes back."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from monitor.model import Price, ProductCard, ServiceTerms


def card_as_dict(card: ProductCard) -> dict[str, Any]:
    """The card as JSON data; what it does not say is left out.

    `parse_cards([card_as_dict(card)])` gives the same card again.
    """
    out: dict[str, Any] = {"id": card.id}
    if card.link is not None:
        out["link"] = card.link
    out |= {"name": card.name, "category": card.category}
    for key in ("aliases", "functions", "approvals", "certifications"):
        if values := getattr(card, key):
            out[key] = list(values)
    for key in ("brand", "origin", "net_content", "stock", "sold"):
        if (value := getattr(card, key)) is not None:
            out[key] = value
    if card.price != Price():
        out["price"] = _stated(card.price)
    if card.materials:
        out["materials"] = [
            {
                "name": material.name,
                **({"aliases": list(material.aliases)} if material.aliases else {}),
                **({} if material.percent is None else {"percent": _number(material.percent)}),
            }
            for material in card.materials
        ]
    if card.specs:
        out["specs"] = dict(card.specs)
    if card.service != ServiceTerms():
        out["service"] = _stated(card.service)
    return out


def _stated(part: Price | ServiceTerms) -> dict[str, Any]:
    values = {field.name: getattr(part, field.name) for field in fields(part)}
    return {
        key: _number(value) if isinstance(value, Decimal) else value
        for key, value in values.items()
        if value is not None
    }


def _number(value: Decimal) -> int | float:
    """A JSON number; whole ones without a fraction."""
    return int(value) if value == value.to_integral_value() else float(value)
