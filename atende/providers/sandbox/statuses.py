"""What becomes of a message of the business: sent, delivered, read, played, failed, and the webhook of
each."""

import hashlib
import json
import sqlite3
from typing import Any

from . import threads
from .accounts import Number
from .errors import status_error
from .people import Phone, Thread
from .world import World

WINDOW_SECONDS = 24 * 3600
FREE_ENTRY_SECONDS = 72 * 3600


def in_window(thread: Thread, at: float) -> bool:
    """Whether free text may be sent: 24 h from the person's last message; unknown people count as open when
    trusted."""
    if thread.last_in_at == 0:
        return thread.is_trusted
    return at - thread.last_in_at < WINDOW_SECONDS


def price(thread: Thread, category: str, at: float) -> dict[str, Any]:
    """The `pricing` object (per-message model): what is free in the window, what in a free entry point,
    what costs."""
    if at < thread.free_entry_until:
        return {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_entry_point",
            "category": "referral_conversion",
        }
    is_free = category == "service" or (category == "utility" and in_window(thread, at))
    kind = "free_customer_service" if is_free else "regular"
    return {"billable": not is_free, "pricing_model": "PMP", "type": kind, "category": category}


def announce(
    world: World,
    number: Number,
    phone: Phone,
    thread: Thread,
    message: dict[str, Any],
    status: str,
    at: float,
    *,
    has_pricing: bool = False,
    error: dict[str, Any] | None = None,
) -> None:
    """The status goes to the apps at `at`. `message` needs id, via, callback and pricing."""
    entry: dict[str, Any] = {"id": message["id"], "status": status, "timestamp": str(int(at))}
    wa_id = world.wa_id(phone, thread)
    by_phone = message["via"] == "to"
    if wa_id or (by_phone and phone.wa_id):
        entry["recipient_id"] = wa_id or phone.wa_id
    if error is None or not by_phone:
        entry["recipient_user_id"] = world.user_id(phone, number)
        if phone.parent_user_id:
            entry["recipient_parent_user_id"] = phone.parent_user_id
    if message["callback"] is not None:
        entry["biz_opaque_callback_data"] = message["callback"]
    pricing = message.get("pricing")
    if has_pricing and pricing and error is None:
        if pricing["type"] == "free_entry_point":
            conversation: dict[str, Any] = {
                "id": hashlib.md5(
                    f"{number.phone_number_id}|{phone.id}|{thread.free_entry_until}".encode(),
                    usedforsecurity=False,
                ).hexdigest()
            }
            if status == "sent":
                conversation["expiration_timestamp"] = str(int(thread.free_entry_until))
            entry["conversation"] = conversation | {"origin": {"type": "referral_conversion"}}
        entry["pricing"] = pricing
    value = world.metadata(number)
    if error is None:
        value["contacts"] = [world.contact(number, phone, thread)]
    else:
        entry["errors"] = [error]
    value["statuses"] = [entry]
    world.delivery.post(number.waba_id, "messages", value, number_id=number.phone_number_id, due_at=at, of="statuses")


def follow(
    world: World,
    number: Number,
    phone: Phone,
    thread: Thread,
    message: dict[str, Any],
    fails_with: tuple[int, str | None] | None,
) -> dict[str, Any]:
    """Everything that happens to a message just accepted is announced; the columns its row gets.

    It fails, or is sent and, when the phone is online, delivered and, when its thread is open, read."""
    now, settings = world.now(), world.settings
    sent_at = now + settings.sent_after_ms / 1000
    if fails_with is not None:
        error = status_error(*fails_with)
        announce(world, number, phone, thread, message, "failed", sent_at, error=error)
        return {"failed": json.dumps(error)}
    announce(world, number, phone, thread, message, "sent", sent_at, has_pricing=True)
    times: dict[str, Any] = {"sent_at": sent_at}
    if phone.online:
        times["delivered_at"] = now + max(settings.delivered_after_ms, settings.sent_after_ms) / 1000
        announce(world, number, phone, thread, message, "delivered", times["delivered_at"], has_pricing=True)
        if thread.is_open:
            times["seen_at"] = now + max(settings.read_after_ms, settings.delivered_after_ms) / 1000
            if phone.receipts:
                times["read_at"] = times["seen_at"]
                announce(world, number, phone, thread, message, "read", times["read_at"])
    return times


def _as_message(row: sqlite3.Row) -> dict[str, Any]:
    pricing = json.loads(row["body"]).get("pricing")
    return {"id": row["id"], "via": row["via"], "callback": row["callback"], "pricing": pricing}


def come_online(world: World, phone: Phone) -> None:
    """Everything that waited for the phone is delivered."""
    now = world.now()
    waiting = world.store.rows(
        "select * from messages where phone_id = ? and source = 'business' "
        "and delivered_at is null and failed is null order by seq",
        (phone.id,),
    )
    for row in waiting:
        number = world.accounts.numbers.get(row["number_id"])
        if number is None or row["sent_at"] is None:
            continue
        thread = world.people.thread(number.phone_number_id, phone.id)
        at = now + world.settings.delivered_after_ms / 1000
        threads.set_times(world.store, row["id"], delivered_at=at)
        announce(world, number, phone, thread, _as_message(row), "delivered", at, has_pricing=True)
        world.feed.tell("status", number.phone_number_id, phone.id, row["id"])
    for (number_id, phone_id), thread in list(world.people.threads.items()):
        if phone_id == phone.id and thread.is_open and number_id in world.accounts.numbers:
            see_all(world, world.accounts.numbers[number_id], phone, thread)


def see_all(world: World, number: Number, phone: Phone, thread: Thread) -> None:
    """The customer has the thread before their eyes: what was unseen is seen and, with receipts on, read."""
    now = world.now()
    rows = world.store.rows(
        "select * from messages where phone_id = ? and number_id = ? and source != 'customer' "
        "and seen_at is null and failed is null order by seq",
        (phone.id, number.phone_number_id),
    )
    for row in rows:
        if row["source"] == "business" and row["delivered_at"] is None:
            continue
        times: dict[str, Any] = {"seen_at": now}
        if phone.receipts and row["source"] == "business":
            at = max(now, (row["delivered_at"] or now) + 0.001)
            times["read_at"] = at
            announce(world, number, phone, thread, _as_message(row), "read", at)
        threads.set_times(world.store, row["id"], **times)
        world.feed.tell("status", number.phone_number_id, phone.id, row["id"])


def play(world: World, number: Number, phone: Phone, thread: Thread, row: sqlite3.Row) -> None:
    """The customer listened to a voice message: it is played, and the business knows when receipts are on."""
    now = world.now()
    if phone.receipts:
        threads.set_times(world.store, row["id"], seen_at=now, read_at=row["read_at"] or now, played_at=now)
        announce(world, number, phone, thread, _as_message(row), "played", now)
    world.feed.tell("status", number.phone_number_id, phone.id, row["id"])
