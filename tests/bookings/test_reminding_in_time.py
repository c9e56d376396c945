"""Reminders that do not leave are told while somebody can still telephone; other settings reach every appointment ahead."""

from datetime import timedelta

from atende.bookings import schedule
from atende.bookings.service import reminder_settings
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from tests.bookings.reminded import go_to
from tests.bookings.test_reminding import TWO_HOURS, clinic  # noqa: F401 - fixtures
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401


async def test_what_has_not_left_shortly_before_the_start_is_told_in_time_to_telephone(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.worker()
    assert await clinic.reminders(made) == [(1440, "skipped", "superseded"), (120, "queued", "")]
    go_to(made.starts_at - timedelta(minutes=16))
    assert await clinic.worker() == 0
    go_to(made.starts_at - timedelta(minutes=15))
    assert await clinic.worker() == 1
    assert (await clinic.reminders(made))[-1] == (120, "failed", "missed")
    waiting = await clinic.conversation()
    assert waiting.handoff_reason == "not_reminded"
    assert waiting.due_at < made.starts_at
    await clinic.delivered()
    assert (peer.received, [one.status for one in await clinic.messages()]) == ([], ["dropped"]), "they are telephoned instead"
    await clinic.at(made.starts_at + timedelta(minutes=5))
    assert (await clinic.facts()).count("not_reminded") == 1


async def test_what_left_is_looked_at_once_more_and_nobody_is_called(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - TWO_HOURS)
    assert await clinic.at(made.starts_at - timedelta(minutes=15)) == 1
    assert await clinic.at(made.starts_at - timedelta(minutes=1)) == 0
    assert (await clinic.reminders(made))[-1] == (120, "queued", "")
    assert (len(peer.received), "not_reminded" in await clinic.facts()) == (1, False)


async def test_one_that_is_just_being_called_is_not_given_up_and_a_number_that_is_used_no_more_calls_its_own(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.worker()
    async with clinic.tx() as tx:
        await tx.fetch("update inbox_messages set status = 'sending' where tenant_id = $1 and direction = 'out'", tx.tenant_id)
        await tx.fetch("update integrations_connections set is_active = false where tenant_id = $1", tx.tenant_id)
    go_to(made.starts_at - timedelta(minutes=15))
    assert await clinic.worker() == 1
    assert (await clinic.reminders(made))[-1] == (120, "queued", "")
    async with clinic.tx() as tx:
        await tx.fetch("update inbox_messages set status = 'queued' where tenant_id = $1 and direction = 'out'", tx.tenant_id)
    go_to(made.starts_at - timedelta(minutes=12))
    assert await clinic.worker() == 1
    assert (await clinic.reminders(made))[-1] == (120, "failed", "missed")
    assert (await clinic.conversation()).handoff_reason == "not_reminded"


async def test_other_settings_wait_for_nobody_who_has_an_appointment_and_reach_each(clinic, monkeypatch):  # noqa: F811
    monkeypatch.setattr(reminder_settings, "_AT_ONCE", 2)
    made = [await clinic.book(hour, days=days) for days in (3, 4) for hour in (8, 9)]
    await clinic.worker()
    lane = Lane(clinic.desk.tenant_id, "anew")

    async def due() -> list[bool]:
        return [(await clinic.row(one)).remind_at <= core_clock.now() for one in made]

    async with clinic.tx() as tx:
        await tx.fetch(
            "select 1 from bookings_appointments where tenant_id = $1 and id = $2 for update", tx.tenant_id, made[1].id
        )
        await clinic.settings(leads=[240])
        assert await due() == [False] * 4, "not by whoever changes them"
        for _ in range(6):
            await schedule.look_anew(lane)
        assert await due() == [True, False, True, False], "what somebody has is not passed by"
    while await schedule.look_anew(lane):
        pass
    assert await due() == [True] * 4
    assert lane not in await schedule.changed(100_000)
    await clinic.worker()
    assert [(await clinic.row(one)).remind_at for one in made] == [one.starts_at - timedelta(hours=4) for one in made]
