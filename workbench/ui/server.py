"""The web server around the pages: worker, health, sign-in, headers, and who may reach it.

`Home.py` hands these to `st.App`. The rule for addresses: while nobody can sign in, only this
machine is served, by the names of this machine (a page elsewhere that resolves to 127.0.0.1
is refused as well).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import logging
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from workbench import accounts
from workbench.errors import WorkbenchError
from workbench.settings import Settings
from workbench.ui import context
from workbench.ui.text import pick_language, render, render_error

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_FORM_BYTES = 8192
_two_at_a_time = asyncio.Semaphore(2)
"""Verifying a password takes 64 MB; many at once must not take the machine."""


def is_loopback(host: str | None) -> bool:
    """Of an address or a host name without port; None listens everywhere."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def check_start() -> None:
    """Raises SystemExit with one sentence where the pages must not, or cannot, be served.

    That is: a database that cannot be opened (another release's, a folder that cannot be written),
    or an address that others reach while nobody signs in.
    """
    address = st.get_option("server.address")
    try:
        users = accounts.has_users(context.workspace())
    except WorkbenchError as error:
        sys.exit(render_error(error, _language()))
    if not users and not is_loopback(address):
        sys.exit(render("error.host_needs_users", {"host": address or "0.0.0.0"}, _language()))


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Opens the database and adopts or starts the worker before the first page is asked for."""
    logging.getLogger("streamlit.error_util").addFilter(lambda _record: False)
    ws = await asyncio.to_thread(context.workspace)
    if ws.settings.worker == "none":
        yield
        return
    from workbench.supervise import Supervisor

    supervisor = Supervisor(ws)
    await asyncio.to_thread(supervisor.start)
    try:
        yield
    finally:
        await asyncio.to_thread(supervisor.stop)
        context.close_workspaces()


async def health(_request: Request) -> Response:
    """200 while the database answers."""
    try:
        await asyncio.to_thread(lambda: accounts.has_users(context.workspace()))
    except Exception as error:
        return JSONResponse({"status": "failing", "error": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ok"})


async def overview(request: Request) -> Response:
    """The landing page is served as `/`; a link that names it by its stem leads there too."""
    return RedirectResponse(str(request.url.replace(path="/")))


async def sign_in(request: Request) -> Response:
    """Form fields name, password, next. Sets the session cookie and goes back to `next`."""
    if not _same_origin(request):
        return PlainTextResponse("cross-origin", status_code=403)
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > MAX_FORM_BYTES:
            return PlainTextResponse("too large", status_code=413)
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    following = local_path(form.get("next", "/"))
    ws = context.workspace()
    try:
        async with _two_at_a_time:
            token = await asyncio.to_thread(
                accounts.sign_in, ws, form.get("name", ""), form.get("password", "")
            )
    except WorkbenchError:
        mark = "&" if "?" in following else "?"
        return RedirectResponse(f"{following}{mark}signin=failed", status_code=303)
    response = RedirectResponse(following, status_code=303)
    response.set_cookie(
        context.SESSION_COOKIE,
        token,
        max_age=ws.settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def local_path(following: str) -> str:
    """`following` where it is a path of this server, else `/`: sign-in leads nowhere else."""
    parts = urlsplit(following)
    if parts.scheme or parts.netloc or not re.match(r"/(?![/\\])", following):
        return "/"
    return following


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _language() -> str:
    import os

    return pick_language(Settings().language, os.environ.get("LC_ALL"), os.environ.get("LANG"))


def content_security_policy() -> str:
    """Nothing from elsewhere, nothing framed elsewhere; inline scripts only Streamlit's own."""
    shell = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in re.findall(r"<script>(.*?)</script>", shell, flags=re.DOTALL)
    ]
    scripts = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: 'wasm-unsafe-eval' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """ASGI middleware: refuses other hosts while nobody can sign in; adds security headers."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._users_seen = False
        self._headers = [
            (b"content-security-policy", content_security_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if not await self._may_reach(scope):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            text = render("error.host_needs_users", {"host": _host(scope)}, _language())
            await PlainTextResponse(text, status_code=403)(scope, receive, send)
            return

        async def send_with_headers(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "http.response.start":
                given = {name for name, _ in event["headers"]}
                added = [(name, value) for name, value in self._headers if name not in given]
                event["headers"] = [*event["headers"], *added]
            await send(event)

        await self.app(scope, receive, send_with_headers)

    async def _may_reach(self, scope: Scope) -> bool:
        if self._users_seen or is_loopback(_host(scope)):
            return True
        self._users_seen = await asyncio.to_thread(lambda: accounts.has_users(context.workspace()))
        return self._users_seen


def _host(scope: Scope) -> str:
    """The Host header without its port."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return urlsplit(f"//{host}").hostname or ""


def routes() -> list[Route]:
    return [
        Route("/healthz", health, methods=["GET"]),
        Route("/overview", overview, methods=["GET"]),
        Route("/signin", sign_in, methods=["POST"]),
    ]


def middleware() -> list[Middleware]:
    return [Middleware(Guard)]
