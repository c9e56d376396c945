"""Threads between a phone and a number, by control: what the customer sees and does."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from .. import customers, statuses
from ..answers import base_of
from ..people import Phone, Thread
from ..threads import find, iso, page, view
from ..world import World
from .door import Refused, body_of, control, number_in, phone_in, whole


def shown(world: World, phone: Phone, thread: Thread) -> dict[str, Any]:
    """The thread's head as the customer's list shows it."""
    number, now = world.accounts.numbers[thread.number_id], world.now()
    key = (thread.number_id, phone.id)
    last = world.store.row("select * from messages where number_id = ? and phone_id = ? order by seq desc limit 1", key)
    unread = world.store.row(
        "select count(*) as n from messages where number_id = ? and phone_id = ? "
        "and source != 'customer' and seen_at is null and failed is null",
        key,
    )
    closes = thread.last_in_at + statuses.WINDOW_SECONDS if thread.last_in_at else None
    return {
        "number_id": number.phone_number_id,
        "phone_id": phone.id,
        "display_phone_number": number.display_phone_number,
        "verified_name": number.verified_name,
        "user_id": world.user_id(phone, number),
        "is_open": thread.is_open,
        "is_business_typing": thread.typing_until > now,
        "typing_until": iso(thread.typing_until) if thread.typing_until > now else None,
        "window_closes_at": iso(closes) if closes and closes > now else None,
        "unread": unread["n"] if unread else 0,
        "last_message": view(world.store, world.media, last, now) if last else None,
    }


@control
async def listed(request: Request, world: World) -> Any:
    """The phone's threads, the one with the newest message first."""
    phone = phone_in(request, world)
    met = [
        shown(world, phone, thread)
        for (number_id, phone_id), thread in list(world.people.threads.items())
        if phone_id == phone.id and number_id in world.accounts.numbers
    ]
    met.sort(key=lambda t: t["last_message"]["seq"] if t["last_message"] else 0, reverse=True)
    return {"items": met}


@control
async def one(request: Request, world: World) -> Any:
    """The thread with its messages, oldest first; `before` and `after` are `seq`, `has_more` on that side."""
    phone, number = phone_in(request, world), number_in(request, world)
    before, after = whole(request, "before", 0, 0, 2**62), whole(request, "after", -1, -1, 2**62)
    found = page(
        world.store,
        world.media,
        number.phone_number_id,
        phone.id,
        before=before or None,
        after=after if after >= 0 else None,
        limit=whole(request, "limit", 50, 1, 500),
        now=world.now(),
    )
    thread = world.people.thread(number.phone_number_id, phone.id)
    return shown(world, phone, thread) | found | {"cursor": world.feed.cursor}


@control
async def change(request: Request, world: World) -> Any:
    """`{is_open}`: the customer looks at the thread or leaves it; opening reads what was unread.
    `{last_in_at: seconds | null}` moves the service window."""
    phone, number, values = phone_in(request, world), number_in(request, world), await body_of(request)
    thread = world.people.thread(number.phone_number_id, phone.id)
    if extra := set(values) - {"is_open", "last_in_at"}:
        raise Refused(422, "invalid", "unknown field", sorted(extra)[0])
    if "last_in_at" in values:
        thread.last_in_at, thread.is_trusted = float(values["last_in_at"] or 0), False
    if "is_open" in values:
        thread.is_open = bool(values["is_open"])
        if thread.is_open and phone.online:
            statuses.see_all(world, number, phone, thread)
    world.people.save_thread(thread)
    world.feed.tell("thread", number.phone_number_id, phone.id)
    return shown(world, phone, thread)


@control
async def act(request: Request, world: World) -> Any:
    """The customer does something: `{type, ...}`; the message that now is, or was changed."""
    phone, number, values = phone_in(request, world), number_in(request, world), await body_of(request)
    if values.get("type") == "play":
        row = find(world.store, str(values.get("message_id")))
        if row is None or row["phone_id"] != phone.id or row["type"] != "audio" or row["source"] != "business":
            raise Refused(422, "act_refused", "no such voice message in this thread", "message_id")
        statuses.play(world, number, phone, world.people.thread(number.phone_number_id, phone.id), row)
        message_id = row["id"]
    else:
        message_id = customers.perform(world, number, phone, values, base_of(request))
    row = find(world.store, message_id)
    assert row is not None
    return view(world.store, world.media, row, world.now())


def routes() -> list[Route]:
    """Paths of this file."""
    at = "/_twin/phones/{phone_id}/threads"
    return [
        Route(at, listed, methods=["GET"]),
        Route(at + "/{number_id}", one, methods=["GET"]),
        Route(at + "/{number_id}", change, methods=["PATCH"]),
        Route(at + "/{number_id}/messages", act, methods=["POST"]),
    ]
