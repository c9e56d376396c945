"""What a worker finds in an agenda besides conversations: reminders, receipts, and who waits for a time."""

from datetime import timedelta

from atende import wiring
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import changing, waiting
from atende.contacts import service as contacts
from tests.bookings.reminded import go_to, noon, reminding
from tests.bookings.visitor import booked, open_page, visitors
from tests.inbox.conftest import Desk


async def left_behind(desk: Desk) -> None:
    """All of it is due now: somebody booked on the page and wants to be told, somebody is to be reminded, and a time that somebody
    waits for became free. The clock is the test's."""
    go_to(noon())
    here = await reminding(desk)
    await here.settings()
    made = await here.book(10)
    (taken, on) = await here.book(11, contact_id=await here.clinic.contact("Rita")), here.clinic.at(11, days=3).date()
    while await here.worker():
        pass
    go_to(made.starts_at - timedelta(days=1))
    await here.customer_wrote()
    slug = await open_page(here.clinic, sends_receipts=True)
    async with here.tx() as tx:
        number = str((await contacts.address(tx, desk.contact_id)).phone)
        longing = waiting.Longing(
            desk.contact_id, here.clinic.services["Consulta"], Span(on, on), Source.BOT, conversation_id=desk.conversation_id
        )
        await waiting.join(tx, longing)
    async with visitors() as visitor:
        at = here.clinic.at(9, days=2)
        await booked(visitor, here.clinic, slug, service="Consulta", wants_receipt=True, starts_at=at, phone=number)
    await here.do(changing.cancel, taken, by=changing.BY_STAFF)


async def done(desk: Desk) -> dict[str, int]:
    """Every stage of a worker has done what it found of this business, over and over until nothing was left; how often, by stage."""
    times: dict[str, int] = {}
    for _ in range(4):
        for stage in wiring.stages():
            for lane in await stage.due(100_000):
                if lane.tenant_id == desk.tenant_id:
                    await stage.handle(lane)
                    times[stage.name] = times.get(stage.name, 0) + 1
    return times
