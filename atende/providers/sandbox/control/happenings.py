"""The live feed, what was sent, faults, settings, injection and figures, by control."""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from .. import settings as settings_
from ..feed import Happening
from ..graph import UNANSWERED
from ..threads import find, iso, view
from ..wire import escaped, signature
from ..world import World
from .door import Refused, body_of, control, whole

_PING_SECONDS = 15.0


def shown(world: World, happening: Happening) -> dict[str, Any]:
    """One event as control shows it; its message as it is now."""
    event: dict[str, Any] = {
        "cursor": happening.cursor,
        "kind": happening.kind,
        "number_id": happening.number_id,
        "phone_id": happening.phone_id,
    } | happening.data
    if happening.message_id and (row := find(world.store, happening.message_id)):
        event["message"] = view(world.store, world.media, row, world.now())
    return event


def _wanted(world: World, request: Request, found: list[Happening]) -> list[dict[str, Any]]:
    numbers, phone = request.query_params.getlist("number_id"), request.query_params.get("phone_id")
    return [
        shown(world, one)
        for one in found
        if (not numbers or one.number_id is None or one.number_id in numbers) and phone in (None, one.phone_id)
    ]


@control
async def events(request: Request, world: World) -> Any:
    """What happened after `after` (none: from now on). Server-sent events when asked for by Accept, else
    one JSON answer that waits up to `wait` seconds: `{items, cursor, reset}`. `number_id` (several) and
    `phone_id` narrow it."""
    raw = request.query_params.get("after") or request.headers.get("last-event-id")
    cursor = int(raw) if raw and raw.isdecimal() else world.feed.cursor
    if "text/event-stream" in request.headers.get("accept", ""):
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_stream(request, world, cursor), media_type="text/event-stream", headers=headers)
    deadline = time.monotonic() + min(float(request.query_params.get("wait", "0") or 0), 60)
    while True:
        is_lost, found = world.feed.after(cursor)
        items = _wanted(world, request, found)
        if is_lost or items or time.monotonic() >= deadline or world.feed.is_closing:
            return {"items": items, "cursor": world.feed.cursor, "reset": is_lost}
        cursor = world.feed.cursor
        await world.feed.wait(cursor, deadline - time.monotonic())


async def _stream(request: Request, world: World, cursor: int) -> AsyncIterator[str]:
    yield f"id: {cursor}\nevent: ready\ndata: {{}}\n\n"
    while not world.feed.is_closing:
        is_lost, found = world.feed.after(cursor)
        cursor = world.feed.cursor
        if is_lost:
            yield f"id: {cursor}\nevent: reset\ndata: {{}}\n\n"
        for event in _wanted(world, request, found):
            yield f"id: {event['cursor']}\nevent: {event['kind']}\ndata: {json.dumps(event)}\n\n"
        before = world.feed.cursor
        await world.feed.wait(cursor, _PING_SECONDS)
        if world.feed.cursor == before and not world.feed.is_closing:
            yield ": ping\n\n"


@control
async def sent(request: Request, world: World) -> Any:
    """What the businesses sent, in order, after `since` (a `seq`): one item per accepted send. `content=1`
    adds the body."""
    number_id = request.query_params.get("number_id")
    limit = whole(request, "limit", 500, 1, 5000)
    rows = world.store.rows(
        "select * from messages where source = 'business' and seq > ? and (? is null or number_id = ?) order by seq limit ?",
        (whole(request, "since", 0, 0, 2**62), number_id, number_id, limit),
    )
    now, has_content = world.now(), request.query_params.get("content") == "1"
    items = []
    for row in rows:
        body = json.loads(row["body"])
        body.pop("pricing", None)
        item = {k: row[k] for k in ("seq", "id", "number_id", "phone_id", "type", "callback", "via")}
        item["at"] = iso(row["at"])
        item["body_sha256"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        message = view(world.store, world.media, row, now)
        item["status"] = message["status"]
        if has_content:
            item |= {"body": body, "preview": message["preview"]}
        items.append(item)
    return {"items": items, "next_since": items[-1]["seq"] if len(items) == limit else None}


@control
async def doubles(request: Request, world: World) -> Any:
    """Callback data that came with more than one accepted send, with how often."""
    rows = world.store.rows(
        "select callback, count(*) as n, group_concat(id) as ids from messages "
        "where source = 'business' and callback is not null group by number_id, callback having count(*) > 1"
    )
    return {"items": [{"callback": r["callback"], "count": r["n"], "ids": r["ids"].split(",")} for r in rows]}


@control
async def unanswered(request: Request, world: World) -> Any:
    """Accepted sends that a fault kept the caller from hearing of: callback data and number."""
    return {"items": world.store.docs(UNANSWERED)}


@control
async def stats(request: Request, world: World) -> Any:
    """Figures: messages by source, webhooks still open and what became of the others, faults struck."""
    counted = world.store.rows("select source, count(*) as n from messages group by source")
    counts = world.delivery.counts
    return {
        "messages": {row["source"]: row["n"] for row in counted},
        "phones": len(world.people.phones),
        "webhooks": {"open": world.delivery.open_updates} | dict(counts),
        "cursor": world.feed.cursor,
        "now": iso(world.now()),
    }


@control
async def drain(request: Request, world: World) -> Any:
    """Wait up to `seconds` (10) until no webhook is open: `{is_empty, open}`."""
    values = await body_of(request)
    is_empty = await world.delivery.drain(min(float(values.get("seconds", 10)), 300))
    return {"is_empty": is_empty, "open": world.delivery.open_updates}


@control
async def faults(request: Request, world: World) -> Any:
    """List, add (`{kind, number_id?, count?, probability?, seed?, params?}`) or clear all."""
    if request.method == "POST":
        fault = world.faults.add(await body_of(request))
        world.feed.tell("fault", fault.number_id)
        return asdict(fault)
    if request.method == "DELETE":
        cleared = world.faults.clear()
        world.feed.tell("fault")
        return {"cleared": cleared}
    return {"items": [asdict(one) for one in world.faults.active.values()]}


@control
async def clear_fault(request: Request, world: World) -> Any:
    """That fault is off."""
    if not world.faults.clear(request.path_params["fault_id"]):
        raise Refused(404, "not_found", "no such fault")
    world.feed.tell("fault")


@control
async def settings(request: Request, world: World) -> Any:
    """Read or change how the twin behaves."""
    if request.method == "PATCH":
        settings_.change(world.store, world.settings, await body_of(request))
    return asdict(world.settings)


@control
async def inject(request: Request, world: World) -> Any:
    """Post one body to an app's callback now, signed: `{body}` in Meta's escaping, or exactly `{raw}` or
    `{raw_base64}`; `{app_id?, url?, signature?, times?}`. The callback's statuses."""
    values = await body_of(request)
    app = world.accounts.apps.get(str(values.get("app_id") or next(iter(world.accounts.apps), "")))
    if app is None:
        raise Refused(404, "not_found", "no such app")
    if "raw_base64" in values:
        data = base64.b64decode(values["raw_base64"])
    elif "raw" in values:
        data = str(values["raw"]).encode("utf-8", "surrogatepass")
    elif "body" in values:
        data = escaped(values["body"]).encode()
    else:
        raise Refused(422, "invalid", "body, raw or raw_base64 is needed", "body")
    url = str(values.get("url") or app.callback_url or "")
    if not url:
        raise Refused(422, "invalid", "the app has no callback", "url")
    times = min(int(values.get("times", 1)), 100)
    answers = await asyncio.gather(*(world.delivery.call(app, url, data) for _ in range(times)))
    return {
        "signature": signature(app.app_secret, data),
        "answers": [{"status": status or None, "problem": problem} for status, problem in answers],
    }


@control
async def reset(request: Request, world: World) -> Any:
    """Nothing exists any more; settings and the control token stay."""
    world.clear()


@control
async def health(request: Request, world: World) -> Any:
    """The twin is up."""
    return {"ok": True, "now": iso(world.now())}


def routes() -> list[Route]:
    """Paths of this file."""
    return [
        Route("/_twin/health", health, methods=["GET"]),
        Route("/_twin/events", events, methods=["GET"]),
        Route("/_twin/sent", sent, methods=["GET"]),
        Route("/_twin/sent/doubles", doubles, methods=["GET"]),
        Route("/_twin/sent/unanswered", unanswered, methods=["GET"]),
        Route("/_twin/stats", stats, methods=["GET"]),
        Route("/_twin/drain", drain, methods=["POST"]),
        Route("/_twin/faults", faults, methods=["GET", "POST", "DELETE"]),
        Route("/_twin/faults/{fault_id}", clear_fault, methods=["DELETE"]),
        Route("/_twin/settings", settings, methods=["GET", "PATCH"]),
        Route("/_twin/inject", inject, methods=["POST"]),
        Route("/_twin/reset", reset, methods=["POST"]),
    ]
