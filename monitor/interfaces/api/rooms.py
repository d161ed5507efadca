"""Rooms 直播间: making them, their cards, their sound, the product on air."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from monitor.interfaces.api.schemas import (
    OnAir,
    Products,
    RoomCreate,
    RoomPatch,
    SourceBody,
    as_dict,
)
from monitor.interfaces.api.services import Wired

router = APIRouter(prefix="/rooms", tags=["rooms"])


@router.get("")
def list_rooms(services: Wired) -> dict[str, Any]:
    """Every room with its state, session, lag and counts."""
    return {"items": services.rooms.list_rooms()}


@router.post("", status_code=201)
def create_room(body: RoomCreate, services: Wired, response: Response) -> dict[str, Any]:
    """A new room; 409 when the id is taken."""
    room = services.rooms.create_room(
        room=body.id, name=body.name, products=body.products, category=body.category
    )
    response.headers["Location"] = f"/api/v1/rooms/{room['id']}"
    return room


@router.get("/{room}")
def get_room(room: str, services: Wired) -> dict[str, Any]:
    """One room."""
    return services.rooms.get_room(room)


@router.patch("/{room}")
def patch_room(room: str, body: RoomPatch, services: Wired) -> dict[str, Any]:
    """Change a room's name or category."""
    return services.rooms.update_room(room, as_dict(body))


@router.delete("/{room}", status_code=204)
def delete_room(room: str, services: Wired) -> None:
    """End the room's session and take the room away; its alerts and evidence stay."""
    services.rooms.delete_room(room)


@router.put("/{room}/products")
def put_products(room: str, body: Products, services: Wired) -> dict[str, Any]:
    """Replace the room's product cards, also while it is on air."""
    return services.rooms.set_products(room, body.products)


@router.post("/{room}/source", status_code=202)
def start_source(room: str, body: SourceBody, services: Wired) -> dict[str, Any]:
    """Begin to hear a file or a stream in this room; 409 while it hears another."""
    return services.rooms.start_source(room, body.url, pace=body.pace)


@router.delete("/{room}/source")
def stop_source(room: str, services: Wired) -> dict[str, Any]:
    """Stop hearing; what was heard is finished first."""
    return services.rooms.stop_source(room)


@router.post("/{room}/on-air")
def put_on_air(room: str, body: OnAir, services: Wired) -> dict[str, Any]:
    """Say by hand which product is on air."""
    return services.rooms.set_on_air(room, body.product)


@router.get("/{room}/transcript")
def transcript(room: str, services: Wired, limit: int = 200) -> dict[str, Any]:
    """The newest final utterances of the room's present or last session, oldest first."""
    return {"items": services.rooms.transcript(room, limit=min(max(limit, 1), 2000))}
