"""Where somebody is written to about an appointment of theirs, and by which way: words inside the customer service window, a template
outside of it. For whoever writes by themselves: reminders, receipts, offers of the waiting list."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.rules.reminders.words import Subject
from atende.bookings.schemas.reminders import TemplateIn
from atende.contacts import queries as contacts
from atende.contacts import service as people
from atende.core.tenancy import Tx
from atende.inbox.errors import WindowClosed
from atende.inbox.models import Conversation
from atende.inbox.rules.speaking import window_closes_at
from atende.inbox.service.conversations import conversation_for, locked
from atende.inbox.service.held import Held

_CLOSES_SOON = timedelta(minutes=5)  # a window that closes meanwhile counts as closed where there is a template

# The person's own: the one in which it was made, where its number is still in use, else where they were last. Whoever booked for
# somebody else in another's conversation, or whose conversation is another's since, has nobody written to there.
_WHERE = """
select c.id from inbox_conversations c
join integrations_connections n on n.tenant_id = c.tenant_id and n.id = c.connection_id
where c.tenant_id = $1 and c.merged_into_id is null and n.is_active and c.contact_id = $3
order by (c.id = $2) desc nulls last, c.last_activity_at desc, c.id limit 1
"""
_USABLE = """
select id from integrations_connections where tenant_id = $1 and id = any($2::uuid[]) and is_active and state not in ('paused', 'failing')
order by array_position($2::uuid[], id) limit 1
"""
_SUBJECT = """
select t.name as business, k.name as service, p.name as person,
    (select s.name from accounts_stores s where s.tenant_id = $1 and s.id = $4
        and (select count(*) from accounts_stores o where o.tenant_id = $1 and o.is_active) > 1) as store,
    array(select f.name from bookings_claims c join bookings_resources r on r.tenant_id = c.tenant_id and r.id = c.resource_id
        join knowledge_professionals f on f.tenant_id = r.tenant_id and f.id = r.professional_id
        where c.tenant_id = $1 and c.occasion_id = $5 order by r.no) as professionals
from accounts_tenants t, knowledge_services k, contacts_contacts p
where t.id = $1 and k.tenant_id = $1 and k.id = $2 and p.tenant_id = $1 and p.id = $3
"""


async def known(tx: Tx, contact_id: uuid.UUID, conversation_id: uuid.UUID | None) -> uuid.UUID | None:
    """Where the person was talked to, this conversation before others; nothing of it is locked. None: nowhere."""
    return await tx.value(_WHERE, tx.tenant_id, conversation_id, await contacts.living_id(tx, contact_id))


async def conversation(
    tx: Tx, contact_id: uuid.UUID, conversation_id: uuid.UUID | None, numbers: Sequence[uuid.UUID]
) -> uuid.UUID | None:
    """Where the person can be written to, locked; a new one on the first of `numbers` (those that have a template) that can be used, when
    they never wrote. None: nowhere."""
    contact_id = await contacts.living_id(tx, contact_id)
    found = await known(tx, contact_id, conversation_id)
    if found is not None:
        return (await locked(tx, found)).id
    usable = await tx.value(_USABLE, tx.tenant_id, list(numbers))
    if usable is None or (await people.address(tx, contact_id)).phone is None:
        return None
    return (await conversation_for(tx, usable, contact_id)).id


def way(one: Conversation | Held, templates: Sequence[TemplateIn], now: datetime) -> TemplateIn | None:
    """The template that it takes to write there now; None where words may be said. Refuses `WindowClosed` where neither can be."""
    template = next((each for each in templates if each.connection_id == one.connection_id), None)
    closes = window_closes_at(one.last_inbound_at) or now
    if template is not None and closes < now + _CLOSES_SOON:
        return template
    if closes <= now:
        raise WindowClosed
    return None


async def subject(tx: Tx, row: Any, contact_id: uuid.UUID) -> Subject:
    """What is written about, as the rows say it now: what is at no store is online. `row`: the appointment's id, service, store, occasion,
    start and zone."""
    found = await tx.row(_SUBJECT, tx.tenant_id, row["service_id"], contact_id, row["store_id"], row["occasion_id"])
    return Subject(
        str(row["id"]), row["starts_at"], ZoneInfo(row["zone"]), found["business"], found["service"], found["person"],
        tuple(found["professionals"]), found["store"] or "", row["store_id"] is None, (await people.address(tx, contact_id)).phone,
    )  # fmt: skip
