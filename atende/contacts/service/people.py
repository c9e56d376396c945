"""What is done to one person's record: where to write to them, what they are called, what they allowed."""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from atende.contacts import queries, rules
from atende.contacts.errors import NameInvalid, PreferenceInvalid
from atende.contacts.events import ContactCreated, ContactRenamed, PreferenceStated
from atende.contacts.models import Contact, Preference
from atende.contacts.ports import Address
from atende.contacts.service import rows
from atende.core.tenancy import Tx
from atende.kit import phone as phones
from atende.kit.ids import new_id
from atende.kit.text import clean


async def address(tx: Tx, contact_id: uuid.UUID) -> Address:
    """Where to write to this person: of several numbers or ids the one seen last.

    A number is the one the channel confirmed, else as typed. Nothing is rewritten by rule. Refuses `ContactNotFound`."""
    return (await addresses(tx, [contact_id]))[contact_id]


async def addresses(tx: Tx, contact_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Address]:
    """The same for each of these people, in one round trip."""
    return {contact_id: _address(told) for contact_id, told in (await queries.evidence(tx, contact_ids)).items()}


def _address(evidence: Sequence[Any]) -> Address:
    phone = user_id = None
    for space, value, confirmed, source in evidence:
        if space == rules.Space.PHONE and phone is None:
            if confirmed:
                phone = "+" + re.sub(r"\D", "", confirmed)
            else:
                phone = phones.e164(value, phones.HOME_REGION if source in rules.TYPED else None)
        elif space == rules.Space.USER_ID and user_id is None:
            user_id = value
    return Address(phone=phone, user_id=user_id)


async def add_by_name(tx: Tx, name: str, *, source: str) -> uuid.UUID:
    """Somebody of whom only the name is known has a record of their own; nobody is recognized by it. Refuses `NameInvalid` for no name.
    States `ContactCreated`."""
    name = clean(name).strip()[: rules.NAME_LIMIT].strip()
    if not name:
        raise NameInvalid(field="name", limit=rules.NAME_LIMIT)
    contact_id = new_id()
    await rows.create(tx, contact_id, name, source, (), (), "", source, tx.now)
    await tx.emit(ContactCreated(contact_id=contact_id, source=source, spaces=[]), subject_id=contact_id)
    return contact_id


async def rename(tx: Tx, contact_id: uuid.UUID, name: str | None) -> uuid.UUID:
    """The person is called so here, whatever their profile says; None gives the naming back to their profile.

    Returns the living record's id. Refuses `ContactNotFound` and `NameInvalid` (over 120 characters). States `ContactRenamed`."""
    name = clean(name or "").strip() or None
    if name is not None and len(name) > rules.NAME_LIMIT:
        raise NameInvalid(field="name", limit=rules.NAME_LIMIT)
    living = await queries.living_id(tx, contact_id)
    await rows.lock(tx, [living])
    living = await queries.living_id(tx, living)
    source = "staff" if name else None
    await tx.session.execute(
        update(Contact)
        .where(Contact.tenant_id == tx.tenant_id, Contact.id == living)
        .values(name=name, name_source=source)
        .execution_options(synchronize_session=False)
    )
    await rows.refresh_search(tx, [living])
    await tx.emit(ContactRenamed(contact_id=living, source=source), subject_id=living)
    return living


async def record_preference(tx: Tx, contact_id: uuid.UUID, *, purpose: str, state: str, source: str, stated_at: datetime) -> None:
    """What the person said about messages of this purpose is kept; of all they said the newest holds.

    `state` is granted or withdrawn. Refuses `PreferenceInvalid`, `ContactNotFound`. States `PreferenceStated`."""
    if state not in ("granted", "withdrawn"):
        raise PreferenceInvalid(field="state")
    if not purpose:
        raise PreferenceInvalid(field="purpose")
    living = await queries.living_id(tx, contact_id)
    await tx.session.execute(
        insert(Preference).values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            contact_id=living,
            purpose=purpose,
            state=state,
            source=source,
            stated_at=stated_at,
        )
    )
    await tx.emit(PreferenceStated(contact_id=living, purpose=purpose, state=state), subject_id=living)
