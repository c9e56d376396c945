"""Series and visits in the chat, over the database: told as one, changed as one or in part, and two services booked in one go."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from atende.bookings.rules.repeating import Repeat, Unit
from atende.bookings.rules.states import Source
from atende.bookings.service import changing, combined, reserving, series
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    facts_of,
    options,
    peer,  # noqa: F401
)


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    made = await _clinic(desk)
    await made.service("Limpeza", ("Dra. Ana",), duration=60, step=60)
    return made


@pytest.fixture
def rui(desk, clinic) -> Guest:  # noqa: F811
    return Guest(desk, desk.conversation_id, desk.contact_id)


async def _weekly(clinic: Clinic, rui: Guest, count: int = 4, hour: int = 9) -> series.Outcome:
    wish = await clinic.wish("Consulta", clinic.at(hour, days=2), contact_id=rui.contact_id, source=Source.STAFF)
    async with clinic.tx() as tx:
        return await series.reserve(tx, wish, Repeat(1, Unit.WEEK, count=count))


async def _standing(rui: Guest) -> list[tuple[str, int]]:
    """State and local hour of each of theirs, by start."""
    found = sorted(await rui.appointments(), key=lambda one: one.starts_at)
    return [(one.state, one.starts_at.astimezone(ZONE).hour) for one in found]


async def test_a_series_is_told_as_one_and_the_rest_of_it_cancelled(rui, clinic):
    made = await _weekly(clinic, rui)
    said = await rui.says("quando é minha consulta?")
    assert said.text.count("•") == 1
    assert "e mais 3 que se repetem" in said.text
    assert set(facts_of(said)) == {f"appointment:{one}" for one in made.done}
    second = clinic.at(9, days=9)
    asked = await rui.says(f"quero cancelar a consulta do dia {second:%d/%m}")
    assert f"{second:%d/%m}" in asked.text
    assert "e mais 2" in asked.text
    told = await rui.taps(asked, "Todas")
    assert "e mais 2 que se repetiam" in told.text
    assert await _standing(rui) == [("confirmed", 9), *[("cancelled", 9)] * 3]
    again = await rui.taps(asked, "Todas")  # pressed twice
    assert "ancel" in again.text
    assert await _standing(rui) == [("confirmed", 9), *[("cancelled", 9)] * 3]


async def test_only_one_of_a_series_is_cancelled_in_words(rui, clinic):
    await _weekly(clinic, rui)
    await rui.says("preciso cancelar minha consulta")
    await rui.says("só essa")
    assert await _standing(rui) == [("cancelled", 9), *[("confirmed", 9)] * 3]


async def test_all_that_follow_are_moved_or_none_and_then_only_this_one(rui, clinic):
    await _weekly(clinic, rui, 3)
    on = clinic.at(11, days=2)
    asked = await rui.says(f"quero remarcar minha consulta para o dia {on:%d/%m} às 11")
    assert list(options(asked).values()) == ["Só esta", "Todas as seguintes", "Não, deixar assim"]
    other = await clinic.wish("Consulta", clinic.at(11, days=9), source=Source.STAFF)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, other)
    refused = await rui.taps(asked, "Todas")
    assert "em uma delas" in refused.text
    assert await _standing(rui) == [("confirmed", 9)] * 3
    moved = await rui.taps(refused, "Só esta")
    assert "11:00" in moved.text
    assert await _standing(rui) == [("confirmed", 11), ("confirmed", 9), ("confirmed", 9)]
    times = await rui.says(f"quero remarcar a consulta do dia {on:%d/%m} para as 8")
    asked = await rui.taps(times, next(t for t in options(times).values() if t.endswith("08:00")))
    told = await rui.taps(asked, "Todas")
    assert "e mais 2 que se repetem foram junto" in told.text or "outros 2" in told.text
    assert [hour for _, hour in await _standing(rui)] == [8, 8, 8]


async def test_a_series_that_would_go_too_far_is_not_told_to_be_taken(rui, clinic):
    await _weekly(clinic, rui)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_services set horizon_days = 26"))
    on = clinic.at(9, days=8)  # the last of them would be 29 days away
    asked = await rui.says(f"quero remarcar minha consulta para o dia {on:%d/%m} às 9")
    told = await rui.taps(asked, "Todas")
    assert "livre" not in told.text
    assert "ocupado" not in told.text
    assert next(iter(options(told).values())) == "Só esta"
    assert await _standing(rui) == [("confirmed", 9)] * 4


async def test_where_the_one_that_was_named_is_taken_other_times_are_offered_for_it(rui, clinic):
    await _weekly(clinic, rui, 3)
    on = clinic.at(11, days=2)
    asked = await rui.says(f"quero remarcar minha consulta para o dia {on:%d/%m} às 11")
    async with clinic.tx() as tx:
        await reserving.reserve(tx, await clinic.wish("Consulta", on, source=Source.STAFF))
    told = await rui.taps(asked, "Todas")
    shown = list(options(told).values())
    assert "Só esta" not in shown
    assert f"{on:%d/%m} · 10:00" in " ".join(shown)
    assert await _standing(rui) == [("confirmed", 9)] * 3


async def test_two_services_are_booked_in_one_visit_and_changed_as_one(rui, clinic):
    on = clinic.at(8, days=3)
    one = await rui.says(f"quero marcar consulta e limpeza dia {on:%d/%m} às 8")
    assert "Consulta + Limpeza" in one.text
    said = await rui.taps(one, "Marcar")
    rows = sorted(await rui.appointments(), key=lambda row: row.starts_at)
    assert [(row.state, row.source) for row in rows] == [("confirmed", "bot")] * 2
    assert rows[0].visit_id == rows[1].visit_id
    assert rows[0].visit_id is not None
    assert (rows[0].starts_at, rows[1].starts_at) == (on, on + timedelta(hours=1))
    assert facts_of(said)[:2] == [f"appointment:{row.id}" for row in rows]
    assert "Consulta com Dra. Ana + Limpeza com Dra. Ana" in said.text
    again = await rui.taps(one, "Marcar")
    assert "já é seu" in again.text or "Já está marcado" in again.text
    assert len(await rui.appointments()) == 2
    times = await rui.says(f"quero remarcar para o dia {clinic.at(8, days=4):%d/%m}")
    shown = [title.split("· ")[1] for title in options(times).values()]
    assert shown == ["08:00", "09:00", "10:00"], "both have to fit before noon"
    asked = await rui.taps(times, next(t for t in options(times).values() if t.endswith("09:00")))
    moved = await rui.taps(asked, "Sim, a visita toda")
    assert "Limpeza" in moved.text
    assert [
        (row.starts_at - clinic.at(9, days=4)).seconds // 3600
        for row in sorted(await rui.appointments(), key=lambda r: r.starts_at)
    ] == [0, 1]
    asked = await rui.says("quero cancelar minha consulta")
    await rui.taps(asked, "Sim, a visita toda")
    assert [row.state for row in await rui.appointments()] == ["cancelled"] * 2


async def test_a_visit_that_somebody_else_was_faster_for_is_answered_with_others_and_leaves_nothing(rui, clinic):
    on = clinic.at(8, days=3)
    one = await rui.says(f"quero marcar consulta e limpeza dia {on:%d/%m} às 8")
    other = await clinic.wish("Limpeza", on + timedelta(hours=1), source=Source.STAFF)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, other)
    said = await rui.taps(one, "Marcar")
    assert await rui.appointments() == []
    taken = await rui.taps(said, next(iter(options(said).values())))
    assert "Consulta com Dra. Ana + Limpeza com Dra. Ana" in taken.text
    assert len({row.visit_id for row in await rui.appointments()}) == 1


async def test_a_visit_with_a_gap_is_offered_only_what_it_can_be_moved_to(rui, clinic):
    await clinic.service("Raio-x", ("Dra. Ana",), duration=60, step=60)
    wish = reserving.Wish(clinic.services["Consulta"], clinic.at(8, days=4), rui.contact_id, Source.STAFF)
    async with clinic.tx() as tx:
        parts = [combined.Part(clinic.services[name]) for name in ("Consulta", "Raio-x", "Limpeza")]
        made = await combined.reserve(tx, wish, parts)
        await changing.cancel(tx, made[1].id, by="staff")
    other = await clinic.wish("Raio-x", clinic.at(10, days=5), source=Source.STAFF)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, other)  # 8, 9 and 11 are free: 9 and 11 fit as far apart as they are, 8 and 10 do not
    asked = await rui.says(f"quero remarcar para o dia {clinic.at(8, days=5):%d/%m}")
    assert "às 09:00?" in asked.text, "the only one that fits is asked about"
    await rui.taps(asked, next(title for title in options(asked).values() if title.startswith("Sim")))
    assert await _standing(rui) == [("cancelled", 9), ("confirmed", 9), ("confirmed", 11)]


async def test_nobody_elses_series_or_visit_is_changed(rui, clinic):
    stranger = await clinic.contact()
    wish = await clinic.wish("Consulta", clinic.at(9, days=2), contact_id=stranger, source=Source.STAFF)
    async with clinic.tx() as tx:
        made = await series.reserve(tx, wish, Repeat(1, Unit.WEEK, count=2))
        parts = [combined.Part(clinic.services[name]) for name in ("Consulta", "Limpeza")]
        pair = await reserving_visit(tx, clinic, stranger, parts)
    for option in (f"book:dropall:{made.done[0]}", f"book:dropall:{pair[0].id}"):
        assert "não pode mais ser mudado" in (await rui.says("x", option)).text
    at = clinic.at(10, days=5).astimezone(UTC)
    assert "não pode mais ser mudado" in (await rui.says("x", f"book:sureall:{made.done[0]}:{at:%Y%m%dT%H%M}:-:-")).text
    async with clinic.tx() as tx:
        assert {one.state for one in await series.members(tx, made.series_id)} == {"confirmed"}


async def reserving_visit(tx, clinic: Clinic, contact_id, parts):
    wish = reserving.Wish(clinic.services["Consulta"], clinic.at(8, days=4), contact_id, Source.STAFF)
    return await combined.reserve(tx, wish, parts)
