"""Businesses' own domains: at each, the business's public page stands at the root, and nothing else of the install is there."""

import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from atende.core import log
from atende.core.config import settings

_log = log.get("core")

KEPT_SECONDS = 20.0
_NO_NAME = frozenset("/[]")
# What the pages themselves ask for.
_ALONG = ("/api/public/bookings/", "/assets/", "/b/-/")
_FILES = ("/favicon.svg", "/theme.js")


class Hosts:
    """Wraps the application. `pages` tells which page each domain shows; what it said holds for some seconds, and on while it cannot be
    asked. Requests to any other host go on as they are."""

    def __init__(self, app: ASGIApp, pages: Callable[[], Awaitable[Mapping[str, str]]]):
        self.app, self._pages = app, pages
        self._known: Mapping[str, str] = {}
        self._asked_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (slug := await self._page_at(Headers(scope=scope).get("host", ""))):
            path = _rewritten(scope["path"], slug)
            if path is None:
                await PlainTextResponse("not found\n", 404)(scope, receive, send)
                return
            within = {**scope, "path": path, "raw_path": path.encode("utf-8", "replace")}
            try:
                await self.app(within, receive, send)
            finally:
                scope["route"] = within.get("route")  # for the ground's metrics
            return
        await self.app(scope, receive, send)

    async def _page_at(self, host: str) -> str | None:
        name = (urlsplit(f"//{host}").hostname or "") if host.isascii() and not _NO_NAME & set(host) else ""
        if "." not in name or name == urlsplit(settings().url).hostname or name.rpartition(".")[2].isdigit():
            return None  # ours, or a machine's number: nobody's domain
        if time.monotonic() - self._asked_at >= KEPT_SECONDS:
            self._asked_at = time.monotonic()
            try:
                self._known = await self._pages()
            except Exception as error:
                _log.warning("domains_unknown", error=type(error).__name__)
        return self._known.get(name.rstrip("."))


def _rewritten(path: str, slug: str) -> str | None:
    if path.startswith((*_ALONG, f"/b/{slug}/")) or path in (*_FILES, f"/b/{slug}"):
        return path
    part = path.strip("/")
    if "/" in part:
        return None
    return f"/b/{slug}/{part}" if part else f"/b/{slug}"
