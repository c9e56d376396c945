"""What a person may do in a business: rooms they see, and rooms in which they change things. Kept as words, in one column."""

import enum
from collections.abc import Iterable

from atende.accounts import errors

_READ = ":read"


class Permission(enum.StrEnum):
    """A room of the product, by the word of its package and address: to see it and change what is in it; with `:read`, to see it."""

    INBOX, INBOX_READ = "inbox", "inbox:read"
    BOOKINGS, BOOKINGS_READ = "bookings", "bookings:read"
    ORDERS, ORDERS_READ = "orders", "orders:read"
    DEALS, DEALS_READ = "deals", "deals:read"
    CAMPAIGNS, CAMPAIGNS_READ = "campaigns", "campaigns:read"
    FORMS, FORMS_READ = "forms", "forms:read"
    INVENTORY, INVENTORY_READ = "inventory", "inventory:read"
    AUTOMATIONS, AUTOMATIONS_READ = "automations", "automations:read"
    KNOWLEDGE, KNOWLEDGE_READ = "knowledge", "knowledge:read"
    BOT, BOT_READ = "bot", "bot:read"
    MARKETING, MARKETING_READ = "marketing", "marketing:read"
    REPORTS, REPORTS_READ = "reports", "reports:read"
    STAFF, STAFF_READ = "staff", "staff:read"
    SETTINGS, SETTINGS_READ = "settings", "settings:read"
    AUDIT, AUDIT_READ = "audit", "audit:read"


# Every word that can be given, and those that say all there is to say: whoever may change a room may see it.
KNOWN = tuple(permission.value for permission in Permission)
ALL_PERMISSIONS = tuple(name for name in KNOWN if not name.endswith(_READ))
# What screens offer: the rooms that are built. Nothing in the audit log can be changed, so it is for seeing only.
OFFERED = (
    *(f"{room}{way}" for room in ("inbox", "knowledge", "bot", "staff", "settings") for way in ("", _READ)),
    Permission.AUDIT_READ.value,
)


def room_of(permission: str) -> str:
    """The room that the permission is of: `inbox` of `inbox` and of `inbox:read`."""
    return permission.removesuffix(_READ)


def seeing(room: str) -> str:
    """The permission to see a room and no more."""
    return room_of(room) + _READ


def normalised(permissions: Iterable[str]) -> list[str]:
    """The known ones in our order, each room once: who may change it may see it, and only that is said."""
    given = set(permissions)
    return [name for name in KNOWN if name in given and (name == room_of(name) or room_of(name) not in given)]


def covers(held: Iterable[str], permission: str) -> bool:
    """Whether who holds these may do what the permission says."""
    return not {permission, room_of(permission)}.isdisjoint(held)


def beyond(permissions: Iterable[str], held: Iterable[str]) -> list[str]:
    """Those of the permissions that who holds `held` may not do."""
    having = frozenset(held)
    return sorted(name for name in set(permissions) if not covers(having, name))


def missing(rooms: Iterable[str], held: Iterable[str], *, is_read: bool) -> errors.MissingPermission:
    """The refusal of whoever may not see one of these rooms, or not change it. Of several it names the one they see already, else
    the first; `way` says what is missing, `read` or `change`."""
    asked, having = [room_of(room) for room in rooms], frozenset(held)
    seen = [room for room in asked if not is_read and covers(having, seeing(room))]
    named = next(iter(seen or asked), "")
    return lacking(seeing(named) if is_read and named else named)


def lacking(permission: str) -> errors.MissingPermission:
    """The refusal of whoever does not hold this one permission."""
    return errors.MissingPermission(permission=room_of(permission), way="read" if permission.endswith(_READ) else "change")
