"""The Calendar API (v3): calendars of an account, events with pages and sync tokens, etags, push channels."""

import base64
import json
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..answers import Cut, bearer
from .oauth import state_of
from .refusing import CalendarRefusal, invalid, not_found, unauthorized
from .state import Channel, Event, Shelf, State, Token

_EVENTS = "https://www.googleapis.com/auth/calendar.events"
_LISTS = "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
_ALL = "https://www.googleapis.com/auth/calendar"
_OWN_ID = re.compile(r"^[a-v0-9]{5,1024}$")
_CHANNEL_ID = re.compile(r"^[A-Za-z0-9\-_+/=]{1,64}$")
# A sync token holds for the same of these; those that cannot go with one are refused, and so is not to be shown what was deleted.
_LISTED = ("singleEvents", "eventTypes", "maxAttendees")
_NEVER_WITH_TOKEN = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin",
)  # fmt: skip
_WEEK = 604_800
_WRITERS = ("owner", "writer")

Handler = Callable[[Request, State, Token], Awaitable[Response]]


def _called(scope: str) -> Callable[[Handler], Callable[[Request], Awaitable[Response]]]:
    """An endpoint: token, scope and whatever goes wrong on demand."""

    def wrap(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            state = state_of(request)
            token = state.tokens.get(bearer(request) or "")
            if token is None or token.kind != "access" or (token.until or 0) < state.now():
                raise unauthorized()
            if state.strikes("unauthorized", request.method):
                state.drop_tokens(lambda one: one.value == token.value)
                raise unauthorized()
            if state.strikes("hang", request.method):
                await state.hang()
                return Cut()
            if state.strikes("server_error", request.method):
                raise CalendarRefusal(503, "backendError", "Backend Error")
            if state.strikes("rate_limit", request.method):
                raise CalendarRefusal(403, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
            if not {scope, _ALL} & set(token.scopes):
                raise CalendarRefusal(403, "insufficientPermissions", "Insufficient Permission")
            answer = await handler(request, state, token)
            await state.store.committed()
            return Cut() if state.strikes("drop_answer", request.method) else answer

        return endpoint

    return wrap


def _shelf(request: Request, state: State, token: Token) -> Shelf:
    name = request.path_params["calendar"]
    shelf = state.shelves.get(token.account if name == "primary" else name)
    if shelf is None or shelf.account != token.account or shelf.role == "none":
        raise not_found()
    if state.strikes("gone", request.method):
        raise CalendarRefusal(410, "deleted", "Resource has been deleted")
    if request.method != "GET" and shelf.role not in _WRITERS and not request.url.path.endswith("/watch"):
        raise CalendarRefusal(403, "requiredAccessLevel", "You need to have writer access to this calendar.", domain="calendar")
    return shelf


def _event(request: Request, state: State, shelf: Shelf) -> Event:
    found = state.events[shelf.id].get(request.path_params["event"])
    if found is None:
        raise not_found()
    return found


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise CalendarRefusal(400, "parseError", "Parse Error") from None
    if not isinstance(body, dict):
        raise CalendarRefusal(400, "parseError", "Parse Error")
    return body


@_called(_LISTS)
async def calendar_list(request: Request, state: State, token: Token) -> Response:
    """A page of the account's calendars; hidden ones when they are asked for."""
    query = request.query_params
    found = [
        one
        for one in state.ours(token.account)
        if one.role != "none" and (not one.is_hidden or query.get("showHidden") == "true")
    ]
    most = min(max(int(given) if (given := query.get("maxResults", "100")).isdecimal() else 100, 1), 250)
    after = query.get("pageToken", "0")
    if not after.isdecimal() or len(after) > 6:
        raise invalid("Invalid page token value.", "pageToken")
    first = int(after)
    items = [
        {
            "kind": "calendar#calendarListEntry",
            "etag": f'"{shelf.seq}"',
            "id": shelf.id,
            "summary": shelf.summary,
            "timeZone": shelf.zone,
            "colorId": "14",
            "selected": not shelf.is_hidden,
            "accessRole": shelf.role,
            "defaultReminders": [],
            "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
            **({"hidden": True} if shelf.is_hidden else {}),
            **({"primary": True} if shelf.is_primary else {}),
        }
        for shelf in found[first : first + most]
    ]
    answer: dict[str, Any] = {"kind": "calendar#calendarList", "etag": '"p33c"', "items": items}
    is_last = first + most >= len(found)
    return JSONResponse(answer | ({"nextSyncToken": "CPDAlvWDx70C"} if is_last else {"nextPageToken": str(first + most)}))


@_called(_EVENTS)
async def list_events(request: Request, state: State, token: Token) -> Response:
    """A page of what is there, or of what changed since a sync token; the last page brings the next one."""
    shelf, query = _shelf(request, state, token), request.query_params
    asked = json.dumps({name: query[name] for name in _LISTED if name in query})
    since = 0
    if (given := query.get("syncToken")) is not None:
        if any(name in query for name in _NEVER_WITH_TOKEN) or query.get("showDeleted") == "false":
            raise invalid("Sync token cannot be used with other query restrictions.", "syncToken")
        known = state.read_sync_token(shelf, given, asked)
        if known is None:
            raise CalendarRefusal(
                410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.", domain="calendar",
                location="syncToken",
            )  # fmt: skip
        since = known
    start, after = _page(query.get("pageToken"), shelf)
    most = min(max(int(query.get("maxResults", "250")) if query.get("maxResults", "250").isdecimal() else 250, 1), 2500)
    shows_gone = given is not None or query.get("showDeleted") == "true"
    events = sorted(state.events[shelf.id].values(), key=lambda one: one.id)
    found = [one for one in events if one.seq > since and one.id > after and (shows_gone or one.body["status"] != "cancelled")]
    answer = {
        "kind": "calendar#events", "etag": f'"p{shelf.seq}"', "summary": shelf.summary, "timeZone": shelf.zone,
        "accessRole": shelf.role, "defaultReminders": [], "items": [_listed(one) for one in found[:most]],
    }  # fmt: skip
    if len(found) > most:
        token_of = json.dumps([start if start is not None else shelf.seq, found[most - 1].id])
        return JSONResponse(answer | {"nextPageToken": base64.urlsafe_b64encode(token_of.encode()).decode()})
    at = Shelf(**{**_fields(shelf), "seq": start if start is not None else shelf.seq})
    return JSONResponse(answer | {"nextSyncToken": state.sync_token(at, asked)})


def _fields(shelf: Shelf) -> dict[str, Any]:
    return {name: getattr(shelf, name) for name in shelf.__slots__}


def _page(given: str | None, shelf: Shelf) -> tuple[int | None, str]:
    """At which change the list began, and after which event it goes on. What changes meanwhile comes with the next sync token."""
    if given is None:
        return None, ""
    try:
        start, after = json.loads(base64.urlsafe_b64decode(given))
    except (ValueError, TypeError):
        raise invalid("Invalid page token value.", "pageToken") from None
    if not isinstance(start, int) or not 0 <= start <= shelf.seq:
        raise invalid("Invalid page token value.", "pageToken")
    return start, str(after)


def _listed(event: Event) -> dict[str, Any]:
    if event.body["status"] != "cancelled":
        return event.body
    kept = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
    return {name: event.body[name] for name in kept if name in event.body}


@_called(_EVENTS)
async def get_event(request: Request, state: State, token: Token) -> Response:
    """One event, a cancelled one too."""
    return JSONResponse(_event(request, state, _shelf(request, state, token)).body)


@_called(_EVENTS)
async def insert(request: Request, state: State, token: Token) -> Response:
    """A new event; an id that was ever used is taken."""
    shelf, body = _shelf(request, state, token), await _json(request)
    event_id = body.get("id") or secrets.token_hex(13)
    if not isinstance(event_id, str) or not _OWN_ID.match(event_id):
        raise invalid("Invalid resource id value.")
    _check(body)
    if event_id in state.events[shelf.id]:
        raise CalendarRefusal(409, "duplicate", "The requested identifier already exists.")
    return JSONResponse(state.put(shelf.id, event_id, {"status": "confirmed", **body}).body)


@_called(_EVENTS)
async def update(request: Request, state: State, token: Token) -> Response:
    """The event is whole as given; also one that was cancelled."""
    shelf, body = _shelf(request, state, token), await _json(request)
    event = _event(request, state, shelf)
    _match(request, event)
    _check(body)
    return JSONResponse(state.put(shelf.id, event.id, {"status": "confirmed", **body}).body)


@_called(_EVENTS)
async def patch(request: Request, state: State, token: Token) -> Response:
    """What is given replaces what was there, lists whole."""
    shelf, body = _shelf(request, state, token), await _json(request)
    event = _event(request, state, shelf)
    _match(request, event)
    merged = {**event.body, **body}
    _check(merged)
    return JSONResponse(state.put(shelf.id, event.id, merged).body)


@_called(_EVENTS)
async def delete(request: Request, state: State, token: Token) -> Response:
    """The event is cancelled; again it says that it is gone."""
    shelf = _shelf(request, state, token)
    event = _event(request, state, shelf)
    _match(request, event)
    if event.body["status"] == "cancelled":
        raise CalendarRefusal(410, "deleted", "Resource has been deleted")
    state.put(shelf.id, event.id, {**event.body, "status": "cancelled"})
    return Response(status_code=204)


def _match(request: Request, event: Event) -> None:
    wanted = request.headers.get("if-match")
    if wanted not in (None, "*", event.body["etag"]):
        raise CalendarRefusal(412, "conditionNotMet", "Precondition Failed", location="If-Match")


def _check(body: dict[str, Any]) -> None:
    since, until = _when(body.get("start")), _when(body.get("end"))
    if since[0] != until[0] or since[1] > until[1]:
        raise CalendarRefusal(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")


def _when(said: Any) -> tuple[str, Any]:
    try:
        if isinstance(said, dict) and "dateTime" in said:
            at = datetime.fromisoformat(said["dateTime"])
            if at.tzinfo is None and not said.get("timeZone"):
                raise invalid("Missing time zone definition for start time.")
            return "dateTime", at
        return "date", date.fromisoformat(said["date"])
    except (ValueError, TypeError, KeyError):
        raise CalendarRefusal(400, "required", "Missing end time.") from None


@_called(_EVENTS)
async def watch(request: Request, state: State, token: Token) -> Response:
    """Changes of the calendar are told at an address until the channel ends."""
    shelf, body = _shelf(request, state, token), await _json(request)
    channel_id, address = body.get("id"), body.get("address")
    if not isinstance(channel_id, str) or not _CHANNEL_ID.match(channel_id) or body.get("type") != "web_hook":
        raise CalendarRefusal(400, "required", "channel.id")
    if channel_id in state.channels:
        raise CalendarRefusal(400, "channelIdNotUnique", "Channel id not unique")
    secret = str(body.get("token", ""))
    if not isinstance(address, str) or not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise CalendarRefusal(400, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS")
    if state.strikes("refuse_push"):  # with the status of a token that holds no more, which it is not about
        raise CalendarRefusal(401, "push.webhookUrlUnauthorized", f"Unauthorized WebHook callback channel: {address}")
    if len(secret) > 256:
        raise invalid("token too long")
    ttl = body.get("params", {}).get("ttl", _WEEK) if isinstance(body.get("params"), dict) else _WEEK
    seconds = min(max(int(ttl) if str(ttl).isdecimal() else _WEEK, 1), 30 * 86_400)
    made = Channel(
        channel_id, shelf.id, token.account, address, secret, f"res-{abs(hash(shelf.id)) % 10**12}", state.now() + seconds
    )
    state.keep_channel(made)
    request.app.state.google_pushes.tell(made, "sync")
    return JSONResponse(
        {
            "kind": "api#channel", "id": made.id, "resourceId": made.resource_id, "resourceUri": _uri(shelf.id),
            "token": secret, "expiration": str(int(made.until * 1000)),
        }
    )  # fmt: skip


def _uri(calendar: str) -> str:
    return f"https://www.googleapis.com/calendar/v3/calendars/{calendar}/events?alt=json"


@_called(_EVENTS)
async def stop(request: Request, state: State, token: Token) -> Response:
    """The channel tells nothing any more."""
    body = await _json(request)
    found = state.channels.get(str(body.get("id")))
    if found is None or found.account != token.account or found.resource_id != body.get("resourceId"):
        raise CalendarRefusal(404, "notFound", f"Channel '{body.get('id')}' not found for project")
    state.drop_channel(found.id)
    return Response(status_code=204)


def routes() -> list[Route]:
    """Every address of the Calendar API."""
    base, events = "/google/calendar/v3", "/google/calendar/v3/calendars/{calendar}/events"
    return [
        Route(f"{base}/users/me/calendarList", calendar_list, methods=["GET"]),
        Route(events, list_events, methods=["GET"]),
        Route(events, insert, methods=["POST"]),
        Route(f"{events}/watch", watch, methods=["POST"]),
        Route(f"{events}/{{event}}", get_event, methods=["GET"]),
        Route(f"{events}/{{event}}", update, methods=["PUT"]),
        Route(f"{events}/{{event}}", patch, methods=["PATCH"]),
        Route(f"{events}/{{event}}", delete, methods=["DELETE"]),
        Route(f"{base}/channels/stop", stop, methods=["POST"]),
    ]
