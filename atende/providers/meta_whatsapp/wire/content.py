"""What a message says, by its type: Meta's objects into (kind, text, content) of `inbox.ports.MessageKind`."""

import json
from collections.abc import Callable
from typing import Any

from atende.inbox.ports import MessageKind
from atende.providers.meta_whatsapp.wire.people import clean_all, finite, word

Content = tuple[MessageKind, str | None, dict[str, Any]]


def faults(value: Any) -> list[dict[str, Any]]:
    """Meta's `errors[]` as [{code, title, detail}], code as text; unreadable ones are left out."""
    found = []
    for error in value if isinstance(value, list) else ():
        if isinstance(error, dict):
            data = error.get("error_data")
            detail = data.get("details") if isinstance(data, dict) else None
            title = word(error.get("title")) or word(error.get("message"))
            found.append({"code": word(error.get("code")), "title": title, "detail": word(detail)})
    return found


def read(item: dict, errors: list[dict[str, Any]]) -> Content:
    """The content of one message. A type nobody here knows, or one whose object is missing or unreadable, is UNSUPPORTED
    with its type named: a person sees that the customer wrote, whatever it was."""
    name = item.get("type")
    reader = _READERS.get(name) if isinstance(name, str) else None
    if reader is not None:
        body = item.get(name)
        content = reader(body) if isinstance(body, list if name == "contacts" else dict) else None
        if content is not None:
            return content
    return _unsupported(item, word(name), errors)


def _unsupported(item: dict, name: str | None, errors: list[dict[str, Any]]) -> Content:
    first = errors[0] if errors else {}
    content: dict[str, Any] = {"code": first.get("code"), "title": first.get("title")}
    if name == "unsupported":
        hint = item.get("unsupported")
        name = word(hint.get("type")) if isinstance(hint, dict) else None
    if name:
        content["type"] = name
    return MessageKind.UNSUPPORTED, None, content


def _text(body: dict) -> Content | None:
    said = body.get("body")
    return (MessageKind.TEXT, said, {}) if isinstance(said, str) else None


def _media(kind: MessageKind) -> Callable[[dict], Content | None]:
    def reader(body: dict) -> Content | None:
        external_id, url = word(body.get("id")), word(body.get("url"))
        if external_id is None and url is None:
            return None
        media: dict[str, Any] = {"mime": word(body.get("mime_type")) or "application/octet-stream"}
        for ours, theirs in (("external_id", "id"), ("sha256", "sha256"), ("url", "url"), ("filename", "filename")):
            if (value := word(body.get(theirs))) is not None:
                media[ours] = value
        content: dict[str, Any] = {"media": media}
        caption = body.get("caption")
        caption = caption if isinstance(caption, str) and caption else None
        if caption is not None:
            content["caption"] = caption
        if kind is MessageKind.AUDIO:
            content["is_voice"] = body.get("voice") is True
        if kind is MessageKind.STICKER:
            content["is_animated"] = body.get("animated") is True
        return kind, caption, content

    return reader


def _location(body: dict) -> Content | None:
    try:
        latitude, longitude = float(body["latitude"]), float(body["longitude"])
    except (KeyError, TypeError, ValueError):
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    content: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    content |= {key: value for key in ("name", "address", "url") if (value := word(body.get(key)))}
    return MessageKind.LOCATION, None, content


def _contacts(cards: list) -> Content | None:
    people, origin = [], None
    for card in cards:
        if not isinstance(card, dict):
            continue
        name = card.get("name")
        names = name if isinstance(name, dict) else {}
        shown = next((w for k in ("formatted_name", "first_name") if (w := word(names.get(k)))), None)
        phones = []
        for entry in _dicts(card.get("phones")):
            phone = {key: value for key in ("phone", "wa_id", "type") if (value := word(entry.get(key)))}
            if phone.get("phone") or phone.get("wa_id"):
                phones.append({"phone": phone.get("phone") or "+" + phone["wa_id"]} | phone)
        person: dict[str, Any] = {"name": shown, "phones": phones}
        person["emails"] = [mail for entry in _dicts(card.get("emails")) if (mail := word(entry.get("email")))]
        org = card.get("org")
        if isinstance(org, dict) and (company := word(org.get("company"))):
            person["org"] = company
        if vcard := word(card.get("vcard")):
            person["vcard"] = vcard
        origin = origin or word(card.get("origin"))
        people.append(person)
    content: dict[str, Any] = {"contacts": people}
    if origin:
        content["origin"] = origin
    return (MessageKind.CONTACTS, None, content) if people else None


def _reaction(body: dict) -> Content | None:
    target = word(body.get("message_id"))
    if target is None:
        return None
    return MessageKind.REACTION, None, {"message_external_id": target, "emoji": word(body.get("emoji"))}


def _button(body: dict) -> Content | None:
    title = word(body.get("text"))
    pressed = word(body.get("payload"))
    if title is None and pressed is None:
        return None
    return MessageKind.BUTTON, title, {"id": pressed or title, "title": title or pressed}


def _interactive(body: dict) -> Content | None:
    name = body.get("type")
    reply = body.get(name) if isinstance(name, str) else None
    if not isinstance(reply, dict):
        return None
    if name in ("button_reply", "list_reply"):
        chosen, title = word(reply.get("id")), word(reply.get("title"))
        if chosen is None and title is None:
            return None
        content: dict[str, Any] = {"id": chosen or title, "title": title or chosen}
        if name == "button_reply":
            return MessageKind.BUTTON, title, content
        if description := word(reply.get("description")):
            content["description"] = description
        return MessageKind.LIST, title, content
    if name == "nfm_reply":
        return _form(reply)
    if name == "call_permission_reply":
        details = {key: reply[key] for key in ("response", "expiration_timestamp", "response_source") if key in reply}
        return MessageKind.SYSTEM, None, {"type": name, **details}
    return None


def _form(reply: dict) -> Content:
    """`response` is the object the flow sent; anything that is not one stays readable in `raw`."""
    given = reply.get("response_json")
    content: dict[str, Any] = {"name": word(reply.get("name")), "response": None}
    response = given
    if isinstance(given, str):
        try:
            response = clean_all(json.loads(given, parse_float=finite, parse_constant=str))
        except (ValueError, RecursionError):
            response = None
    if isinstance(response, dict):
        content["response"] = response
    else:
        content["raw"] = given if isinstance(given, str) else json.dumps(given)
    return MessageKind.FORM, None, content


def _order(body: dict) -> Content | None:
    items = [
        {
            "product_id": word(line.get("product_retailer_id")),
            "quantity": line.get("quantity"),
            "price": line.get("item_price"),
            "currency": word(line.get("currency")),
        }
        for line in _dicts(body.get("product_items"))
    ]
    note = word(body.get("text"))
    content: dict[str, Any] = {"catalog_id": word(body.get("catalog_id")), "items": items}
    if note:
        content["text"] = note
    return (MessageKind.ORDER, note, content) if items else None


def _system(body: dict) -> Content:
    content = {key: value for key in ("type", "body") if (value := word(body.get(key)))}
    return MessageKind.SYSTEM, content.get("body"), {"type": None, **content}


def _dicts(value: Any) -> list[dict]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


_READERS: dict[str, Callable[[Any], Content | None]] = {
    "text": _text,
    "image": _media(MessageKind.IMAGE),
    "video": _media(MessageKind.VIDEO),
    "audio": _media(MessageKind.AUDIO),
    "voice": _media(MessageKind.AUDIO),
    "document": _media(MessageKind.DOCUMENT),
    "sticker": _media(MessageKind.STICKER),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "system": _system,
}
