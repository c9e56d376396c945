"""A message of the business: checked as Meta checks it, accepted once, and sent on its way to the person's
phone."""

import asyncio
import json
import re
from typing import Any

import httpx
import phonenumbers

from . import statuses, threads
from .accounts import Number
from .errors import GraphError
from .media import KINDS, Media, kind_of, plain
from .people import USER_ID, Phone, Thread
from .rules.content import MEDIA, check_message
from .rules.template import render
from .templates import Template
from .wire import new_wamid
from .world import World

REACTION_DAYS = 30
TYPING_SECONDS = 25


def dialled(to: Any, country_code: str) -> str:
    """The digits really called: with a plus as written; without one the business number's country code goes
    in front unless the digits are already a number of that country. Refuses 100."""
    if isinstance(to, int) and not isinstance(to, bool):
        to = str(to)
    if not isinstance(to, str) or not re.fullmatch(r"\+?[\d\s().-]{5,30}", to.strip()):
        raise GraphError(100, "Param to must be a phone number.")
    digits = re.sub(r"\D", "", to)
    if not to.strip().startswith("+") and not _is_number_of(digits, country_code):
        digits = country_code + digits
    if not 8 <= len(digits) <= 15:
        raise GraphError(100, "Param to must be a phone number.")
    return digits


def _is_number_of(digits: str, country_code: str) -> bool:
    if not digits.startswith(country_code):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + digits))
    except phonenumbers.NumberParseException:
        return False


def recipient(world: World, number: Number, payload: dict[str, Any]) -> tuple[Phone, str, str]:
    """The person, how they were addressed (`to` wins over `recipient`) and the input as given; a number
    nobody has here becomes a stranger. Refuses 100, 131008, 131021, 131030."""
    given, via = payload.get("to"), "to"
    if not given:
        given, via = payload.get("recipient"), "recipient"
    if not given:
        raise GraphError(131008, "to is required.")
    if via == "to":
        digits = dialled(given, number.country_code)
        if digits == number.digits:
            raise GraphError(131021)
        phone = world.people.by_digits(digits, number.owner)
        if number.test_recipients is not None:
            forms = {digits, *((phone.phone, phone.wa_id) if phone else ())}
            if not forms & {re.sub(r"\D", "", one) for one in number.test_recipients}:
                raise GraphError(131030)
        stranger = {"phone": digits}
    else:
        if not isinstance(given, str) or not USER_ID.match(given):
            raise GraphError(100, "Param recipient must be a business-scoped user id.")
        phone = world.people.by_user_id(given, world.accounts.portfolio_of(number), number.owner)
        stranger = {"user_id": given}
    if phone is None:
        phone = world.people.put(
            stranger
            | {
                "is_stranger": True,
                "owner": number.owner,
                "on_whatsapp": world.settings.strangers != "undeliverable",
            }
        )
        world.feed.tell("phone", number.phone_number_id, phone.id)
    return phone, via, str(given)


def _media_problem(world: World, number: Number, payload: dict[str, Any], kind: str) -> tuple[int, str] | None:
    """How a send with this media will fail later (131053); refuses 100 at once for an id that is not ours."""
    holder: Any = payload.get(kind)
    wanted = kind
    if kind == "interactive":
        header = holder.get("header") or {}
        wanted = header.get("type", "")
        holder = header.get(wanted)
    elif kind == "template":
        header = (holder.get("rendered") or {}).get("header") or {}
        wanted = header.get("type", "")
        holder = header.get(wanted)
    if wanted not in MEDIA or not isinstance(holder, dict) or not holder.get("id"):
        return None
    found = world.media.find(str(holder["id"]), world.now())
    account = world.accounts.numbers.get(found.number_id or "") if found else None
    if found is None or account is None or account.waba_id != number.waba_id:
        raise GraphError(100, f"Param {wanted}['id'] is not a valid whatsapp business account media attachment ID")
    return unsuitable(found, wanted)


def unsuitable(media: Media, kind: str) -> tuple[int, str] | None:
    """Why this file cannot be that kind of message: (131053, details), or None when it can."""
    base = plain(media.mime)
    if kind == "document":
        return None if kind_of(base) else (131053, f"Unsupported media type {base}.")
    types, most = KINDS[kind]
    if base not in types:
        return 131053, f"Unsupported media type {base}."
    if media.size > most:
        return 131053, f"Media file of {media.size} bytes is too large."
    return None


def _template(world: World, number: Number, payload: dict[str, Any], via: str) -> Template:
    wanted = payload["template"]
    found = world.templates.usable(number.waba_id, wanted["name"], wanted["language"]["code"])
    if fault := world.faults.strikes("template_paused", number.phone_number_id):
        del fault
        found.status = "PAUSED"
        world.templates.save(found)
        world.template_event(
            found,
            "PAUSED",
            {"other_info": {"title": "FIRST_PAUSE", "description": "Paused for three hours."}},
        )
        raise GraphError(132015)
    if found.category == "AUTHENTICATION" and via == "recipient":
        raise GraphError(131062)
    return found


async def accept(world: World, number: Number, payload: dict[str, Any]) -> dict[str, Any]:
    """The message is accepted and its statuses are on their way; the answer Meta gives. Refuses with
    `GraphError`: shape, recipient, throughput (130429), pair rate (131056), template (132xxx) and window
    (131047), in that order."""
    kind = check_message(payload)
    phone, via, given = recipient(world, number, payload)
    now, number_id = world.now(), number.phone_number_id
    thread = world.people.thread(number_id, phone.id)
    if phone.is_stranger and world.settings.strangers == "trust" and not thread.is_trusted and thread.last_in_at == 0:
        thread.is_trusted = True
        world.people.save_thread(thread)
    if not world.limits.has_throughput(number_id, number.throughput, now):
        raise GraphError(130429)
    body: dict[str, Any] = {kind: payload[kind]}
    category, template = "service", None
    if kind == "template":
        template = _template(world, number, payload, via)
        rendered = render(template.shown(), payload["template"].get("components") or [])
        category = template.category.lower()
        body["rendered"] = rendered
        payload = payload | {"template": payload["template"] | {"rendered": rendered}}
    fails_with: tuple[int, str | None] | None = _media_problem(world, number, payload, kind)
    is_late = template is None and not statuses.in_window(thread, now)
    if is_late and world.settings.window_errors == "answer":
        raise GraphError(131047)
    if kind == "reaction":
        _check_reaction(world, number_id, payload["reaction"], now)
    if number.is_pair_limited and not world.limits.take_pair(number_id, phone.id, now):
        raise GraphError(131056)
    world.limits.count(number_id, now)
    if is_late:
        fails_with = (131047, None)
    elif not phone.on_whatsapp:
        fails_with = (131026, None)
    elif category == "marketing" and not phone.wants_marketing:
        fails_with = (131050, None)
    elif fault := world.faults.strikes("fail_status", number_id):
        fails_with = (int(fault.params["code"]), None)
    _touch(world, thread, via, now)
    message = {
        "id": new_wamid(phone.wa_id or world.user_id(phone, number), from_business=True),
        "via": via,
        "callback": payload.get("biz_opaque_callback_data"),
        "pricing": statuses.price(thread, category, now),
    }
    body["pricing"] = message["pricing"]
    link = payload.get(kind, {}).get("link") if kind in MEDIA else None
    is_fetched_later = bool(link) and world.settings.fetch_links and fails_with is None
    times = {} if is_fetched_later else statuses.follow(world, number, phone, thread, message, fails_with)
    threads.record(
        world.store,
        id=message["id"],
        number_id=number_id,
        phone_id=phone.id,
        source="business",
        at=now,
        type=kind,
        body=body,
        callback=message["callback"],
        via=via,
        context=(payload.get("context") or {}).get("message_id"),
        template=template.name if template else None,
        **times,
    )
    if kind == "reaction" and fails_with is None and (target := threads.find(world.store, payload["reaction"]["message_id"])):
        threads.react(world.store, target, "business", payload["reaction"]["emoji"])
        world.feed.tell("message", number_id, phone.id, target["id"])
    world.feed.tell("message", number_id, phone.id, message["id"])
    if is_fetched_later:
        asyncio.get_running_loop().create_task(_fetch(world, number, phone, thread, message, kind, str(link)))
    return _answer(world, phone, message["id"], via, given, template)


def _answer(world: World, phone: Phone, wamid: str, via: str, given: str, template: Template | None) -> dict[str, Any]:
    contact = {"input": given} | ({"wa_id": phone.wa_id} if via == "to" else {"user_id": given})
    sent: dict[str, Any] = {"id": wamid}
    if template:
        sent["message_status"] = "held_for_quality_assessment" if template.is_held else "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}


def _touch(world: World, thread: Thread, via: str, now: float) -> None:
    """The thread after an accepted message: typing ends, phone contact counts, an answered advertisement
    opens its free entry point."""
    is_changed = False
    thread.typing_until = 0
    if via == "to" and now - thread.phone_known_at > 86400:
        thread.phone_known_at, is_changed = now, True
    if thread.referral_at and now - thread.referral_at < statuses.WINDOW_SECONDS and not thread.free_entry_until:
        thread.free_entry_until, is_changed = now + statuses.FREE_ENTRY_SECONDS, True
    if is_changed:
        world.people.save_thread(thread)


def _check_reaction(world: World, number_id: str, reaction: dict[str, Any], now: float) -> None:
    target = threads.find(world.store, reaction["message_id"])
    if target is None:
        if world.settings.strangers == "trust" and reaction["message_id"].startswith("wamid."):
            return
        raise GraphError(131009, "Param reaction['message_id'] is not a known message.")
    if target["number_id"] != number_id or now - target["at"] > REACTION_DAYS * 86400:
        raise GraphError(131009, "Param reaction['message_id'] cannot be reacted to any more.")


async def _fetch(
    world: World, number: Number, phone: Phone, thread: Thread, message: dict[str, Any], kind: str, link: str
) -> None:
    """The linked file is on the phone and the message sent, or the message failed with 131053."""
    problem: tuple[int, str | None] | None = None
    most = KINDS[kind][1]
    try:
        async with (
            httpx.AsyncClient(timeout=10, trust_env=False) as client,
            client.stream("GET", link) as answer,
        ):
            if answer.status_code != 200:
                problem = (
                    131053,
                    f"Downloading media from weblink failed with http code {answer.status_code}",
                )
            else:
                data = bytearray()
                async for piece in answer.aiter_bytes():
                    data += piece
                    if len(data) > most:
                        break
                mime = answer.headers.get("content-type", "application/octet-stream")
                media = await world.media.keep(bytes(data), mime, at=world.now(), source="link", number_id=number.phone_number_id)
                problem = unsuitable(media, kind)
                row = threads.find(world.store, message["id"])
                if row is not None and problem is None:
                    body = json.loads(row["body"])
                    body[kind]["id"] = media.id
                    threads.set_times(world.store, row["id"], body=json.dumps(body))
    except httpx.HTTPError as error:
        problem = (131053, f"Downloading media from weblink failed: {type(error).__name__}")
    times = statuses.follow(world, number, phone, thread, message, problem)
    threads.set_times(world.store, message["id"], **times)
    world.feed.tell("status", number.phone_number_id, phone.id, message["id"])


def mark_read(world: World, number: Number, payload: dict[str, Any]) -> dict[str, Any]:
    """The customer sees blue ticks on that message and all before it, and "typing…" for up to 25 s when
    asked for."""
    message_id = payload.get("message_id")
    if payload.get("status") != "read":
        raise GraphError(100, "Param status must be one of {read}.")
    if not isinstance(message_id, str) or not message_id:
        raise GraphError(131008, "message_id is required.")
    typing = payload.get("typing_indicator")
    if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
        raise GraphError(100, "Param typing_indicator['type'] must be one of {text}.")
    row = threads.find(world.store, message_id)
    if row is None or row["number_id"] != number.phone_number_id or row["source"] != "customer":
        if row is None and world.settings.strangers == "trust" and message_id.startswith("wamid."):
            return {"success": True}
        raise GraphError(100, "Param message_id is not a message this number received.")
    now = world.now()
    world.store.write(
        "update messages set read_at = ? where number_id = ? and phone_id = ? "
        "and source = 'customer' and read_at is null and seq <= ?",
        (now, row["number_id"], row["phone_id"], row["seq"]),
    )
    world.feed.tell("read", number.phone_number_id, row["phone_id"], message_id)
    if typing is not None:
        thread = world.people.thread(number.phone_number_id, row["phone_id"])
        thread.typing_until = now + TYPING_SECONDS
        world.feed.tell("typing", number.phone_number_id, row["phone_id"], until=threads.iso(thread.typing_until))
    return {"success": True}
