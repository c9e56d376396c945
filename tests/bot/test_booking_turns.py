"""The bot books by itself: whole turns over the database, from the first word to the row."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.models import Appointment
from atende.bookings.rules.reminders.words import text_of
from atende.bookings.rules.states import Source
from atende.bookings.service import amending, reaching, reserving
from atende.bot.models import Turn
from atende.bot.service import turns
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from atende.inbox.models import Message
from atende.inbox.service import deliver, ownership
from atende.inbox.service.conversations import conversation_for
from atende.kit.ids import new_id
from tests.bookings.clinic import WEEK, ZONE, Clinic
from tests.bot.writing import wrote
from tests.inbox.conftest import Desk, _channel, desk, new_desk, peer  # noqa: F401 - fixtures


def later(by: timedelta = timedelta(seconds=9)) -> None:
    """Time goes on by that much."""
    core_clock.shift(core_clock.now() - datetime.now(UTC) + by)


@pytest.fixture(autouse=True)
def _noon(clock):
    """No day ends while a test runs: it is noon at the clinic."""
    wiring.wire()
    noon = core_clock.now().astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    later(noon - core_clock.now())


@dataclass
class Guest:
    """Somebody who writes to the clinic."""

    desk: Desk
    conversation_id: uuid.UUID
    contact_id: uuid.UUID

    @property
    def lane(self) -> Lane:
        return Lane(self.desk.tenant_id, str(self.conversation_id))

    async def writes(self, words: str, option_id: str | None = None) -> None:
        later(timedelta(seconds=4))  # faster than that only machines answer
        async with self.desk.tx() as tx:
            row = await conversation_for(tx, self.desk.connection_id, self.contact_id)
            row.last_inbound_at = core_clock.now()
        await wrote(self.desk, words, self.conversation_id, option_id)

    async def says(self, words: str, option_id: str | None = None) -> Message:
        """What the bot answers."""
        await self.writes(words, option_id)
        later()
        assert await turns.take(self.lane)
        while await deliver.deliver(self.lane):
            pass
        return (await self.heard())[-1]

    async def taps(self, answer: Message, title: str) -> Message:
        """Presses the button or row whose title begins so."""
        shown = options(answer)
        option_id = next((id_ for id_, one in shown.items() if one.startswith(title)), None)
        assert option_id, (answer.text, shown)
        return await self.says(title or "x", option_id)

    async def heard(self) -> list[Message]:
        async with self.desk.tx() as tx:
            found = select(Message).where(Message.conversation_id == self.conversation_id, Message.direction == "out")
            return list(await tx.session.scalars(found.order_by(Message.send_no)))

    async def appointments(self) -> list[Appointment]:
        async with self.desk.tx() as tx:
            found = select(Appointment).where(Appointment.contact_id == self.contact_id).order_by(Appointment.created_at)
            return list(await tx.session.scalars(found))


def options(answer: Message) -> dict[str, str]:
    """The ids and titles of what can be pressed."""
    rows = [row for part in answer.content.get("sections", []) for row in part["rows"]]
    return {one["id"]: one["title"] for one in [*rows, *answer.content.get("buttons", [])]}


def facts_of(answer: Message) -> list[str]:
    return (answer.explanation or {})["fact_ids"]


async def _guest(desk: Desk, phone: str = "") -> Guest:  # noqa: F811
    async with desk.tx() as tx:
        phone = phone or f"55119{uuid.uuid4().int % 10**8:08d}"
        found = await contacts.recognize(tx, Evidence(phone=phone, name="Rui"), source="channel", seen_at=tx.now)
        row = await conversation_for(tx, desk.connection_id, found.contact_id)
        row.last_inbound_at = core_clock.now()
        return Guest(desk, row.id, found.contact_id)


async def _clinic(desk: Desk, **settings) -> Clinic:  # noqa: F811
    made = Clinic(desk.tenant_id, new_id())
    async with desk.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=made.store, name="Unidade Centro", hours=WEEK))
    await made.resource("Dra. Ana")
    await made.service("Consulta", **settings)
    return made


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk)


@pytest.fixture
def rui(desk, clinic) -> Guest:  # noqa: F811
    return Guest(desk, desk.conversation_id, desk.contact_id)


async def test_from_the_first_word_to_an_appointment_whose_id_is_the_receipt(rui, clinic):
    times = await rui.says("oi, quero marcar uma consulta amanhã")
    day = f"{clinic.at(9):%d/%m}"
    assert [title.split("· ")[1] for title in options(times).values()] == ["08:00", "09:00", "10:00", "11:00"]
    assert all(day in title for title in options(times).values())
    said = await rui.taps(times, next(t for t in options(times).values() if t.endswith("09:00")))
    (row,) = await rui.appointments()
    assert (row.state, row.source, row.starts_at) == ("confirmed", "bot", clinic.at(9))
    assert row.conversation_id == rui.conversation_id
    assert facts_of(said) == [f"appointment:{row.id}"]
    assert "Consulta com Dra. Ana" in said.text
    assert "09:00" in said.text
    assert day in said.text
    async with rui.desk.tx() as tx:
        found = select(Turn).where(Turn.conversation_id == rui.conversation_id).order_by(Turn.created_at)
        done = [(turn.outcome, turn.explanation["deeds"]) for turn in await tx.session.scalars(found)]
    assert done == [("answered", ["FindTimes: TimesFound"]), ("acted", ["Reserve: Settled"])]


async def test_who_writes_on_before_it_was_told_does_not_undo_or_repeat_what_was_done(rui, clinic):
    times = await rui.says("marcar consulta amanhã")
    await rui.writes("x", next(iter(options(times))))
    later()
    assert await turns.take(rui.lane)
    await rui.says("quero cancelar minha consulta")
    heard = await rui.heard()
    (row,) = await rui.appointments()
    assert [facts_of(one) for one in heard[1:]] == [[f"appointment:{row.id}"], [f"appointment:{row.id}"]]
    assert "Marcado" in heard[1].text
    assert heard[1].status == "sent"


async def test_pressed_twice_it_is_still_theirs_and_one_appointment(rui, clinic):
    times = await rui.says("marcar consulta amanhã")
    title = next(iter(options(times).values()))
    await rui.taps(times, title)
    again = await rui.taps(times, title)
    assert "já" in again.text.lower()
    (row,) = await rui.appointments()
    assert facts_of(again) == [f"appointment:{row.id}"]


async def test_words_that_mean_one_of_those_shown_book_it(rui, clinic):
    await rui.says("marcar consulta amanhã")
    said = await rui.says("pode ser às 10")
    (row,) = await rui.appointments()
    assert row.starts_at == clinic.at(10)
    assert facts_of(said) == [f"appointment:{row.id}"]


async def test_a_time_that_was_not_shown_is_said_back_before_it_is_booked(rui, clinic):
    await rui.says("marcar consulta amanhã")
    asked = await rui.says(f"melhor dia {clinic.at(8, days=3):%d/%m} às 11")
    assert await rui.appointments() == []
    assert "Marcar" in options(asked).values()
    await rui.says("sim")
    (row,) = await rui.appointments()
    assert row.starts_at == clinic.at(11, days=3)


async def _taken_by_another(clinic: Clinic, at) -> None:
    async with clinic.tx() as tx:
        await reserving.reserve(tx, await clinic.wish("Consulta", at, source=Source.STAFF))


async def test_taken_meanwhile_is_said_and_what_is_still_free_is_offered(rui, clinic):
    times = await rui.says("marcar consulta amanhã")
    await _taken_by_another(clinic, clinic.at(9))
    offered = await rui.taps(times, next(t for t in options(times).values() if t.endswith("09:00")))
    assert await rui.appointments() == []
    assert "ocupado" in offered.text
    assert options(offered)
    assert not any(clinic.at(9).strftime("%d/%m · 09:00") in title for title in options(offered).values())
    await rui.taps(offered, next(iter(options(offered).values())))
    assert len(await rui.appointments()) == 1


async def test_two_at_once_for_the_last_time_one_has_it_and_the_other_is_offered_what_is_free(desk, rui, clinic):  # noqa: F811
    eva = await _guest(desk)
    lists = {id(one): await one.says("marcar consulta amanhã") for one in (rui, eva)}
    for one in (rui, eva):
        option = next(i for i, t in options(lists[id(one)]).items() if t.endswith("09:00"))
        await one.writes("09:00", option)
    later()
    await asyncio.gather(turns.take(rui.lane), turns.take(eva.lane))
    booked = [one for one in (rui, eva) if await one.appointments()]
    assert len(booked) == 1
    (other,) = [one for one in (rui, eva) if one is not booked[0]]
    answer = (await other.heard())[-1]
    assert "ocupado" in answer.text
    assert options(answer)


async def test_turns_due_together_that_book_are_taken_alone_and_the_others_beside_them(desk, rui, clinic):  # noqa: F811
    eva = await _guest(desk)
    times = await rui.says("marcar consulta amanhã")
    await rui.writes("x", next(iter(options(times))))
    await eva.writes("oi")
    later()
    shared = await turns._taken_together([rui.lane, eva.lane])
    assert shared.alone == [rui.lane]
    assert await rui.appointments() == []
    assert await turns.take(rui.lane)
    assert len(await rui.appointments()) == 1


async def test_when_is_mine_is_told_from_the_rows(rui, clinic):
    none = await rui.says("quando é minha consulta?")
    assert facts_of(none) == []
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    told = await rui.says("que horas é a minha consulta?")
    (row,) = await rui.appointments()
    assert facts_of(told) == [f"appointment:{row.id}"]
    assert "08:00" in told.text


async def test_cancelled_only_after_a_yes(rui, clinic):
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    asked = await rui.says("preciso cancelar minha consulta")
    assert (await rui.appointments())[0].state == "confirmed"
    kept = await rui.taps(asked, "Não")
    assert (await rui.appointments())[0].state == "confirmed"
    assert facts_of(kept) == []
    said = await rui.taps(await rui.says("não vou poder ir amanhã"), "Sim")
    (row,) = await rui.appointments()
    assert row.state == "cancelled"
    assert facts_of(said) == [f"appointment:{row.id}"]


async def test_moved_after_the_new_time_was_chosen_and_confirmed(rui, clinic):
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    times = await rui.says("quero remarcar minha consulta")
    asked = await rui.taps(times, next(t for t in options(times).values() if t.endswith("11:00")))
    assert (await rui.appointments())[0].starts_at == clinic.at(8)
    said = await rui.taps(asked, "Sim")
    (row,) = await rui.appointments()
    assert row.starts_at == clinic.at(11)
    assert facts_of(said) == [f"appointment:{row.id}"]
    assert "11:00" in said.text


async def test_a_move_is_offered_the_times_of_whom_it_is_with_and_as_long_as_it_is(rui, clinic):
    """What is offered can be had: neither when only somebody else is free, nor where it does not fit any more."""
    await clinic.resource("Dr. Beto")
    await clinic.service("Limpeza", by=("Dra. Ana", "Dr. Beto"), step=30)
    ana = {"professional_id": clinic.people["Dra. Ana"]}
    async with clinic.tx() as tx:
        made = await reserving.reserve(tx, await clinic.wish("Limpeza", clinic.at(8), contact_id=rui.contact_id, **ana))
        await amending.resize(tx, made.id, clinic.at(9, 30))
        await reserving.reserve(tx, await clinic.wish("Limpeza", clinic.at(11), **ana))
    shown = [one[-5:] for one in options(await rui.says("quero remarcar minha limpeza para amanhã")).values()]
    assert "09:30" in shown
    assert not {"10:00", "10:30", "11:00"} & set(shown), "she is free for an hour at most then"
    assert not {"08:00"} & set(shown), "there it is"


async def test_too_late_to_cancel_is_said_and_a_person_is_offered(desk):  # noqa: F811
    await _clinic(desk, cancel_notice=60 * 24 * 7)
    rui = Guest(desk, desk.conversation_id, desk.contact_id)
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    late = await rui.taps(await rui.says("cancelar consulta"), "Sim")
    assert (await rui.appointments())[0].state == "confirmed"
    assert "168 h" in late.text
    await rui.says("sim")
    assert (await desk.conversation()).owner_kind == "nobody"


async def test_what_another_has_here_or_elsewhere_is_never_reached(desk, rui, clinic):  # noqa: F811
    eva = await _guest(desk)
    await eva.taps(await eva.says("marcar consulta amanhã"), "")
    (hers,) = await eva.appointments()
    elsewhere = await new_desk()
    stranger = Guest(elsewhere, elsewhere.conversation_id, elsewhere.contact_id)
    await _clinic(elsewhere)
    for one in (rui, stranger):
        for option in (f"book:drop:{hers.id}", f"book:cancel:{hers.id}", f"book:sure:{hers.id}:20301231T1200:-:-"):
            said = await one.says("Sim", option)
            assert not any("appointment" in fact for fact in facts_of(said))
    (row,) = await eva.appointments()
    assert (row.state, row.starts_at, row.version) == ("confirmed", hers.starts_at, hers.version)


async def test_a_service_of_another_business_cannot_be_booked(desk, rui, clinic):  # noqa: F811
    elsewhere = await new_desk()
    other = await _clinic(elsewhere)
    service = other.services["Consulta"]
    await rui.says("x", f"book:at:{service}:{clinic.at(9).astimezone(ZONE):%Y%m%dT%H%M}:{other.store}:-")
    assert await rui.appointments() == []


async def test_where_a_yes_is_needed_it_is_said_that_the_team_confirms(desk):  # noqa: F811
    await _clinic(desk, needs_approval=True, form_url="https://forms.example/ficha")
    rui = Guest(desk, desk.conversation_id, desk.contact_id)
    said = await rui.taps(await rui.says("marcar consulta amanhã"), "")
    assert (await rui.appointments())[0].state == "pending"
    assert "equipe" in said.text
    assert "https://forms.example/ficha" in said.text


async def test_the_form_is_told_with_the_id_of_the_appointment_it_is_for(desk):  # noqa: F811
    await _clinic(desk, form_url="https://forms.example/ficha?c={{agendamento}}&v=1")
    rui = Guest(desk, desk.conversation_id, desk.contact_id)
    said = await rui.taps(await rui.says("marcar consulta amanhã"), "")
    (row,) = await rui.appointments()
    assert f"https://forms.example/ficha?c={row.id}&v=1" in said.text
    assert "agendamento}}" not in said.text


async def test_cancelled_twice_is_told_twice_and_done_once(rui, clinic):
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    asked = await rui.says("cancelar minha consulta")
    await rui.taps(asked, "Sim")
    (row,) = await rui.appointments()
    again = await rui.taps(asked, "Sim")
    assert facts_of(again) == [f"appointment:{row.id}"]
    assert (await rui.appointments())[0].version == row.version


async def test_a_move_to_a_time_taken_meanwhile_leaves_it_where_it_was(rui, clinic):
    await rui.taps(await rui.says("marcar consulta amanhã"), "")
    times = await rui.says("quero remarcar para amanhã")
    asked = await rui.taps(times, next(t for t in options(times).values() if t.endswith("11:00")))
    await _taken_by_another(clinic, clinic.at(11))
    offered = await rui.taps(asked, "Sim")
    assert (await rui.appointments())[0].starts_at == clinic.at(8)
    assert "ocupado" in offered.text
    assert not any(title.endswith("11:00") and clinic.at(11).strftime("%d/%m") in title for title in options(offered).values())
    asked = await rui.taps(offered, "")
    await rui.taps(asked, "Sim")
    assert (await rui.appointments())[0].starts_at != clinic.at(8)


async def test_a_person_who_has_the_conversation_is_not_talked_over(desk, rui, clinic):  # noqa: F811
    times = await rui.says("marcar consulta amanhã")
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, rui.conversation_id)
    heard = len(await rui.heard())
    await rui.writes("x", next(iter(options(times))))
    later()
    await turns.take(rui.lane)
    assert await rui.appointments() == []
    assert len(await rui.heard()) == heard


async def test_unit_customer_and_agency_in_three_zones(desk, clinic):  # noqa: F811
    """The business is in São Paulo, the store in Manaus, the customer in Portugal: every time is the store's, and says so."""
    manaus = ZoneInfo("America/Manaus")
    async with desk.tx() as tx:
        await tx.session.execute(update(Store).where(Store.id == clinic.store).values(timezone=manaus.key))
    lia, near = await _guest(desk, "351912345678"), await _guest(desk, "5592991234567")
    nine = clinic.at(9).replace(tzinfo=manaus)
    shown = await lia.says("quero marcar uma consulta amanhã")
    assert shown.text.endswith("Horários de Manaus.")
    assert [title.split("· ")[1] for title in options(shown).values()] == ["08:00", "09:00", "10:00", "11:00"]
    said = await lia.taps(shown, next(title for title in options(shown).values() if title.endswith("09:00")))
    (row,) = await lia.appointments()
    assert (row.starts_at, row.zone, row.said_at) == (nine, manaus.key, nine.replace(tzinfo=None))
    assert "às 09:00 (horário de Manaus)" in said.text
    assert "às 09:00 (horário de Manaus)" in (await lia.says("quando é minha consulta?")).text
    async with desk.tx() as tx:
        about = {name: getattr(row, name) for name in ("id", "service_id", "store_id", "occasion_id", "starts_at", "zone")}
        assert "às 09:00 (horário de Manaus)" in text_of(await reaching.subject(tx, about, row.contact_id), "pt-BR")
    shown = await near.says("quero marcar uma consulta amanhã às 10")
    assert "Manaus" not in shown.text
    said = await near.taps(shown, "Marcar")
    assert "às 10:00" in said.text
    assert "horário de" not in said.text, "they live by the store's clock"
    assert [one.said_at.hour for one in await near.appointments()] == [10]
