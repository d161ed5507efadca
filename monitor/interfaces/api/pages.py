"""The console's page, its files and its login."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import jinja2
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles

from monitor.interfaces import console
from monitor.interfaces.api.auth import COOKIE
from monitor.interfaces.api.problems import problem
from monitor.interfaces.api.services import Services, Wired

STATIC = Path(console.__file__).parent / "static"
COOKIE_DAYS = 30

router = APIRouter(include_in_schema=False)


def entrance(request: Request, services: Services) -> Response | None:
    """None for those who may pass; a token in the address becomes a cookie; others are refused."""
    keeper = services.gatekeeper
    if keeper.accepts_request(request.headers, request.cookies):
        return None
    wants_page = "text/html" in request.headers.get("accept", "")
    token = request.query_params.get("token")
    if token is not None and request.method == "GET" and keeper.accepts(token):
        # The token leaves the address bar, where it would end in histories and screenshots.
        return _admitted(_without_token(request), token)
    if wants_page:
        return RedirectResponse("/login", status_code=303)
    return problem(
        401,
        "需要访问令牌",
        code="unauthorised",
        hint="请求头 Authorization: Bearer 令牌；令牌在启动 monitor serve 时打印",
    )


def _without_token(request: Request) -> str:
    rest = [(key, value) for key, value in parse_qsl(request.url.query) if key != "token"]
    return request.url.path + (f"?{urlencode(rest)}" if rest else "")


def _admitted(target: str, token: str) -> Response:
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_DAYS * 86400,
        httponly=True,
        samesite="strict",
    )
    return response


@router.get("/")
def index() -> FileResponse:
    """The console."""
    return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})


@router.get("/login")
def login_page(failed: bool = False) -> HTMLResponse:
    """The login page."""
    text = (STATIC / "login.html").read_text(encoding="utf-8")
    return HTMLResponse(jinja2.Template(text, autoescape=True).render(failed=failed))


@router.post("/login")
async def login(request: Request, services: Wired) -> Response:
    """Exchange the token for the console's cookie."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))
    token = form.get("token", "").strip()
    if not services.gatekeeper.accepts(token):
        return RedirectResponse("/login?failed=true", status_code=303)
    return _admitted("/", token)


@router.post("/logout")
def logout() -> Response:
    """Forget the cookie."""
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/favicon.ico")
def favicon() -> FileResponse:
    """The page's icon."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def mount_static(app: FastAPI) -> None:
    """Serve the console's files."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
