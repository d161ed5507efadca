"""Rooms and the products on their shelves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from monitor.core.alerting import StaleVersionError, from_iso, iso
from monitor.errors import CardError, ConflictError, NotFoundError
from monitor.runtime.store import schema
from monitor.runtime.store.base import StoreBase, Tx
from monitor.runtime.store.records import Event, Room

_T = schema.rooms


class RoomTable(StoreBase):
    """直播间 kept in the database; each change is a `room.state` event."""

    def create_room(
        self, *, title: str, id: str | None = None, data: Mapping[str, Any] | None = None
    ) -> Room:
        """A new room; its id is random unless given.

        Raises:
            ConflictError: a room of that id exists (or existed).
        """
        room = id or "room-" + secrets.token_hex(4)
        with self._write() as tx:
            if tx.conn.execute(sa.select(_T.c.id).where(_T.c.id == room)).first():
                raise ConflictError(f"直播间“{room}”已存在", where=room, hint="换一个编号")
            tx.conn.execute(
                _T.insert().values(
                    id=room,
                    title=title,
                    data=dict(data or {}),
                    version=1,
                    created_at=iso(tx.at),
                    updated_at=iso(tx.at),
                )
            )
            made = _room(tx.conn, room)
            tx.event("room.state", room, {"change": "created", "room": made.as_dict()})
        return made

    def get_room(self, room: str) -> Room:
        """The room with its products.

        Raises:
            NotFoundError: there is none, or it was deleted.
        """
        with self._db.read() as conn:
            return _room(conn, room)

    def list_rooms(self) -> tuple[Room, ...]:
        """All rooms that are not deleted, oldest first."""
        with self._db.read() as conn:
            return rooms_of(conn)

    def update_room(
        self,
        room: str,
        *,
        title: str | None = None,
        data: Mapping[str, Any] | None = None,
        if_match: int | None = None,
    ) -> Room:
        """Change the title, or merge keys into `data` (a None value removes its key).

        Raises:
            NotFoundError: no such room.
            StaleVersionError: `if_match` is not the room's version.
        """
        with self._write() as tx:
            held = _room(tx.conn, room)
            if if_match is not None and if_match != held.version:
                raise StaleVersionError("直播间已被他人修改", where=room, hint="刷新后重试")
            merged = {**held.data, **(data or {})}
            _update(
                tx,
                room,
                title=title if title is not None else held.title,
                data={k: v for k, v in merged.items() if v is not None},
                version=held.version + 1,
            )
            changed = _room(tx.conn, room)
            tx.event("room.state", room, {"change": "updated", "room": changed.as_dict()})
        return changed

    def delete_room(self, room: str) -> Event:
        """Take the room off the wall; its sessions, alerts and evidence stay.

        Raises:
            NotFoundError: no such room.
            ConflictError: a session is on air.
        """
        with self._write() as tx:
            if _room(tx.conn, room).session:
                raise ConflictError("直播间正在监测，不能删除", where=room, hint="先停止音源")
            _update(tx, room, deleted_at=iso(tx.at))
            return tx.event("room.state", room, {"change": "deleted", "room": {"id": room}})

    def set_products(self, room: str, products: Sequence[Mapping[str, Any]]) -> Room:
        """Replace the room's product cards; each is a JSON object with a unique `id`.

        Raises:
            NotFoundError: no such room.
            CardError: an id is missing or repeated.
        """
        ids = [str(p.get("id") or "") for p in products]
        if "" in ids:
            raise CardError("商品卡缺少 id", where=room)
        if len(set(ids)) != len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise CardError(f"商品编号“{twice}”重复", where=room)
        with self._write() as tx:
            held = _room(tx.conn, room)
            table = schema.products
            tx.conn.execute(table.delete().where(table.c.room == room))
            if products:
                tx.conn.execute(
                    table.insert(),
                    [
                        {"room": room, "id": i, "position": n, "data": dict(p)}
                        for n, (i, p) in enumerate(zip(ids, products, strict=True))
                    ],
                )
            _update(tx, room, version=held.version + 1)
            changed = _room(tx.conn, room)
            tx.event("room.state", room, {"change": "products", "room": changed.as_dict()})
        return changed


def rooms_of(conn: sa.Connection, ids: Sequence[str] | None = None) -> tuple[Room, ...]:
    """The rooms that are not deleted, all or some, oldest first."""
    query = sa.select(_T).where(_T.c.deleted_at.is_(None)).order_by(_T.c.created_at, _T.c.id)
    if ids is not None:
        query = query.where(_T.c.id.in_(ids))
    rows = conn.execute(query).mappings().all()
    shelf: dict[str, list[Mapping[str, Any]]] = {}
    p = schema.products
    for row in conn.execute(
        sa.select(p).where(p.c.room.in_([r["id"] for r in rows])).order_by(p.c.position)
    ).mappings():
        shelf.setdefault(row["room"], []).append(row["data"])
    s = schema.sessions
    on_air = {
        row.room: row.id
        for row in conn.execute(
            sa.select(s.c.room, s.c.id).where(s.c.ended_at.is_(None)).order_by(s.c.started_at)
        )
    }
    return tuple(
        Room(
            id=r["id"],
            title=r["title"],
            data=r["data"],
            version=r["version"],
            created_at=from_iso(r["created_at"]),
            updated_at=from_iso(r["updated_at"]),
            products=tuple(shelf.get(r["id"], ())),
            session=on_air.get(r["id"]),
        )
        for r in rows
    )


def _room(conn: sa.Connection, room: str) -> Room:
    found = rooms_of(conn, [room])
    if not found:
        raise NotFoundError(f"没有直播间“{room}”", where=room)
    return found[0]


def _update(tx: Tx, room: str, **values: Any) -> None:
    tx.conn.execute(_T.update().where(_T.c.id == room).values(updated_at=iso(tx.at), **values))
