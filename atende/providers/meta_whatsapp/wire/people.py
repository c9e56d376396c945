"""Who an event is about: telling numbers from business-scoped ids, matching contacts, naming lanes, reading clocks."""

import math
import re
from datetime import UTC, datetime
from typing import Any

from atende.inbox.ports import Sender
from atende.kit import text as kit_text

_PHONE = re.compile(r"\+?([0-9]{3,20})\Z")
# CC. and up to 128 letters and digits; the parent form is CC.ENT.…
_USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}\Z")


def clean(text: str) -> str:
    """`kit.text.clean`, with a short way for ids, which are ASCII."""
    return text if text.isascii() and "\x00" not in text else kit_text.clean(text)


def clean_all(value: Any) -> Any:
    """The same for every string and key of a JSON value."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(k): clean_all(v) for k, v in value.items()}
    if isinstance(value, list):
        return [clean_all(v) for v in value]
    return value


def word(value: Any) -> str | None:
    """An id or short text that came as text or as a whole number; None for anything else and for nothing."""
    if isinstance(value, str):
        return clean(value).strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def phone(value: Any) -> str | None:
    """The digits, when the value has the form of a number; a business-scoped id in a number's place gives None."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    match = _PHONE.match(value) if isinstance(value, str) else None
    return match.group(1) if match else None


def user_id(*values: Any) -> str | None:
    """The first value that has the form of a business-scoped id."""
    for value in values:
        if isinstance(value, str) and _USER_ID.match(value):
            return value
    return None


def contact_index(contacts: Any) -> dict[str, dict]:
    """Each readable contact under its number and under its id: contacts are matched by these, never by position."""
    index: dict[str, dict] = {}
    if isinstance(contacts, list):
        for contact in contacts:
            if isinstance(contact, dict):
                for key in (contact.get("user_id"), contact.get("wa_id")):
                    if isinstance(key, str) and key:
                        index.setdefault(key, contact)
    return index


def match(index: dict[str, dict], *keys: Any) -> dict | None:
    """The contact known under the first of `keys` that is known at all."""
    for key in keys:
        if isinstance(key, str) and (contact := index.get(key)):
            return contact
    return None


def lane(number: str | None, scoped: str | None) -> str | None:
    """The name of the person's queue: by number when there is one, else by id."""
    return f"p:{number}" if number else f"u:{scoped}" if scoped else None


def person(contact: dict | None, *numbers: Any, ids: tuple = (), parent: Any = None) -> Sender | None:
    """The person the given fields and their matched contact speak of; None when neither a number nor an id is readable."""
    contact = contact or {}
    wa_id = contact.get("wa_id")
    number = next((p for n in (*numbers, wa_id) if (p := phone(n))), None)
    scoped = user_id(*ids, contact.get("user_id"), *numbers, wa_id)
    if not number and not scoped:
        return None
    profile = contact.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    return Sender(
        phone=number,
        user_id=scoped,
        parent_user_id=user_id(parent, contact.get("parent_user_id")),
        username=word(profile.get("username")),
        name=word(profile.get("name")),
    )


def instant(value: Any) -> datetime | None:
    """Seconds since 1970, as text or number, as an instant in UTC; None when unreadable."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        seconds = int(value)
        return datetime.fromtimestamp(seconds, UTC) if seconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def finite(text: str) -> float | str:
    """A JSON number; those too large for a double stay text: infinity is not JSON and no database would take it."""
    number = float(text)
    return number if math.isfinite(number) else text
