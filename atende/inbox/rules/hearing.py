"""Who hears of what on the live stream: the room that each fact is told in (S36). A fact that is not here is told to nobody; a
house test asks for one line per fact. Names, not classes: rooms above this one state facts too."""

from collections.abc import Sequence

EVERYBODY: tuple[str, ...] = ()  # what each colleague is shown anyway
_INBOX, _SETTINGS, _STAFF, _AUDIT = ("inbox",), ("settings",), ("staff",), ("audit",)
_BOOKINGS = ("bookings",)

ROOMS: dict[str, tuple[str, ...]] = {
    "accounts.tenant_created": EVERYBODY,
    "accounts.tenant_changed": EVERYBODY,
    "accounts.store_added": EVERYBODY,
    "accounts.store_changed": EVERYBODY,
    "accounts.store_removed": EVERYBODY,
    "accounts.member_added": _STAFF,
    "accounts.member_changed": _STAFF,
    "accounts.member_removed": _STAFF,
    "accounts.invitation_sent": _STAFF,
    "accounts.invitation_revoked": _STAFF,
    "accounts.invitation_accepted": _STAFF,
    "accounts.password_reset": _STAFF,
    "accounts.key_created": _SETTINGS,
    "accounts.key_revoked": _SETTINGS,
    "accounts.sign_in_failed": _AUDIT,
    "accounts.password_changed": _AUDIT,
    "accounts.email_changed": _AUDIT,
    "accounts.second_factor_changed": _AUDIT,
    "accounts.sessions_ended": _AUDIT,
    "integrations.connection_changed": _SETTINGS,
    "integrations.secret_written": _SETTINGS,
    "integrations.data_key_renewed": _SETTINGS,
    "integrations.parcel_died": _SETTINGS,
    "integrations.replay_started": _SETTINGS,
    "integrations.replay_ended": _SETTINGS,
    "contacts.contact_created": _INBOX,
    "contacts.contact_renamed": _INBOX,
    "contacts.identity_added": _INBOX,
    "contacts.identity_retired": _INBOX,
    "contacts.contacts_merged": _INBOX,
    "contacts.merge_undone": _INBOX,
    "contacts.preference_stated": _INBOX,
    "inbox.message_received": _INBOX,
    "inbox.message_queued": _INBOX,
    "inbox.message_status_changed": _INBOX,
    "inbox.message_amended": _INBOX,
    "inbox.phone_app_spoke": _INBOX,
    "inbox.ownership_changed": _INBOX,
    "inbox.handoff_requested": _INBOX,
    "inbox.handoff_overdue": _INBOX,
    "inbox.case_opened": _INBOX,
    "inbox.case_closed": _INBOX,
    "inbox.note_added": _INBOX,
    "inbox.conversation_read": _INBOX,
    "inbox.timelines_joined": _INBOX,
    "inbox.timeline_rehomed": _INBOX,
    "inbox.timelines_split": _INBOX,
    "inbox.template_changed": _INBOX,
    "knowledge.fact_changed": ("knowledge",),
    "bookings.booking_created": _BOOKINGS,
    "bookings.booking_confirmed": _BOOKINGS,
    "bookings.booking_rescheduled": _BOOKINGS,
    "bookings.booking_cancelled": _BOOKINGS,
    "bookings.booking_completed": _BOOKINGS,
    "bookings.booking_no_show": _BOOKINGS,
    "bookings.booking_setup_changed": ("bookings", "settings"),
    "bookings.booking_flagged": _BOOKINGS,
    "bookings.booking_flag_settled": _BOOKINGS,
    "bookings.import_flagged": _BOOKINGS,
    "bookings.calendar_changed": ("bookings", "settings"),
    "bookings.feed_renewed": _SETTINGS,
    "bot.settings_changed": ("bot",),
    "bot.turn_taken": _INBOX,
}


def rooms_of(fact: str) -> Sequence[str] | None:
    """The rooms of which a listener must see one; None when nobody is told of such a fact."""
    return ROOMS.get(fact)
