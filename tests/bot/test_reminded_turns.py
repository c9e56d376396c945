"""A reminder answered, over the database: pressed or said, by whoever has the conversation."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from atende import wiring
from atende.bookings.models import Appointment
from atende.bookings.rules.options import option_id
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.changing import BY_STAFF
from atende.core import clock as core_clock
from atende.inbox.models import Message
from atende.inbox.ports import InboundMessage, MessageKind, Sender
from atende.inbox.service import ownership, receive
from atende.kit.ids import new_id
from tests.bookings.reminded import Reminding, go_to, noon, reminding
from tests.bot.test_booking_turns import Guest, options
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures

DAY = timedelta(days=1)


@pytest.fixture
async def clinic(clock, desk) -> Reminding:  # noqa: F811
    wiring.wire()
    go_to(noon())
    made = await reminding(desk)
    await made.settings()
    return made


@pytest.fixture
def marina(clinic) -> Guest:
    return Guest(clinic.desk, clinic.desk.conversation_id, clinic.desk.contact_id)


async def _reminded(clinic: Reminding, hour: int = 10) -> tuple[Appointment, Message]:
    made = await clinic.book(hour)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - DAY)
    return made, (await clinic.messages())[-1]


async def _arrives(clinic: Reminding, message: Message, title: str) -> None:
    """The press comes in as the vendor hands it over."""
    pressed = next(one for one in message.content["buttons"] if one["title"] == title)
    said = InboundMessage(
        f"wamid.{new_id().hex}", Sender(phone=clinic.desk.phone.lstrip("+")), core_clock.now(), MessageKind.BUTTON, title, pressed
    )
    async with clinic.tx() as tx:
        await receive.receive_message(tx, clinic.desk.connection_id, said, tx.now)


async def test_pressed_confirm_is_told_and_stands_on_the_appointment(clinic, marina):
    made, message = await _reminded(clinic)
    said = await marina.taps(message, "Confirmar")
    assert "10:00" in said.text
    assert said.explanation["fact_ids"] == [f"appointment:{made.id}"]
    assert (await clinic.row(made)).acknowledged_at is not None
    assert (await clinic.shown(made))[0][:2] == (1440, "answered")
    assert "acknowledged" in await clinic.facts()
    await clinic.do(changing.reschedule, made, made.starts_at + 2 * DAY, by=BY_STAFF)
    assert (await clinic.row(made)).acknowledged_at is None, "nobody said so of that start"


async def test_said_in_words_yes_confirms_and_no_asks_before_it_cancels(clinic, marina):
    made, _ = await _reminded(clinic)
    assert "10:00" in (await marina.says("sim, vou")).text
    assert (await clinic.row(made)).acknowledged_at is not None
    other, _ = await _reminded(clinic, 11)
    asked = await marina.says("não vou poder ir")
    assert (await clinic.row(other)).state == "confirmed"
    await marina.taps(asked, "Sim, cancelar")
    assert (await clinic.row(other)).state == "cancelled"
    assert (await clinic.row(made)).state == "confirmed"


async def test_pressed_reschedule_offers_times_and_moves(clinic, marina):
    made, message = await _reminded(clinic)
    times = await marina.taps(message, "Remarcar")
    sure = await marina.taps(times, next(iter(options(times).values())))
    await marina.taps(sure, "Sim, mudar")
    moved = await clinic.row(made)
    assert (moved.state, moved.starts_at != made.starts_at) == ("confirmed", True)


async def test_an_old_button_confirms_no_other_start(clinic, marina):
    made, message = await _reminded(clinic)
    await clinic.do(changing.reschedule, made, made.starts_at + DAY, by=BY_STAFF)
    said = await marina.taps(message, "Confirmar")
    assert (await clinic.row(made)).acknowledged_at is None
    await marina.taps(said, "Confirmar")
    assert (await clinic.row(made)).acknowledged_at is not None


async def test_while_a_person_answers_a_confirmation_is_kept_and_the_bot_is_silent(clinic, marina):
    made, message = await _reminded(clinic)
    async with clinic.tx() as tx:
        await ownership.assume(tx, clinic.desk.conversation_id, user_id=clinic.desk.ana)
    said = len(await clinic.messages())
    await _arrives(clinic, message, "Cancelar")
    assert (await clinic.row(made)).state == "confirmed", "who answers there decides"
    await _arrives(clinic, message, "Confirmar")
    assert (await clinic.row(made)).acknowledged_at is not None
    assert len(await clinic.messages()) == said
    assert (await clinic.conversation()).unread_count >= 2


async def test_somebody_elses_button_confirms_nothing(clinic, marina, desk):  # noqa: F811
    made, message = await _reminded(clinic)
    stranger = await clinic.clinic.contact("Bia")
    forged = json.loads(json.dumps(message.content))
    async with clinic.tx() as tx:
        phone = await tx.value("select value from contacts_identities where contact_id = $1", stranger)
        said = InboundMessage(
            "wamid.x", Sender(phone=phone), core_clock.now(), MessageKind.BUTTON, "Confirmar", forged["buttons"][0]
        )
        await receive.receive_message(tx, clinic.desk.connection_id, said, tx.now)
    assert (await clinic.row(made)).acknowledged_at is None
    async with clinic.tx() as tx:
        assert await tx.session.scalar(select(Message.id).where(Message.external_id == "wamid.x"))


async def test_of_many_that_somebody_has_the_last_one_can_be_named_too(clinic, marina):
    many = [await clinic.book(hour, days=days, source=Source.STAFF) for days in (3, 4, 5) for hour in (8, 9, 10, 11)]
    await clinic.customer_wrote()
    last = many[-1]
    said = await marina.says("Confirmar", option_id("confirm", str(last.id), last.starts_at))
    assert "11:00" in said.text
    assert (await clinic.row(last)).acknowledged_at is not None
    asked = await marina.says("Cancelar", option_id("cancel", str(last.id)))
    await marina.taps(asked, "Sim, cancelar")
    assert (await clinic.row(last)).state == "cancelled"
