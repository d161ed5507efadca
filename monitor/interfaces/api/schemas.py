"""What requests may hold; everything else is an error that names its place."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Strict(BaseModel):
    """A request body in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid")


class RoomCreate(Strict):
    """A new room 直播间."""

    id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    name: str = Field(default="", max_length=200)
    products: list[dict[str, JsonValue]] = Field(default_factory=list)
    category: str | None = None


class RoomPatch(Strict):
    """Changes to a room; what is absent stays."""

    name: str | None = Field(default=None, max_length=200)
    category: str | None = None


class Products(Strict):
    """A room's product cards, replacing those it has."""

    products: list[dict[str, JsonValue]]


class SourceBody(Strict):
    """Where a room's sound comes from: a file or a stream address."""

    url: str = Field(min_length=1, max_length=4096)
    pace: Literal["realtime", "fast"] = "realtime"


class OnAir(Strict):
    """The product on air by a person's hand; null gives the choice back to the words."""

    product: str | None


class CheckBody(Strict):
    """Lines of a script with the cards they are about."""

    lines: list[str] = Field(max_length=20_000)
    products: list[dict[str, JsonValue]] = Field(default_factory=list)
    category: str | None = None
    name: str = "lines"


class GateBody(Strict):
    """One text that a digital anchor is about to say."""

    text: str = Field(max_length=20_000)
    product: dict[str, JsonValue] | None = None
    category: str | None = None


class VerdictBody(Strict):
    """A person's step on an alert: a verdict, or claim, mute and reopen on the way to one."""

    verdict: Literal["confirmed", "dismissed", "claimed", "released", "muted", "reopened"]
    who: str = Field(default="console", max_length=100)
    reason: str = Field(default="", max_length=2000)
    until: str | None = None
    count: int | None = Field(default=None, ge=1)


class Login(Strict):
    """The console's login."""

    token: str


def as_dict(model: BaseModel) -> dict[str, Any]:
    """The model's set fields as plain data."""
    return model.model_dump(exclude_unset=True)
