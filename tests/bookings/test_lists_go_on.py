"""Lists of what calendars outside take and what people have to look at go on, page by page, and name everything once."""

import uuid
from datetime import timedelta

import pytest

from atende.bookings.models import Busy, Calendar, Flag, Import
from atende.bookings.queries import appointments, imports, outside
from atende.bookings.rules.states import Source
from atende.bookings.service.reserving import reserve
from atende.core import paging
from atende.integrations.models import Connection
from atende.kit.ids import new_id
from atende.kit.refusal import Invalid
from tests.accounts.conftest import (  # noqa: F401 - fixtures
    application,
    browser,
    make_clinic,
)
from tests.bookings.clinic import Clinic

pytestmark = pytest.mark.usefixtures("database")


async def _add(clinic: Clinic, *rows) -> list[uuid.UUID]:
    async with clinic.tx() as tx:
        for row in rows:
            row.tenant_id, row.id = tx.tenant_id, row.id or new_id()
            tx.session.add(row)
            await tx.session.flush()
        return [row.id for row in rows]


async def _calendar(clinic: Clinic, resource_id: uuid.UUID) -> uuid.UUID:
    row = Calendar(resource_id=resource_id, provider="google", environment="sandbox", external_id=new_id().hex, account="a")
    return (await _add(clinic, row))[0]


async def _read(clinic: Clinic, page) -> list[list[dict]]:
    """Every page of two."""
    pages, cursor = [], None
    while True:
        async with clinic.tx() as tx:
            items, cursor = await page(tx, cursor=cursor, limit=2)
        pages.append(items)
        if cursor is None:
            return pages


async def test_what_events_outside_take_goes_on(clinic):
    ana, beto = clinic.people["Dra. Ana"], await clinic.resource("Dr. Beto")
    hers, his = await _calendar(clinic, ana), await _calendar(clinic, beto)

    def busy(calendar: uuid.UUID, whose: uuid.UUID, hour: int, **more) -> Busy:
        at = clinic.at(hour)
        return Busy(
            calendar_id=calendar, resource_id=whose, external_id=new_id().hex, since=at, until=at + timedelta(hours=1), **more
        )

    rows = [busy(hers, ana, 9), busy(his, beto, 9), busy(hers, ana, 9), busy(his, beto, 8), busy(hers, ana, 11)]
    ids = await _add(clinic, *rows, busy(hers, ana, 10, is_own=True))
    span = (clinic.at(8), clinic.at(12))
    wanted = [row.id for row in sorted(rows, key=lambda one: (one.since, one.id))]
    pages = await _read(clinic, lambda tx, **more: outside.busy(tx, *span, **more))
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [one["id"] for page in pages for one in page] == wanted
    pages = await _read(clinic, lambda tx, **more: outside.busy(tx, *span, [ana], **more))
    assert [one["id"] for page in pages for one in page] == [one for one in wanted if one in (ids[0], ids[2], ids[4])]


async def test_what_is_to_be_looked_at_goes_on_newest_first(clinic):
    wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF)
    async with clinic.tx() as tx:
        of = (await reserve(tx, wish)).id
        now = tx.now
    calendar = await _calendar(clinic, clinic.people["Dra. Ana"])
    minutes = (1, 3, 3, 3, 2)
    rows = [
        Flag(
            kind="conflict", appointment_id=of, calendar_id=calendar, external_id=f"e{n}", raised_at=now - timedelta(minutes=ago)
        )
        for n, ago in enumerate(minutes)
    ]
    settled = Flag(
        kind="moved", appointment_id=of, calendar_id=calendar, external_id="s", raised_at=now, settled_at=now, outcome="kept"
    )
    await _add(clinic, *rows, settled)
    wanted = [row.id for row in sorted(rows, key=lambda one: (one.raised_at, one.id), reverse=True)]
    for more in ({}, {"of": of}):
        pages = await _read(clinic, lambda tx, more=more, **page: outside.flags(tx, **more, **page))
        assert [[one["id"] for one in page] for page in pages] == [wanted[:2], wanted[2:4], wanted[4:]]
    pages = await _read(clinic, lambda tx, **page: outside.flags(tx, is_settled=True, **page))
    assert [one["id"] for page in pages for one in page] == [settled.id, *wanted]
    async with clinic.tx() as tx:
        assert (await outside.flag(tx, settled.id))["outcome"] == "kept"
        assert (await outside.flags(tx, of=uuid.uuid4()))[0] == []


async def test_bookings_taken_elsewhere_go_on_and_those_without_a_time_come_last(clinic):
    source = Connection(
        provider="calcom", environment="live", name="Cal", phone="", number_id=new_id().hex, verify_token="x", state="ok"
    )
    (connection,) = await _add(clinic, source)
    starts = [clinic.at(9), None, clinic.at(9), clinic.at(8), None, None, clinic.at(9)]
    given = {"connection_id": connection, "said_at": clinic.at(7, days=0)}
    rows = [Import(external_id=new_id().hex, state="flagged", problem="no_route", starts_at=at, **given) for at in starts]
    booked = Import(external_id=new_id().hex, state="ended", starts_at=clinic.at(9), **given)
    await _add(clinic, *rows, booked)
    wanted = [row.id for row in sorted(rows, key=lambda one: (one.starts_at is None, one.starts_at or given["said_at"], one.id))]
    pages = await _read(clinic, imports.imports)
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [one["id"] for page in pages for one in page] == wanted
    async with clinic.tx() as tx:
        assert (await imports.one(tx, booked.id))["state"] == "ended"


@pytest.mark.parametrize(
    "cursor", ["x", paging.encode("2026-01-01"), paging.encode("heute", uuid.UUID(int=7)), paging.encode("", "x")]
)
async def test_a_cursor_of_another_list_is_refused(clinic, cursor):
    async with clinic.tx() as tx:
        for read in (outside.flags, imports.imports):
            with pytest.raises(Invalid):
                await read(tx, cursor=cursor)
        for read in (outside.busy, appointments.between):
            with pytest.raises(Invalid):
                await read(tx, clinic.at(8), clinic.at(9), cursor=cursor)


async def test_a_place_without_a_moment_is_of_the_list_in_which_some_have_none(clinic):
    cursor = paging.encode_moment(None, new_id())
    async with clinic.tx() as tx:
        assert await imports.imports(tx, cursor=cursor) == ([], None)
        with pytest.raises(Invalid):
            await outside.flags(tx, cursor=cursor)
        with pytest.raises(Invalid):
            await appointments.between(tx, clinic.at(8), clinic.at(9), cursor=cursor)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_edge_of_the_calendar_is_no_place(at):
    with pytest.raises(Invalid):
        paging.decode_moment(paging.encode(at, new_id()))


async def test_over_http_each_page_says_where_the_next_one_is(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    for thing in ("flags", "imports", "busy"):
        url = f"{business.url}/bookings/{thing}"
        assert (await owner.get(url)).json() == {"items": [], "next_cursor": None}
        refused = await owner.get(url, params={"cursor": "x"})
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "cursor")
