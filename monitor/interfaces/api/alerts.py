"""Alerts 告警: the list, one, its sound, and a person's verdict."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import FileResponse

from monitor.core.alerting import MuteTerms, from_iso
from monitor.errors import NotFoundError, UsageError
from monitor.interfaces.api.schemas import VerdictBody
from monitor.interfaces.api.services import Wired
from monitor.model import Severity

router = APIRouter(prefix="/alerts", tags=["alerts"])


@router.get("")
def list_alerts(
    services: Wired,
    room: str | None = None,
    session: str | None = None,
    state: str | None = None,
    min_severity: Severity = Severity.INFO,
    category: str | None = None,
    since: str | None = None,
    q: Annotated[str | None, Query(description="词句")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Alerts, newest first; `cursor` asks for the next page."""
    page = services.store.list_alerts(
        room=room,
        session=session,
        state=state,
        severity=min_severity,
        category=category,
        since=_time("since", since),
        text=q,
        cursor=cursor,
        limit=limit,
    )
    return {"items": [alert.as_dict() for alert in page.items], "cursor": page.cursor}


@router.get("/{alert}")
def get_alert(alert: str, services: Wired, response: Response) -> dict[str, Any]:
    """One alert; its ETag is the version that a verdict may name in If-Match."""
    found = services.store.get_alert(alert)
    response.headers["ETag"] = f'"{found.version}"'
    return found.as_dict()


@router.get("/{alert}/clip", response_class=FileResponse)
def get_clip(alert: str, services: Wired) -> FileResponse:
    """The alert's sound, FLAC; byte ranges are served, so a player can seek."""
    found = services.store.get_alert(alert)
    if found.clip is None:
        raise NotFoundError("这条告警没有录音", where=alert)
    clip = services.store.files.find(found.clip)
    return FileResponse(
        clip.path,
        media_type=clip.media_type,
        # The clip of an alert grows once, when the sound after its words has been heard.
        headers={"Cache-Control": "private, no-cache"},
    )


@router.post("/{alert}/verdict")
def post_verdict(
    alert: str,
    body: VerdictBody,
    services: Wired,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """Record a person's step; 409 when the alert's state does not allow it."""
    changed, _ = services.store.record_verdict(
        alert,
        body.verdict,
        who=body.who,
        reason=body.reason,
        mute=_mute(body),
        idempotency_key=idempotency_key,
        if_match=_version(if_match),
    )
    response.headers["ETag"] = f'"{changed.version}"'
    return changed.as_dict()


def _mute(body: VerdictBody) -> MuteTerms:
    return MuteTerms(until=_time("until", body.until), count=body.count)


def _time(name: str, text: str | None) -> Any:
    if text is None:
        return None
    try:
        return from_iso(text)
    except ValueError as error:
        raise UsageError(
            f"{name} 不是 ISO 8601 时间：{text}", hint="例如 2026-03-01T20:00:00+08:00"
        ) from error


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    text = if_match.removeprefix("W/").strip('"')
    if not text.isdecimal():
        raise UsageError(f"If-Match 应是告警的版本号：{if_match}")
    return int(text)
