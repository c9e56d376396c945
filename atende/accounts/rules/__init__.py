"""Who may do what, which names and passwords are acceptable, and how long guessing is slowed down. Plain values only."""

import enum
import functools
import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import available_timezones

from atende.accounts import errors
from atende.accounts.rules.permissions import (
    ALL_PERMISSIONS,
    KNOWN,
    OFFERED,
    Permission,
    beyond,
    covers,
    lacking,
    missing,
    normalised,
    seeing,
)

__all__ = ["ALL_PERMISSIONS", "KNOWN", "OFFERED", "Permission", "beyond", "lacking", "missing", "normalised"]


class Role(enum.StrEnum):
    """What a person is in one business."""

    SUPERUSER = "superuser"
    AGENCY_STAFF = "agency_staff"
    OWNER = "owner"
    STAFF = "staff"


# An agency sets a client up and reads no customer's words, unless the client's owner lets it.
DEFAULT_PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.SUPERUSER: ALL_PERMISSIONS,
    Role.OWNER: ALL_PERMISSIONS,
    Role.AGENCY_STAFF: ("knowledge", "bot", "settings", "staff", "reports", "audit"),
    Role.STAFF: ("inbox",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A person's standing in one business."""

    role: Role
    permissions: frozenset[str]

    def may(self, *any_of: str) -> bool:
        """True when nothing is asked for, or one of these permissions is held; who may change a room may see it."""
        return not any_of or any(covers(self.permissions, one) for one in any_of)

    def may_see(self, *rooms: str) -> bool:
        """True when nothing is asked for, or one of these rooms may be seen."""
        return self.may(*(seeing(room) for room in rooms))


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a session's token, and where that session stands."""

    session_id: uuid.UUID
    csrf_token: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_id: uuid.UUID
    email: str
    name: str
    locale: str
    agency_id: uuid.UUID | None
    is_superuser: bool
    has_second_factor: bool = False
    confirmed_at: datetime | None = None
    agency_requires_second_factor: bool = False
    is_outside: bool = False  # known by a token of a service elsewhere; `session_id` is then no session of ours


@dataclass(frozen=True, slots=True)
class Standing:
    """A business seen by one person: where they stand there, and whether a membership row of theirs exists."""

    tenant_id: uuid.UUID
    slug: str
    name: str
    kind: str
    timezone: str
    place: Place
    is_member: bool
    requires_second_factor: bool = False

    def lacks_second_factor(self, who: Bearer) -> bool:
        """True when this business, or the person's agency, lets them in only with a second factor and this session has none."""
        return (self.requires_second_factor or who.agency_requires_second_factor) and not who.has_second_factor


def place(
    *,
    is_superuser: bool,
    agency_id: uuid.UUID | None,
    tenant_agency_id: uuid.UUID | None,
    role: str | None,
    permissions: Iterable[str] = (),
    is_active: bool = True,
) -> Place | None:
    """Where a person stands in a business, or None when it is not theirs.

    `role`, `permissions`, `is_active` are their membership's; a membership as agency staff or superuser holds only while
    the person is one. A membership that was ended stays ended, for agency people too.
    """
    if is_superuser:
        return Place(Role.SUPERUSER, frozenset(ALL_PERMISSIONS))
    if role is not None and not is_active:
        return None
    if role == Role.OWNER:
        return Place(Role.OWNER, frozenset(ALL_PERMISSIONS))
    if role == Role.STAFF:
        return Place(Role.STAFF, frozenset(normalised(permissions)))
    if agency_id is None or agency_id != tenant_agency_id:
        return None
    granted = permissions if role == Role.AGENCY_STAFF else DEFAULT_PERMISSIONS[Role.AGENCY_STAFF]
    return Place(Role.AGENCY_STAFF, frozenset(normalised(granted)))


def refuse_grant(
    by: Place, role: Role, permissions: Iterable[str], *, before: Role | None = None, has_owner: bool = True
) -> None:
    """Refuses what `by` may not give: roles of the install, owners by others than owners, permissions they do not hold.

    `before` is the role of the person as it stands, when they work here already. While a business has no owner yet
    (`has_owner`), the agency that sets it up says who it will be.
    """
    unknown = sorted(set(permissions).difference(KNOWN))
    if unknown:
        raise errors.Invalid("unknown permission", field="permissions", permission=unknown[0])
    if not by.may(Permission.STAFF):
        raise missing([Permission.STAFF], by.permissions, is_read=False)
    of_install = {Role.AGENCY_STAFF, Role.SUPERUSER}
    if role != before and (role in of_install or before in of_install):
        raise errors.CannotGrant("this role comes with the agency or the install", field="role")
    is_in_charge = by.role in (Role.OWNER, Role.SUPERUSER) or (by.role == Role.AGENCY_STAFF and not has_owner)
    if not is_in_charge and (Role.OWNER in (role, before) or before in of_install):
        raise errors.CannotGrant("only an owner decides about owners and agency people", field="role")
    if role != Role.OWNER and (too_much := beyond(permissions, by.permissions)):
        raise errors.CannotGrant("only what one holds can be given", field="permissions", permission=too_much[0])


_SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9]|-(?!-)){1,38}[a-z0-9]$")
# fmt: off
_OUR_WORDS = frozenset((
    "api", "app", "assets", "atende", "admin", "agency", "auth", "health", "hooks", "live", "login", "metrics",
    "ready", "settings", "static", "webhook", "www",
))
# fmt: on


def check_slug(slug: str) -> str:
    """The slug, or the refusal `bad_slug`."""
    if not _SLUG.fullmatch(slug) or slug in _OUR_WORDS:
        raise errors.BadSlug(field="slug")
    return slug


def slug_from(name: str) -> str:
    """A slug that resembles the name: "Clínica Sorriso & Cia" becomes "clinica-sorriso-cia"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:36].strip("-")
    if len(slug) < 3 or slug in _OUR_WORDS:
        slug = f"{slug}-negocio".strip("-")
    return slug


LEAST_PASSWORD = 10
MOST_PASSWORD = 256

# The commonest of ten characters or more in published leaks, and ours; compared without case.
# fmt: off
_COMMON = frozenset((
    "1234567890", "0123456789", "12345678910", "123456789a", "1q2w3e4r5t", "1qaz2wsx3edc", "qwertyuiop", "qwerty12345",
    "qwerty123456", "password12", "password123", "password1234", "password12345", "passw0rd123", "iloveyou12",
    "iloveyou123", "1111111111", "0000000000", "9876543210", "0987654321", "abcdefghij", "abcd123456", "a123456789",
    "senha12345", "senha123456", "minhasenha", "minhasenha123", "brasil2014", "brasil2022", "brasil2024", "brasil2025",
    "brasil2026", "flamengo10", "flamengo123", "corinthians", "corinthians1", "palmeiras1", "mudar12345", "mudarsenha",
    "atende1234", "atende12345", "atende123456", "whatsapp123", "administrador", "administrator", "letmein1234",
    "welcome1234", "changeme123", "trustno1trustno1",
))
# fmt: on


def check_password(password: str, email: str) -> str:
    """The password, or the refusal `weak_password` with its reason: short, long, common, email."""
    if len(password) < LEAST_PASSWORD:
        raise errors.WeakPassword(field="password", reason="short", least=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        raise errors.WeakPassword(field="password", reason="long", most=MOST_PASSWORD)
    plain = password.strip().lower()
    if plain in _COMMON or len(set(plain)) < 4:
        raise errors.WeakPassword(field="password", reason="common")
    address = email.strip().lower()
    if plain in (address, address.partition("@")[0]):
        raise errors.WeakPassword(field="password", reason="email")
    return password


@functools.cache
def timezones() -> frozenset[str]:
    """Every name of the IANA time zone database that this machine knows."""
    return frozenset(available_timezones())


def check_timezone(name: str) -> str:
    """The name, or the refusal `unknown_timezone`."""
    if name not in timezones():
        raise errors.UnknownTimezone(field="timezone")
    return name


LOCALES = ("pt-BR", "en")


@dataclass(frozen=True, slots=True)
class Patience:
    """How attempts under one key are borne: `free` of them, then a wait of at least `least` seconds that doubles up to `most`."""

    free: int
    most: int
    least: int = 1


# What is counted, each under a key of its own. Nobody can lock somebody else out: a device that a person signed in with before
# has a count of its own, and from anywhere else an account waits a minute at most.
PATIENCE = {
    # Wrong passwords: of one account from one address; of one account from anywhere; of one address; of a known device.
    "pair": Patience(8, 900),
    "account": Patience(30, 60),
    "address": Patience(60, 900),
    "device": Patience(10, 900),
    # Wrong second factors, by whoever has the password; wrong passwords of whoever has a session.
    "second_pair": Patience(6, 900),
    "second_account": Patience(20, 300),
    "confirm": Patience(6, 900),
    # Mails asked for: new passwords for one e-mail, and from one address; changes of e-mail by one account to one recipient, and by
    # one account; by one business to one recipient, and by one business; owners by one agency. What one asks for blocks nobody else,
    # and tells them nothing, until one recipient gets far too much from all of them.
    "reset_email": Patience(3, 3600, 600),
    "reset_address": Patience(10, 3600, 60),
    "change_email": Patience(3, 3600, 600),
    "changing_email": Patience(10, 3600, 60),
    "invited": Patience(5, 3600, 600),
    "mailed": Patience(60, 3600, 600),
    "inviting": Patience(40, 3600, 60),
    "founding": Patience(300, 3600, 60),
    # Links that lead nowhere; challenges for passkeys and ways over services elsewhere; from one address.
    "link": Patience(20, 900),
    "challenge": Patience(60, 300),
}
FORGET_AFTER_SECONDS = 3600


def wait_after(failures: int, patience: Patience) -> int:
    """Seconds that must pass after the latest of so many attempts."""
    if failures < patience.free:
        return 0
    return min(patience.most, max(patience.least, 2 ** min(failures - patience.free + 1, 20)))


CONFIRMED_FOR_SECONDS = 600  # how long after proving who they are a person may change how they sign in
TICKET_FAILURES = 5  # wrong codes after which a half-finished sign-in begins anew
SIGN_IN_SECONDS = 600
PASSKEY_SECONDS = 300
RESET_SECONDS = 45 * 60
EMAIL_CHANGE_SECONDS = 60 * 60
EMAIL_UNDO_DAYS = 7  # for so long whoever reads the former mailbox can stop or undo a change of e-mail
INVITATION_DAYS = 7
SESSION_MOST_DAYS = 90
SEEN_EVERY_SECONDS = 60


def token_hash(token: str) -> str:
    """What is kept of a session's token. It has 256 random bits, so one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


# What a key may be given: the rooms that are built, but never people, keys or the audit log.
KEY_ROOMS = tuple(
    p.value for p in (Permission.INBOX, Permission.BOOKINGS, Permission.KNOWLEDGE, Permission.BOT, Permission.SETTINGS)
)
SCOPES = tuple(f"{room}:{way}" for room in KEY_ROOMS for way in ("read", "write"))
MOST_KEYS = 50
MOST_KEY_YEARS = 5


@dataclass(frozen=True, slots=True)
class KeyBearer:
    """A program that holds an API key, and where the key stands: it is made with its maker's standing of today, and keeps of it
    what its scopes say. So nothing that asks what the bearer may can be answered by what its maker may."""

    key_id: uuid.UUID
    scopes: frozenset[str]
    last_used_at: datetime | None
    standing: Standing

    def __post_init__(self) -> None:
        maker = self.standing.place
        writable = {room for room in KEY_ROOMS if f"{room}:write" in self.scopes}
        readable = {room for room in KEY_ROOMS if f"{room}:read" in self.scopes} | writable
        changed = {room for room in writable if maker.may(room)}
        seen = {seeing(room) for room in readable - changed if maker.may_see(room)}
        bounded = replace(self.standing, place=Place(maker.role, frozenset(changed | seen)))
        object.__setattr__(self, "standing", bounded)

    @property
    def place(self) -> Place:
        """What the key may: what its scopes say, and never more than its maker may today."""
        return self.standing.place


def key_may(bearer: KeyBearer, *any_of: str, is_read: bool) -> bool:
    """Whether the key may see one of these rooms, or change it. What asks for no room is read only."""
    if not any_of:
        return is_read
    return bearer.place.may_see(*any_of) if is_read else bearer.place.may(*any_of)


def check_scopes(by: Place, scopes: Iterable[str]) -> list[str]:
    """The scopes in their order, or the refusal of what is unknown (`invalid`) or more than `by` holds (`cannot_grant`)."""
    wanted = set(scopes)
    if unknown := sorted(wanted.difference(SCOPES)):
        raise errors.Invalid("unknown scope", field="scopes", scope=unknown[0])
    if not wanted:
        raise errors.Invalid("a key that may do nothing", field="scopes")
    asked = {room if way == "write" else seeing(room) for room, _, way in (scope.partition(":") for scope in wanted)}
    if too_much := beyond(asked, by.permissions):
        raise errors.CannotGrant("only what one holds can be given", field="scopes", permission=too_much[0])
    return [scope for scope in SCOPES if scope in wanted]
