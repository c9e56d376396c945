"""Virtual customers, by control: who they are and what changes about them."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .. import customers, statuses
from ..people import Phone
from ..world import World
from .door import Refused, body_of, control, number_in, phone_in, whole

_SETTABLE = {
    "id", "name", "phone", "wa_id", "username", "user_id", "parent_user_id", "is_hidden", "receipts", "online", "on_whatsapp",
    "wants_marketing", "owner",
}  # fmt: skip


def shown(world: World, phone: Phone) -> dict[str, Any]:
    """The phone as control shows it; `user_ids` per number it ever met."""
    met = {
        number_id: world.user_id(phone, world.accounts.numbers[number_id])
        for number_id, phone_id in world.people.threads
        if phone_id == phone.id and number_id in world.accounts.numbers
    }
    return asdict(phone) | {"user_ids": met}


def _put(world: World, values: dict[str, Any]) -> Phone:
    if extra := sorted(set(values) - _SETTABLE):
        raise Refused(422, "invalid", f"unknown field: {', '.join(extra)}", extra[0])
    phone = world.people.put(values)
    world.feed.tell("phone", None, phone.id)
    return phone


@control
async def listed(request: Request, world: World) -> Any:
    """Phones, newest last; narrowed by `owner`, and `strangers=0` leaves out those that appeared by
    themselves."""
    query = request.query_params
    owner, limit, start = (
        query.get("owner"),
        whole(request, "limit", 500, 1, 5000),
        whole(request, "offset", 0, 0, 10**9),
    )
    found = [
        p
        for p in world.people.phones.values()
        if owner in (None, p.owner) and not (query.get("strangers") == "0" and p.is_stranger)
    ]
    return {"items": [shown(world, p) for p in found[start : start + limit]], "total": len(found)}


@control
async def create(request: Request, world: World) -> Any:
    """A phone, or with `{phones: [...]}` many at once; an `id` that exists is changed instead."""
    values = await body_of(request)
    if isinstance(values.get("phones"), list):
        return {"items": [shown(world, _put(world, one)) for one in values["phones"]]}
    return shown(world, _put(world, values))


@control
async def one(request: Request, world: World) -> Any:
    """The phone."""
    return shown(world, phone_in(request, world))


@control
async def change(request: Request, world: World) -> Any:
    """Name, receipts, online and the like; coming online delivers what waited. Number and user id change by
    their own calls when businesses should hear of it."""
    old, values = phone_in(request, world), await body_of(request)
    was_online = old.online
    phone = _put(world, values | {"id": old.id})
    if phone.online and not was_online:
        statuses.come_online(world, phone)
    return shown(world, phone)


@control
async def remove(request: Request, world: World) -> Any:
    """The phone is gone."""
    phone = phone_in(request, world)
    world.people.remove(phone.id)
    world.feed.tell("phone", None, phone.id, is_removed=True)


@control
async def change_number(request: Request, world: World) -> Any:
    """`{phone, wa_id?}`: the person has another number and the businesses hear of it."""
    values = await body_of(request)
    if not values.get("phone"):
        raise Refused(422, "invalid", "phone is needed", "phone")
    return shown(
        world,
        customers.change_number(world, phone_in(request, world), str(values["phone"]), values.get("wa_id")),
    )


@control
async def change_user_id(request: Request, world: World) -> Any:
    """`{user_id?}`: the person has another business-scoped id (a fresh one when none is given)."""
    values = await body_of(request)
    return shown(world, customers.change_user_id(world, phone_in(request, world), values.get("user_id")))


@control
async def change_identity(request: Request, world: World) -> Any:
    """`{number_id}`: the security code changed."""
    values = await body_of(request)
    customers.change_identity(world, number_in(request, world, str(values.get("number_id", "?"))), phone_in(request, world))


@control
async def prefer(request: Request, world: World) -> Any:
    """`{number_id, value: stop | resume}`: marketing messages."""
    values = await body_of(request)
    if values.get("value") not in ("stop", "resume"):
        raise Refused(422, "invalid", "value is stop or resume", "value")
    number = number_in(request, world, str(values.get("number_id", "?")))
    customers.prefer_marketing(world, number, phone_in(request, world), values["value"])


@control
async def upload(request: Request, world: World) -> Any:
    """A file on a phone: multipart `file`, or the raw body with its content type; `{id, mime, size,
    filename}`."""
    kind = request.headers.get("content-type", "")
    filename = request.query_params.get("filename")
    if kind.startswith("multipart/form-data"):
        async with request.form(max_files=1) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise Refused(422, "invalid", "file is needed", "file")
            data, mime, filename = (
                await file.read(),
                file.content_type or "application/octet-stream",
                file.filename,
            )
    else:
        data, mime = await request.body(), kind or "application/octet-stream"
    number_id = request.query_params.get("number_id")
    media = await world.media.keep(data, mime, at=world.now(), source="customer", number_id=number_id, filename=filename)
    return {"id": media.id, "mime": media.mime, "size": media.size, "filename": media.filename}


@control
async def file(request: Request, world: World) -> Any:
    """The bytes of any file, as an attachment; with `owner`, of a file on one of the owner's numbers only."""
    media = world.media.find(request.path_params["media_id"])
    owner = request.query_params.get("owner")
    number = world.accounts.numbers.get(media.number_id or "") if media else None
    if media is None or (owner is not None and (number is None or number.owner != owner)):
        raise Refused(404, "not_found", "no such file")
    headers = {"content-disposition": "attachment", "x-content-type-options": "nosniff"}
    return Response(await world.media.read(media), media_type=media.mime, headers=headers)


def routes() -> list[Route]:
    """Paths of this file."""
    at = "/_twin/phones/{phone_id}"
    return [
        Route("/_twin/phones", listed, methods=["GET"]),
        Route("/_twin/phones", create, methods=["POST"]),
        Route(at, one, methods=["GET"]),
        Route(at, change, methods=["PATCH"]),
        Route(at, remove, methods=["DELETE"]),
        Route(f"{at}/change-number", change_number, methods=["POST"]),
        Route(f"{at}/change-user-id", change_user_id, methods=["POST"]),
        Route(f"{at}/change-identity", change_identity, methods=["POST"]),
        Route(f"{at}/preferences", prefer, methods=["POST"]),
        Route("/_twin/files", upload, methods=["POST"]),
        Route("/_twin/files/{media_id}", file, methods=["GET"]),
    ]
