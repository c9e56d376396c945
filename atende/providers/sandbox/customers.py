"""What a virtual customer does: writes, sends files, taps buttons, reacts, edits, withdraws, changes
number. Each act is stored in the thread and becomes one webhook, as Meta would post it."""

import json
import uuid
from typing import Any

from . import threads
from .accounts import Number
from .media import plain
from .people import Phone, Thread
from .wire import new_wamid
from .world import World

_FORWARDED = {"once": {"forwarded": True}, "often": {"frequently_forwarded": True}}
_REFERRAL = {
    "source_url", "source_id", "source_type", "headline", "body",
    "media_type", "image_url", "video_url", "thumbnail_url", "ctwa_clid",
}  # fmt: skip


class ActRefused(ValueError):
    """The phone cannot do that; `field` says what is wrong with the request."""

    def __init__(self, message: str, field: str):
        super().__init__(message)
        self.field = field


def _need(act: dict[str, Any], key: str) -> Any:
    value = act.get(key)
    if value is None or value == "":
        raise ActRefused(f"{key} is needed for this type", key)
    return value


def _target(world: World, thread: Thread, act: dict[str, Any], key: str = "message_id") -> Any:
    row = threads.find(world.store, str(_need(act, key)))
    if row is None or row["number_id"] != thread.number_id or row["phone_id"] != thread.phone_id:
        raise ActRefused("no such message in this thread", key)
    return row


def _media(world: World, number_id: str, act: dict[str, Any], kind: str, base: str) -> dict[str, Any]:
    media = world.media.find(str(_need(act, "file_id")))
    if media is None or not _is_shared(world, media.number_id, number_id):
        raise ActRefused("no such file", "file_id")
    media = world.media.lend(media, number_id, world.now())
    shown: dict[str, Any] = {}
    if act.get("caption") and kind in ("image", "video", "document"):
        shown["caption"] = str(act["caption"])
    if kind == "document":
        shown["filename"] = str(act.get("filename") or media.filename or "file")
    mime = media.mime
    if kind == "audio" and act.get("voice") and plain(mime) == "audio/ogg":
        mime = "audio/ogg; codecs=opus"
    shown |= {"mime_type": mime, "sha256": media.digest, "id": media.id}
    shown["url"] = world.media.address(base, media, world.now(), "webhook")
    if kind == "audio":
        shown["voice"] = bool(act.get("voice"))
    if kind == "sticker":
        shown["animated"] = bool(act.get("animated"))
    return shown


def _is_shared(world: World, kept_for: str | None, number_id: str) -> bool:
    """A file kept for a number is there for that number's owner only."""
    if kept_for is None:
        return True
    numbers = world.accounts.numbers
    return kept_for in numbers and number_id in numbers and numbers[kept_for].owner == numbers[number_id].owner


def _tap(world: World, thread: Thread, act: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    """A tap on a button of a message: `(type, object, id of that message)`."""
    row = _target(world, thread, act)
    body, wanted = json.loads(row["body"]), str(_need(act, "button_id"))
    if row["type"] == "template":
        for index, button in enumerate((body.get("rendered") or {}).get("buttons", [])):
            if button["type"] == "QUICK_REPLY" and wanted in (button["payload"], button["text"], str(index)):
                return "button", {"payload": button["payload"], "text": button["text"]}, row["id"]
    elif row["type"] == "interactive":
        for button in body["interactive"].get("action", {}).get("buttons", []):
            if button["reply"]["id"] == wanted:
                reply = {"id": wanted, "title": button["reply"]["title"]}
                return "interactive", {"type": "button_reply", "button_reply": reply}, row["id"]
    raise ActRefused("that message has no such button", "button_id")


def _choose(world: World, thread: Thread, act: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    row = _target(world, thread, act)
    body, wanted = json.loads(row["body"]), str(_need(act, "row_id"))
    sections = body.get("interactive", {}).get("action", {}).get("sections", []) if row["type"] == "interactive" else []
    for choice in (choice for section in sections for choice in section["rows"]):
        if choice["id"] == wanted:
            reply = {k: choice[k] for k in ("id", "title", "description") if choice.get(k)}
            return "interactive", {"type": "list_reply", "list_reply": reply}, row["id"]
    raise ActRefused("that message has no such row", "row_id")


def _share_phone(phone: Phone) -> list[dict[str, Any]]:
    if not phone.phone:
        raise ActRefused("this person has no number to share", "type")
    name, number = phone.name or "+" + phone.phone, "+" + phone.phone
    return [
        {
            "name": {"first_name": name.split()[0], "formatted_name": name},
            "phones": [{"phone": number, "wa_id": phone.wa_id, "type": "CELL"}],
            "origin": "contact_request",
            "vcard": f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL;type=CELL;waid={phone.wa_id}:{number}\nEND:VCARD",
        }
    ]


def _content(world: World, thread: Thread, phone: Phone, act: dict[str, Any], base: str) -> tuple[str, Any, dict[str, Any]]:
    """`(Meta's type, its object, further keys of the message)` for an act that makes a new message."""
    kind = str(_need(act, "type"))
    if kind == "text":
        return "text", {"body": str(_need(act, "text"))}, {}
    if kind == "voice":
        kind, act = "audio", act | {"voice": True}
    if kind in ("image", "video", "audio", "document", "sticker"):
        extra = {}
        if act.get("failed_download"):
            extra["errors"] = [_error(131052, "Media download error", "Failed to download the media from the sender.")]
        return kind, _media(world, thread.number_id, act, kind, base), extra
    if kind == "location":
        place = {k: act[k] for k in ("latitude", "longitude", "name", "address", "url") if act.get(k) is not None}
        for key in ("latitude", "longitude"):
            if not isinstance(place.get(key), int | float):
                raise ActRefused(f"{key} must be a number", key)
        return "location", place, {}
    if kind == "contacts":
        people = _need(act, "contacts")
        if not isinstance(people, list):
            raise ActRefused("contacts must be a list", "contacts")
        return "contacts", people, {}
    if kind == "share_phone":
        return "contacts", _share_phone(phone), {}
    if kind in ("button", "list"):
        found, body, quoted = (_tap if kind == "button" else _choose)(world, thread, act)
        return found, body, {"reply_to": quoted}
    if kind == "flow":
        row, answer = (
            _target(world, thread, act),
            json.dumps(act.get("response", {}), separators=(",", ":"), ensure_ascii=False),
        )
        reply = {"response_json": answer, "body": "Sent", "name": "flow"}
        return "interactive", {"type": "nfm_reply", "nfm_reply": reply}, {"reply_to": row["id"]}
    if kind == "order":
        order = {
            "catalog_id": str(_need(act, "catalog_id")),
            "text": str(act.get("text", "")),
            "product_items": _need(act, "items"),
        }
        return "order", order, {}
    if kind == "unsupported":
        return (
            "unsupported",
            {"type": str(act.get("kind", "poll"))},
            {"errors": [_unsupported(int(act.get("code", 131051)))]},
        )
    raise ActRefused("unknown type", "type")


def _error(code: int, title: str, details: str) -> dict[str, Any]:
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}}


def _unsupported(code: int) -> dict[str, Any]:
    if code == 131060:
        return _error(code, "This message is currently unavailable.", "Message is not available.")
    return _error(code, "Message type unknown", "Message type is currently not supported.")


def perform(world: World, number: Number, phone: Phone, act: dict[str, Any], base: str) -> str:
    """The customer did it and the apps will hear of it; the id of the message that now is, or is changed.

    Refuses with `ActRefused`. Any new message opens the 24-hour window."""
    thread = world.people.thread(number.phone_number_id, phone.id)
    kind = act.get("type")
    if kind == "reaction":
        return _react(world, number, phone, thread, act)
    if kind in ("edit", "revoke"):
        return _change(world, number, phone, thread, act)
    name, body, extra = _content(world, thread, phone, act, base)
    now = world.now()
    at = float(act["timestamp"]) if act.get("timestamp") is not None else now
    message: dict[str, Any] = {}
    context: dict[str, Any] = {}
    quoted = extra.get("reply_to") or act.get("reply_to")
    if quoted:
        row = threads.find(world.store, str(quoted))
        is_ours = row is not None and row["source"] == "customer"
        context = {
            "from": (world.wa_id(phone, thread) if is_ours else None) or number.digits,
            "id": str(quoted),
        }
    elif act.get("forwarded"):
        if act["forwarded"] not in _FORWARDED:
            raise ActRefused("forwarded is once or often", "forwarded")
        context = dict(_FORWARDED[act["forwarded"]])
    if act.get("product"):
        context["referred_product"] = act["product"]
    if act.get("referral"):
        if not isinstance(act["referral"], dict) or set(act["referral"]) - _REFERRAL:
            raise ActRefused(f"referral may hold {', '.join(sorted(_REFERRAL))}", "referral")
        message["referral"] = act["referral"]
        thread.referral_at, thread.free_entry_until = now, 0
    if context:
        message["context"] = context
    message |= world.sender(number, phone, thread)
    wamid = new_wamid(phone.wa_id or phone.id, from_business=False)
    message |= {"id": wamid, "timestamp": str(int(at)), "type": name}
    if "errors" in extra:
        message["errors"] = extra["errors"]
    message[name] = body
    if act.get("group_id"):
        message["group_id"] = str(act["group_id"])
    _post(world, number, phone, thread, [message])
    thread.last_in_at = max(thread.last_in_at, at)
    if kind == "share_phone":
        thread.phone_known_at = now
    world.people.save_thread(thread)
    world.limits.count(number.phone_number_id, now)
    threads.record(
        world.store,
        id=wamid,
        number_id=number.phone_number_id,
        phone_id=phone.id,
        source="customer",
        at=at,
        type=name,
        body={name: body},
        context=str(quoted) if quoted else None,
        sent_at=now,
        delivered_at=now,
        forwarded=act.get("forwarded"),
    )
    world.feed.tell("message", number.phone_number_id, phone.id, wamid)
    return wamid


def _post(
    world: World,
    number: Number,
    phone: Phone,
    thread: Thread,
    messages: list[dict[str, Any]],
    *,
    has_contact: bool = True,
) -> None:
    value = world.metadata(number)
    if has_contact:
        value["contacts"] = [world.contact(number, phone, thread)]
    value["messages"] = messages
    world.delivery.post(number.waba_id, "messages", value, number_id=number.phone_number_id, due_at=world.now(), of="messages")


def _head(world: World, number: Number, phone: Phone, thread: Thread) -> dict[str, Any]:
    return world.sender(number, phone, thread) | {
        "id": new_wamid(phone.wa_id or phone.id, from_business=False),
        "timestamp": str(int(world.now())),
    }


def _react(world: World, number: Number, phone: Phone, thread: Thread, act: dict[str, Any]) -> str:
    row, emoji = _target(world, thread, act), act.get("emoji")
    reaction = {"message_id": row["id"]} | ({"emoji": str(emoji)} if emoji else {})
    message = _head(world, number, phone, thread) | {"type": "reaction", "reaction": reaction}
    _post(world, number, phone, thread, [message])
    threads.react(world.store, row, "customer", str(emoji) if emoji else None)
    thread.last_in_at = world.now()
    world.people.save_thread(thread)
    world.feed.tell("message", number.phone_number_id, phone.id, row["id"])
    return row["id"]


def _change(world: World, number: Number, phone: Phone, thread: Thread, act: dict[str, Any]) -> str:
    row, kind = _target(world, thread, act), str(act["type"])
    if row["source"] != "customer":
        raise ActRefused("only own messages can be changed", "message_id")
    change: dict[str, Any] = {"original_message_id": row["id"]}
    if kind == "edit":
        if row["type"] != "text":
            raise ActRefused("only text can be edited", "message_id")
        change["message"] = {"type": "text", "text": {"body": str(_need(act, "text"))}}
        threads.set_times(
            world.store,
            row["id"],
            edited_at=world.now(),
            body=json.dumps({"text": change["message"]["text"]}),
        )
    else:
        threads.set_times(world.store, row["id"], revoked_at=world.now())
    message = _head(world, number, phone, thread) | {"type": kind, kind: change}
    _post(world, number, phone, thread, [message])
    world.feed.tell("message", number.phone_number_id, phone.id, row["id"])
    return row["id"]


def _numbers_of(world: World, phone: Phone) -> list[tuple[Number, Thread]]:
    return [
        (world.accounts.numbers[n], thread)
        for (n, p), thread in world.people.threads.items()
        if p == phone.id and n in world.accounts.numbers
    ]


def change_number(world: World, phone: Phone, new: str, wa_id: str | None = None) -> Phone:
    """The person has another number; every business they talk with is told (`user_changed_number`, from the
    old one)."""
    old, met = phone.wa_id, _numbers_of(world, phone)
    changed = world.people.put({"id": phone.id, "phone": new} | ({"wa_id": wa_id} if wa_id else {}))
    for number, thread in met:
        body = f"User {phone.name or old} changed from {old} to {changed.wa_id}"
        system = {"body": body, "wa_id": changed.wa_id, "type": "user_changed_number"}
        head = {"from": old} if old else {"from_user_id": world.user_id(phone, number)}
        message = head | {
            "id": new_wamid(old or phone.id, from_business=False),
            "timestamp": str(int(world.now())),
        }
        _post(
            world,
            number,
            changed,
            thread,
            [message | {"system": system, "type": "system"}],
            has_contact=False,
        )
    world.feed.tell("phone", None, phone.id)
    return changed


def change_user_id(world: World, phone: Phone, user_id: str | None) -> Phone:
    """The person has another business-scoped id; every business they talk with is told
    (`user_changed_user_id`)."""
    met = [(number, thread, _head(world, number, phone, thread)) for number, thread in _numbers_of(world, phone)]
    changed = world.people.put({"id": phone.id, "user_id": user_id, "generation": phone.generation + 1})
    for number, thread, head in met:
        new = world.user_id(changed, number)
        system = {
            "body": f"User {phone.name} has a new user id",
            "user_id": new,
            "type": "user_changed_user_id",
        }
        _post(world, number, changed, thread, [head | {"system": system, "type": "system"}], has_contact=False)
    world.feed.tell("phone", None, phone.id)
    return changed


def change_identity(world: World, number: Number, phone: Phone) -> None:
    """The person's security code changed (`customer_identity_changed`)."""
    thread = world.people.thread(number.phone_number_id, phone.id)
    now = str(int(world.now()))
    identity = {"acknowledged": True, "created_timestamp": now, "hash": uuid.uuid4().hex}
    system = {"body": f"User {phone.name} changed their identity", "type": "customer_identity_changed"}
    head = _head(world, number, phone, thread)
    head.pop("from_user_id")
    _post(world, number, phone, thread, [head | {"identity": identity, "system": system, "type": "system"}])


def prefer_marketing(world: World, number: Number, phone: Phone, value: str) -> None:
    """The person stopped or resumed marketing messages (`stop`, `resume`)."""
    thread = world.people.thread(number.phone_number_id, phone.id)
    world.people.put({"id": phone.id, "wants_marketing": value == "resume"})
    choice: dict[str, Any] = {"wa_id": wa_id} if (wa_id := world.wa_id(phone, thread)) else {}
    choice |= {
        "user_id": world.user_id(phone, number),
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(world.now()),
    }
    body = world.metadata(number) | {
        "contacts": [world.contact(number, phone, thread)],
        "user_preferences": [choice],
    }
    world.delivery.post(
        number.waba_id,
        "user_preferences",
        body,
        number_id=number.phone_number_id,
        due_at=world.now(),
        of="management",
    )
