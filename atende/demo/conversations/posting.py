"""The events behind a talk, as the vendor would have posted them: taken apart and read by the real door, so that custody has
something true to show and a conversation of the demo can be rebuilt from its raw events like any other."""

import json
from datetime import datetime
from typing import Any

from atende.demo.conversations.sheets import Row
from atende.inbox.ports import InboundMessage
from atende.integrations.ports import Door, ParcelKind


def posted(door: Door, connection: Row, address: str, name: str | None, rows: dict[str, list[Row]]) -> list[Row]:
    """A parcel for every message, edit, withdrawal and status of one talk. What the customer said stands from here on as the door
    reads it."""
    contact_id = rows["contacts_contacts"][0]["id"]
    messages = {row["external_id"]: row for row in rows.get("inbox_messages", []) if row["external_id"]}
    person = _person(rows["contacts_identities"], address, name)
    made: list[Row] = []

    def post(value: dict[str, Any], at: datetime, message: Row) -> Any:
        [parcel] = door.unpack(_body(connection, value))
        made.append(
            {
                "tenant_id": connection["tenant_id"], "connection_id": connection["id"], "provider": door.provider,
                "kind": parcel.kind.value, "dedupe_key": parcel.dedupe_key, "lane": parcel.lane, "raw": parcel.raw,
                "correlation_id": "demo", "received_at": at, "due_at": at, "handled_at": at, "created_at": at,
                "state": "done", "message_id": message["id"], "contact_id": contact_id,
            }
        )  # fmt: skip
        return door.open(ParcelKind(parcel.kind), parcel.raw)

    for row in messages.values():
        if row["direction"] == "in":
            item = {**_item(row), "id": row["external_id"], "timestamp": _stamp(row["occurred_at"]), **person["origin"]}
            said = post({"contacts": [person["contact"]], "messages": [item]}, row["occurred_at"], row)
            assert isinstance(said, InboundMessage)
            assert said.kind == row["kind"], f"{said.kind} is not {row['kind']}"
            row["content"] = said.content
            row["original_text" if row.get("edited_at") else "text"] = said.text
    for row in rows.get("inbox_amendments", []):
        change: dict[str, Any] = {"original_message_id": row["original_external_id"]}
        if row["kind"] == "edit":
            change["message"] = {"type": "text", "text": {"body": row["text"]}}
        item = {"id": row["external_id"], "timestamp": _stamp(row["occurred_at"]), "type": row["kind"], row["kind"]: change}
        target = messages[row["original_external_id"]]
        post({"contacts": [person["contact"]], "messages": [{**item, **person["origin"]}]}, row["occurred_at"], target)
    for row in rows.get("inbox_statuses", []):
        item = {"id": row["external_id"], "status": row["status"], "timestamp": _stamp(row["occurred_at"]), **person["recipient"]}
        if row.get("errors"):
            item["errors"] = row["errors"]
        post({"statuses": [item]}, row["occurred_at"], messages[row["external_id"]])
    return made


def _stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def _body(connection: Row, value: dict[str, Any]) -> bytes:
    metadata = {"display_phone_number": connection["phone"].lstrip("+"), "phone_number_id": connection["number_id"]}
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    entry = {"id": connection["account_id"], "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _person(identities: list[Row], address: str, name: str | None) -> dict[str, dict[str, Any]]:
    """How the vendor names this customer as the sender, in the list of contacts, and as the recipient of a status."""
    scoped = next((row["value"] for row in identities if row["space"] == "user_id"), None)
    profile = {k: v for k, v in (("name", name), ("username", address[1:] if address.startswith("@") else None)) if v}
    if address.isdigit():
        contact = {"profile": profile, "wa_id": address}
        return {"origin": {"from": address}, "contact": contact, "recipient": {"recipient_id": address}}
    contact = {"profile": profile, "user_id": scoped}
    return {"origin": {"from_user_id": scoped}, "contact": contact, "recipient": {"recipient_user_id": scoped}}


def _item(row: Row) -> dict[str, Any]:
    """What the customer said, in Meta's words."""
    kind, content = row["kind"], row["content"]
    text = row.get("original_text") or row["text"]
    answered = {"context": {"id": row["reply_to_external_id"]}} if row["reply_to_external_id"] else {}
    match kind:
        case "text":
            said: dict[str, Any] = {"text": {"body": text}}
        case "button" | "list":
            reply = {key: content[key] for key in ("id", "title", "description") if key in content}
            said = {"interactive": {"type": f"{kind}_reply", f"{kind}_reply": reply}}
            kind = "interactive"
        case "reaction":
            said = {"reaction": {"message_id": content["message_external_id"], "emoji": content["emoji"]}}
        case "location":
            said = {"location": {key: content[key] for key in ("latitude", "longitude", "name", "address") if key in content}}
        case "contacts":
            cards = [{"name": {"formatted_name": one["name"]}, "phones": one["phones"]} for one in content["contacts"]]
            said = {"contacts": cards}
        case _:
            media = content["media"]
            body = {"id": media["external_id"], "mime_type": media["mime"]}
            if "filename" in media:
                body["filename"] = media["filename"]
            if "caption" in content:
                body["caption"] = content["caption"]
            if kind == "audio":
                body["voice"] = bool(content.get("is_voice"))
            if kind == "sticker":
                body["animated"] = bool(content.get("is_animated"))
            said = {kind: body}
    return {"type": kind, **said, **answered}
