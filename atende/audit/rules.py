"""What kinds of entries there are, for whoever looks for one, and what a cell of an export may begin with. Plain values only."""

from collections.abc import Iterable

# By the beginning of an action's name; the first that fits.
GROUPS: dict[str, tuple[str, ...]] = {
    "team": ("accounts.member_", "accounts.invitation_", "accounts.password_reset"),
    "keys": ("accounts.key_", "integrations.secret_", "integrations.data_key_", "integrations.master_key_"),
    "people": ("contacts.", "bookings.consent_"),
    "settings": ("accounts.tenant_", "accounts.store_", "integrations.connection_", "knowledge.", "bookings.", "bot."),
    "records": ("audit.", "install.", "integrations.parcel_", "integrations.replay_", "integrations.unrouted_"),
    "access": ("accounts.",),
}
# Entries that are no facts: written where the thing is done.
RECORDED = (
    "accounts.entered", "audit.checked", "audit.exported", "audit.read", "install.backed_up", "install.dumped",
    "integrations.parcel_read",
)  # fmt: skip
CHECKS_PER_MINUTE = 8  # of one chain, two of them at once; each reads it from end to end

# What a spreadsheet would take for a formula, or for the end of a cell (S13).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def group_of(action: str) -> str:
    """The kind of entry, `other` for one that no group knows."""
    return next((name for name, beginnings in GROUPS.items() if action.startswith(beginnings)), "other")


def actions_of(group: str, known: Iterable[str]) -> list[str]:
    """The actions of this kind among those that there can be."""
    return sorted(action for action in {*known, *RECORDED} if group_of(action) == group)


def cell(value: object) -> str:
    """The value as text that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
