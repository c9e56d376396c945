"""Content of one message to send, type by type; templates and interactive messages have files of their
own."""

from typing import Any

from ..errors import GraphError
from .fields import demand, demand_list, demand_object, demand_text, length, number, only
from .interactive import check_interactive

MEDIA = ("image", "video", "audio", "document", "sticker")
TYPES = ("text", *MEDIA, "location", "contacts", "reaction", "interactive", "template")
_MEDIA_KEYS = {
    "image": {"id", "link", "caption"},
    "video": {"id", "link", "caption"},
    "audio": {"id", "link", "voice"},
    "document": {"id", "link", "caption", "filename"},
    "sticker": {"id", "link"},
}
_CONTACT_KEYS = {"addresses", "birthday", "emails", "name", "org", "phones", "urls"}
CALLBACK_LENGTH = 512


def check_common(payload: Any) -> dict[str, Any]:
    """The request as an object that says it is WhatsApp's; 100 otherwise."""
    if not isinstance(payload, dict):
        raise GraphError(100, "The request body must be a JSON object.")
    if payload.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required and must be whatsapp.")
    return payload


def check_message(payload: dict[str, Any]) -> str:
    """The type, when content, context and callback data are what Meta takes; refuses 100, 131008, 131009,
    131051."""
    callback = payload.get("biz_opaque_callback_data")
    if callback is not None:
        if not isinstance(callback, str) or len(callback) > CALLBACK_LENGTH:
            raise GraphError(100, f"Param biz_opaque_callback_data must be at most {CALLBACK_LENGTH} characters long.")
        try:
            callback.encode()
        except UnicodeEncodeError:
            raise GraphError(100, "Param biz_opaque_callback_data is not valid text.") from None
    kind = payload.get("type", "text")
    if not isinstance(kind, str):
        raise GraphError(100, "Param type must be a string.")
    if kind not in TYPES:
        raise GraphError(131051, f"Message type {kind[:40]} is not supported.")
    if payload.get("recipient_type", "individual") not in ("individual", "group"):
        raise GraphError(100, "Param recipient_type must be one of {individual, group}.")
    if payload.get("recipient_type") == "group":
        raise GraphError(100, "This phone number has no groups.")
    if "context" in payload:
        demand_text(demand_object(payload, "context"), "message_id", "context.")
    if kind == "text":
        _check_text(demand_object(payload, "text"))
    elif kind in MEDIA:
        check_media(demand_object(payload, kind), kind)
    elif kind == "location":
        _check_location(demand_object(payload, "location"))
    elif kind == "contacts":
        _check_contacts(demand_list(payload, "contacts"))
    elif kind == "reaction":
        body = demand_object(payload, "reaction")
        only(body, {"message_id", "emoji"}, "reaction")
        demand_text(body, "message_id", "reaction.")
        if len(demand_text(body, "emoji", "reaction.")) > 16:
            raise GraphError(131009, "Param reaction['emoji'] must be one emoji.")
    elif kind == "interactive":
        check_interactive(demand_object(payload, "interactive"))
    else:
        template = demand_object(payload, "template")
        demand_text(template, "name", "template.")
        demand_text(demand_object(template, "language", "template."), "code", "template.language.")
        if "components" in template and not all(isinstance(c, dict) for c in demand_list(template, "components", "template.")):
            raise GraphError(100, "Param template['components'] must be an array of objects.")
    return kind


def _check_text(body: dict[str, Any]) -> None:
    only(body, {"body", "preview_url"}, "text")
    said = demand_text(body, "body", "text.")
    if not said.strip():
        raise GraphError(131008, "text.body is required.")
    if len(said) > 4096:
        raise GraphError(100, "Param text['body'] must be at most 4096 characters long.")
    if not isinstance(body.get("preview_url", False), bool):
        raise GraphError(100, "Param text['preview_url'] must be a boolean.")


def check_media(body: dict[str, Any], kind: str, path: str | None = None) -> None:
    """Exactly one of id and link, and only the keys this kind has."""
    path = path or kind
    only(body, _MEDIA_KEYS[kind], path)
    if bool(body.get("id")) == bool(body.get("link")):
        raise GraphError(100, f"Param {path} must have exactly one of id and link.")
    if "link" in body and not str(body["link"]).lower().startswith(("http://", "https://")):
        raise GraphError(131009, f"Param {path}['link'] is not a valid URI.")
    if body.get("caption") is not None:
        length(body["caption"], 0, 1024, "Caption")
    if body.get("filename") is not None:
        length(body["filename"], 0, 240, "Filename")


def _check_location(body: dict[str, Any]) -> None:
    only(body, {"latitude", "longitude", "name", "address"}, "location")
    number(demand(body, "latitude", "location."), -90, 90, "Latitude")
    number(demand(body, "longitude", "location."), -180, 180, "Longitude")
    for key in ("name", "address"):
        if body.get(key) is not None:
            length(body[key], 0, 1000, f"Location {key}")


def _check_contacts(people: list[Any]) -> None:
    if not 1 <= len(people) <= 257:
        raise GraphError(131009, "Contacts count invalid. Min: 1, Max: 257")
    for index, person in enumerate(people):
        if not isinstance(person, dict):
            raise GraphError(100, f"Param contacts[{index}] must be a JSON object.")
        only(person, _CONTACT_KEYS, f"contacts[{index}]")
        name = demand_object(person, "name", f"contacts[{index}].")
        length(demand_text(name, "formatted_name", f"contacts[{index}].name."), 1, 1024, "Contact name")
        if not set(name) - {"formatted_name"}:
            raise GraphError(131009, f"contacts[{index}].name needs one more part beside formatted_name.")
        for key in ("phones", "emails", "addresses", "urls"):
            if key in person and not all(isinstance(p, dict) for p in demand_list(person, key, f"contacts[{index}].")):
                raise GraphError(100, f"Param contacts[{index}].{key} must be an array of objects.")
