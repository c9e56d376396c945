"""What people do at Cal.com: they say what can be booked, book, move and cancel; nobody is told of it."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from ..control.door import Refused, body_of, control
from ..world import World
from .api import State


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _now(world: World) -> str:
    return _iso(datetime.fromtimestamp(world.now(), UTC))


def _account(request: Request) -> list[dict[str, Any]]:
    state: State = request.app.state.calcom
    return state.accounts.setdefault(request.path_params["key"], [])


def _booking(request: Request) -> dict[str, Any]:
    for one in _account(request):
        if one["uid"] == request.path_params["uid"]:
            return one
    raise Refused(404, "not_found", "no such booking")


def _made(world: World, given: dict[str, Any]) -> dict[str, Any]:
    start = datetime.fromisoformat(str(given["start"]))
    minutes, uid = int(given.get("minutes", 30)), str(given.get("uid") or secrets.token_urlsafe(12))
    kind = int(given.get("event_type_id", 412))
    return {
        "id": secrets.randbelow(10**6), "uid": uid, "title": "Consulta", "description": "",
        "hosts": [{"id": 61, "name": "Bruno Reis", "email": "bruno@example.com", "username": "bruno", "timeZone": "America/Sao_Paulo"}],
        "status": str(given.get("status", "accepted")), "start": _iso(start), "end": _iso(start + timedelta(minutes=minutes)),
        "duration": minutes, "eventTypeId": kind, "eventType": {"id": kind, "slug": str(given.get("slug", "consulta"))},
        "location": "Av. Paulista, 1000", "meetingUrl": "https://video.example.com/secret", "absentHost": False,
        "createdAt": _now(world), "updatedAt": _now(world), "metadata": {}, "icsUid": str(given.get("ics_uid") or f"{uid}@Cal.com"),
        "attendees": given.get("attendees") or [
            {
                "name": "Marina Souza", "email": "marina@example.com", "displayEmail": "marina@example.com",
                "timeZone": "America/Sao_Paulo", "language": "pt-BR", "absent": False, "phoneNumber": "+5511900010001",
            }
        ],
        "guests": [], "bookingFieldsResponses": {"name": "Marina Souza", "email": "marina@example.com"},
    }  # fmt: skip


@control
async def add_kind(request: Request, world: World) -> Any:
    """Something else can be booked."""
    state: State = request.app.state.calcom
    given = await body_of(request)
    mine = state.kinds.setdefault(request.path_params["key"], [])
    made = {
        "id": int(given.get("id") or secrets.randbelow(10**6)), "ownerId": 61, "lengthInMinutes": int(given.get("minutes", 30)),
        "title": str(given.get("title", "Consulta")), "slug": str(given.get("slug", "consulta")), "description": "", "hidden": False,
        "locations": [], "bookingFields": [], "recurrence": None, "metadata": {}, "price": 0, "currency": "brl", "scheduleId": None,
        "updatedAt": _now(world),
    }  # fmt: skip
    mine.append(made)
    return made


@control
async def book(request: Request, world: World) -> Any:
    """Somebody books."""
    made = _made(world, await body_of(request))
    _account(request).append(made)
    return made


@control
async def move(request: Request, world: World) -> Any:
    """It is another booking since, at another time; the event in calendars is the same. `in_place`: it is the same booking, as when the
    owner moves one that has places."""
    one, body = _booking(request), await body_of(request)
    if body.get("in_place"):
        start = datetime.fromisoformat(str(body["start"]))
        minutes = int(body.get("minutes", one["duration"]))
        one |= {
            "start": _iso(start), "end": _iso(start + timedelta(minutes=minutes)), "duration": minutes, "updatedAt": _now(world),
        }  # fmt: skip
        return one
    given = {
        "ics_uid": one["icsUid"],
        "minutes": one["duration"],
        "event_type_id": one["eventTypeId"],
        "attendees": one["attendees"],
    }
    made = _made(world, given | body) | {"rescheduledFromUid": one["uid"]}
    one |= {"status": "cancelled", "rescheduledToUid": made["uid"], "updatedAt": _now(world)}
    _account(request).append(made)
    return made


@control
async def cancel(request: Request, world: World) -> Any:
    """It is cancelled, or refused by its business; of one that has places nobody has one any more."""
    one, body = _booking(request), await body_of(request)
    for guest in one["attendees"]:
        guest.pop("seatUid", None)
    status = str(body.get("status", "cancelled"))
    one |= {"status": status, "cancellationReason": "Não posso", "updatedAt": _now(world)}
    return one


def _seat(name: str) -> dict[str, Any]:
    """Somebody on a place, as lists show them: their number stands among the answers only."""
    email = f"{name.lower()}@example.com"
    return {
        "name": name, "email": email, "displayEmail": email, "timeZone": "America/Sao_Paulo", "language": "pt-BR", "absent": False,
        "seatUid": secrets.token_hex(16), "bookingFieldsResponses": {"name": name, "attendeePhoneNumber": "+5511900010001"},
        "metadata": {},
    }  # fmt: skip


@control
async def take_seats(request: Request, world: World) -> Any:
    """These people have a place in the booking too, which has nobody else in it then but who has one."""
    one, body = _booking(request), await body_of(request)
    taken = [guest for guest in one["attendees"] if guest.get("seatUid")]
    one |= {"attendees": [*taken, *(_seat(str(name)) for name in body["names"])], "updatedAt": _now(world)}
    return one


@control
async def give_up_seat(request: Request, _world: World) -> Any:
    """Somebody gives their place up. Nothing else of the booking changes, not even when it was changed."""
    one, name = _booking(request), (await body_of(request))["name"]
    one["attendees"] = [guest for guest in one["attendees"] if guest["name"] != name]
    return one


@control
async def add_trouble(request: Request, _world: World) -> Any:
    """The next calls are refused with these statuses."""
    request.app.state.calcom.troubles += [int(one) for one in (await body_of(request))["statuses"]]


def routes() -> list[Route]:
    """Every control path of Cal.com's twin."""
    mine = "/_twin/calcom/accounts/{key}/bookings"
    return [
        Route("/_twin/calcom/accounts/{key}/event-types", add_kind, methods=["POST"]),
        Route(mine, book, methods=["POST"]),
        Route(f"{mine}/{{uid}}/move", move, methods=["POST"]),
        Route(f"{mine}/{{uid}}/cancel", cancel, methods=["POST"]),
        Route(f"{mine}/{{uid}}/seats", take_seats, methods=["POST"]),
        Route(f"{mine}/{{uid}}/seats/give-up", give_up_seat, methods=["POST"]),
        Route("/_twin/calcom/troubles", add_trouble, methods=["POST"]),
    ]
