"""The shape of a product card at the edge, checked by pydantic, and its way into the core type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.model import Material, Price, ProductCard, ServiceTerms

Category = Literal[
    "food",
    "health-food",
    "infant-formula",
    "cosmetic",
    "special-cosmetic",
    "toothpaste",
    "drug",
    "medical-device",
    "medical-service",
    "apparel",
    "jewelry",
    "appliance",
    "digital",
    "household",
    "baby",
    "alcohol",
    "tobacco",
    "agriculture",
    "education",
    "finance",
    "real-estate",
    "other",
]
CATEGORIES: Final[tuple[str, ...]] = get_args(Category)


def _as_text(value: object) -> object:
    # YAML reads 2026-08-01 as a date and 36 as a number; on a card both are what is printed there.
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, str):
        return value.strip()
    return value


def _as_spec(value: object) -> object:
    if isinstance(value, list):
        return "/".join(str(_as_text(item)) for item in value)
    return _as_text(value)


def _as_list(value: object) -> object:
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=500)]
Spec = Annotated[str, BeforeValidator(_as_spec), Field(max_length=500)]
Texts = Annotated[list[Text], BeforeValidator(_as_list)]
Money = Annotated[Decimal, Field(ge=0, le=Decimal("1e10"), allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=10**12)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PriceFields(_Strict):
    """`price:` of a card, in yuan."""

    live: Money | None = None
    list: Money | None = None
    lowest_7d: Money | None = None
    after_show: Money | None = None
    currency: Literal["CNY"] = "CNY"


class MaterialFields(_Strict):
    """One entry of `materials:`; `percent` is 0 to 100."""

    name: Text
    aliases: Texts = []
    percent: Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)] | None = None


class ServiceFields(_Strict):
    """`service:` of a card."""

    return_days: Count | None = None
    warranty_months: Count | None = None
    shipping_hours: Count | None = None
    freight_insurance: bool | None = None
    compensation: Text | None = None


class CardFields(_Strict):
    """One product card as written in YAML or JSON."""

    id: Text
    name: Text
    category: Category
    link: Annotated[int, Field(ge=1, le=9999)] | None = None
    aliases: Texts = []
    brand: Text | None = None
    price: PriceFields | None = None
    origin: Text | None = None
    net_content: Text | None = None
    materials: Annotated[list[MaterialFields], BeforeValidator(_as_list)] = []
    functions: Texts = []
    approvals: Texts = []
    certifications: Texts = []
    specs: dict[Text, Spec] | None = None
    service: ServiceFields | None = None
    stock: Count | None = None
    sold: Count | None = None

    def to_card(self) -> ProductCard:
        """The frozen core type."""
        values: dict[str, Any] = self.model_dump(exclude={"price", "materials", "specs", "service"})
        for key in ("aliases", "functions", "approvals", "certifications"):
            values[key] = tuple(values[key])
        return ProductCard(
            **values,
            price=Price(**self.price.model_dump()) if self.price else Price(),
            materials=tuple(
                Material(name=m.name, aliases=tuple(m.aliases), percent=m.percent)
                for m in self.materials
            ),
            specs=MappingProxyType(dict(self.specs or {})),
            service=ServiceTerms(**self.service.model_dump()) if self.service else ServiceTerms(),
        )


KNOWN_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "": tuple(CardFields.model_fields),
        "price": tuple(PriceFields.model_fields),
        "materials": tuple(MaterialFields.model_fields),
        "service": tuple(ServiceFields.model_fields),
    }
)
