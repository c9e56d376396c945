"""What happens on the business's side outside the API: its phone app writes, hands over history and
contacts, Meta changes its mind about templates, quality and accounts."""

from typing import Any

from . import threads
from .accounts import Number
from .people import Phone
from .rules.content import check_message
from .templates import EVENTS, Template
from .wire import new_wamid
from .world import World


def echo(world: World, number: Number, phone: Phone, kind: str, body: Any) -> str:
    """A person of the business wrote from the phone app; the customer has the message and the apps an echo.
    Its id."""
    check_message({"type": kind, kind: body})
    thread = world.people.thread(number.phone_number_id, phone.id)
    now, wamid = world.now(), new_wamid(phone.wa_id or phone.id, from_business=True)
    message: dict[str, Any] = {"from": number.digits}
    if wa_id := world.wa_id(phone, thread):
        message["to"] = wa_id
    message |= {
        "to_user_id": world.user_id(phone, number),
        "id": wamid,
        "timestamp": str(int(now)),
        "type": kind,
        kind: body,
    }
    value = world.metadata(number) | {
        "contacts": [world.contact(number, phone, thread)],
        "message_echoes": [message],
    }
    world.delivery.post(
        number.waba_id,
        "smb_message_echoes",
        value,
        number_id=number.phone_number_id,
        due_at=now,
        of="messages",
    )
    threads.record(
        world.store,
        id=wamid,
        number_id=number.phone_number_id,
        phone_id=phone.id,
        source="phone_app",
        at=now,
        type=kind,
        body={kind: body},
        sent_at=now,
        delivered_at=now,
    )
    world.feed.tell("message", number.phone_number_id, phone.id, wamid)
    return wamid


def history(world: World, number: Number, spec: dict[str, Any]) -> int:
    """One chunk of history goes to the apps: `{declined}` or `{phase, chunk_order, progress, threads:
    [{phone_id, messages: [{from: customer | business, text | (type, body), timestamp, status}]}]}`. How
    many messages it holds."""
    if spec.get("declined"):
        title = "History sync is turned off by the business from the WhatsApp Business App"
        error = {
            "code": 2593109,
            "title": title,
            "message": title,
            "error_data": {"details": "History sharing is turned off by the business"},
        }
        chunk: dict[str, Any] = {"errors": [error]}
        count = 0
    else:
        shown, count = [], 0
        for one in spec.get("threads", []):
            phone = world.people.phones.get(str(one.get("phone_id")))
            if phone is None:
                raise ValueError("threads[].phone_id names no phone")
            lines = [_line(world, number, phone, line) for line in one.get("messages", [])]
            count += len(lines)
            shown.append({"id": phone.wa_id or world.user_id(phone, number), "messages": lines})
        head = {key: int(spec.get(key, usual)) for key, usual in (("phase", 0), ("chunk_order", 1), ("progress", 100))}
        chunk = {"metadata": head, "threads": shown}
    value = world.metadata(number) | {"history": [chunk]}
    world.delivery.post(
        number.waba_id,
        "history",
        value,
        number_id=number.phone_number_id,
        due_at=world.now(),
        of="management",
    )
    return count


def _line(world: World, number: Number, phone: Phone, line: dict[str, Any]) -> dict[str, Any]:
    party = phone.wa_id or world.user_id(phone, number)
    is_business = line.get("from") == "business"
    kind = str(line.get("type", "text"))
    body = line.get("body") if "body" in line else {"body": str(line.get("text", ""))}
    head: dict[str, Any] = {"from": number.digits, "to": party} if is_business else {"from": party}
    return head | {
        "id": str(line.get("id") or new_wamid(party, from_business=is_business)),
        "timestamp": str(int(line.get("timestamp", world.now() - 86400))),
        "type": kind,
        kind: body,
        "history_context": {"status": str(line.get("status", "READ"))},
    }


def state_sync(world: World, number: Number, contacts: list[dict[str, Any]]) -> None:
    """The phone app's address book goes to the apps: `[{phone_id | phone_number, action: add | remove}]`."""
    lines = []
    for one in contacts:
        phone = world.people.phones.get(str(one.get("phone_id", "")))
        digits = phone.wa_id if phone else one.get("phone_number")
        action = one.get("action", "add")
        if not digits or action not in ("add", "remove"):
            raise ValueError("contacts[] needs a phone and the action add or remove")
        contact: dict[str, Any] = {}
        if action == "add":
            name = str(one.get("full_name") or (phone.name if phone else "") or digits)
            contact = {"full_name": name, "first_name": name.split()[0]}
        contact["phone_number"] = str(digits)
        lines.append(
            {
                "type": "contact",
                "contact": contact,
                "action": action,
                "metadata": {"timestamp": str(int(world.now()))},
            }
        )
    value = world.metadata(number) | {"state_sync": lines}
    world.delivery.post(
        number.waba_id,
        "smb_app_state_sync",
        value,
        number_id=number.phone_number_id,
        due_at=world.now(),
        of="management",
    )


def template_happens(world: World, template: Template, event: str, extra: dict[str, Any]) -> None:
    """Meta decided about the template: its state follows the event and the apps are told; ValueError for no
    such event."""
    if event not in EVENTS:
        raise ValueError(f"event must be one of {', '.join(EVENTS)}")
    template.review_at = None
    if status := EVENTS[event]:
        template.status = status
    if event == "DELETED":
        world.templates.drop(template, world.now())
    else:
        world.templates.save(template)
    world.template_event(template, event, extra)


def notice(world: World, waba_id: str, field: str, value: dict[str, Any]) -> None:
    """A management event of the account goes to the apps as given (`account_update`,
    `phone_number_quality_update`, ...)."""
    if waba_id not in world.accounts.wabas:
        raise ValueError("no such account")
    world.delivery.post(waba_id, field, value, due_at=world.now(), of="management")
