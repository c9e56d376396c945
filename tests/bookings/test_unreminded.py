"""Whom no reminder reached is in the list of what people have to look at, until somebody has seen to it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import Reminder
from atende.bookings.queries import unreminded
from atende.bookings.service import acknowledging, amending, changing, reminding
from atende.bookings.service.changing import BY_STAFF
from atende.core import clock as core_clock
from atende.core import paging
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id
from atende.kit.refusal import Invalid
from tests.accounts.conftest import (  # noqa: F401 - fixtures
    application,
    browser,
    fresh_email,
    hire,
    make_clinic,
)
from tests.bookings.clinic import Clinic
from tests.bookings.reminded import Reminding, go_to
from tests.bookings.test_reminding import DAY, TWO_HOURS, clinic  # noqa: F401
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401
from tests.inbox.peer import error


async def _failed(clinic: Reminding) -> list[dict[str, Any]]:  # noqa: F811
    async with clinic.tx() as tx:
        return (await unreminded.failed(tx))[0]


async def _of_nobody(clinic: Reminding, hour: int = 9, days: int = 3):  # noqa: F811
    """An appointment of somebody who never wrote, where the business has no template; its reminder was due."""
    made = await clinic.book(hour, days=days, contact_id=await clinic.clinic.contact("Bia"))
    await clinic.worker()
    await clinic.at(made.starts_at - DAY)
    return made


async def test_who_cannot_be_written_to_is_in_the_list_until_somebody_has_seen_to_it(clinic, peer):  # noqa: F811
    made = await _of_nobody(clinic)
    (one,) = await _failed(clinic)
    assert (one["appointment_id"], one["contact_name"], one["service_name"]) == (made.id, "Bia", "Consulta")
    assert (one["starts_at"], one["timezone"]) == (made.starts_at, "America/Sao_Paulo")
    assert (one["reason"], one["lead"], one["conversation_id"]) == ("no_conversation", 1440, None)
    await clinic.at(made.starts_at - TWO_HOURS)
    assert [each["lead"] for each in await _failed(clinic)] == [120], "one line of an appointment, the nearest"
    for _ in range(2):
        async with clinic.tx() as tx:
            await reminding.settle(tx, one["id"])
    assert await _failed(clinic) == []
    assert (await clinic.facts()).count("reminder_settled") == 1
    assert [each[1] for each in await clinic.reminders(made)] == ["failed", "failed"], "what became of it stays"


async def test_what_the_vendor_did_not_deliver_and_what_did_not_leave_are_in_it(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    peer.script = [error(131026)]
    await clinic.at(made.starts_at - DAY)
    assert [(one["reason"], one["conversation_id"]) for one in await _failed(clinic)] == [
        ("undeliverable", clinic.desk.conversation_id)
    ]
    go_to(made.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.worker()
    go_to(made.starts_at - timedelta(minutes=15))
    await clinic.worker()
    assert [(one["reason"], one["lead"]) for one in await _failed(clinic)] == [("missed", 120)]


async def test_who_was_reached_after_all_or_said_that_they_come_is_not(clinic, peer):  # noqa: F811
    reached, coming = await clinic.book(10), await clinic.book(11)
    await clinic.worker()
    await clinic.at(coming.starts_at - DAY)
    assert [one["reason"] for one in await _failed(clinic)] == ["window_closed", "window_closed"]
    async with clinic.tx() as tx:
        await acknowledging.acknowledge(tx, coming.id, coming.starts_at)
    assert [one["appointment_id"] for one in await _failed(clinic)] == [reached.id]
    go_to(reached.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.at(core_clock.now())
    assert len(peer.received) == 1
    assert await _failed(clinic) == []


@pytest.mark.parametrize("act", ["cancelled", "moved", "begun"])
async def test_what_is_not_ahead_at_that_start_is_not_in_it(clinic, peer, act):  # noqa: F811
    made = await _of_nobody(clinic)
    assert len(await _failed(clinic)) == 1
    if act == "cancelled":
        await clinic.do(changing.cancel, made, by=BY_STAFF)
    elif act == "moved":
        await clinic.do(changing.reschedule, made, made.starts_at + 4 * DAY, by=BY_STAFF)
    else:
        go_to(made.starts_at + timedelta(minutes=1))
    assert await _failed(clinic) == []
    if act == "cancelled":
        await clinic.do(amending.restore, made)
        assert len(await _failed(clinic)) == 1


async def test_the_list_goes_on_by_start_and_is_found_by_an_index_of_its_own(clinic, peer):  # noqa: F811
    made = [await clinic.book(hour, contact_id=await clinic.clinic.contact("Bia")) for hour in (11, 8, 10, 9)]
    await clinic.worker()
    await clinic.at(max(one.starts_at for one in made) - DAY)
    wanted, found, cursor = sorted(made, key=lambda one: one.starts_at), [], None
    while True:
        async with clinic.tx() as tx:
            items, cursor = await unreminded.failed(tx, cursor=cursor, limit=3)
        found += items
        if cursor is None:
            break
    assert [one["appointment_id"] for one in found] == [one.id for one in wanted]
    async with clinic.tx() as tx:
        with pytest.raises(Invalid):
            await unreminded.failed(tx, cursor=paging.encode("2026-01-01"))
        with pytest.raises(BookingNotFound):
            await reminding.settle(tx, new_id())
        await tx.session.execute(text("set local enable_seqscan = off"))
        values = {"tenant": tx.tenant_id, "now": tx.now}
        plan = "\n".join(await tx.session.scalars(text(f"explain {unreminded._FAILED}"), values))
    assert "ix_bookings_reminders_open" in plan


async def test_who_sees_the_agenda_reads_it_and_who_may_change_it_settles_it(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    receptionist, clerk = browser(), browser()
    await hire(business, owner, receptionist, fresh_email("agenda"), "bookings")
    await hire(business, owner, clerk, fresh_email("conversas"), "inbox")
    here = Clinic(business.tenant.id, uuid.uuid4())
    await here.resource("Dra. Ana")
    await here.service("consulta")
    url = f"{business.url}/bookings"
    whom = await here.contact("Iara")
    starts_at = (core_clock.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0).isoformat()
    given = {"service_id": str(here.services["consulta"]), "contact_id": str(whom), "starts_at": starts_at, "overbook": True}
    given |= {"professional_id": str(here.people["Dra. Ana"])}
    made = (await receptionist.post(f"{url}/appointments", json=given)).json()
    async with in_tenant(business.tenant.id) as tx:
        row = await tx.row("select id, starts_at from bookings_appointments where tenant_id = $1", tx.tenant_id)
        failed = Reminder(
            appointment_id=row[0], lead=1440, starts_at=row[1], at=tx.now, outcome="failed", reason="no_conversation"
        )
        failed.tenant_id, failed.id, failed.is_open = tx.tenant_id, new_id(), True
        tx.session.add(failed)
        reminder_id = failed.id
    (one,) = (await receptionist.get(f"{url}/reminders/failed")).json()["items"]
    assert (one["id"], one["appointment_id"], one["contact_name"]) == (str(reminder_id), made["id"], "Iara")
    assert (await clerk.get(f"{url}/reminders/failed")).status_code == 403
    assert (await clerk.post(f"{url}/reminders/{reminder_id}/settle")).status_code == 403
    assert (await receptionist.post(f"{url}/reminders/{reminder_id}/settle")).status_code == 204
    assert (await receptionist.get(f"{url}/reminders/failed")).json()["items"] == []
