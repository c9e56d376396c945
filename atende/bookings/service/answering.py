"""Who waits presses what they were offered while the bot has not the word: it is done all the same, shortly, by whoever looks after
offers. Here only their answer is written down: opening parcels holds conversations of several people, and a time is locked after one."""

import uuid

from atende.bookings.rules.options import pressed as option
from atende.bookings.service import freeing
from atende.contacts import queries as contacts
from atende.core.tenancy import Tx

ACCEPT, PASS = "accept", "pass"

_PRESSED = "select content->>'id' from inbox_messages where tenant_id = $1 and id = $2"
_ANSWERED = """
update bookings_wait_offers o set answer = $4, check_at = $5 from bookings_waits w
where o.tenant_id = $1 and o.id = $2 and o.outcome = 'open' and w.tenant_id = $1 and w.id = o.wait_id and w.contact_id = any($3::uuid[])
returning o.id
"""


async def pressed(tx: Tx, message_id: uuid.UUID, contact_id: uuid.UUID) -> None:
    """What this button of an offer says is taken up at once, when the offer is open and this person's; any other is left to whoever has
    the conversation."""
    tapped = option(await tx.value(_PRESSED, tx.tenant_id, message_id) or "")
    if tapped is None or tapped.verb not in (ACCEPT, PASS):
        return
    try:
        offer_id = uuid.UUID(tapped.subject)
    except ValueError:
        return
    records = list(await contacts.records(tx, [await contacts.living_id(tx, contact_id)]))
    if await tx.fetch(_ANSWERED, tx.tenant_id, offer_id, records, tapped.verb, tx.now):
        freeing.look(tx)
