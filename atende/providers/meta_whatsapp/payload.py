"""What we want to send in Meta's words: an `Outbound` into the JSON of `POST /{number}/messages`. Pure; lengths are `limits`'."""

from typing import Any

from atende.inbox.ports import MessageKind, Outbound

MEDIA_KINDS = frozenset({MessageKind.IMAGE, MessageKind.VIDEO, MessageKind.AUDIO, MessageKind.DOCUMENT, MessageKind.STICKER})
_CAPTIONED = frozenset({MessageKind.IMAGE, MessageKind.VIDEO, MessageKind.DOCUMENT})


def build(message: Outbound) -> dict[str, Any]:
    """The request body. The number goes out with its plus (without it Meta would prefix our own country); the business-scoped
    id only when there is no number. The message must have passed `limits.check`."""
    name, body = _body(message)
    request: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    if message.phone:
        request["to"] = "+" + message.phone.lstrip("+")
    else:
        request["recipient"] = message.user_id
    if message.reply_to:
        request["context"] = {"message_id": message.reply_to}
    if message.callback:
        request["biz_opaque_callback_data"] = message.callback
    return request | {"type": name, name: body}


def _body(message: Outbound) -> tuple[str, Any]:
    kind, content = message.kind, message.content
    if kind is MessageKind.TEXT:
        preview = {"preview_url": content["preview_url"]} if "preview_url" in content else {}
        return "text", preview | {"body": message.text}
    if kind in MEDIA_KINDS:
        return kind.value, _media(kind, content, message.text)
    if kind is MessageKind.LOCATION:
        return "location", _present(content, "latitude", "longitude", "name", "address")
    if kind is MessageKind.CONTACTS:
        return "contacts", [_card(person) for person in content["contacts"]]
    if kind is MessageKind.REACTION:
        return "reaction", {"message_id": content["message_external_id"], "emoji": content.get("emoji") or ""}
    if kind is MessageKind.TEMPLATE:
        template = {"name": content["name"], "language": {"code": content["language"]}}
        if content.get("components"):
            template["components"] = content["components"]
        return "template", template
    return "interactive", _interactive(content)


def _media(kind: MessageKind, content: dict, text: str | None) -> dict[str, Any]:
    media = content["media"]
    body: dict[str, Any] = {"id": media["external_id"]} if media.get("external_id") else {"link": media["url"]}
    if kind is MessageKind.DOCUMENT and media.get("filename"):
        body["filename"] = media["filename"]
    caption = content.get("caption") or text
    if caption and kind in _CAPTIONED:
        body["caption"] = caption
    return body


def _interactive(content: dict) -> dict[str, Any]:
    name = content["type"]
    wire = {"buttons": "button", "location_request": "location_request_message", "contact_request": "contact_request"}
    body: dict[str, Any] = {"type": wire.get(name, name)}
    if header := content.get("header"):
        body["header"] = _header(header)
    body["body"] = {"text": content["body"]}
    if footer := content.get("footer"):
        body["footer"] = {"text": footer}
    body["action"] = _action(name, content)
    return body


def _action(name: str, content: dict) -> dict[str, Any]:
    if name == "buttons":
        return {"buttons": [{"type": "reply", "reply": _present(b, "id", "title")} for b in content["buttons"]]}
    if name == "list":
        sections = []
        for section in content["sections"]:
            rows = [_present(row, "id", "title", "description") for row in section["rows"]]
            sections.append(_present(section, "title") | {"rows": rows})
        return {"button": content["button"], "sections": sections}
    if name == "cta_url":
        return {"name": "cta_url", "parameters": {"display_text": content["title"], "url": content["url"]}}
    if name == "flow":
        given = {key: value for key, value in content["flow"].items() if value is not None}
        return {"name": "flow", "parameters": {"flow_message_version": "3"} | given}
    if name == "contact_request":
        return {"name": "request_contact_info"}
    return {"name": "send_location"}


def _header(header: str | dict) -> dict[str, Any]:
    if isinstance(header, str):
        return {"type": "text", "text": header}
    if header["type"] == "text":
        return {"type": "text", "text": header["text"]}
    return {"type": header["type"], header["type"]: _media(MessageKind(header["type"]), header, None)}


def _card(person: dict) -> dict[str, Any]:
    name = person.get("name") or ""
    card: dict[str, Any] = {"name": {"formatted_name": name, "first_name": name.split(" ")[0] or name}}
    if person.get("phones"):
        card["phones"] = [_present(phone, "phone", "wa_id", "type") for phone in person["phones"]]
    if person.get("emails"):
        card["emails"] = [{"email": mail} for mail in person["emails"]]
    if person.get("org"):
        card["org"] = {"company": person["org"]}
    return card


def _present(source: dict, *keys: str) -> dict[str, Any]:
    return {key: source[key] for key in keys if source.get(key) is not None and source.get(key) != ""}
