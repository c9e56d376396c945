"""Who is it? Evidence in, one contact out, however many connections ask at once and in whatever form the number comes."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import update

from atende.contacts import queries, rules
from atende.contacts.errors import NoEvidence, PhoneInvalid
from atende.contacts.events import ContactCreated, ContactRenamed, IdentityAdded
from atende.contacts.models import Contact
from atende.contacts.ports import Evidence, Merged, Recognized, Sender
from atende.contacts.rules import Findings, Mark, Space
from atende.contacts.service import merging, rows
from atende.core.tenancy import Tx
from atende.kit import phone as phones
from atende.kit.ids import new_id

_LOOKS = 8  # each lost race shows a new look what the winner wrote; more in a row is a fault, not a race


class IdentityContested(RuntimeError):
    """The evidence changed under every look. Nothing was written; whoever called may try again."""


async def recognize(tx: Tx, sender: Sender, *, source: str, seen_at: datetime) -> Recognized:
    """The evidence is one contact's, new or known, and that contact is returned.

    A known person with nothing new costs one round trip and writes nothing. Evidence that was known as two people's makes them
    one (reason `phone_learned`, the older record stays) unless somebody took the two apart before. `seen_at` is the vendor's
    time of the event: evidence retired later than that still says whose it was then. `source` is `channel`, or `staff` or
    `import` for what people typed. Refuses `NoEvidence`. States `ContactCreated`, `IdentityAdded`, `IdentityRetired`,
    `ContactRenamed`, `ContactsMerged`."""
    marks = rules.marks(sender, source=source)
    return await _settle(tx, marks, source=source, seen_at=seen_at, name=rules.name_of(sender))


async def claimed(tx: Tx, phone: str, name: str, *, seen_at: datetime) -> uuid.UUID:
    """Whose number this is, said by somebody who proved nothing: a person known by it is left as they are, whatever name was typed;
    for a number that nobody has there is a record, whose name gives way to any other. Refuses `NoEvidence`."""
    evidence = Evidence(phone=phone, name=name)
    known = await queries.look_up(tx, rules.marks(evidence, source="page"), seen_at)
    if holder := next((one.contact_id for one in known if one.retired_at is None), None):
        return holder
    return (await recognize(tx, evidence, source="page", seen_at=seen_at)).contact_id


async def register(tx: Tx, phone: str, name: str, *, seen_at: datetime) -> Recognized:
    """Whose number this is, said by somebody of the team: a person known by it is that person, and is called as before where they
    have a name that no stranger typed; for a number that nobody has there is a record with that name. Refuses
    `PhoneInvalid` for what is no whole number. States what `recognize` does."""
    if phones.match_key(phone) is None:
        raise PhoneInvalid(field="phone")
    evidence = Evidence(phone=phone, name=name)
    known = await queries.look_up(tx, rules.marks(evidence, source="staff"), seen_at)
    holder = next((one for one in known if one.retired_at is None and one.contact_name and one.name_source != "page"), None)
    if holder is not None:
        return Recognized(holder.contact_id, holder.id)
    return await recognize(tx, evidence, source="staff", seen_at=seen_at)


async def confirm_address(tx: Tx, contact_id: uuid.UUID, *, wa_id: str | None, user_id: str | None, at: datetime) -> Recognized:
    """The channel answered a send to this contact: the address it named is confirmed, and an id it named is theirs.

    An address known as another contact's makes the two one (reason `address_confirmed`). Refuses `NoEvidence`."""
    marks = rules.marks(Evidence(phone=wa_id, user_id=user_id), source="channel")
    certain = await queries.living_id(tx, contact_id)
    return await _settle(tx, marks, source="channel", seen_at=at, certain=certain, reason="address_confirmed")


async def change_identity(tx: Tx, old: Sender, new: Sender, *, kind: str, at: datetime) -> Recognized:
    """The person behind `old` is the person behind `new`, and what `new` replaces is retired as of `at`.

    When both are known as different people they are merged (reason `kind`). When neither is known a record is made with the new
    evidence living and the old as retired, so that changes told in any order, and late messages from before, end in one contact.
    `kind` is number_changed, user_id_changed or security_code_changed (nothing moves)."""
    leaving, marks = [], []
    replaced = {m.space: m for m in rules.marks(new, source="channel")}
    for mark in rules.marks(old, source="channel"):
        successor = replaced.get(mark.space)
        if successor is None or successor.key == mark.key or mark.space not in (Space.PHONE, Space.USER_ID):
            marks.append(mark)
        else:
            leaving.append(mark)
    kept = {m.space: m for m in marks} | replaced
    order = {space: n for n, space in enumerate(Space)}
    evidence = sorted([*kept.values(), *leaving], key=lambda m: order[m.space])
    return await _settle(
        tx,
        tuple(evidence),
        source="channel",
        seen_at=at,
        leaving=frozenset(leaving),
        reason=kind,
        name=rules.name_of(new),
    )


async def _settle(
    tx: Tx,
    marks: Sequence[Mark],
    *,
    source: str,
    seen_at: datetime,
    name: str | None = None,
    leaving: frozenset[Mark] = frozenset(),
    certain: uuid.UUID | None = None,
    reason: str = "phone_learned",
) -> Recognized:
    """Look, decide, lock what would be written, look again, write; until a look finds nothing left to do or all was written."""
    if not marks:
        raise NoEvidence
    merges: list[Merged] = []
    locked: set[uuid.UUID] = set()
    apart: frozenset[frozenset[uuid.UUID]] | None = None
    for _ in range(_LOOKS):
        known = await queries.look_up(tx, marks, seen_at)
        judged = partial(rules.judge, marks, known, name=name, source=source, seen_at=seen_at, leaving=leaving, certain=certain)
        found = judged(apart=apart or frozenset())
        if found.merge and apart is None:
            apart = await queries.taken_apart(tx, {k.contact_id for k in known})
            found = judged(apart=apart)
        if found.is_settled:
            assert found.winner is not None
            return Recognized(found.winner, found.identity_id or await _any_identity(tx, found.winner), merges)
        if not found.involved() <= locked:
            held = await rows.lock(tx, found.involved() | locked)
            locked |= held.keys()
            if certain and certain in held and held[certain].merged_into_id is not None:
                certain = await queries.living_id(tx, certain)
            continue
        if found.winner is None:
            made = await _create(tx, found, name=name, source=source, seen_at=seen_at, reason=reason)
        else:
            made = await _complete(tx, found, merges, source=source, seen_at=seen_at, reason=reason)
        if made is not None:
            return made
    raise IdentityContested


class _TooLate(Exception):
    """Somebody else made a record of the same evidence first, and has committed."""


async def _create(tx: Tx, found: Findings, *, name: str | None, source: str, seen_at: datetime, reason: str) -> Recognized | None:
    """A new record; None when somebody else made one of the same evidence first, who has then committed."""
    contact_id = new_id()
    named = rules.name_source(source) if name else None
    values = (contact_id, name, named, found.missing, found.bygone, reason, source, seen_at)
    # Of several pieces of evidence somebody else may hold one. What was inserted of the others must then be let go at once, not
    # only deleted: whoever waits for it may be whom we wait for next.
    if found.taken or len(found.missing) > 1:
        try:
            async with tx.savepoint():
                await rows.retire(tx, found.taken, seen_at, "username_moved")
                added = await rows.create(tx, *values)
                if len(added) < len(found.missing):
                    raise _TooLate
        except _TooLate:
            return None
        if found.taken:
            await rows.refresh_search(tx, {k.contact_id for k in found.taken})
    else:
        added = await rows.create(tx, *values)
        if len(added) < len(found.missing):
            await rows.uncreate(tx, contact_id)
            return None
    await tx.emit(
        ContactCreated(contact_id=contact_id, source=source, spaces=[m.space.value for m in found.missing]),
        subject_id=contact_id,
    )
    decided = found.by if found.by in added else next(iter(added))
    assert decided is not None
    return Recognized(contact_id, added[decided], [], is_new=True)


async def _complete(
    tx: Tx, found: Findings, merges: list[Merged], *, source: str, seen_at: datetime, reason: str
) -> Recognized | None:
    """What is new about known people is written; None when somebody else added some of the evidence first."""
    assert found.winner is not None
    winner = found.winner
    evidence = {
        "source": source,
        "seen_at": seen_at.isoformat(),
        "identity_id": str(found.identity_id) if found.identity_id else None,
    }
    for loser in found.merge:
        merges.append(await merging.join(tx, winner, loser, reason=reason, evidence=evidence))
    await rows.retire(tx, found.taken, seen_at, "username_moved")
    await rows.retire(tx, found.retire, seen_at, reason)
    await rows.touch(tx, found.touched, source=source, seen_at=seen_at)
    added: dict[Mark, uuid.UUID] = {}
    if found.missing or found.bygone:
        added = await rows.add(tx, winner, found.missing, found.bygone, reason, source, seen_at)
    if found.name:
        await tx.session.execute(
            update(Contact)
            .where(Contact.tenant_id == tx.tenant_id, Contact.id == winner)
            .values(name=found.name, name_source=rules.name_source(source))
        )
        await tx.emit(ContactRenamed(contact_id=winner, source=rules.name_source(source)), subject_id=winner)
    for mark, identity_id in added.items():
        await tx.emit(IdentityAdded(contact_id=winner, identity_id=identity_id, space=mark.space.value), subject_id=winner)
    confirmed = any(mark.value != known.confirmed_value for known, mark in found.touched)
    if added or found.name or found.taken or found.retire or confirmed:
        await rows.refresh_search(tx, {winner, *(k.contact_id for k in found.taken)})
    if len(added) < len(found.missing):
        return None
    identity_id = found.identity_id or next(iter(added.values()), None) or await _any_identity(tx, winner)
    return Recognized(winner, identity_id, merges)


async def _any_identity(tx: Tx, contact_id: uuid.UUID) -> uuid.UUID:
    return (await queries.identities(tx, contact_id, retired=True))[0].id
