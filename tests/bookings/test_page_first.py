"""Two of the team write the page of the business for the first time in the same moment."""

import asyncio

import pytest
from sqlalchemy import text

from atende.bookings.errors import PageWritten
from atende.bookings.queries import page as asked
from atende.bookings.schemas.page import PageIn
from atende.bookings.service import page as pages
from tests.bookings.clinic import Clinic

pytestmark = pytest.mark.usefixtures("database")
_WAITS = text(
    "select count(*) from pg_locks where not granted"
    " and database = (select oid from pg_database where datname = current_database())"
)


async def _write(clinic: Clinic, slug: str) -> None:
    async with clinic.tx() as tx:
        await pages.write(tx, PageIn.model_validate({"is_on": True, "slug": slug}))


@pytest.mark.parametrize("is_same", [True, False])
async def test_of_two_who_write_it_first_one_does_and_the_other_is_told(clinic, is_same):
    first = f"clinica-{clinic.tenant_id.hex[-12:]}"
    async with clinic.tx() as tx:
        await pages.write(tx, PageIn.model_validate({"is_on": True, "slug": first}))
        other = asyncio.create_task(_write(clinic, first if is_same else f"{first}-b"))
        async with clinic.tx() as looking:
            while not other.done() and not (await looking.session.execute(_WAITS)).scalar_one():
                await asyncio.sleep(0.01)
    with pytest.raises(PageWritten):
        await other
    async with clinic.tx() as tx:
        row = await asked.own(tx)
        assert row is not None
        assert row.slug == first
    await _write(clinic, f"{first}-c")  # once it was looked at, it is written like any other
