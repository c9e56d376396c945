"""What Meta would refuse, refused here first with the field and the limit. Lengths are counted in characters (code points):
never fewer than a person sees, so what passes here is not refused there for a composed emoji."""

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from atende.inbox.errors import ContentInvalid
from atende.inbox.ports import MessageKind, Outbound
from atende.providers.meta_whatsapp.payload import MEDIA_KINDS

TEXT, CAPTION, CALLBACK = 4096, 1024, 512
BODY, LIST_BODY, FOOTER, HEADER = 1024, 4096, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
ROWS, SECTIONS, SECTION_TITLE, ROW_TITLE, ROW_ID, ROW_DESCRIPTION = 10, 10, 24, 24, 200, 72
MEGABYTE = 1024 * 1024
# types Meta takes, with the size limit in bytes of each
MEDIA: dict[str, tuple[MessageKind, int]] = {
    **dict.fromkeys(("image/jpeg", "image/png"), (MessageKind.IMAGE, 5 * MEGABYTE)),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), (MessageKind.AUDIO, 16 * MEGABYTE)),
    **dict.fromkeys(("video/mp4", "video/3gpp"), (MessageKind.VIDEO, 16 * MEGABYTE)),
    "image/webp": (MessageKind.STICKER, 500 * 1024),
}
DOCUMENT_BYTES = 100 * MEGABYTE
STILL_STICKER_BYTES = 100 * 1024
_PHONE = re.compile(r"\+[1-9][0-9]{5,16}\Z")
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}\Z")
_TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z]{2,4})?\Z")


def check(message: Outbound) -> None:
    """Nothing when Meta's published lengths and counts allow the message; else `ContentInvalid` with field and limit.

    A template's components have their own check: `templates.check`."""
    if message.phone:
        if not _PHONE.match(message.phone):
            raise invalid("phone", "form")
    elif not message.user_id or not _USER_ID.match(message.user_id):
        raise invalid("user_id" if message.user_id else "phone", "form" if message.user_id else "missing")
    length("callback", message.callback, CALLBACK, needed=False)
    if not isinstance(message.content, dict):
        raise invalid("content", "form")
    kind, content = message.kind, message.content
    if kind is MessageKind.TEXT:
        length("text", message.text, TEXT)
    elif kind in MEDIA_KINDS:
        check_media("content.media", content.get("media"))
        caption = content.get("caption") or message.text
        if kind in (MessageKind.AUDIO, MessageKind.STICKER):
            if caption:
                raise invalid("content.caption", "not_allowed")
        else:
            length("content.caption", caption, CAPTION, needed=False)
    elif kind is MessageKind.LOCATION:
        _location(content)
    elif kind is MessageKind.CONTACTS:
        _contacts(content.get("contacts"))
    elif kind is MessageKind.REACTION:
        length("content.message_external_id", content.get("message_external_id"), 1024)
        length("content.emoji", content.get("emoji"), 32, needed=False)
    elif kind is MessageKind.INTERACTIVE:
        _interactive(content)
    elif kind is MessageKind.TEMPLATE:
        _template(content)
    else:
        raise invalid("kind", "not_allowed", kind=kind.value)


def media_kind(mime: str) -> tuple[MessageKind, int]:
    """As what a file of this type is sent, and its size limit in bytes; every other type goes as a document."""
    return MEDIA.get(mime.split(";")[0].strip().lower(), (MessageKind.DOCUMENT, DOCUMENT_BYTES))


def length(field: str, value: Any, limit: int, *, needed: bool = True) -> None:
    """The value is text of at most `limit` characters, and there when `needed`."""
    if value is None or value == "":
        if needed:
            raise invalid(field, "missing", limit=limit)
        return
    if not isinstance(value, str):
        raise invalid(field, "form")
    if needed and not value.strip():
        raise invalid(field, "missing", limit=limit)
    if len(value) > limit:
        raise invalid(field, "too_long", limit=limit, length=len(value))
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise invalid(field, "form")


def _interactive(content: dict) -> None:
    name = content.get("type")
    checks = {"buttons": _buttons, "list": _list, "cta_url": _link, "flow": _flow}
    if name not in ("buttons", "list", "cta_url", "flow", "location_request", "contact_request"):
        raise invalid("content.type", "not_allowed")
    length("content.body", content.get("body"), LIST_BODY if name == "list" else BODY)
    length("content.footer", content.get("footer"), FOOTER, needed=False)
    _header(content.get("header"), only_text=name == "list", allowed=name in checks)
    if name in checks:
        checks[name](content)


def _header(header: Any, *, only_text: bool, allowed: bool) -> None:
    if header is None or header == "":
        return
    if not allowed:
        raise invalid("content.header", "not_allowed")
    if isinstance(header, str):
        header = {"type": "text", "text": header}
    if not isinstance(header, dict):
        raise invalid("content.header", "form")
    if header.get("type") == "text":
        length("content.header", header.get("text"), HEADER)
    elif only_text or header.get("type") not in ("image", "video", "document"):
        raise invalid("content.header", "not_allowed")
    else:
        check_media("content.header.media", header.get("media"))


def _buttons(content: dict) -> None:
    buttons = list_of(content.get("buttons"), "content.buttons", BUTTONS)
    seen: set[str] = set()
    ids: set[str] = set()
    for n, button in enumerate(buttons):
        field = f"content.buttons.{n}"
        length(f"{field}.title", button.get("title"), BUTTON_TITLE)
        length(f"{field}.id", button.get("id"), BUTTON_ID)
        _unique(f"{field}.title", button["title"], seen)
        _unique(f"{field}.id", button["id"], ids)


def _list(content: dict) -> None:
    length("content.button", content.get("button"), BUTTON_TITLE)
    sections = list_of(content.get("sections"), "content.sections", SECTIONS)
    ids: set[str] = set()
    total = 0
    for n, section in enumerate(sections):
        length(f"content.sections.{n}.title", section.get("title"), SECTION_TITLE, needed=len(sections) > 1)
        rows = list_of(section.get("rows"), f"content.sections.{n}.rows", None)
        total += len(rows)
        if total > ROWS:
            raise invalid("content.sections", "too_many", limit=ROWS)
        for m, row in enumerate(rows):
            field = f"content.sections.{n}.rows.{m}"
            length(f"{field}.title", row.get("title"), ROW_TITLE)
            length(f"{field}.id", row.get("id"), ROW_ID)
            length(f"{field}.description", row.get("description"), ROW_DESCRIPTION, needed=False)
            _unique(f"{field}.id", row["id"], ids)


def _link(content: dict) -> None:
    length("content.title", content.get("title"), BUTTON_TITLE)
    check_url("content.url", content.get("url"))


def _flow(content: dict) -> None:
    flow = content.get("flow")
    if not isinstance(flow, dict):
        raise invalid("content.flow", "missing")
    length("content.flow.flow_cta", flow.get("flow_cta"), BUTTON_TITLE)
    if not flow.get("flow_id") and not flow.get("flow_name"):
        raise invalid("content.flow.flow_id", "missing")
    if any(unicodedata.category(c) == "So" for c in flow["flow_cta"]):  # no emoji on a flow's button
        raise invalid("content.flow.flow_cta", "form")


def check_media(field: str, media: Any) -> None:
    """The value names a file by the vendor's id or by a link."""
    if not isinstance(media, dict):
        raise invalid(field, "missing")
    if media.get("external_id"):
        length(f"{field}.external_id", media["external_id"], 256)
    elif media.get("url"):
        check_url(f"{field}.url", media["url"])
    else:
        raise invalid(field, "missing")


def check_url(field: str, value: Any) -> None:
    """The value is an http or https address with a host."""
    length(field, value, 2000)
    try:
        parts = urlsplit(value)
    except ValueError:
        raise invalid(field, "form") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid(field, "form")


def _location(content: dict) -> None:
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = content.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not -limit <= value <= limit:
            raise invalid(f"content.{name}", "form", limit=limit)
    length("content.name", content.get("name"), 1000, needed=False)
    length("content.address", content.get("address"), 1000, needed=False)


def _contacts(contacts: Any) -> None:
    for n, person in enumerate(list_of(contacts, "content.contacts", 256)):
        length(f"content.contacts.{n}.name", person.get("name"), 1024)


def _template(content: dict) -> None:
    for key, form in (("name", _TEMPLATE_NAME), ("language", _LANGUAGE)):
        value = content.get(key)
        if not isinstance(value, str) or not form.match(value):
            raise invalid(f"content.{key}", "form" if value else "missing")


def list_of(value: Any, field: str, limit: int | None) -> list[dict]:
    """The value when it is a list of objects, not empty and not too long."""
    if not isinstance(value, list) or not value:
        raise invalid(field, "missing")
    if limit is not None and len(value) > limit:
        raise invalid(field, "too_many", limit=limit, count=len(value))
    if not all(isinstance(entry, dict) for entry in value):
        raise invalid(field, "form")
    return value


def _unique(field: str, value: str, seen: set[str]) -> None:
    if value.strip() in seen:
        raise invalid(field, "not_unique")
    seen.add(value.strip())


def invalid(field: str, problem: str, **params: Any) -> ContentInvalid:
    """The refusal of one field; `problem`: missing, too_long, too_many, not_unique, not_allowed, form."""
    return ContentInvalid(field=field, problem=problem, **params)
