"""Waiting for what never opens, coming late, several at once, another day at once: whole turns over the database, judged by the rows."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from atende.accounts.models import Store
from atende.bookings.models import Change, Wait
from atende.bookings.rules.states import Source
from atende.bookings.schemas.setup import ClosureIn
from atende.bookings.service import reserving, setup
from atende.core import clock as core_clock
from atende.inbox.models import Conversation
from atende.knowledge.models import ProfessionalService
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    facts_of,
    later,
    options,
    peer,  # noqa: F401
)


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk, horizon_days=60)


@pytest.fixture
def rui(desk, clinic) -> Guest:  # noqa: F811
    return Guest(desk, desk.conversation_id, desk.contact_id)


async def _waits(clinic: Clinic) -> list[Wait]:
    async with clinic.tx() as tx:
        return list(await tx.session.scalars(select(Wait).where(Wait.tenant_id == tx.tenant_id)))


async def _has(rui: Guest, clinic: Clinic, hour: int, days: int) -> None:
    wish = await clinic.wish("Consulta", clinic.at(hour, days=days), source=Source.STAFF, contact_id=rui.contact_id)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, wish)


async def _closed(clinic: Clinic, days: int) -> str:
    on = clinic.at(9, days=days).date()
    async with clinic.tx() as tx:
        await setup.add_closure(tx, ClosureIn(first_on=on, last_on=on, reason="feriado"))
    return f"{on:%d/%m}"


async def test_nobody_waits_for_a_day_that_is_closed_and_the_next_free_times_are_offered(rui, clinic):
    day = await _closed(clinic, 3)
    said = await rui.says(f"quero marcar consulta dia {day}")
    assert "não atendemos" in said.text.lower()
    assert "Avise se abrir vaga" not in options(said).values()
    assert any("book:at:" in id_ for id_ in options(said))
    said = await rui.says(f"então me avisa se abrir vaga dia {day}")
    assert "Não anotei na lista de espera" in said.text
    assert await _waits(clinic) == []
    title = next(title for id_, title in options(said).items() if "book:at:" in id_)
    assert "Marcado" in (await rui.taps(said, title)).text
    assert len(await rui.appointments()) == 1


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("dia {far} de manhã", "ainda não está aberta"),
        ("amanhã às 22h", "não anotei na lista de espera"),
        ("amanhã à noite", "não anotei na lista de espera"),
    ],
)
async def test_nobody_waits_for_what_nothing_can_serve(rui, clinic, when, why):
    far = f"{clinic.at(9, days=75):%d/%m/%Y}"
    await rui.says("marcar consulta")
    said = await rui.says(f"me avisa se abrir vaga {when.format(far=far)}")
    assert await _waits(clinic) == []
    assert why in said.text.lower()
    assert "Avise se abrir vaga" not in options(said).values()


async def test_an_open_day_is_not_called_closed_where_only_that_minute_or_that_person_cannot_be_had(rui, clinic):
    day = f"{clinic.at(9, days=3):%d/%m}"
    said = await rui.says(f"quero marcar consulta dia {day} às 10:20")
    assert "não atendemos" not in said.text.lower()
    assert "não há horário livre" in said.text
    assert "Avise se abrir vaga" not in options(said).values()
    said = await rui.says(f"então me avisa se abrir vaga dia {day} às 10:20")
    assert "Não anotei na lista de espera" in said.text
    assert "não atendemos" not in said.text.lower()
    assert await _waits(clinic) == []
    await clinic.resource("Bia Lopes")
    async with clinic.tx() as tx:
        values = {"tenant_id": tx.tenant_id, "service_id": clinic.services["Consulta"]}
        await tx.session.execute(insert(ProfessionalService).values(professional_id=clinic.people["Bia Lopes"], **values))
        away = ClosureIn(first_on=clinic.at(9, days=3).date(), last_on=clinic.at(9, days=3).date(), reason="folga")
        await setup.add_closure(tx, away.model_copy(update={"resource_id": clinic.people["Bia Lopes"]}))
    said = await rui.says(f"quero marcar consulta com a Bia dia {day}")
    assert "não atendemos" not in said.text.lower()
    assert "Avise se abrir vaga" not in options(said).values()
    await _closed(clinic, 3)
    assert "não atendemos" in (await rui.says(f"quero marcar consulta com a Bia dia {day}")).text.lower()


async def test_a_day_that_is_only_full_is_still_waited_for_and_may_be_changed_at_once(rui, clinic):
    for hour in (8, 9, 10, 11):
        async with clinic.tx() as tx:
            await reserving.reserve(tx, await clinic.wish("Consulta", clinic.at(hour, days=2), source=Source.STAFF))
    day = f"{clinic.at(9, days=2):%d/%m}"
    said = await rui.says(f"quero marcar consulta dia {day}")
    assert "lista de espera" in (await rui.taps(said, "Avise se abrir")).text
    [row] = await _waits(clinic)
    assert row.first_on == row.last_on == clinic.at(9, days=2).date()
    until = f"{clinic.at(9, days=5):%d/%m}"
    said = await rui.says(f"qualquer dia até {until}, de manhã")
    [row] = await _waits(clinic)
    assert (row.last_on, row.state) == (clinic.at(9, days=5).date(), "waiting")
    assert row.latest is not None
    assert "lista de espera" in said.text
    await _closed(clinic, 4)
    said = await rui.says(f"pode ser dia {clinic.at(9, days=4):%d/%m}?")
    assert "Não anotei" in said.text
    [row] = await _waits(clinic)
    assert row.last_on == clinic.at(9, days=5).date(), "the wait that there was still stands"


async def _history(clinic: Clinic, appointment_id) -> list[Change]:
    async with clinic.tx() as tx:
        found = select(Change).where(Change.appointment_id == appointment_id).order_by(Change.at, Change.id)
        return list(await tx.session.scalars(found))


async def test_the_team_is_told_who_comes_late_and_the_customer_what_was_done(rui, clinic):
    later(core_clock.now().astimezone(ZONE).replace(hour=8, minute=30) + timedelta(days=1) - core_clock.now())
    await _has(rui, clinic, 10, 0)
    [row] = await rui.appointments()
    said = await rui.says("oi, vou me atrasar 15 minutos")
    assert "Avisei a equipe que você vai se atrasar uns 15 min: Consulta com Dra. Ana, hoje" in said.text
    assert facts_of(said) == [f"appointment:{row.id}"]
    *_, told = await _history(clinic, row.id)
    assert (told.from_state, told.to_state, told.reason) == ("confirmed", "confirmed", "late:15")
    assert told.from_starts_at == told.to_starts_at == row.starts_at
    async with clinic.tx() as tx:
        waits = await tx.session.get_one(Conversation, (tx.tenant_id, rui.conversation_id))
    assert (waits.handoff_reason, waits.owner_kind) == ("running_late", "bot")
    assert waits.waiting_since is not None
    assert waits.due_at <= row.starts_at
    said = await rui.says("vou atrasar uns 15 min")
    assert "já está avisada" in said.text
    assert len(await _history(clinic, row.id)) == 2
    assert "30 min" in (await rui.says("ih, vou atrasar 30 min")).text
    assert [one.reason for one in await _history(clinic, row.id)][1:] == ["late:15", "late:30"]
    [after] = await rui.appointments()
    assert (after.starts_at, after.state, after.version, after.settled_at) == (
        row.starts_at,
        row.state,
        row.version,
        row.settled_at,
    )


async def test_who_has_begun_already_is_late_to_that_and_who_has_nothing_today_tells_nobody(rui, clinic):
    later(core_clock.now().astimezone(ZONE).replace(hour=9, minute=50) + timedelta(days=1) - core_clock.now())
    await _has(rui, clinic, 10, 0)
    await _has(rui, clinic, 9, 2)
    later(timedelta(minutes=20))
    assert "às 10:00" in (await rui.says("tô atrasada, já estou chegando")).text
    later(timedelta(hours=3))
    said = await rui.says("vou me atrasar 10 minutos")
    assert "não avisei ninguém" in said.text
    assert "09:00" in said.text
    rows = await rui.appointments()
    assert [len(await _history(clinic, one.id)) for one in rows] == [2, 1]


async def test_after_midnight_one_is_late_to_what_began_before_it(rui, clinic):
    async with clinic.tx() as tx:
        night = {"weekly": [{"weekday": day, "opens": "22:30", "closes": "02:30"} for day in range(7)]}
        await tx.session.execute(update(Store).where(Store.tenant_id == tx.tenant_id).values(hours=night))
        await tx.session.execute(text("update bookings_services set step = 30"))
    later(core_clock.now().astimezone(ZONE).replace(hour=21, minute=0) + timedelta(days=1) - core_clock.now())
    wish = await clinic.wish("Consulta", clinic.at(23, 30, days=0), source=Source.STAFF, contact_id=rui.contact_id)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, wish)
    later(timedelta(hours=3, minutes=10))
    assert "Avisei a equipe que você vai se atrasar uns 15 min" in (await rui.says("vou me atrasar 15 minutos")).text
    [row] = await rui.appointments()
    assert [one.reason for one in await _history(clinic, row.id)][1:] == ["late:15"]


async def test_both_are_cancelled_after_one_yes_or_neither(rui, clinic):
    await _has(rui, clinic, 9, 2)
    await _has(rui, clinic, 10, 3)
    asked = await rui.says("cancela as duas")
    assert asked.text.count("Consulta com Dra. Ana") == 2
    assert {one.state for one in await rui.appointments()} == {"confirmed"}
    said = await rui.says("sim")
    assert said.text.count("Consulta com Dra. Ana") == 2
    rows = await rui.appointments()
    assert {one.state for one in rows} == {"cancelled"}
    assert set(facts_of(said)) == {f"appointment:{one.id}" for one in rows}
    await rui.taps(asked, "Sim")
    assert {one.state for one in await rui.appointments()} == {"cancelled"}


async def test_where_one_cannot_be_cancelled_here_none_is(rui, clinic):
    await _has(rui, clinic, 9, 1)
    await _has(rui, clinic, 10, 9)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_services set cancel_notice = 2880"))
    await rui.says("cancela as duas")
    assert "não cancelei nenhum" in (await rui.says("sim")).text
    assert {one.state for one in await rui.appointments()} == {"confirmed"}


async def test_what_is_to_go_where_it_stands_already_is_told_from_its_row(rui, clinic):
    await _has(rui, clinic, 10, 3)
    [row] = await rui.appointments()
    said = await rui.says(f"muda para dia {clinic.at(10, days=3):%d/%m} às 10")
    assert "Consulta com Dra. Ana: já está marcado para " in said.text
    assert "às 10:00. Não mudei nada." in said.text
    assert facts_of(said) == [f"appointment:{row.id}"]
    assert [one.version for one in await rui.appointments()] == [row.version]


async def test_another_day_right_after_booking_moves_that_row(rui, clinic):
    day, other = (f"{clinic.at(9, days=n):%d/%m}" for n in (2, 4))
    await rui.says(f"quero marcar consulta dia {day} às 10")
    assert "Marcado" in (await rui.says("sim")).text
    shown = await rui.says(f"ah não, melhor dia {other}")
    asked = await rui.taps(shown, next(title for title in options(shown).values() if other in title))
    assert "Mudar" in asked.text
    await rui.says("sim")
    [row] = await rui.appointments()
    assert f"{row.starts_at.astimezone(ZONE):%d/%m}" == other
