"""Apps, business accounts, numbers and templates, by control."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from .. import business
from ..accounts import Number
from ..answers import base_of
from ..customers import perform
from ..templates import Template
from ..threads import find, view
from ..wire import new_number
from ..world import World
from .door import Refused, body_of, control, number_in, phone_in

_KINDS = {"apps": ("app", "app_id"), "wabas": ("waba", "waba_id"), "numbers": ("number", "phone_number_id")}


def shown_number(number: Number) -> dict[str, Any]:
    """The number as control shows it, digits included."""
    return asdict(number) | {"digits": number.digits}


@control
async def put(request: Request, world: World) -> Any:
    """Create or change; the same call twice is one. An app's callback must answer the challenge when
    `verify` is true."""
    kind = request.path_params["kind"]
    values = await body_of(request)
    name, key = _KINDS[kind]
    verify, subscribe = bool(values.pop("verify", False)), values.pop("subscribe", None)
    values[key] = request.path_params["key"]
    if kind == "apps":
        if verify and values.get("callback_url"):
            await world.delivery.handshake(str(values["callback_url"]), str(values.get("verify_token", "")))
        return asdict(world.accounts.put_app(values))
    if kind == "wabas":
        waba = world.accounts.put_waba(values)
        for app_id in subscribe if subscribe is not None else []:
            waba.subscriptions.setdefault(str(app_id), {})
        return asdict(world.accounts.put_waba({"waba_id": waba.waba_id}))
    number = world.accounts.put_number(values)
    for app_id in subscribe if subscribe is not None else world.accounts.apps:
        waba = world.accounts.wabas[number.waba_id]
        waba.subscriptions.setdefault(str(app_id), {})
        world.accounts.put_waba({"waba_id": waba.waba_id})
    world.feed.tell(name, number.phone_number_id)
    return shown_number(number)


@control
async def listed(request: Request, world: World) -> Any:
    """All of the kind; numbers can be narrowed by `owner`."""
    kind, owner = request.path_params["kind"], request.query_params.get("owner")
    if kind == "numbers":
        return {"items": [shown_number(n) for n in world.accounts.numbers.values() if owner in (None, n.owner)]}
    held = world.accounts.apps if kind == "apps" else world.accounts.wabas
    return {"items": [asdict(one) for one in held.values()]}


@control
async def remove(request: Request, world: World) -> Any:
    """It exists no more."""
    if not world.accounts.remove(_KINDS[request.path_params["kind"]][0], request.path_params["key"]):
        raise Refused(404, "not_found", "nothing has this id")


@control
async def put_template(request: Request, world: World) -> Any:
    """The account has this template, in the given `status` (usually APPROVED), without any review or
    event."""
    waba_id, values = request.path_params["waba_id"], await body_of(request)
    if waba_id not in world.accounts.wabas:
        raise Refused(404, "not_found", "no such account")
    old = world.templates.find(waba_id, str(values.get("name")), str(values.get("language")))
    template = Template(
        id=old.id if old else str(values.get("id") or new_number()),
        waba_id=waba_id,
        name=str(values["name"]) if "name" in values else "",
        language=str(values.get("language", "pt_BR")),
        category=str(values.get("category", "UTILITY")).upper(),
        components=list(values.get("components", [])),
        parameter_format=str(values.get("parameter_format", "POSITIONAL")).upper(),
        status=str(values.get("status", "APPROVED")).upper(),
        is_held=bool(values.get("is_held", False)),
    )
    if not template.name or not template.components:
        raise Refused(422, "invalid", "a template needs a name and components", "name")
    world.templates.save(template)
    return template.shown()


@control
async def list_templates(request: Request, world: World) -> Any:
    """The account's templates."""
    waba_id = request.path_params["waba_id"]
    return {"items": [t.shown() for t in world.templates.all.values() if t.waba_id == waba_id]}


@control
async def template_event(request: Request, world: World) -> Any:
    """Meta decides: `{event, reason?, other_info?, ...}`; the template's state follows and the apps are
    told."""
    template = world.templates.all.get(request.path_params["template_id"])
    if template is None or template.waba_id != request.path_params["waba_id"]:
        raise Refused(404, "not_found", "no such template")
    values = await body_of(request)
    business.template_happens(world, template, str(values.pop("event", "")), values)
    return template.shown()


@control
async def notice(request: Request, world: World) -> Any:
    """A management event of the account: `{field, value}`, sent as it is."""
    values = await body_of(request)
    if not isinstance(values.get("value"), dict) or not isinstance(values.get("field"), str):
        raise Refused(422, "invalid", "field and value are needed", "field")
    business.notice(world, request.path_params["waba_id"], values["field"], values["value"])


@control
async def echo(request: Request, world: World) -> Any:
    """A person of the business writes from the phone app: `{phone_id, type?, text? | body?}`."""
    number, values = number_in(request, world), await body_of(request)
    phone = phone_in(request, world, str(values.get("phone_id", "")))
    kind = str(values.get("type", "text"))
    body = values.get("body") if "body" in values else {"body": str(values.get("text", ""))}
    row = find(world.store, business.echo(world, number, phone, kind, body))
    assert row is not None
    return view(world.store, world.media, row, world.now())


@control
async def history(request: Request, world: World) -> Any:
    """A chunk of history is handed over."""
    return {"messages": business.history(world, number_in(request, world), await body_of(request))}


@control
async def state_sync(request: Request, world: World) -> Any:
    """The phone app's address book is handed over: `{contacts: [...]}`."""
    values = await body_of(request)
    contacts = values.get("contacts")
    if not isinstance(contacts, list):
        raise Refused(422, "invalid", "contacts must be a list", "contacts")
    business.state_sync(world, number_in(request, world), contacts)


@control
async def burst(request: Request, world: World) -> Any:
    """Many acts of many phones on one number at once: `{acts: [{phone_id, type, ...}]}`; the ids in order."""
    number, values = number_in(request, world), await body_of(request)
    acts, base = values.get("acts"), base_of(request)
    if not isinstance(acts, list):
        raise Refused(422, "invalid", "acts must be a list", "acts")
    return {"ids": [perform(world, number, phone_in(request, world, str(one.get("phone_id"))), one, base) for one in acts]}


def routes() -> list[Route]:
    """Paths of this file."""
    kinds = "/_twin/{kind:str}"
    return [
        Route("/_twin/wabas/{waba_id}/templates", list_templates, methods=["GET"]),
        Route("/_twin/wabas/{waba_id}/templates", put_template, methods=["POST"]),
        Route("/_twin/wabas/{waba_id}/templates/{template_id}/events", template_event, methods=["POST"]),
        Route("/_twin/wabas/{waba_id}/notices", notice, methods=["POST"]),
        Route("/_twin/numbers/{number_id}/echoes", echo, methods=["POST"]),
        Route("/_twin/numbers/{number_id}/history", history, methods=["POST"]),
        Route("/_twin/numbers/{number_id}/state-sync", state_sync, methods=["POST"]),
        Route("/_twin/numbers/{number_id}/burst", burst, methods=["POST"]),
        *[
            Route(kinds.replace("{kind:str}", kind) + path, _of(kind, endpoint), methods=[method])
            for kind in _KINDS
            for path, method, endpoint in (
                ("", "GET", listed),
                ("/{key}", "PUT", put),
                ("/{key}", "DELETE", remove),
            )
        ],
    ]


def _of(kind: str, endpoint: Any) -> Any:
    async def with_kind(request: Request) -> Any:
        request.path_params["kind"] = kind
        return await endpoint(request)

    return with_kind
