"""Something happened: parcels that were opened, handed to the verb they are for."""

from collections.abc import Sequence
from typing import cast

from atende.accounts.events import MemberAdded, MemberChanged, MemberRemoved
from atende.accounts.rules import Permission
from atende.contacts import service as contacts
from atende.contacts.events import ContactsMerged, MergeUndone
from atende.core.events import react
from atende.core.tenancy import Tx
from atende.inbox.ports import (
    AccountNotice,
    AddressBookChange,
    EchoedMessage,
    IdentityChange,
    InboundMessage,
    MessageEdited,
    PreferenceChange,
    StatusUpdate,
    VendorFault,
)
from atende.inbox.service import ownership, receive, statuses, templates, timeline
from atende.integrations import queries as integrations
from atende.integrations.errors import Ignored
from atende.integrations.ports import ParcelKind
from atende.integrations.service.opening import Opened, Waiting, handle_together_with, handle_with


async def message(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """A customer wrote, changed or withdrew something."""
    if isinstance(value, MessageEdited):
        return await receive.amend(tx, parcel.connection_id, value, parcel.received_at)
    if isinstance(value, IdentityChange):
        return await identity(tx, value, parcel)
    assert isinstance(value, InboundMessage)
    return await receive.receive_message(tx, parcel.connection_id, value, parcel.received_at)


async def echo(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """The phone app spoke, now or long ago."""
    assert isinstance(value, EchoedMessage)
    return await receive.receive_echo(tx, parcel.connection_id, value, parcel.received_at)


async def status(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """Something we sent moved on."""
    assert isinstance(value, StatusUpdate)
    return await statuses.apply_status(tx, parcel.connection_id, value, received_at=parcel.received_at)


async def reported(tx: Tx, given: Sequence[tuple[object, Waiting]]) -> Sequence[Opened | None]:
    """Several things we sent moved on."""
    return await statuses.apply_statuses(
        tx, [statuses.Told(parcel.connection_id, cast(StatusUpdate, value), parcel.received_at) for value, parcel in given]
    )


async def identity(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """A person's number or id is another now; the person stays the same."""
    assert isinstance(value, IdentityChange)
    found = await contacts.change_identity(
        tx,
        receive.evidence(value.old),
        receive.evidence(value.new),
        kind=value.kind,
        at=value.at or parcel.received_at,
    )
    if found is None:
        raise Ignored("person_unknown")
    for merged in found.merges:
        await timeline.join(tx, merged)
    return Opened(contact_id=found.contact_id)


async def preference(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """A customer allowed or stopped marketing."""
    assert isinstance(value, PreferenceChange)
    if value.value not in ("stop", "resume", "signup"):
        raise Ignored("preference_unknown")
    contact_id = (await receive.recognize(tx, value.person, value.at or parcel.received_at)).contact_id
    await contacts.record_preference(
        tx,
        contact_id,
        purpose=value.category.removesuffix("_messages"),
        state="withdrawn" if value.value == "stop" else "granted",
        source="channel",
        stated_at=value.at or parcel.received_at,
    )
    return Opened(contact_id=contact_id)


async def address_book(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """The phone app's address book named somebody; nobody is forgotten because they were removed from it."""
    assert isinstance(value, AddressBookChange)
    if value.is_removed:
        raise Ignored("address_book_removal")
    found = await receive.recognize(tx, value.person, value.at or parcel.received_at)
    return Opened(contact_id=found.contact_id)


async def account(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """The vendor tells of templates, quality, limits or the account itself."""
    assert isinstance(value, AccountNotice)
    connection = await integrations.connection(tx, parcel.connection_id)
    if not await templates.apply_notice(tx, connection, value):
        return Opened(state="ignored", reason="noted_only")
    return Opened()


async def fault(tx: Tx, value: object, parcel: Waiting) -> Opened:
    """The vendor reports a fault of its own: kept, and told by its code."""
    assert isinstance(value, VendorFault)
    code = value.errors[0].get("code") if value.errors else None
    raise Ignored(f"vendor_fault_{code}" if code else "vendor_fault")


async def member_removed(tx: Tx, fact: MemberRemoved) -> None:
    """What a colleague had who no longer works here is not left with them."""
    await ownership.release(tx, fact.user_id, "member_removed")


async def member_changed(tx: Tx, fact: MemberAdded | MemberChanged) -> None:
    """Nor is it when they may no longer answer, though they may still see conversations."""
    if Permission.INBOX not in fact.permissions:
        await ownership.release(tx, fact.user_id, "member_removed")


def register() -> None:
    """Every kind of parcel that is the inbox's has its handler, and timelines follow whatever happens to their people."""
    react(ContactsMerged, timeline.on_contacts_merged)
    react(MergeUndone, timeline.on_merge_undone)
    react(MemberRemoved, member_removed)
    react(MemberChanged, member_changed)
    react(MemberAdded, member_changed)  # who works here already may be asked to join as something less
    handle_with(ParcelKind.MESSAGE, message)
    handle_with(ParcelKind.ECHO, echo)
    handle_with(ParcelKind.HISTORY, echo)
    handle_with(ParcelKind.STATUS, status)
    handle_together_with(ParcelKind.STATUS, reported)
    handle_with(ParcelKind.IDENTITY, identity)
    handle_with(ParcelKind.PREFERENCE, preference)
    handle_with(ParcelKind.ERROR, fault)
    handle_with(ParcelKind.CONTACT, address_book)
    handle_with(ParcelKind.ACCOUNT, account)
