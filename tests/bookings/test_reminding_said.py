"""What a reminder names is so when it leaves: with whom, where, what. What is not so any more is said anew, once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from atende.accounts.models import Store
from atende.bookings.models import Reminder
from atende.bookings.service import amending, changing
from atende.bookings.service.changing import BY_STAFF
from atende.kit.ids import new_id
from atende.knowledge.models import Professional
from tests.bookings.clinic import WEEK
from tests.bookings.reminded import Reminding, go_to
from tests.bookings.test_reminding import DAY, clinic  # noqa: F401 - fixtures
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401

WITHDRAWN, QUEUED = (1440, "withdrawn", "outdated"), (1440, "queued", "")


async def _queued(clinic: Reminding):  # noqa: F811
    """A reminder of an appointment with Dra. Ana at the first of two stores stands queued, and has not left."""
    here = clinic.clinic
    await here.resource("Dr. Beto")
    south = new_id()
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=south, name="Unidade Sul", hours=WEEK))
    await here.service("Retorno", by=("Dra. Ana", "Dr. Beto"))
    made = await clinic.book(10, service="Retorno", professional_id=here.people["Dra. Ana"], store_id=here.store)
    await clinic.worker()
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    assert await clinic.worker() == 1
    assert await clinic.reminders(made) == [QUEUED]
    return made, {"professional_id": here.people["Dr. Beto"]}, {"store_id": south}


@pytest.mark.parametrize("what", ["professional", "store"])
async def test_queued_when_it_goes_to_somebody_or_somewhere_else_it_leaves_as_it_is_then(clinic, peer, what):  # noqa: F811
    made, to_beto, to_south = await _queued(clinic)
    await clinic.do(changing.reschedule, made, made.starts_at, by=BY_STAFF, **(to_beto if what == "professional" else to_south))
    await clinic.worker()  # who looks before it is called finds it queued, and leaves that
    for _ in range(3):
        await clinic.delivered()
        await asyncio.gather(*(clinic.worker() for _ in range(3)))
    (told,) = [one["interactive"]["body"]["text"] for one in peer.received]
    assert ("Dr. Beto" in told, "Unidade Sul" in told) == (what == "professional", what == "store")
    assert ("Dra. Ana" in told, "Unidade Centro" in told) == (what == "store", what == "professional")
    assert sorted(await clinic.reminders(made)) == [QUEUED, WITHDRAWN]
    assert [one.status for one in await clinic.messages()] == ["dropped", "sent"]


async def test_whoever_comes_first_it_is_said_once(clinic, peer):  # noqa: F811
    made, to_beto, _ = await _queued(clinic)
    moving = clinic.do(changing.reschedule, made, made.starts_at, by=BY_STAFF, **to_beto)
    await asyncio.gather(*(clinic.delivered() for _ in range(3)), moving, *(clinic.worker() for _ in range(3)))
    for _ in range(3):
        await clinic.worker()
        await clinic.delivered()
    assert len(peer.received) == 1
    assert [one for one in await clinic.reminders(made) if one != WITHDRAWN] == [QUEUED]
    assert [one.status for one in await clinic.messages()] in (["sent"], ["dropped", "sent"])


async def test_what_it_does_not_name_may_change_and_it_leaves(clinic, peer):  # noqa: F811
    made, to_beto, _ = await _queued(clinic)
    back = {"professional_id": clinic.clinic.people["Dra. Ana"]}
    for where in (to_beto, back):
        await clinic.do(changing.reschedule, made, made.starts_at, by=BY_STAFF, **where)
    await clinic.do(amending.resize, made, made.ends_at + timedelta(minutes=15))
    await clinic.do(changing.cancel, made, by=BY_STAFF)
    await clinic.do(amending.restore, made)
    await clinic.worker()
    await clinic.delivered()
    await clinic.worker()
    assert len(peer.received) == 1
    assert await clinic.reminders(made) == [QUEUED]


async def test_a_name_that_was_put_right_is_said_right(clinic, peer):  # noqa: F811
    made, _, _ = await _queued(clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(update(Professional).where(Professional.name == "Dra. Ana").values(name="Dra. Anna"))
    await clinic.delivered()
    await clinic.worker()
    await clinic.delivered()
    (told,) = [one["interactive"]["body"]["text"] for one in peer.received]
    assert "Retorno com Dra. Anna" in told
    assert sorted(await clinic.reminders(made)) == [QUEUED, WITHDRAWN]


async def test_what_left_already_is_not_said_twice(clinic, peer):  # noqa: F811
    made, to_beto, _ = await _queued(clinic)
    await clinic.delivered()
    await clinic.do(changing.reschedule, made, made.starts_at, by=BY_STAFF, **to_beto)
    await clinic.worker()
    await clinic.delivered()
    assert (len(peer.received), await clinic.reminders(made)) == (1, [QUEUED])


async def test_what_the_version_before_queued_leaves_by_what_that_one_asked(clinic, peer):  # noqa: F811
    made, to_beto, _ = await _queued(clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(update(Reminder).values(said=None))
    await clinic.do(changing.reschedule, made, made.starts_at, by=BY_STAFF, **to_beto)
    await clinic.delivered()
    assert len(peer.received) == 1


async def test_dropped_while_it_was_cancelled_it_is_looked_at_again_when_it_stands(clinic, peer):  # noqa: F811
    made, _, _ = await _queued(clinic)
    await clinic.do(changing.cancel, made, by=BY_STAFF)
    await clinic.delivered()
    assert await clinic.reminders(made) == [WITHDRAWN]
    assert (await clinic.row(made)).remind_at is None
    await clinic.do(amending.restore, made)
    await clinic.worker()
    await clinic.delivered()
    assert len(peer.received) == 1
