"""Templates: what a definition may be, whether a send fits it, and how it looks with its values."""

import re
from typing import Any

from ..errors import GraphError
from .fields import demand_list, demand_object, demand_text

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
_NAME = re.compile(r"^[a-z0-9_]{1,512}$")
_HEADER_MEDIA = ("IMAGE", "VIDEO", "DOCUMENT")
_BUTTON_LIMITS = {"QUICK_REPLY": 10, "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}


def _wrong(details: str, subcode: int = 2388043) -> GraphError:
    return GraphError(100, details, subcode=subcode, user_title="Template cannot be created", user_message=details)


def placeholders(text: str) -> list[str]:
    """The variables of a text, each once, in order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def check_definition(body: dict[str, Any]) -> None:
    """Refuses (100 with a subcode) what Meta would not even review: names, lengths, counts, missing
    examples."""
    if not _NAME.match(demand_text(body, "name")):
        raise _wrong("Template name may only hold lower-case letters, digits and underscores, up to 512.")
    if not re.match(r"^[a-z]{2,3}([_-][A-Za-z]{2,4})?$", demand_text(body, "language")):
        raise _wrong("Param language is not a supported language code.")
    if str(demand_text(body, "category")).upper() not in CATEGORIES:
        raise GraphError(100, f"Param category must be one of {{{', '.join(CATEGORIES)}}}")
    named = str(body.get("parameter_format", "POSITIONAL")).upper()
    if named not in ("NAMED", "POSITIONAL"):
        raise GraphError(100, "Param parameter_format must be one of {NAMED, POSITIONAL}")
    parts: dict[str, dict[str, Any]] = {}
    for part in demand_list(body, "components"):
        if not isinstance(part, dict):
            raise GraphError(100, "Param components must be an array of objects.")
        kind = str(demand_text(part, "type", "components.")).upper()
        if kind in parts or kind not in ("HEADER", "BODY", "FOOTER", "BUTTONS"):
            raise _wrong(f"Component {kind[:40]} is unknown or given twice.")
        parts[kind] = part
    if "BODY" not in parts:
        raise _wrong("A template needs a BODY component.")
    _check_text(parts["BODY"], "BODY", 1024, None, named == "NAMED")
    said = str(parts["BODY"]["text"]).strip() if "text" in parts["BODY"] else ""
    if said and (PLACEHOLDER.match(said) or said.endswith("}}")):
        raise _wrong("Variables can't be at the start or end of the template.", 2388299)
    if "FOOTER" in parts:
        _check_text(parts["FOOTER"], "FOOTER", 60, 0, False)
    if "HEADER" in parts:
        form = str(demand_text(parts["HEADER"], "format", "components.")).upper()
        if form == "TEXT":
            _check_text(parts["HEADER"], "HEADER", 60, 1, named == "NAMED")
        elif form not in (*_HEADER_MEDIA, "LOCATION"):
            raise _wrong(f"Header format {form[:40]} is unknown.")
    if "BUTTONS" in parts:
        _check_buttons(demand_list(parts["BUTTONS"], "buttons", "components."))


def _check_text(part: dict[str, Any], what: str, most: int, variables: int | None, named: bool) -> None:
    text = demand_text(part, "text", f"{what}.")
    if not text.strip() or len(text) > most:
        raise _wrong(f"{what} must have 1 to {most} characters.", 2388040)
    found = placeholders(text)
    if variables is not None and len(found) > variables:
        raise _wrong(f"{what} may have at most {variables} variables.")
    if not named and set(found) != {str(n + 1) for n in range(len(found))}:
        raise _wrong(f"{what} variables must be numbered from {{{{1}}}} without gaps.")
    if named and any(not re.match(r"^[a-z_][a-z0-9_]*$", one) for one in found):
        raise _wrong(f"{what} variables must be lower-case names.")
    if found:
        example = demand_object(part, "example", f"{what}.")
        key = f"{what.lower()}_text" + ("_named_params" if named else "")
        given = example.get(key)
        if not isinstance(given, list) or not given:
            raise _wrong(f"{what} needs example.{key}.", 2388043)


def _check_buttons(buttons: list[Any]) -> None:
    if not 1 <= len(buttons) <= 10:
        raise _wrong("A template may have 1 to 10 buttons.")
    counts: dict[str, int] = {}
    for button in buttons:
        if not isinstance(button, dict):
            raise GraphError(100, "Param buttons must be an array of objects.")
        kind = str(demand_text(button, "type", "buttons.")).upper()
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > _BUTTON_LIMITS.get(kind, 10):
            raise _wrong(f"Too many buttons of type {kind[:40]}.")
        if kind == "COPY_CODE":
            continue
        if kind == "REQUEST_CONTACT_INFO" and "text" not in button:
            continue
        if not 1 <= len(demand_text(button, "text", "buttons.").strip()) <= 25:
            raise _wrong("A button's text has 1 to 25 characters.")
        if kind == "URL":
            if len(placeholders(demand_text(button, "url", "buttons."))) > 1:
                raise _wrong("A button's URL may have one variable.")
            if placeholders(button["url"]) and not button.get("example"):
                raise _wrong("A button's URL with a variable needs an example.")
        if kind == "PHONE_NUMBER":
            demand_text(button, "phone_number", "buttons.")


def render(template: dict[str, Any], components: list[dict[str, Any]]) -> dict[str, Any]:
    """The message as the person sees it: `{header?, body, footer?, buttons[]}`; refuses 132000, 132005,
    132012, 132018, 131008 when the values do not fit the definition."""
    named = str(template.get("parameter_format", "POSITIONAL")).upper() == "NAMED"
    given: dict[str, dict[str, Any]] = {}
    buttons: dict[int, dict[str, Any]] = {}
    for part in components:
        kind = str(part.get("type", "")).lower()
        if kind == "button":
            try:
                buttons[int(part.get("index", -1))] = part
            except (TypeError, ValueError):
                raise GraphError(132012, "button: index must be a number.") from None
        elif kind in ("header", "body"):
            given[kind] = part
        else:
            raise GraphError(100, f"Unexpected template component type {kind[:40]}.")
    seen: dict[str, Any] = {"buttons": []}
    for part in template["components"]:
        kind = str(part["type"]).upper()
        if kind == "BODY":
            seen["body"] = _fill(str(part.get("text", "")), given.pop("body", {}), "body", named, 1024)
        elif kind == "FOOTER":
            seen["footer"] = part.get("text")
        elif kind == "HEADER":
            seen["header"] = _fill_header(part, given.pop("header", {}), named)
        elif kind == "BUTTONS":
            seen["buttons"] = [_fill_button(i, b, buttons.pop(i, None)) for i, b in enumerate(part["buttons"])]
    for kind, part in given.items():
        if part.get("parameters"):
            _count_wrong(kind, len(part["parameters"]), 0)
    if buttons:
        raise GraphError(132012, f"buttons: Button at index {min(buttons)} does not exist in the template")
    return seen


def _count_wrong(part: str, found: int, expected: int) -> None:
    raise GraphError(
        132000,
        f"{part}: number of localizable_params ({found}) does not match the expected number of params ({expected})",
    )


def _parameters(part: dict[str, Any]) -> list[dict[str, Any]]:
    found = part.get("parameters") or []
    if not isinstance(found, list) or not all(isinstance(p, dict) for p in found):
        raise GraphError(100, "Param template['components']['parameters'] must be an array of objects.")
    return found


def _text_of(parameter: dict[str, Any], where: str) -> str:
    kind = parameter.get("type", "text")
    if kind == "text":
        said = parameter.get("text")
    elif kind in ("currency", "date_time"):
        inner = parameter.get(kind)
        said = inner.get("fallback_value") if isinstance(inner, dict) else None
    else:
        raise GraphError(132012, f"{where}: expected a text parameter, found {str(kind)[:40]}")
    if not isinstance(said, str) or not said:
        raise GraphError(131008, f"{where}: a parameter has no text.")
    if "\n" in said or "\t" in said or " " * 5 in said:
        raise GraphError(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return said


def _fill(text: str, part: dict[str, Any], where: str, named: bool, most: int) -> str:
    wanted, found = placeholders(text), _parameters(part)
    if len(wanted) != len(found):
        _count_wrong(where, len(found), len(wanted))
    values: dict[str, str] = {}
    for index, parameter in enumerate(found):
        name = str(index + 1)
        if named:
            name = parameter.get("parameter_name", "")
            if name not in wanted:
                raise GraphError(100, f"{where}: parameter name is missing or not in the template.")
        values[name] = _text_of(parameter, where)
    if len(values) != len(wanted):
        _count_wrong(where, len(values), len(wanted))
    said = PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
    if len(said) > most:
        raise GraphError(132005, f"{where}: translated text has {len(said)} characters, the limit is {most}")
    return said


def _fill_header(part: dict[str, Any], given: dict[str, Any], named: bool) -> dict[str, Any]:
    form = str(part.get("format", "TEXT")).upper()
    if form == "TEXT":
        return {"type": "text", "text": _fill(str(part.get("text", "")), given, "header", named, 60)}
    found = _parameters(given)
    if len(found) != 1:
        _count_wrong("header", len(found), 1)
    kind = form.lower()
    value = found[0].get(kind)
    if found[0].get("type") != kind or not isinstance(value, dict):
        raise GraphError(
            132012,
            f"header: Format mismatch, expected {form}, received {str(found[0].get('type'))[:40].upper()}",
        )
    if kind != "location" and bool(value.get("id")) == bool(value.get("link")):
        raise GraphError(132012, f"header: {kind} must have exactly one of id and link")
    return {"type": kind, kind: value}


def _fill_button(index: int, button: dict[str, Any], given: dict[str, Any] | None) -> dict[str, Any]:
    kind = str(button["type"]).upper()
    found = _parameters(given or {})
    if given is not None and str(given.get("sub_type", "")).upper() not in (kind, "VOICE_CALL"):
        raise GraphError(132012, f"buttons: Button at index {index} is of type {kind}")
    seen = {"type": kind, "text": button.get("text", "")}
    if kind == "QUICK_REPLY":
        payload = found[0].get("payload") if found else None
        seen["payload"] = payload if isinstance(payload, str) else button.get("text", "")
    elif kind == "URL":
        seen["url"] = button.get("url", "")
        if placeholders(seen["url"]):
            if not found:
                raise GraphError(131008, f"buttons: Button at index {index} of type Url requires a parameter")
            said = _text_of(found[0], f"buttons: Button at index {index}")
            seen["url"] = PLACEHOLDER.sub(lambda _: said, seen["url"])
    elif kind == "COPY_CODE":
        code = found[0].get("coupon_code") if found else None
        if not isinstance(code, str) or not 1 <= len(code) <= 15:
            raise GraphError(131008, f"buttons: Button at index {index} of type CopyCode requires a coupon_code")
        seen["code"] = code
    elif kind == "PHONE_NUMBER":
        seen["phone_number"] = button.get("phone_number", "")
    return seen
