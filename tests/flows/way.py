"""The way of one message, step by step in this process: received, opened, answered, delivered; with what each step asked."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from atende.bot.service import turns
from atende.core import clock
from atende.core.jobs import Lane
from atende.core.tenancy import in_tenant
from atende.inbox.service import deliver
from atende.integrations.service import doors, opening
from atende.integrations.service.receive import receive
from tests.meta import Said, message_body
from tests.statements import Heard, listening

PROVIDER = "meta_whatsapp"


@dataclass(frozen=True, slots=True)
class Way:
    """What the database was asked at each step, and where it ended."""

    received: Heard
    opened: Heard
    answered: Heard
    delivered: Heard
    conversation_id: uuid.UUID
    answers: int


async def walk(said: Said) -> Way:
    """The message was taken in, read by a turn of the bot, and what the bot said was handed to the vendor."""
    business = said.sender.business
    with listening() as received:
        await receive(PROVIDER, doors.door_of(PROVIDER).unpack(message_body([said])), "way")
    lanes = [lane for lane in await opening.due(1000) if lane.tenant_id == business.tenant_id]
    with listening() as opened:
        for lane in lanes:
            assert await opening.open_lane(lane)
    async with in_tenant(business.tenant_id) as tx:
        conversation_id = await tx.session.scalar(
            text("select conversation_id from inbox_messages where external_id = :id"), {"id": said.id}
        )
    clock.shift(timedelta(seconds=10))
    try:
        lane = Lane(business.tenant_id, str(conversation_id))
        with listening() as answered:
            claimed = await turns._taken(lane, claims=True)
        assert claimed is not None
        with listening() as delivered:
            assert await deliver.follow(claimed)
    finally:
        clock.shift(timedelta())
    async with in_tenant(business.tenant_id) as tx:
        answers = await tx.session.scalar(
            text("select count(*) from inbox_messages where conversation_id = :id and status = 'sent'"), {"id": conversation_id}
        )
    return Way(received, opened, answered, delivered, conversation_id, answers)
