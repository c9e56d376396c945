"""Who is offered what became free and has to think about it: whether it is kept for them is told from the offer's row, and a yes takes it
later while it is free."""

from datetime import timedelta

from tests.bot.test_booking_turns import (
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import (
    _full,
    _gone,
    _last,
    _look,
    _offers,
    _state,
    _waits,
    clinic,  # noqa: F401 - a fixture
)


async def test_it_is_told_until_when_it_is_kept_and_later_that_it_is_not(desk, clinic):  # noqa: F811
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    await _gone(clinic, taken[2])
    await _look(clinic)
    assert await _last(guest) is not None
    said = await guest.says("ok vou ver com meu marido")
    assert "está guardado para você até" in said.text
    assert [one.outcome for one in await _offers(clinic)] == ["open"]
    later(timedelta(minutes=45))
    await _look(clinic)
    said = await guest.says("deixa eu ver")
    assert "não está mais guardado" in said.text
    assert (await _state(clinic, wait)).state == "waiting"
    assert "10:00" in (await guest.says("sim")).text
    assert [one.outcome for one in await _offers(clinic)] == ["taken"]
    assert (await _state(clinic, wait)).state == "booked"
