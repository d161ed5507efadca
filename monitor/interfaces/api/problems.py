"""Errors as RFC 9457 problem JSON, so that every client reads one shape."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from monitor import errors

MEDIA_TYPE = "application/problem+json"

_STATUS: Mapping[type[errors.MonitorError], int] = MappingProxyType(
    {
        errors.NotFoundError: 404,
        errors.ConflictError: 409,
        errors.CapacityError: 503,
        errors.StoreError: 500,
        errors.LedgerError: 500,
        errors.TranscriptionError: 503,
    }
)
_TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: "请求有误",
        401: "需要登录",
        403: "没有权限",
        404: "没有找到",
        405: "不支持这种方法",
        409: "与现状冲突",
        412: "数据已被他人改动",
        413: "内容太大",
        422: "内容不合要求",
        500: "服务器出错",
        503: "暂时不能服务",
    }
)


def problem(
    status: int, detail: str, *, code: str, hint: str | None = None, **more: Any
) -> JSONResponse:
    """A problem response; `code` is the stable word, `detail` one sentence for people."""
    body: dict[str, Any] = {
        "type": f"urn:livestream-monitor:{code}",
        "title": _TITLES.get(status, "请求未完成"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if hint:
        body["hint"] = hint
    body.update(more)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def status_of(error: errors.MonitorError) -> int:
    """The HTTP status for an error of the tree; 422 for input that cannot be used."""
    for kind, status in _STATUS.items():
        if isinstance(error, kind):
            return status
    return 422


def install(app: FastAPI) -> None:
    """Make every error of `app` come out as a problem."""

    @app.exception_handler(errors.MonitorError)
    async def monitor_error(_: Request, error: errors.MonitorError) -> JSONResponse:
        more = {"where": error.where} if error.where else {}
        return problem(
            status_of(error), error.diagnostics(), code=error.code, hint=error.hint, **more
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        places = [
            {"at": "/".join(str(part) for part in item["loc"]), "problem": item["msg"]}
            for item in error.errors()
        ]
        first = places[0] if places else {"at": "", "problem": ""}
        detail = f"{first['at']}：{first['problem']}"
        return problem(422, detail, code="invalid-request", errors=places)

    @app.exception_handler(HTTPException)
    async def http_error(_: Request, error: HTTPException) -> JSONResponse:
        response = problem(
            error.status_code,
            str(error.detail) if error.detail else _TITLES.get(error.status_code, ""),
            code=f"http-{error.status_code}",
        )
        response.headers.update(error.headers or {})
        return response
