"""Who has as many appointments of a service as one person may waits for nothing that could be theirs: they are told so at once, and how to
have another time instead."""

import pytest

from atende.bookings.errors import WaitTooMany
from atende.bookings.models import Appointment
from tests.bookings.clinic import Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _clinic,
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    options,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _look, _offers, _state, _waits


@pytest.fixture
async def clinic(desk) -> Clinic:  # noqa: F811
    return await _clinic(desk, offer_minutes=30, contact_limit=1)


async def _full_for(clinic: Clinic, guest: Guest) -> tuple[Appointment, list[Appointment]]:
    """They have one in three days; tomorrow others have every time."""
    return await _booked(clinic, 9, 3, contact_id=guest.contact_id), await _full(clinic)


async def test_who_has_the_most_of_a_service_is_not_put_on_its_list(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    had, taken = await _full_for(clinic, guest)
    with pytest.raises(WaitTooMany) as refused:
        await _waits(guest, clinic)
    assert refused.value.params == {"limit": 1}
    await _gone(clinic, had)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [one.outcome for one in await _offers(clinic)] == ["open"]
    assert (await _waits(guest, clinic, days=2)).id == wait.id, "what is held for them is none that they have"
    assert (await _state(clinic, wait)).state == "waiting"


async def test_asked_for_in_the_chat_the_limit_and_the_way_out_are_said(desk, clinic):  # noqa: F811
    guest = await _guest(desk)
    had, _ = await _full_for(clinic, guest)
    told = await guest.says(f"me avisa se abrir vaga de consulta dia {clinic.at(9, days=5):%d/%m}")  # after what they have
    assert "não anotei na lista de espera" in told.text
    assert "Você já tem 1 agendamento(s) desse serviço, o máximo por pessoa" in told.text
    assert "remarcar" in told.text
    moved = await guest.says("remarcar")
    assert {one.rpartition(":")[0].split(":")[2] for one in options(moved)} == {str(had.id)}
