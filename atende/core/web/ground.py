"""What holds for every request and answer: a correlation id, headers, a size limit, same-origin state changes, and an answer
even when something broke. Plain ASGI, because a stream must pass through it piece by piece."""

import time
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.params import File, Form
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atende.core import log, tracing
from atende.core.audit.recording import Origin, origin
from atende.core.config import settings
from atende.core.web import answers, limiting
from atende.core.web.lasting import Lasting, decided, may_last, told

REQUESTS = Counter("atende_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("atende_http_request_duration_seconds", "Time to the end of an answer; live streams not", ["method", "route"])

_CALLER_GONE = 499  # nginx's number for a caller that left before its answer
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BYTES = 1_048_576
MOST_UPLOAD_BYTES = 110 * 1_048_576  # Meta takes documents up to 100 MB

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), microphone=(self)",
}


class Ground:
    """Wraps the whole application. An answer may replace any of the headers by its own. `is_signed_in` tells whether a live
    session asks: files are read from nobody else. `routes` are those of the application: what is refused before it reaches one is
    counted as that one's all the same."""

    def __init__(self, app: ASGIApp, is_signed_in: Callable[[Scope], Awaitable[bool]], routes: Iterable[BaseRoute] = ()):
        self.app, self.is_signed_in = app, is_signed_in
        self.routes = [route for route in routes if isinstance(route, Route)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        correlation = log.correlation_for(Headers(scope=scope).get("x-request-id", ""))
        token, came = log.correlation_id.set(correlation), origin.set(_origin(scope))
        started, status, is_complete, is_stream = time.monotonic(), 0, False, False

        async def send_on(message: Message) -> None:
            nonlocal status, is_complete, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = correlation
                is_stream = headers.get("content-type", "").startswith("text/event-stream")
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)
            is_complete = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            with tracing.span("request"):
                try:
                    lasting = await self._answer(scope, receive, send_on)
                    if lasting is not None:
                        await told(lasting, scope, receive, send_on)
                finally:
                    tracing.note(method=scope["method"], route=_route(scope), status=status)
        except Exception as error:
            if is_complete:
                return  # answered, and recorded, by `answers`; Starlette raises it again for servers that log
            if status:
                # Half an answer is out; the server closes the connection and the client sees that it is cut.
                answers.record(error, "answer_cut", path=scope["path"])
                raise
            await answers.for_exception(error, scope["path"])(scope, receive, send_on)
        finally:
            route = _route(scope)
            method = scope["method"] if scope["method"] in _METHODS else "other"  # what callers invent makes no series
            REQUESTS.labels(method, route, status or _CALLER_GONE).inc()
            if not is_stream:
                SECONDS.labels(method, route).observe(time.monotonic() - started)
            log.correlation_id.reset(token)
            origin.reset(came)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> Lasting | None:
        headers = Headers(scope=scope)
        if scope["path"].startswith("/api/"):
            try:
                await limiting.refuse_address(scope)
            except limiting.TooManyRequests as refusal:
                return await self._refused(answers.for_refusal(refusal), scope, receive, send)
            if scope["method"] not in SAFE and not is_same_origin(headers) and not is_from_a_program(headers):
                refusal = answers.answer(403, "cross_site", "state changes come from our own pages only")
                return await self._refused(refusal, scope, receive, send)
            is_upload = headers.get("content-type", "").startswith("multipart/form-data")
            limit = MOST_UPLOAD_BYTES if is_upload else MOST_BYTES
            if _announced(headers) > limit:
                refusal = answers.answer(413, "too_large", "the request is too large")
                return await self._refused(refusal, scope, receive, send)
            if is_upload and not await self.is_signed_in(scope):
                # Asked here, because a form is read to its end before any route's own dependencies.
                return await self._refused(answers.answer(401, "signed_out", "sign in first"), scope, receive, send)
            receive = _capped(receive, limit)
        if may_last(scope):
            return await decided(self.app, scope, receive, send)
        await self.app(scope, receive, send)
        return None

    async def _refused(self, answer: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Told before any route was looked for; which one was meant is looked up now, for the metrics."""
        for route in self.routes:
            if route.path_regex.match(scope["path"]):
                scope.setdefault("route", route)
                if scope["method"] in (route.methods or ()):
                    scope["route"] = route
                    break
        await answer(scope, receive, send)


def _route(scope: Scope) -> str:
    """The template of the address, never the address itself."""
    return getattr(scope.get("route"), "path", "other")


def is_same_origin(headers: Headers) -> bool:
    """True when a browser says that one of our own pages asks (S19). A request that says nothing is refused."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", ""))
    if origin.scheme not in ("http", "https") or not origin.netloc:
        return False
    return origin.netloc in (headers.get("host"), urlsplit(settings().url).netloc)


def is_from_a_program(headers: Headers) -> bool:
    """True when the request says itself who asks and brings no cookie: no page of another site can make a browser do that."""
    return headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers


def expects_declared_content(request: Request) -> None:
    """A dependency of every route: a body comes as the kind the route declares, JSON or a form; otherwise 415 (S16)."""
    if request.method in SAFE:
        return
    declared = getattr(request.scope.get("route"), "body_field", None)
    is_empty = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    if declared is None or (is_empty and not declared.field_info.is_required()):
        return
    is_form = isinstance(declared.field_info, Form | File)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != ("multipart/form-data" if is_form else "application/json"):
        raise HTTPException(415)


def _origin(scope: Scope) -> Origin:
    """Where this request came from, for the audit log. Behind a proxy the server has put the caller's address into the scope."""
    client = scope.get("client")
    agent = Headers(scope=scope).get("user-agent", "").replace("\0", "")[:300]
    return Origin(client[0] if client else None, agent or None)


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _capped(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def capped() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
        return message

    return capped
