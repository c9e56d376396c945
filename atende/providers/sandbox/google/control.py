"""What people do in their calendars, and what goes wrong: the control API of Google's twin, under `/_twin/google/`."""

import secrets
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from ..control.door import Refused, body_of, control
from ..world import World
from .state import Event, Shelf, State, Trouble

KINDS = ("server_error", "rate_limit", "drop_answer", "drop_push", "refuse_push", "unauthorized", "gone", "hang")
ROLES = ("owner", "writer", "reader", "freeBusyReader", "none")


def _state(request: Request) -> State:
    return request.app.state.google


def _calendar(request: Request) -> str:
    name = request.path_params["calendar"]
    if name not in _state(request).shelves:
        raise Refused(404, "not_found", "no such calendar")
    return name


def _event(request: Request) -> Event:
    found = _state(request).events[_calendar(request)].get(request.path_params["event"])
    if found is None:
        raise Refused(404, "not_found", "no such event")
    return found


@control
async def make_account(request: Request, _world: World) -> Any:
    """Somebody has an account, with a primary calendar."""
    body = await body_of(request)
    return asdict(_state(request).account(str(body["email"]), str(body.get("zone", "America/Sao_Paulo"))))


@control
async def add_calendar(request: Request, _world: World) -> Any:
    """The person has another calendar, of their own or shared with them."""
    body, account = await body_of(request), request.path_params["account"]
    if account not in _state(request).shelves:
        raise Refused(404, "not_found", "no such account")
    shelf = _state(request).another(account, str(body["name"]), str(body.get("zone", "America/Sao_Paulo")))
    return asdict(_shared(request, shelf, body))


@control
async def share_calendar(request: Request, _world: World) -> Any:
    """The calendar's owner lets them do more or less in it from now on."""
    return asdict(_shared(request, _state(request).shelves[_calendar(request)], await body_of(request)))


def _shared(request: Request, shelf: Shelf, body: dict[str, Any]) -> Shelf:
    if body.get("role", shelf.role) not in ROLES:
        raise Refused(422, "invalid", f"role must be one of {', '.join(ROLES)}", "role")
    shelf.role, shelf.is_hidden = str(body.get("role", shelf.role)), bool(body.get("is_hidden", shelf.is_hidden))
    _state(request).keep_shelf(shelf)
    return shelf


@control
async def remove_calendar(request: Request, _world: World) -> Any:
    """The calendar is deleted by its owner, with everything in it."""
    name = _calendar(request)
    if _state(request).shelves[name].is_primary:
        raise Refused(422, "invalid", "a primary calendar cannot be deleted")
    _state(request).drop_shelf(name)


@control
async def list_events(request: Request, _world: World) -> Any:
    """Everything in the calendar, cancelled events too."""
    found = _state(request).events[_calendar(request)].values()
    return {"items": [one.body for one in sorted(found, key=lambda one: one.id)]}


@control
async def add_event(request: Request, _world: World) -> Any:
    """Somebody puts an event into their calendar."""
    body = await body_of(request)
    event_id = str(body.pop("id", None) or secrets.token_hex(13))
    return _state(request).put(_calendar(request), event_id, {"status": "confirmed", "summary": "Particular", **body}).body


@control
async def change_event(request: Request, _world: World) -> Any:
    """Somebody moves, renames or brings back an event."""
    event = _event(request)
    return _state(request).put(event.calendar, event.id, {**event.body, **await body_of(request)}).body


@control
async def remove_event(request: Request, _world: World) -> Any:
    """Somebody deletes an event, or by its name a whole series: of that each event of the next half year is told, and nothing of later
    ones; or (`told=series`) of none, but of the series itself."""
    state, calendar, name = _state(request), _calendar(request), request.path_params["event"]
    if any(one.body.get("recurringEventId") == name for one in state.events[calendar].values()):
        return state.end_series(calendar, name, is_told_each=request.query_params.get("told") != "series")
    event = _event(request)
    state.put(calendar, event.id, {**event.body, "status": "cancelled"})


@control
async def forget_changes(request: Request, _world: World) -> Any:
    """Sync tokens given until now are of no use any more (410)."""
    shelf = _state(request).shelves[_calendar(request)]
    shelf.seq += 1
    shelf.forgotten = shelf.seq
    _state(request).keep_shelf(shelf)


@control
async def take_back(request: Request, _world: World) -> Any:
    """The person takes their consent back, on Google's side."""
    account = _state(request).shelves[_calendar(request)].account
    return {"tokens": _state(request).drop_tokens(lambda one: one.account == account)}


@control
async def list_channels(request: Request, _world: World) -> Any:
    """Channels that are open, and how many posts came through."""
    counts = dict(request.app.state.google_pushes.counts)
    return {"items": [asdict(one) for one in _state(request).channels.values()], "counts": counts}


@control
async def add_trouble(request: Request, _world: World) -> Any:
    """The next calls, or pushes, of that kind go wrong."""
    body = await body_of(request)
    if body.get("kind") not in KINDS:
        raise Refused(422, "invalid", f"kind must be one of {', '.join(KINDS)}", "kind")
    _state(request).troubles.append(Trouble(str(body["kind"]), int(body.get("count", 1)), body.get("of")))


@control
async def end_troubles(request: Request, _world: World) -> Any:
    """Nothing goes wrong from here on; what hangs is cut off."""
    _state(request).calm()


def routes() -> list[Route]:
    """Every control path of Google's twin."""
    calendar = "/_twin/google/calendars/{calendar}"
    return [
        Route("/_twin/google/accounts", make_account, methods=["POST"]),
        Route("/_twin/google/accounts/{account}/calendars", add_calendar, methods=["POST"]),
        Route(calendar, share_calendar, methods=["PATCH"]),
        Route(calendar, remove_calendar, methods=["DELETE"]),
        Route(f"{calendar}/events", list_events, methods=["GET"]),
        Route(f"{calendar}/events", add_event, methods=["POST"]),
        Route(f"{calendar}/events/{{event}}", change_event, methods=["PATCH"]),
        Route(f"{calendar}/events/{{event}}", remove_event, methods=["DELETE"]),
        Route(f"{calendar}/forget", forget_changes, methods=["POST"]),
        Route(f"{calendar}/take-back", take_back, methods=["POST"]),
        Route("/_twin/google/channels", list_channels, methods=["GET"]),
        Route("/_twin/google/troubles", add_trouble, methods=["POST"]),
        Route("/_twin/google/troubles", end_troubles, methods=["DELETE"]),
    ]
