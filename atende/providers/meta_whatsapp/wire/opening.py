"""One stored parcel into a value the rooms understand. Reads `Parcel.raw` alone."""

import json
from typing import Any

from atende.inbox.ports import (
    AccountNotice,
    AddressBookChange,
    EchoedMessage,
    IdentityChange,
    InboundMessage,
    MessageEdited,
    MessageKind,
    PreferenceChange,
    Sender,
    StatusUpdate,
    VendorFault,
)
from atende.integrations.ports import ParcelKind
from atende.providers.meta_whatsapp.wire import content as contents
from atende.providers.meta_whatsapp.wire import people
from atende.providers.meta_whatsapp.wire.people import instant, word

_KINDS_OF_CHANGE = {
    "user_changed_number": "number_changed",
    "customer_changed_number": "number_changed",
    "user_changed_user_id": "user_id_changed",
    "customer_identity_changed": "security_code_changed",
}


def open_parcel(kind: ParcelKind, raw: str) -> Any:
    """The parcel as a value of `inbox.ports`; raises `ValueError` with a stable word when it cannot be understood.

    No string of the value holds NUL or a lone surrogate."""
    try:
        frame = json.loads(raw)
        if "\\u0000" in raw or "\\ud" in raw:
            frame = people.clean_all(frame)
    except (ValueError, RecursionError):
        raise ValueError("raw_unreadable") from None
    reader = _READERS.get(kind)
    if reader is None or not isinstance(frame, dict) or not isinstance(frame.get("item"), dict):
        problem = frame.get("problem") if isinstance(frame, dict) else None
        raise ValueError(problem or "malformed")
    return reader(frame, frame["item"])


def _message(frame: dict, item: dict) -> InboundMessage | MessageEdited:
    external_id, sender = word(item.get("id")), _sender(frame, item)
    if external_id is None:
        raise ValueError("message_id_missing")
    if item.get("type") in ("edit", "revoke"):
        return _edited(external_id, sender, item)
    errors = contents.faults(item.get("errors")) or contents.faults(frame.get("errors"))
    return _inbound(external_id, sender, item, errors)


def _inbound(external_id: str, sender: Sender, item: dict, errors: list[dict[str, Any]]) -> InboundMessage:
    kind, text, content = contents.read(item, errors)
    context = _object(item, "context")
    product = _object(context, "referred_product")
    if product:
        content["referred_product"] = {
            "catalog_id": word(product.get("catalog_id")),
            "product_id": word(product.get("product_retailer_id")),
        }
    often = context.get("frequently_forwarded") is True
    if often:
        content["is_frequently_forwarded"] = True
    return InboundMessage(
        external_id=external_id,
        sender=sender,
        sent_at=instant(item.get("timestamp")),
        kind=kind,
        text=text,
        content=content,
        reply_to=word(context.get("id")),
        group_id=word(item.get("group_id")),
        is_forwarded=often or context.get("forwarded") is True,
        referral=_object(item, "referral") or None,
        errors=errors,
    )


def _edited(external_id: str, sender: Sender, item: dict) -> MessageEdited:
    name = item["type"]
    change = _object(item, name)
    original = word(change.get("original_message_id"))
    if original is None:
        raise ValueError("original_message_id_missing")
    message = None
    if name == "edit":  # an edit whose new words cannot be read is still an edit, never a withdrawal
        inner = {"timestamp": item.get("timestamp"), **_object(change, "message")}
        message = _inbound(external_id, sender, inner, contents.faults(inner.get("errors")))
    return MessageEdited(external_id, sender, instant(item.get("timestamp")), original, message)


def _identity(frame: dict, item: dict) -> IdentityChange:
    external_id, old = word(item.get("id")), _sender(frame, item)
    system = _object(item, "system")
    name = system.get("type")
    kind = _KINDS_OF_CHANGE.get(name) if isinstance(name, str) else None
    if external_id is None or kind is None:
        raise ValueError("identity_unreadable")
    new = Sender(old.phone, old.user_id, old.parent_user_id, old.username, old.name)
    if kind != "security_code_changed":
        number = people.phone(system.get("wa_id")) or people.phone(system.get("new_wa_id"))
        scoped = people.user_id(system.get("user_id"), system.get("wa_id"))
        if (number if kind == "number_changed" else scoped) is None:
            raise ValueError("new_identity_missing")
        # after a change of number the id is another too (section 4): the old one is never carried over
        kept = old.phone if kind == "user_id_changed" else None
        parent = people.user_id(system.get("parent_user_id"))
        new = Sender(number or kept, scoped, parent, old.username, old.name)
    return IdentityChange(external_id, old, new, instant(item.get("timestamp")), kind)


def _status(frame: dict, item: dict) -> StatusUpdate:
    external_id, status = word(item.get("id")), word(item.get("status"))
    if external_id is None or status is None:
        raise ValueError("status_unreadable")
    contact = frame.get("contact")
    if item.get("recipient_type") == "group" or "recipient_participant_id" in item:
        number, scoped, parent = (item.get(f"recipient_participant_{k}") for k in ("id", "user_id", "parent_user_id"))
    else:
        number, scoped, parent = (item.get(f"recipient_{k}") for k in ("id", "user_id", "parent_user_id"))
    pricing = _object(item, "pricing")
    return StatusUpdate(
        external_id=external_id,
        status=status,
        at=instant(item.get("timestamp")),
        recipient=people.person(contact, number, ids=(scoped,), parent=parent) or Sender(),
        callback=word(item.get("biz_opaque_callback_data")),
        errors=contents.faults(item.get("errors")),
        pricing=pricing or None,
    )


def _echo(frame: dict, item: dict) -> EchoedMessage:
    to = people.person(frame.get("contact"), item.get("to"), ids=(item.get("to_user_id"),))
    if to is None:
        raise ValueError("recipient_missing")
    return _echoed(item, to)


def _history(frame: dict, item: dict) -> EchoedMessage:
    who = frame.get("thread")
    to = people.person(frame.get("contact"), who, ids=())
    if to is None:
        raise ValueError("person_missing")
    # the thread is named by the customer: what is not from them is from the business
    written = item.get("from") or item.get("from_user_id")
    mine = written == who or (people.phone(written) or 0) == to.phone or people.user_id(written, "") == (to.user_id or 0)
    status = word(_object(item, "history_context").get("status"))
    return _echoed(item, to, is_history=True, from_customer=mine, status=status.lower() if status else None)


def _echoed(item: dict, to: Sender, **more: Any) -> EchoedMessage:
    external_id = word(item.get("id"))
    if external_id is None:
        raise ValueError("message_id_missing")
    kind, text, content = contents.read(item, contents.faults(item.get("errors")))
    if kind is MessageKind.UNSUPPORTED and item.get("type") in ("edit", "revoke"):
        original = word(_object(item, item["type"]).get("original_message_id"))
        content["original_external_id"] = original
    return EchoedMessage(external_id, to, instant(item.get("timestamp")), kind, text, content, **more)


def _contact(_frame: dict, item: dict) -> AddressBookChange:
    entry = _object(item, "contact")
    profile = {"profile": {"name": entry.get("full_name") or entry.get("first_name")}}
    person = people.person(profile, entry.get("phone_number"), ids=(entry.get("user_id"),))
    if person is None:
        raise ValueError("person_missing")
    at = instant(_object(item, "metadata").get("timestamp"))
    return AddressBookChange(person, is_removed=item.get("action") == "remove", at=at)


def _preference(frame: dict, item: dict) -> PreferenceChange:
    ids = (item.get("user_id"),)
    person = people.person(frame.get("contact"), item.get("wa_id"), ids=ids, parent=item.get("parent_user_id"))
    category, value = word(item.get("category")), word(item.get("value"))
    if person is None or category is None or value is None:
        raise ValueError("preference_unreadable")
    return PreferenceChange(person, category, value, instant(item.get("timestamp")), word(item.get("detail")))


def _account(frame: dict, item: dict) -> AccountNotice:
    return AccountNotice(word(frame.get("field")) or "", item, _number(frame), word(frame.get("waba")))


def _error(frame: dict, item: dict) -> VendorFault:
    return VendorFault(contents.faults([item]), _number(frame), word(frame.get("waba")))


def _sender(frame: dict, item: dict) -> Sender:
    ids = (item.get("from_user_id"),)
    sender = people.person(frame.get("contact"), item.get("from"), ids=ids, parent=item.get("from_parent_user_id"))
    if sender is None:
        raise ValueError("sender_missing")
    return sender


def _number(frame: dict) -> str | None:
    return word(_object(frame, "metadata").get("phone_number_id"))


def _object(holder: dict, key: str) -> dict:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


_READERS = {
    ParcelKind.MESSAGE: _message,
    ParcelKind.IDENTITY: _identity,
    ParcelKind.STATUS: _status,
    ParcelKind.ECHO: _echo,
    ParcelKind.HISTORY: _history,
    ParcelKind.CONTACT: _contact,
    ParcelKind.PREFERENCE: _preference,
    ParcelKind.ACCOUNT: _account,
    ParcelKind.UNKNOWN: _account,
    ParcelKind.ERROR: _error,
}
