"""Which facts stand in the audit log. A new fact gets one line (a house test asks): in `COVERED`, in `LEFT_OUT` with the reason,
or in `OF_INSTALL` when it is stated outside any tenant.

What is no fact, such as reading a sensitive record, is written where it is done: `core.audit.recording.record(tx, ...)`; what
concerns no tenant, such as a sign-in, by `core.audit.recording.state(crossing, fact, actor)`.
"""

from typing import Any

from atende.accounts import events as accounts
from atende.bookings import events as bookings
from atende.bot import events as bot
from atende.contacts import events as contacts
from atende.core.audit import recording
from atende.core.tenancy import Actor
from atende.inbox import events as inbox
from atende.integrations import events as integrations
from atende.kit.facts import Fact
from atende.knowledge import events as knowledge

_PEOPLE = ("user", "key", "operator")


def always(_actor: Actor, _fact: Any) -> bool:
    """Whoever stated it."""
    return True


def by_people(actor: Actor, _fact: Any) -> bool:
    """When a person, a key or an operator did it; what the product does by itself is in the facts."""
    return actor.kind in _PEOPLE


COVERED: dict[type[Fact], recording.Rule] = {
    accounts.TenantCreated: always,
    accounts.TenantChanged: always,
    accounts.StoreAdded: always,
    accounts.StoreChanged: always,
    accounts.StoreRemoved: always,
    accounts.MemberAdded: always,
    accounts.MemberChanged: always,
    accounts.MemberRemoved: always,
    accounts.PasswordReset: always,
    accounts.InvitationSent: always,
    accounts.InvitationRevoked: always,
    accounts.InvitationAccepted: always,
    # Of a person's account: stated in each of their businesses, and in the install's chain, by `accounts/service/happenings.py`.
    accounts.SignInFailed: always,
    accounts.PasswordChanged: always,
    accounts.EmailChanged: always,
    accounts.SecondFactorChanged: always,
    accounts.SessionsEnded: always,
    accounts.KeyCreated: always,
    accounts.KeyRevoked: always,
    integrations.ConnectionChanged: by_people,
    integrations.SecretWritten: always,
    integrations.DataKeyRenewed: always,
    integrations.ReplayStarted: always,
    integrations.ReplayEnded: by_people,  # somebody stopped it
    contacts.PreferenceStated: always,
    contacts.ContactRenamed: by_people,
    contacts.IdentityAdded: by_people,
    contacts.IdentityRetired: by_people,
    contacts.ContactsMerged: by_people,
    contacts.MergeUndone: by_people,
    knowledge.FactChanged: by_people,
    bookings.BookingSetupChanged: by_people,
    bookings.CalendarChanged: always,
    bookings.FeedRenewed: always,
    bookings.ConsentGiven: always,
    bot.SettingsChanged: always,
}

_DAILY = "the daily work in a conversation: each has its own history on screen, and a message's way is not slowed by a chain"

LEFT_OUT: dict[type[Fact], str] = {
    **dict.fromkeys(
        (
            inbox.MessageReceived,
            inbox.MessageQueued,
            inbox.MessageStatusChanged,
            inbox.MessageAmended,
            inbox.PhoneAppSpoke,
            inbox.OwnershipChanged,
            inbox.HandoffRequested,
            inbox.HandoffOverdue,
            inbox.CaseOpened,
            inbox.CaseClosed,
            inbox.NoteAdded,
            inbox.ConversationRead,
            bot.TurnTaken,
        ),
        _DAILY,
    ),
    **dict.fromkeys(
        (
            bookings.BookingCreated,
            bookings.BookingConfirmed,
            bookings.BookingRescheduled,
            bookings.BookingCancelled,
            bookings.BookingRestored,
            bookings.BookingCompleted,
            bookings.BookingNoShow,
            bookings.BookingReminded,
            bookings.BookingNotReminded,
            bookings.BookingReminderSettled,
            bookings.BookingAcknowledged,
            bookings.BookingRunningLate,
            bookings.BookingClockKept,
            bookings.BookingReceiptSettled,
            bookings.WaitJoined,
            bookings.WaitLeft,
            bookings.WaitOffered,
            bookings.WaitOfferSettled,
            bookings.BookingFlagged,
            bookings.BookingFlagSettled,
            bookings.ImportFlagged,
        ),
        "the daily work of the agenda: each appointment has its own history, with who and why",
    ),
    inbox.TimelinesJoined: "follows from a merge, which is covered",
    inbox.TimelineRehomed: "follows from a merge, which is covered",
    inbox.TimelinesSplit: "follows from the undoing of a merge, which is covered",
    inbox.TemplateChanged: "the vendor's doing",
    integrations.ParcelDied: "the product's doing; it rests where people see it",
    contacts.ContactCreated: "somebody wrote for the first time",
}


# Facts that concern no tenant (`recording.state`): each is an entry of the install's chain. The person they are about is their subject.
OF_INSTALL: set[type[Fact]] = {
    accounts.SignedIn,
    accounts.SignedOut,
    accounts.PersonMade,
    accounts.AgencyPolicyChanged,
    accounts.IdentityLinked,
    accounts.IdentityUnlinked,
    integrations.MasterKeyChanged,
    integrations.UnroutedRead,
}


def register() -> None:
    """Every covered fact is an entry from here on."""
    for fact, rule in COVERED.items():
        recording.cover(fact, rule)
    recording.cover_install(*OF_INSTALL)
