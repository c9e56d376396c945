"""A posted body into parcels: every entry, change, message, status, echo and notice becomes one; nothing raises."""

import hashlib
import json
from typing import Any

from atende.integrations.ports import Parcel, ParcelKind
from atende.providers.meta_whatsapp.wire import people

# Management events of the business account; anything not named here or in _PERSONAL is kept as unknown.
MANAGEMENT = frozenset({
    "message_template_status_update", "message_template_quality_update", "message_template_components_update",
    "template_category_update", "phone_number_quality_update", "phone_number_name_update", "account_update",
    "account_review_update", "account_alerts", "business_capability_update", "security", "calls",
    "business_username_update", "business_status_update", "template_correct_category_detection",
    "partner_solutions", "payment_configuration_update", "flows", "group_lifecycle_update",
    "group_participants_update", "group_settings_update", "group_status_update",
})  # fmt: skip
_PERSONAL = frozenset({"messages", "smb_message_echoes", "history", "smb_app_state_sync", "user_preferences"})
_LISTS = ("messages", "statuses", "message_echoes", "history", "state_sync", "user_preferences", "errors")
_IDENTITY = frozenset({"user_changed_number", "customer_changed_number", "customer_identity_changed", "user_changed_user_id"})
_DECODER = json.JSONDecoder(parse_float=people.finite, parse_constant=str)
_KEY_LENGTH = 400  # an index row of PostgreSQL holds 2,700 bytes; longer vendor ids are keyed by their hash


def unpack(body: bytes) -> list[Parcel]:
    """Every item of the body in its order, at least one parcel whatever the bytes are. See `integrations.ports.Door`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return [_whole(body, "not_utf8")]
    try:
        tree = _DECODER.decode(text)
    except RecursionError:
        return [_whole(body, "too_deep")]
    except ValueError:
        return [_whole(body, "not_json" if text.strip() else "body_empty")]
    if not isinstance(tree, dict):
        return [_whole(body, "not_an_object")]
    if tree.get("object") != "whatsapp_business_account":
        return [_whole(body, "object_wrong")]
    entries = tree.get("entry")
    if not isinstance(entries, list) or not entries:
        return [_whole(body, "entry_missing")]
    try:
        parcels: list[Parcel] = []
        for entry in entries:
            _entry(entry, parcels)
        return parcels
    except RecursionError:
        return [_whole(body, "too_deep")]


def _entry(entry: Any, out: list[Parcel]) -> None:
    if not isinstance(entry, dict):
        out.append(_Frame(None, None, None, None, None).malformed(entry, "entry_unreadable"))
        return
    waba, time = people.word(entry.get("id")), entry.get("time")
    changes = entry.get("changes")
    if not isinstance(changes, list) or not changes:
        out.append(_Frame(waba, time, None, None, None).malformed(entry, "changes_missing"))
        return
    for change in changes:
        if not isinstance(change, dict):
            out.append(_Frame(waba, time, None, None, None).malformed(change, "change_unreadable"))
            continue
        name, value = people.word(change.get("field")), change.get("value")
        frame = _Frame(waba, time, name, value if isinstance(value, dict) else None, change)
        if not isinstance(value, dict):
            out.append(frame.malformed(change, "value_missing"))
        elif name in _PERSONAL:
            frame.personal(out)
        elif name in MANAGEMENT:
            out.append(frame.parcel(ParcelKind.ACCOUNT, value, frame.hashed("a", value), "account"))
        elif name is None:
            out.append(frame.malformed(change, "field_missing"))
        else:
            key = frame.hashed("a", value)
            out.append(frame.parcel(ParcelKind.UNKNOWN, value, key, "account", problem="unknown_field"))


class _Frame:
    """One change with what surrounds it, so that each of its items can be stored alone."""

    __slots__ = ("account", "change", "contacts", "field", "metadata", "number", "time", "value")

    def __init__(self, account: str | None, time: Any, field: str | None, value: dict | None, change: Any):
        self.account, self.time, self.field, self.change = account, time, field, change
        self.value = value or {}
        metadata = self.value.get("metadata")
        self.metadata = metadata if isinstance(metadata, dict) else None
        self.number = people.word(self.metadata.get("phone_number_id")) if self.metadata else None
        self.contacts = people.contact_index(self.value["contacts"]) if "contacts" in self.value else {}

    def parcel(
        self,
        kind: ParcelKind,
        item: Any,
        key: str,
        lane: str,
        *,
        contact: dict | None = None,
        problem: str | None = None,
        **more: Any,
    ) -> Parcel:
        raw = {"waba": self.account, "field": self.field, "metadata": self.metadata, "contact": contact, "item": item}
        if self.time is not None:
            raw["time"] = self.time
        if problem is not None:
            raw["problem"] = problem
        if more:
            raw.update(more)
        return Parcel(kind, self.number, self.account, _short(key), lane, json.dumps(raw), problem)

    def malformed(self, item: Any, problem: str) -> Parcel:
        return self.parcel(ParcelKind.MALFORMED, item, self.hashed("x", item), "malformed", problem=problem)

    def hashed(self, prefix: str, item: Any, *more: Any) -> str:
        canonical = json.dumps([self.account, self.number, self.field, self.time, item, *more], sort_keys=True)
        return f"{prefix}:{hashlib.sha256(canonical.encode()).hexdigest()}"

    def personal(self, out: list[Parcel]) -> None:
        """Every list of the value that is there, whatever the field is called: Meta mixes them."""
        before = len(out)
        for name in _LISTS:
            items = self.value.get(name)
            if items is None:
                continue
            if not isinstance(items, list):
                out.append(self.malformed(self.change, f"{name}_unreadable"))
                continue
            read = _READERS[name]
            for item in items:
                if not isinstance(item, dict):
                    out.append(self.malformed(item, "item_unreadable"))
                elif self.number is None:
                    out.append(self.malformed(item, "metadata_missing"))
                else:
                    read(self, item, out)
        if len(out) == before:
            out.append(self.malformed(self.change, "items_missing"))

    def message(self, item: dict, out: list[Parcel]) -> None:
        wamid = people.word(item.get("id"))
        if wamid is None:
            out.append(self.malformed(item, "message_id_missing"))
            return
        sender, scoped = item.get("from"), item.get("from_user_id")
        contact = people.match(self.contacts, sender, scoped)
        lane = _lane(contact, sender, scoped)
        if lane is None:
            out.append(self.malformed(item, "sender_missing"))
            return
        kind = ParcelKind.MESSAGE
        name = item.get("type")
        if name == "system":
            system = item.get("system")
            change = system.get("type") if isinstance(system, dict) else None
            kind = ParcelKind.IDENTITY if isinstance(change, str) and change in _IDENTITY else kind
        more = {}
        if "errors" in self.value and isinstance(name, str) and name not in item:
            more["errors"] = self.value["errors"]  # Meta could not carry the body and says why beside it
        out.append(self.parcel(kind, item, f"m:{wamid}", lane, contact=contact, **more))

    def status(self, item: dict, out: list[Parcel]) -> None:
        wamid, status = people.word(item.get("id")), people.word(item.get("status"))
        if wamid is None or status is None:
            out.append(self.malformed(item, "status_id_missing" if wamid is None else "status_missing"))
            return
        key = f"s:{wamid}:{status}"
        if item.get("recipient_type") == "group" or "recipient_participant_id" in item:
            number, scoped = item.get("recipient_participant_id"), item.get("recipient_participant_user_id")
            key += f":{people.word(number) or people.word(scoped) or ''}"
        else:
            number, scoped = item.get("recipient_id"), item.get("recipient_user_id")
        contact = people.match(self.contacts, number, scoped)
        # without a person the message itself is the queue: its statuses still keep their order
        lane = _lane(contact, number, scoped) or _short(f"w:{wamid}")
        out.append(self.parcel(ParcelKind.STATUS, item, key, lane, contact=contact))

    def echo(self, item: dict, out: list[Parcel]) -> None:
        wamid = people.word(item.get("id"))
        to, scoped = item.get("to"), item.get("to_user_id")
        contact = people.match(self.contacts, to, scoped)
        lane = _lane(contact, to, scoped)
        if wamid is None or lane is None:
            out.append(self.malformed(item, "message_id_missing" if wamid is None else "recipient_missing"))
            return
        out.append(self.parcel(ParcelKind.ECHO, item, f"m:{wamid}", lane, contact=contact))

    def history(self, chunk: dict, out: list[Parcel]) -> None:
        threads, errors = chunk.get("threads"), chunk.get("errors")
        if not isinstance(threads, list) and not isinstance(errors, list):
            out.append(self.malformed(chunk, "threads_missing"))
        for error in errors if isinstance(errors, list) else ():
            self.error(error, out)
        for thread in threads if isinstance(threads, list) else ():
            messages = thread.get("messages") if isinstance(thread, dict) else None
            if not isinstance(messages, list):
                out.append(self.malformed(thread, "thread_unreadable"))
                continue
            self._thread(thread.get("id"), messages, chunk.get("metadata"), out)

    def _thread(self, who: Any, messages: list, chunk: Any, out: list[Parcel]) -> None:
        contact = people.match(self.contacts, who)
        lane = _lane(contact, who, None)
        for item in messages:
            wamid = people.word(item.get("id")) if isinstance(item, dict) else None
            if wamid is None or lane is None:
                out.append(self.malformed(item, "message_id_missing" if wamid is None else "person_missing"))
            else:
                more = {"thread": who, "chunk": chunk}
                out.append(self.parcel(ParcelKind.HISTORY, item, f"h:{wamid}", lane, contact=contact, **more))

    def sync(self, item: dict, out: list[Parcel]) -> None:
        entry = item.get("contact")
        number = entry.get("phone_number") if isinstance(entry, dict) else None
        lane = _lane(None, number, entry.get("user_id") if isinstance(entry, dict) else None)
        if lane is None:
            out.append(self.malformed(item, "person_missing"))
        else:
            out.append(self.parcel(ParcelKind.CONTACT, item, self.hashed("c", item), lane))

    def preference(self, item: dict, out: list[Parcel]) -> None:
        number, scoped = item.get("wa_id"), item.get("user_id")
        contact = people.match(self.contacts, number, scoped)
        lane = _lane(contact, number, scoped)
        if lane is None:
            out.append(self.malformed(item, "person_missing"))
        else:
            out.append(self.parcel(ParcelKind.PREFERENCE, item, self.hashed("p", item), lane, contact=contact))

    def error(self, item: Any, out: list[Parcel]) -> None:
        # no id and no time of its own: the messages it came with tell two equal faults apart
        messages = self.value.get("messages")
        beside = [m.get("id") for m in messages if isinstance(m, dict)] if isinstance(messages, list) else []
        out.append(self.parcel(ParcelKind.ERROR, item, self.hashed("e", item, beside), "account"))


_READERS = {
    "messages": _Frame.message,
    "statuses": _Frame.status,
    "message_echoes": _Frame.echo,
    "history": _Frame.history,
    "state_sync": _Frame.sync,
    "user_preferences": _Frame.preference,
    "errors": _Frame.error,
}


def _lane(contact: dict | None, number: Any, scoped: Any) -> str | None:
    digits = people.phone(number)
    if digits is None and contact is not None:
        digits = people.phone(contact.get("wa_id"))
    return people.lane(digits, None if digits else people.user_id(scoped, number))


def _whole(body: bytes, problem: str) -> Parcel:
    raw = json.dumps({"body": body.decode("utf-8", "backslashreplace"), "problem": problem})
    key = f"x:{hashlib.sha256(body).hexdigest()}"
    return Parcel(ParcelKind.MALFORMED, None, None, key, "malformed", raw, problem)


# What a status webhook may report of a message (whatsapp-cloud, section 6).
_STATUSES = ("accepted", "sent", "delivered", "read", "played", "failed", "deleted", "warning")


def keys_of(external_id: str) -> list[str]:
    """The keys of every parcel that may be about this message: the message itself, as history too, and its statuses."""
    return [_short(key) for key in (f"m:{external_id}", f"h:{external_id}", *(f"s:{external_id}:{one}" for one in _STATUSES))]


def _short(key: str) -> str:
    if len(key) <= _KEY_LENGTH:
        return key
    return f"{key[:2]}#{hashlib.sha256(key.encode()).hexdigest()}"
