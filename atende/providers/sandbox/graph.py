"""The Graph endpoints: what a business calls with its token."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import sending
from .accounts import Number, Waba
from .answers import base_of, bearer, graph_answer, json_of, refusal, strike_after, strike_before
from .errors import GraphError, unknown_object
from .media import check_upload, plain
from .rules.content import check_common
from .world import World

_VERSION = re.compile(r"^v\d{1,2}\.\d$")
UNANSWERED = "unanswered"  # documents: sends that were accepted and not told so, by message id
_NUMBER_FIELDS = ("verified_name", "display_phone_number", "quality_rating", "id")
_WABA_FIELDS = ("id", "name", "currency", "timezone_id", "message_template_namespace")


def world_of(request: Request) -> World:
    """The world this app serves."""
    return request.app.state.world


def _check_version(request: Request) -> None:
    if not _VERSION.match(request.path_params["version"]):
        raise GraphError(2500, message=f"Unknown path components: {request.url.path}")


def _manage(world: World, waba_id: str) -> None:
    if not world.limits.take_call(waba_id, world.settings.management_calls_per_hour, world.now()):
        raise GraphError(80007)


async def messages(request: Request) -> Response:
    """Send a message, or mark one read and show typing."""
    _check_version(request)
    world: World = request.app.state.world
    number = world.accounts.number_for(request.path_params["object_id"], bearer(request))
    number_id = number.phone_number_id
    body = await json_of(request)
    if instead := await strike_before(world, number_id, is_send=True):
        return instead
    payload = check_common(body)
    if "status" in payload:
        answer = sending.mark_read(world, number, payload)
        await world.store.committed()
        return graph_answer(answer)
    answer = await sending.accept(world, number, payload)
    await world.store.committed()
    if instead := await strike_after(world, number_id):
        lost = {"callback": payload.get("biz_opaque_callback_data"), "number_id": number_id}
        world.store.put(UNANSWERED, answer["messages"][0]["id"], lost)
        await world.store.committed()
        return instead
    return graph_answer(answer)


async def upload(request: Request) -> Response:
    """Keep a file for 30 days; its id."""
    _check_version(request)
    world = world_of(request)
    number = world.accounts.number_for(request.path_params["object_id"], bearer(request))
    if instead := await strike_before(world, number.phone_number_id):
        return instead
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise GraphError(100, "Media must be sent as multipart/form-data.")
    async with request.form(max_files=1) as form:
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required and must be whatsapp.")
        file = form.get("file")
        if file is None or isinstance(file, str):
            raise GraphError(100, "The parameter file is required.")
        declared = form.get("type")
        mime = declared if isinstance(declared, str) and declared else file.content_type or "application/octet-stream"
        data, name = await file.read(), file.filename
    check_upload(mime, data)
    media = await world.media.keep(
        data, plain(mime), at=world.now(), source="business", number_id=number.phone_number_id, filename=name
    )
    await world.store.committed()
    return graph_answer({"id": media.id})


async def node(request: Request) -> Response:
    """GET, POST or DELETE of an id: a number, an account, a media file or a template."""
    _check_version(request)
    world, object_id, token = world_of(request), request.path_params["object_id"], bearer(request)
    if object_id in world.accounts.numbers:
        number = world.accounts.number_for(object_id, token, request.method.lower())
        if instead := await strike_before(world, number.phone_number_id):
            return instead
        return await _number(request, world, number)
    if object_id in world.accounts.wabas and request.method == "GET":
        return _waba(request, world, world.accounts.waba_for(object_id, token))
    accounts = world.accounts.accounts_of(token)
    if object_id in world.templates.all:
        template = world.templates.by_id(object_id, accounts, request.method.lower())
        if request.method == "POST":
            world.templates.edit(template, await json_of(request), world.now(), world.settings.template_review_ms)
            await world.store.committed()
            return graph_answer({"success": True})
        return graph_answer(template.shown())
    return await _media(request, world, object_id, accounts)


async def _number(request: Request, world: World, number: Number) -> Response:
    if request.method == "POST":
        body = await json_of(request)
        hook = body.get("webhook_configuration") if isinstance(body, dict) else None
        if not isinstance(hook, dict):
            raise GraphError(100, "The parameter webhook_configuration is required.")
        if url := hook.get("override_callback_uri"):
            await world.delivery.handshake(str(url), str(hook.get("verify_token", "")))
        number.webhook = {k: str(hook[k]) for k in ("override_callback_uri", "verify_token") if hook.get(k)}
        world.accounts.put_number({"phone_number_id": number.phone_number_id, "webhook": number.webhook})
        await world.store.committed()
        return graph_answer({"success": True})
    if request.method != "GET":
        raise unknown_object(number.phone_number_id, "delete")
    return graph_answer(_chosen(request, _number_card(world, number), _NUMBER_FIELDS))


def _number_card(world: World, number: Number) -> dict[str, Any]:
    is_high = number.throughput is None or number.throughput > 80
    card: dict[str, Any] = {
        "id": number.phone_number_id,
        "display_phone_number": number.display_phone_number,
        "verified_name": number.verified_name,
        "quality_rating": number.quality_rating,
        "throughput": {"level": "HIGH" if is_high else "STANDARD"},
        "whatsapp_business_manager_messaging_limit": number.messaging_limit,
        "code_verification_status": number.code_verification_status,
        "name_status": number.name_status,
        "status": number.status,
        "platform_type": "CLOUD_API",
        "is_on_biz_app": number.is_on_phone_app,
        "account_mode": "LIVE",
    }
    if number.webhook or world.accounts.wabas[number.waba_id].subscriptions:
        hooks = {"phone_number": number.webhook.get("override_callback_uri")}
        for app_id, override in world.accounts.wabas[number.waba_id].subscriptions.items():
            app = world.accounts.apps.get(app_id)
            hooks |= {
                "whatsapp_business_account": override.get("override_callback_uri"),
                "application": app and app.callback_url,
            }
        card["webhook_configuration"] = {k: v for k, v in hooks.items() if v}
    return card


def _chosen(request: Request, card: dict[str, Any], usual: tuple[str, ...]) -> dict[str, Any]:
    wanted = [f.strip() for f in request.query_params.get("fields", "").split(",") if f.strip()] or list(usual)
    for name in wanted:
        if name not in card:
            raise GraphError(100, message=f"(#100) Tried accessing nonexisting field ({name[:60]})")
    return {name: card[name] for name in card if name in (*wanted, "id")}


def _waba(request: Request, world: World, waba: Waba) -> Response:
    _manage(world, waba.waba_id)
    card = {
        "id": waba.waba_id,
        "name": waba.name,
        "currency": waba.currency,
        "timezone_id": waba.timezone_id,
        "message_template_namespace": f"ns_{waba.waba_id}",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "owner_business_info": {"id": waba.portfolio_id, "name": waba.name},
    }
    return graph_answer(_chosen(request, card, _WABA_FIELDS))


async def _media(request: Request, world: World, object_id: str, accounts: set[str]) -> Response:
    media = world.media.find(object_id, world.now())
    owner = world.accounts.numbers.get(media.number_id or "") if media else None
    asked_for = request.query_params.get("phone_number_id")
    is_visible = owner is not None and owner.waba_id in accounts and asked_for in (None, owner.phone_number_id)
    if media is None or owner is None or not is_visible or request.method == "POST":
        raise unknown_object(object_id, request.method.lower())
    if instead := await strike_before(world, owner.phone_number_id):
        return instead
    if request.method == "DELETE":
        await world.media.forget(media)
        await world.store.committed()
        return graph_answer({"success": True})
    return graph_answer(
        {
            "messaging_product": "whatsapp",
            "url": world.media.address(base_of(request), media, world.now(), "getMedia"),
            "mime_type": media.mime,
            "sha256": media.sha256,
            "file_size": str(media.size),
            "id": media.id,
        }
    )


async def download(request: Request) -> Response:
    """The bytes behind a download address, with the token, within five minutes of its making."""
    world, query = world_of(request), request.query_params
    accounts = world.accounts.accounts_of(bearer(request))
    media = world.media.opened(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""), world.now())
    owner = world.accounts.numbers.get(media.number_id or "")
    if owner is None or owner.waba_id not in accounts:
        raise unknown_object(media.id, "get")
    if fault := world.faults.strikes("media_download_fail", owner.phone_number_id):
        return (
            refusal(unknown_object(media.id, "get"))
            if fault.params["status"] == 400
            else Response(status_code=int(fault.params["status"]))
        )
    return Response(await world.media.read(media), media_type=media.mime, headers={"content-disposition": "attachment"})


async def phone_numbers(request: Request) -> Response:
    """The numbers of an account."""
    _check_version(request)
    world = world_of(request)
    waba = world.accounts.waba_for(request.path_params["object_id"], bearer(request))
    _manage(world, waba.waba_id)
    cards = [_chosen(request, _number_card(world, n), _NUMBER_FIELDS) for n in world.accounts.numbers_of(waba.waba_id)]
    return graph_answer(
        {"data": cards, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}} if cards else {"data": []}
    )


async def subscribed_apps(request: Request) -> Response:
    """Who gets the account's webhooks; subscribe (the callback must answer the challenge) or leave."""
    _check_version(request)
    world = world_of(request)
    waba = world.accounts.waba_for(request.path_params["object_id"], bearer(request), request.method.lower())
    _manage(world, waba.waba_id)
    app = next(iter(world.accounts.apps.values()), None)
    if waba.subscriptions:
        app = world.accounts.apps.get(next(iter(waba.subscriptions)), app)
    if request.method == "GET":
        data = []
        for app_id, override in waba.subscriptions.items():
            known = world.accounts.apps.get(app_id)
            link = f"https://www.facebook.com/games/?app_id={app_id}"
            one: dict[str, Any] = {
                "whatsapp_business_api_data": {
                    "link": link,
                    "name": known.name if known else "",
                    "id": app_id,
                }
            }
            if override.get("override_callback_uri"):
                one["override_callback_uri"] = override["override_callback_uri"]
            data.append(one)
        return graph_answer({"data": data})
    if app is None:
        raise GraphError(100, "The token belongs to no app.")
    if request.method == "POST":
        body = await json_of(request) if await request.body() else {}
        override = {}
        if isinstance(body, dict) and body.get("override_callback_uri"):
            override = {k: str(body[k]) for k in ("override_callback_uri", "verify_token") if body.get(k)}
            await world.delivery.handshake(override["override_callback_uri"], override.get("verify_token", ""))
        waba.subscriptions[app.app_id] = override
    else:
        waba.subscriptions.pop(app.app_id, None)
    world.accounts.put_waba({"waba_id": waba.waba_id})
    await world.store.committed()
    return graph_answer({"success": True})


async def message_templates(request: Request) -> Response:
    """List, create or delete templates."""
    _check_version(request)
    world = world_of(request)
    waba = world.accounts.waba_for(request.path_params["object_id"], bearer(request), request.method.lower())
    _manage(world, waba.waba_id)
    query = dict(request.query_params)
    query.pop("access_token", None)
    if request.method == "GET":
        return graph_answer(world.templates.page(waba, query, f"{base_of(request)}{request.url.path}"))
    now = world.now()
    if request.method == "DELETE":
        world.templates.delete(waba.waba_id, query.get("name"), query.get("hsm_id"), now)
        await world.store.committed()
        return graph_answer({"success": True})
    made = world.templates.create(waba, await json_of(request), now, world.settings.template_review_ms)
    await world.store.committed()
    return graph_answer({"id": made.id, "status": made.status, "category": made.category})


async def debug_token(request: Request) -> Response:
    """What a token is worth, as Graph's `debug_token` says it."""
    _check_version(request)
    world = world_of(request)
    asked = request.query_params.get("input_token")
    if not asked:
        raise GraphError(100, "The parameter input_token is required.")
    world.accounts.accounts_of(bearer(request))
    if not world.accounts.token_is_known(asked):
        error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return graph_answer({"data": {"error": error, "is_valid": False, "scopes": []}})
    app = next(iter(world.accounts.apps.values()), None)
    scopes = ["whatsapp_business_management", "whatsapp_business_messaging"]
    targets = sorted(world.accounts.accounts_of(asked))
    data = {
        "app_id": app.app_id if app else "0",
        "type": "SYSTEM_USER",
        "application": app.name if app else "",
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": True,
        "scopes": scopes,
        "granular_scopes": [{"scope": scope, "target_ids": targets} for scope in scopes],
        "user_id": "100000000000001",
    }
    return graph_answer({"data": data})


def routes() -> list[Route]:
    """Every Graph path, the busiest first."""
    at = "/{version}/{object_id}"
    return [
        Route(f"{at}/messages", messages, methods=["POST"]),
        Route(f"{at}/media", upload, methods=["POST"]),
        Route("/whatsapp_business/attachments/", download, methods=["GET"]),
        Route("/{version}/debug_token", debug_token, methods=["GET"]),
        Route(f"{at}/phone_numbers", phone_numbers, methods=["GET"]),
        Route(f"{at}/subscribed_apps", subscribed_apps, methods=["GET", "POST", "DELETE"]),
        Route(f"{at}/message_templates", message_templates, methods=["GET", "POST", "DELETE"]),
        Route(at, node, methods=["GET", "POST", "DELETE"]),
    ]
