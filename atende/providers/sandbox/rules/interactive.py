"""Interactive messages to send: reply buttons, lists, links, flows, requests for location and contact."""

from typing import Any

from ..errors import GraphError
from .fields import demand_list, demand_object, demand_text, length, only

_BODY = {
    "button": 1024,
    "list": 4096,
    "cta_url": 1024,
    "flow": 1024,
    "location_request_message": 1024,
    "contact_request": 1024,
}
_HEADERS = {
    "button": {"text", "image", "video", "document"},
    "list": {"text"},
    "cta_url": {"text", "image", "video", "document"},
    "flow": {"text", "image", "video", "document"},
    "location_request_message": set(),
    "contact_request": set(),
}


def check_interactive(body: dict[str, Any]) -> None:
    """Every length, count and uniqueness of the kind holds; refuses 100, 131008, 131009."""
    kind = demand_text(body, "type", "interactive.")
    if kind not in _BODY:
        raise GraphError(131009, f"Interactive type {kind[:40]} is not valid. Must be one of: {', '.join(_BODY)}")
    only(body, {"type", "header", "body", "footer", "action"}, "interactive")
    length(
        demand_text(demand_object(body, "body", "interactive."), "text", "interactive.body."),
        1,
        _BODY[kind],
        "Body text",
    )
    if body.get("footer") is not None:
        length(
            demand_text(demand_object(body, "footer", "interactive."), "text", "interactive.footer."),
            1,
            60,
            "Footer text",
        )
    if body.get("header") is not None:
        _check_header(demand_object(body, "header", "interactive."), kind)
    action = demand_object(body, "action", "interactive.")
    if kind == "button":
        _check_buttons(action)
    elif kind == "list":
        _check_list(action)
    elif kind == "cta_url":
        _check_link(action)
    elif kind == "flow":
        _check_flow(action)
    else:
        name = "send_location" if kind == "location_request_message" else "request_contact_info"
        if action.get("name") != name:
            raise GraphError(131009, f"Action name must be {name}.")


def _check_header(header: dict[str, Any], kind: str) -> None:
    form = demand_text(header, "type", "interactive.header.")
    if form not in _HEADERS[kind]:
        raise GraphError(131009, f"Header type {form[:40]} is not valid for {kind}.")
    if form == "text":
        length(demand_text(header, "text", "interactive.header."), 1, 60, "Header text")
        return
    media = demand_object(header, form, "interactive.header.")
    only(
        media,
        {"id", "link", "filename"} if form == "document" else {"id", "link"},
        f"interactive.header.{form}",
    )
    if bool(media.get("id")) == bool(media.get("link")):
        raise GraphError(100, f"Param interactive.header.{form} must have exactly one of id and link.")


def _check_buttons(action: dict[str, Any]) -> None:
    buttons = demand_list(action, "buttons", "interactive.action.")
    if not 1 <= len(buttons) <= 3:
        raise GraphError(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    ids, titles = set(), set()
    for button in buttons:
        if not isinstance(button, dict) or button.get("type") != "reply":
            raise GraphError(131009, "Button type must be reply.")
        reply = demand_object(button, "reply", "interactive.action.buttons.")
        only(reply, {"id", "title"}, "interactive.action.buttons.reply")
        ids.add(length(demand_text(reply, "id", "reply."), 1, 256, "Button id"))
        titles.add(length(demand_text(reply, "title", "reply."), 1, 20, "Button title"))
    if len(ids) < len(buttons):
        raise GraphError(131009, "Button ids must be unique.")
    if len(titles) < len(buttons):
        raise GraphError(131009, "Button titles must be unique.")


def _check_list(action: dict[str, Any]) -> None:
    length(demand_text(action, "button", "interactive.action."), 1, 20, "Button")
    sections = demand_list(action, "sections", "interactive.action.")
    if not 1 <= len(sections) <= 10:
        raise GraphError(131009, "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10")
    ids: list[str] = []
    for section in sections:
        if not isinstance(section, dict):
            raise GraphError(100, "Param interactive.action.sections must be an array of objects.")
        if section.get("title") is not None:
            length(section["title"], 0, 24, "Section title")
        if len(sections) > 1 and not section.get("title"):
            raise GraphError(131009, "Section title is required when there is more than one section.")
        rows = demand_list(section, "rows", "section.")
        if not rows:
            raise GraphError(131009, "Invalid rows count. Min allowed rows: 1, Max allowed rows: 10")
        for row in rows:
            if not isinstance(row, dict):
                raise GraphError(100, "Param section.rows must be an array of objects.")
            only(row, {"id", "title", "description"}, "section.rows")
            ids.append(length(demand_text(row, "id", "row."), 1, 200, "Row id"))
            length(demand_text(row, "title", "row."), 1, 24, "Row title")
            if row.get("description") is not None:
                length(row["description"], 0, 72, "Row description")
    if len(ids) > 10:
        raise GraphError(131009, "Total row count exceed max allowed count: 10")
    if len(set(ids)) < len(ids):
        raise GraphError(131009, "Row ids must be unique.")


def _check_link(action: dict[str, Any]) -> None:
    if action.get("name") != "cta_url":
        raise GraphError(131009, "Action name must be cta_url.")
    values = demand_object(action, "parameters", "interactive.action.")
    length(demand_text(values, "display_text", "parameters."), 1, 20, "Display text")
    if not demand_text(values, "url", "parameters.").lower().startswith(("http://", "https://")):
        raise GraphError(131009, "URL is not valid.")


def _check_flow(action: dict[str, Any]) -> None:
    if action.get("name") != "flow":
        raise GraphError(131009, "Action name must be flow.")
    values = demand_object(action, "parameters", "interactive.action.")
    if str(values.get("flow_message_version")) != "3":
        raise GraphError(131009, "flow_message_version must be 3.")
    if bool(values.get("flow_id")) == bool(values.get("flow_name")):
        raise GraphError(100, "Param parameters must have exactly one of flow_id and flow_name.")
    label = length(demand_text(values, "flow_cta", "parameters."), 1, 20, "Flow CTA")
    if any(ord(c) >= 0x1F000 or 0x2600 <= ord(c) <= 0x27BF for c in label):
        raise GraphError(131009, "Flow CTA must not contain emoji.")
    if values.get("mode", "published") not in ("draft", "published"):
        raise GraphError(131009, "Flow mode must be draft or published.")
    if values.get("flow_action", "navigate") not in ("navigate", "data_exchange"):
        raise GraphError(131009, "Flow action must be navigate or data_exchange.")
    if values.get("flow_action", "navigate") == "navigate" and "flow_action_payload" in values:
        demand_text(demand_object(values, "flow_action_payload", "parameters."), "screen", "flow_action_payload.")
