"""The kinds of booking that Cal.com has, asked for against the twin over real HTTP."""

import pytest

from atende.bookings.errors import CalendarRefused
from atende.bookings.ports import Kind
from atende.bookings.service import asking
from atende.providers.calcom.lists import kind_of
from tests.bookings.test_asking import Elsewhere, elsewhere  # noqa: F401 - a fixture
from tests.bookings.test_importing import cal  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


async def _kinds(elsewhere: Elsewhere) -> list[Kind]:  # noqa: F811
    return await asking.kinds(elsewhere.cal.clinic.tx, elsewhere.cal.connection_id)


async def _refusal(elsewhere: Elsewhere) -> str:  # noqa: F811
    with pytest.raises(CalendarRefused) as refused:
        await _kinds(elsewhere)
    return str(refused.value.params["reason"])


async def test_what_can_be_booked_there_is_listed_by_title(elsewhere):  # noqa: F811
    for title, slug, minutes in (("prova de bolo", "prova-de-bolo", 30), ("Festa", "festa", 90)):
        await elsewhere.do(f"accounts/{elsewhere.key}/event-types", title=title, slug=slug, minutes=minutes, id=len(slug))
    await elsewhere.begin()
    assert await _kinds(elsewhere) == [Kind("5", "festa", "Festa", 90), Kind("13", "prova-de-bolo", "prova de bolo", 30)]


async def test_who_has_booked_but_has_no_kinds_has_none(elsewhere):  # noqa: F811
    await elsewhere.book(9)
    await elsewhere.begin()
    assert await _kinds(elsewhere) == []


async def test_why_they_are_not_listed_is_said(elsewhere):  # noqa: F811
    assert await _refusal(elsewhere) == "not_set_up"
    await elsewhere.begin()
    assert await _refusal(elsewhere) == "revoked"
    await elsewhere.book(9)
    for status, reason in ((403, "forbidden"), (429, "busy"), (502, "away")):
        await elsewhere.do("troubles", statuses=[status])
        assert await _refusal(elsewhere) == reason
    async with elsewhere.cal.clinic.tx() as tx:
        kept = await asking.of(tx, elsewhere.cal.connection_id)
        assert kept is not None
        assert (kept.state, kept.reason) == ("new", None), "that is another question"


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"id": 412, "slug": "bolo", "title": " Bolo\x00 ", "lengthInMinutes": 30}, Kind("412", "bolo", "Bolo", 30)),
        ({"id": 412, "slug": "bolo"}, Kind("412", "bolo", "bolo", None)),
        ({"id": 412, "title": 3, "lengthInMinutes": "x"}, Kind("412", "", "412", None)),
        ({"id": "412", "slug": "bolo"}, None),
        ({"id": True}, None),
        ({"id": -1}, None),
        ({}, None),
    ],
)
def test_what_has_a_number_is_a_kind_whatever_else_it_lacks(item, kind):
    assert kind_of(item) == kind
