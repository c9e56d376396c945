"""What somebody may put into the content of a message: the known keys of its kind, no more and not too deep."""

import json
from typing import Any

from atende.inbox.errors import ContentInvalid
from atende.inbox.ports import MessageKind

MOST_BYTES = 64 * 1024
MOST_LEVELS = 12

_MEDIA = frozenset({"media", "caption"})
_KEYS: dict[MessageKind, frozenset[str]] = {
    MessageKind.TEXT: frozenset({"preview_url"}),
    MessageKind.IMAGE: _MEDIA,
    MessageKind.VIDEO: _MEDIA,
    MessageKind.AUDIO: _MEDIA | {"is_voice"},
    MessageKind.DOCUMENT: _MEDIA,
    MessageKind.STICKER: _MEDIA,
    MessageKind.LOCATION: frozenset({"latitude", "longitude", "name", "address"}),
    MessageKind.CONTACTS: frozenset({"contacts"}),
    MessageKind.REACTION: frozenset({"message_id", "message_external_id", "emoji"}),
    MessageKind.INTERACTIVE: frozenset(
        {"type", "body", "header", "footer", "buttons", "button", "sections", "title", "url", "flow"}
    ),
    MessageKind.TEMPLATE: frozenset({"name", "language", "values", "components"}),
}


def check_content(kind: MessageKind, content: dict[str, Any]) -> None:
    """Nothing when the content may be drafted for this kind; else `ContentInvalid` with the field. Lengths are the channel's."""
    for key in content:
        if key not in _KEYS.get(kind, frozenset()):
            raise ContentInvalid(field=f"content.{key[:40]}", problem="not_allowed")
    if not isinstance(content.get("preview_url", False), bool):
        raise ContentInvalid(field="content.preview_url", problem="form")
    if _is_deeper(content, MOST_LEVELS):
        raise ContentInvalid(field="content", problem="too_deep", limit=MOST_LEVELS)
    size = len(json.dumps(content, ensure_ascii=False, default=str))
    if size > MOST_BYTES:
        raise ContentInvalid(field="content", problem="too_long", limit=MOST_BYTES, length=size)


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    return any(_is_deeper(part, levels - 1) for part in (value.values() if isinstance(value, dict) else value))
