"""Message templates: which values a definition asks for, the components built from them, the text the customer will read.

A definition is what `GET /{waba}/message_templates` lists. Values are keyed by place: `header` (media or location), `header.1` or
`header.<name>`, `body.1` or `body.<name>`, `button.<index>` (URL suffix, quick-reply payload, code, flow token).
Everything is refused here, by name, before any network call (demand 7)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atende.inbox.errors import ContentInvalid
from atende.providers.meta_whatsapp import limits

HEADER_MEDIA = ("image", "video", "document")
CODE_LENGTH = 15
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_SUB_TYPES = {
    "quick_reply": ("payload",),
    "url": ("text",),
    "copy_code": ("coupon_code",),
    "flow": ("action",),
    "catalog": ("action",),
    "mpm": ("action",),
}
_TEXT_LENGTH = {"header": 60, "body": 1024, "button": 2000}


@dataclass(frozen=True, slots=True)
class Slot:
    """One value a template asks for. `kind`: text, image, video, document, location, payload, coupon_code, flow_token."""

    key: str
    kind: str
    name: str | None  # the parameter's name when the template is NAMED
    example: str | None = None
    is_needed: bool = True


def slots(definition: Mapping[str, Any]) -> list[Slot]:
    """Every value the definition asks for, in the order people read it."""
    found: list[Slot] = []
    for part in _parts(definition):
        name = str(part.get("type", "")).lower()
        example = part.get("example")
        if name == "header":
            form = str(part.get("format", "TEXT")).lower()
            if form == "text":
                found += _texts("header", part.get("text"), _examples(example, "header_text"))
            elif form in (*HEADER_MEDIA, "location"):
                found.append(Slot("header", form, None))
        elif name == "body":
            found += _texts("body", part.get("text"), _examples(example, "body_text"))
        elif name == "buttons":
            for index, button in enumerate(part.get("buttons") or []):
                if isinstance(button, dict) and (slot := _button_slot(index, button)):
                    found.append(slot)
    return found


def fill(definition: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components of the send call. `ContentInvalid` lists every missing value in `missing`, with the first as `field`."""
    asked = slots(definition)
    missing = [slot.key for slot in asked if slot.is_needed and _is_empty(values.get(slot.key))]
    if missing:
        raise ContentInvalid(field=f"values.{missing[0]}", problem="missing", missing=", ".join(missing))
    unknown = sorted(set(values) - {slot.key for slot in asked})
    if unknown:
        raise ContentInvalid(field=f"values.{unknown[0]}", problem="not_allowed", unknown=", ".join(unknown))
    components: list[dict[str, Any]] = []
    for place in ("header", "body"):
        parameters = [_parameter(s, values[s.key]) for s in asked if s.key.split(".")[0] == place]
        if parameters:
            components.append({"type": place, "parameters": parameters})
    for slot in asked:
        if slot.key.startswith("button.") and not _is_empty(values.get(slot.key)):
            index = slot.key.split(".")[1]
            sub_type = _sub_type(slot.kind)
            parameter = _parameter(slot, values[slot.key])
            components.append({"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]})
    check(components)
    return components


def check(components: Any) -> None:
    """Nothing when the components have the form Meta takes; else `ContentInvalid` with the place."""
    if not isinstance(components, list):
        raise limits.invalid("content.components", "form")
    taken: set[str] = set()
    named: set[bool] = set()
    for n, part in enumerate(components):
        field = f"content.components.{n}"
        if not isinstance(part, dict) or str(part.get("type", "")).lower() not in ("header", "body", "button"):
            raise limits.invalid(f"{field}.type", "form")
        place = str(part["type"]).lower()
        key = place
        if place == "button":
            key = f"button.{_check_button(field, part)}"
        if key in taken:
            raise limits.invalid(field, "not_unique")
        taken.add(key)
        parameters = limits.list_of(part.get("parameters"), f"{field}.parameters", 1 if place != "body" else 100)
        for m, parameter in enumerate(parameters):
            _check_parameter(f"{field}.parameters.{m}", place, part, parameter)
            if place == "body":
                named.add("parameter_name" in parameter)
    if len(named) > 1:
        raise limits.invalid("content.components", "form", reason="named_and_positional")


def match(definition: Mapping[str, Any], components: list[dict[str, Any]]) -> None:
    """The components carry exactly what the definition asks for; else `ContentInvalid` names what is missing or too much."""
    check(components)
    given: set[str] = set()
    for part in components:
        place = str(part["type"]).lower()
        for m, parameter in enumerate(part["parameters"]):
            if place == "button":
                given.add(f"button.{part['index']}")
            elif parameter["type"] == "text":
                given.add(f"{place}.{parameter.get('parameter_name') or m + 1}")
            else:
                given.add(f"{place}:{parameter['type']}")
    asked = {f"header:{s.kind}" if s.key == "header" else s.key: s for s in slots(definition)}
    missing = [key for key, slot in asked.items() if slot.is_needed and key not in given]
    if missing:
        shown = [key.replace("header:", "header.") for key in missing]
        raise ContentInvalid(field=f"content.components.{shown[0]}", problem="missing", missing=", ".join(shown))
    if extra := sorted(given - set(asked)):
        raise ContentInvalid(field="content.components", problem="not_allowed", unknown=", ".join(extra))


def preview(definition: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the customer reads: {header?, body, footer?, buttons}, every variable replaced; unset ones stay as written."""
    shown: dict[str, Any] = {"body": "", "buttons": []}
    for part in _parts(definition):
        name = str(part.get("type", "")).lower()
        if name in ("header", "body", "footer") and isinstance(part.get("text"), str):
            shown[name] = _replaced(part["text"], name, values)
        elif name == "header":
            shown["header_media"] = str(part.get("format", "")).lower()
        elif name == "buttons":
            shown["buttons"] = [b["text"] for b in part.get("buttons") or [] if isinstance(b, dict) and "text" in b]
    return shown


def _replaced(text: str, place: str, values: Mapping[str, Any]) -> str:
    def value(found: re.Match) -> str:
        given = values.get(f"{place}.{found.group(1)}")
        return found.group() if given is None else str(given)

    return _VARIABLE.sub(value, text)


def _parts(definition: Mapping[str, Any]) -> list[dict]:
    parts = definition.get("components")
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _texts(place: str, text: Any, examples: dict[str, str]) -> list[Slot]:
    names = list(dict.fromkeys(_VARIABLE.findall(text))) if isinstance(text, str) else []
    if all(name.isdigit() for name in names):
        names.sort(key=int)
    return [Slot(f"{place}.{n}", "text", None if n.isdigit() else n, examples.get(n)) for n in names]


def _examples(example: Any, key: str) -> dict[str, str]:
    """Examples by variable, from both forms the listing uses."""
    if not isinstance(example, dict):
        return {}
    given = example.get(key)
    if isinstance(given, list) and given and isinstance(given[0], list):
        given = given[0]
    found = {str(n): str(v) for n, v in enumerate(given, 1)} if isinstance(given, list) else {}
    for entry in example.get(f"{key}_named_params") or []:
        if isinstance(entry, dict) and "param_name" in entry:
            found[str(entry["param_name"])] = str(entry.get("example", ""))
    return found


def _button_slot(index: int, button: dict) -> Slot | None:
    kind, key = str(button.get("type", "")).upper(), f"button.{index}"
    example = button.get("example")
    shown = str(example[0]) if isinstance(example, list) and example else example if isinstance(example, str) else None
    if kind == "URL" and _VARIABLE.search(str(button.get("url", ""))):
        return Slot(key, "text", None, shown)
    if kind == "QUICK_REPLY":
        return Slot(key, "payload", None, is_needed=False)
    if kind == "COPY_CODE":
        return Slot(key, "coupon_code", None, shown)
    if kind == "OTP":
        return Slot(key, "text", None, shown)
    if kind == "FLOW":
        return Slot(key, "flow_token", None, is_needed=False)
    return None


def _sub_type(kind: str) -> str:
    return {"payload": "quick_reply", "coupon_code": "copy_code", "flow_token": "flow"}.get(kind, "url")


def _parameter(slot: Slot, value: Any) -> dict[str, Any]:
    if slot.kind == "text":
        parameter = {"type": "text", "text": str(value)}
        return parameter | ({"parameter_name": slot.name} if slot.name else {})
    if slot.kind in HEADER_MEDIA:
        if not isinstance(value, dict):
            raise ContentInvalid(field=f"values.{slot.key}", problem="form")
        media = {"id": value["external_id"]} if value.get("external_id") else {"link": value.get("url")}
        if slot.kind == "document" and value.get("filename"):
            media["filename"] = value["filename"]
        return {"type": slot.kind, slot.kind: media}
    if slot.kind == "location":
        return {"type": "location", "location": value}
    if slot.kind == "flow_token":
        return {"type": "action", "action": {"flow_token": str(value)}}
    return {"type": slot.kind, slot.kind: str(value)}


def _check_button(field: str, part: dict) -> str:
    sub_type, index = str(part.get("sub_type", "")).lower(), part.get("index")
    if sub_type not in _SUB_TYPES:
        raise limits.invalid(f"{field}.sub_type", "form")
    if isinstance(index, bool) or not isinstance(index, str | int) or not re.match(r"[0-9]\Z", str(index)):
        raise limits.invalid(f"{field}.index", "form", limit=9)
    return str(index)


def _check_parameter(field: str, place: str, part: dict, parameter: dict) -> None:
    kind = parameter.get("type")
    allowed = {
        "header": ("text", *HEADER_MEDIA, "location"),
        "body": ("text", "currency", "date_time"),
        "button": _SUB_TYPES.get(str(part.get("sub_type", "")).lower(), ()),
    }[place]
    if kind not in allowed:
        raise limits.invalid(f"{field}.type", "form" if kind else "missing")
    if kind == "text":
        text = parameter.get("text")
        limits.length(f"{field}.text", text, _TEXT_LENGTH[place])
        # Meta refuses these in body values (132018)
        if place == "body" and re.search(r"[\n\t]| {5,}", str(text)):
            raise limits.invalid(f"{field}.text", "form", reason="line_break")
        if "parameter_name" in parameter:
            limits.length(f"{field}.parameter_name", parameter["parameter_name"], 20)
    elif kind in HEADER_MEDIA:
        media = parameter.get(kind)
        media = media if isinstance(media, dict) else {}
        limits.check_media(f"{field}.{kind}", {"external_id": media.get("id"), "url": media.get("link")})
    elif kind == "location":
        place_given = parameter.get("location")
        for key in ("latitude", "longitude", "name", "address"):
            if not isinstance(place_given, dict) or _is_empty(place_given.get(key)):
                raise limits.invalid(f"{field}.location.{key}", "missing")
    elif kind == "payload":
        limits.length(f"{field}.payload", parameter.get("payload"), limits.BUTTON_ID)
    elif kind == "coupon_code":
        limits.length(f"{field}.coupon_code", parameter.get("coupon_code"), CODE_LENGTH)
    elif not isinstance(parameter.get(kind), dict):
        raise limits.invalid(f"{field}.{kind}", "missing")


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value == {}
