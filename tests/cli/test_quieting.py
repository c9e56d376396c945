"""What left after the backup was made does not leave again out of the restored copy, and a drill writes to nobody."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from atende import wiring
from atende.accounts.service import notices
from atende.bookings import schedule
from atende.bookings.models import Appointment
from atende.bookings.service import receipts
from atende.cli.backup import exchange, taking
from atende.cli.backup.quieting import Quieted
from atende.core import clock as core_clock
from atende.core import db
from atende.core.mail import outbox
from atende.core.tenancy import Crossing, across_tenants
from atende.inbox.service import send
from tests.bookings.reminded import Reminding, go_to, noon, reminding
from tests.cli.test_restore import IDENTITY, Elsewhere, aside, elsewhere  # noqa: F401 - a fixture
from tests.conftest import forget_home
from tests.database import Database
from tests.inbox.conftest import _channel, new_desk, peer  # noqa: F401 - fixtures

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TURN = "insert into bot_sessions (tenant_id, conversation_id, turn_due_at) values (:tenant, :conversation, :at)"
CALENDAR = (
    "insert into bookings_calendars (tenant_id, id, resource_id, provider, environment, external_id, state, read_due_at)"
    " select tenant_id, gen_random_uuid(), id, 'google', 'live', 'ana@example.com', 'ok', :at from bookings_resources limit 1"
)
ASKING = (
    "insert into bookings_askings (tenant_id, id, connection_id, state, due_at)"
    " values (:tenant, gen_random_uuid(), :connection, 'ok', :at)"
)


@contextlib.asynccontextmanager
async def working_on(home: Path) -> AsyncIterator[None]:
    """This process works on the install of that home, as its worker does."""
    await db.dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATENDE_HOME", str(home))
        forget_home()
        yield
        await db.dispose()
    forget_home()


async def worker(clinic: Reminding) -> None:
    """What is due leaves: reminders, receipts, mails and whatever stands queued."""
    await clinic.worker()
    for lane in await schedule.receipts_due(1000):
        await schedule.tell(lane)
    (mails,) = outbox.stages()
    for lane in await mails.due(1000):
        await mails.handle(lane)
    await clinic.delivered()


@pytest.fixture
async def clinic(clock, peer, own_database: Database) -> Reminding:  # noqa: F811
    """In a database of its own; a customer's appointment in three days, of which they are reminded in a minute."""
    wiring.wire()
    go_to(noon())
    async with working_on(own_database.home):
        made = await reminding(await new_desk())
        await made.settings()
    return made


@pytest.fixture
async def appointment(clinic: Reminding, own_database: Database) -> Appointment:
    async with working_on(own_database.home):
        made = await clinic.book(10)
        go_to(made.starts_at - DAY - timedelta(minutes=1))
        await clinic.customer_wrote()
        await clinic.worker()
    return made


def backup(database: Database) -> Path:
    file = database.home / "one.backup"
    aside(taking.take, database.admin_url, database.home, file, str(IDENTITY.to_public()), lambda *_: None)
    return file


def restored(file: Path, to: Elsewhere, *, drill: bool = False) -> exchange.Outcome:
    def work() -> exchange.Outcome:
        return exchange.into_external(file, str(IDENTITY), to.url, to.home, False, lambda *_: None, drill=drill)

    outcome = aside(work)
    assert outcome.restored.differences == []
    return outcome


async def test_a_restored_copy_sends_nothing_that_left_after_the_backup_was_made(
    clinic: Reminding,
    appointment: Appointment,
    own_database: Database,
    elsewhere: Elsewhere,  # noqa: F811
    peer,  # noqa: F811
):
    desk = clinic.desk
    async with working_on(own_database.home):
        said = await desk.say("Às dez, combinado.")
        async with clinic.tx() as tx:
            receipts.begin(tx, await tx.session.get_one(Appointment, (tx.tenant_id, appointment.id)))
            where = {"tenant": tx.tenant_id, "conversation": desk.conversation_id, "at": core_clock.now()}
            await tx.session.execute(text(TURN), where)
        async with across_tenants(Crossing.SIGN_IN) as session:
            await outbox.queue(session, notices.KIND, "ana@example.com", user_id=str(desk.ana), what="identity_linked")
        file = backup(own_database)
        await clinic.at(appointment.starts_at - DAY)
        assert len(peer.received) == 2, "what was said and the reminder have left"

    go_to(appointment.starts_at - DAY + HOUR)
    outcome = restored(file, elsewhere)
    assert outcome.quieted == Quieted(messages=1, turns=1, reminders=1, receipts=1, mails=1)
    (line,) = outcome.quieted.said()
    assert "1 messages that stood queued" in line
    async with working_on(elsewhere.home):
        await worker(clinic)
        assert len(peer.received) == 2
        message = await desk.message(said.id)
        assert (message.status, (message.error or {})["word"]) == ("unknown", "restored")
        assert await clinic.shown(appointment) == [(1440, "skipped", "restored"), (120, "scheduled", "")]
        talk = await desk.conversation()
        assert (talk.handoff_reason, talk.waiting_since is None) == ("late", False)
        async with across_tenants(Crossing.OPERATE) as session:
            assert list(await session.scalars(text("select status from mails"))) == ["failed"]
        # People may send it again, and what is due later is done as ever.
        async with clinic.desk.tx(desk.ana) as tx:
            await send.resend(tx, said.id)
        await clinic.delivered()
        assert len(peer.received) == 3
        await clinic.customer_wrote()
        await clinic.at(appointment.starts_at - 2 * HOUR)
        assert len(peer.received) == 4
        assert await clinic.reminders(appointment) == [(1440, "skipped", "restored"), (120, "queued", "")]


async def test_a_drill_beside_the_install_that_goes_on_uses_no_number_and_no_calendar_of_it(
    clinic: Reminding,
    appointment: Appointment,
    own_database: Database,
    elsewhere: Elsewhere,  # noqa: F811
    peer,  # noqa: F811
):
    desk = clinic.desk
    async with working_on(own_database.home):
        async with clinic.tx() as tx:
            given = {"tenant": tx.tenant_id, "connection": desk.connection_id, "at": core_clock.now()}
            for statement in (CALENDAR, ASKING):
                await tx.session.execute(text(statement), given)
        file = backup(own_database)
    outcome = restored(file, elsewhere, drill=True)
    assert outcome.quieted == Quieted(numbers=1, calendars=1, is_drill=True)
    assert outcome.quieted.said() == ["A drill: 1 numbers are paused and 1 calendars outside are let go."]
    async with working_on(elsewhere.home):
        connection = await desk.connection()
        assert (connection.state, connection.state_reason, connection.is_active) == ("paused", "restored", False)
        assert await schedule.calendars_due(10) == await schedule.askings_due(10) == []
        for after in (timedelta(), HOUR):
            go_to(appointment.starts_at - DAY + after)
            await worker(clinic)
        assert [(lead, outcome) for lead, outcome, _ in await clinic.reminders(appointment)] == [(1440, "failed")]
        assert peer.received == []
