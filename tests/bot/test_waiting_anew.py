"""What they waited to move is gone, and they join anew at once, as anybody: the sweep that ends such waits leaves theirs alone."""

import asyncio
from datetime import timedelta

import pytest

from atende.bookings.models import Appointment, Wait
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import earlier, freeing, waiting
from atende.bot.service import backfill
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from tests.accounts.under_way import waiting_for_a_lock
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _state


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk, offer_minutes=30, contact_limit=1)


def _longing(guest: Guest, clinic: Clinic, own: Appointment | None) -> waiting.Longing:
    today = core_clock.now().astimezone(ZONE).date()
    return waiting.Longing(
        guest.contact_id, clinic.services["Consulta"], Span(today, today + timedelta(days=2)), Source.BOT,
        conversation_id=guest.conversation_id, appointment_id=own.id if own else None,
    )  # fmt: skip


async def _waits_to_move(desk, clinic: Clinic) -> tuple[Guest, Appointment, Wait]:  # noqa: F811
    await _full(clinic)
    await _full(clinic, 2)
    guest = await _guest(desk)
    own = await _booked(clinic, 10, 3, contact_id=guest.contact_id)
    later(timedelta(seconds=1))
    async with clinic.tx() as tx:
        return guest, own, await waiting.join(tx, _longing(guest, clinic, own))


async def test_who_joined_anew_while_it_was_looked_at_waits_on(desk, clinic, database):  # noqa: F811
    guest, own, wait = await _waits_to_move(desk, clinic)
    await _gone(clinic, own)
    async with clinic.tx() as tx:
        again = await waiting.join(tx, _longing(guest, clinic, None))
        assert (again.id, again.appointment_id) == (wait.id, None)
        sweep = asyncio.create_task(backfill.handle(Lane(clinic.tenant_id, freeing.STAGE)))
        await waiting_for_a_lock(database)  # found over still, and its row is not to be had yet
    await sweep
    assert (await _state(clinic, wait)).state == "waiting"


async def test_what_was_found_over_is_looked_at_again_before_it_is_ended(desk, clinic):  # noqa: F811
    guest, own, wait = await _waits_to_move(desk, clinic)
    async with clinic.tx() as tx:
        assert await earlier.over(tx) == []
        await waiting.leave_over(tx, wait.id)
    assert (await _state(clinic, wait)).state == "waiting", "theirs can be moved still"
    await _gone(clinic, own)
    async with clinic.tx() as tx:
        assert await earlier.over(tx) == [wait.id]
        await waiting.join(tx, _longing(guest, clinic, None))
    async with clinic.tx() as tx:
        await waiting.leave_over(tx, wait.id)
    assert (await _state(clinic, wait)).state == "waiting"


async def test_who_did_not_join_anew_waits_no_more(desk, clinic):  # noqa: F811
    _, own, wait = await _waits_to_move(desk, clinic)
    await _gone(clinic, own)
    await backfill.handle(Lane(clinic.tenant_id, freeing.STAGE))
    assert (await _state(clinic, wait)).state == "left"
    async with clinic.tx() as tx:
        await waiting.leave_over(tx, wait.id)
    assert (await _state(clinic, wait)).state == "left", "again it changes nothing"
