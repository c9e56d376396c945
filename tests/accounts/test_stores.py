"""Stores and the business itself."""

import uuid

import pytest
from sqlalchemy import select

from atende.accounts.events import StoreChanged
from atende.core.events import FactRow
from atende.core.tenancy import in_tenant

HOURS = {
    "weekly": [
        {"weekday": 0, "opens": "08:00", "closes": "12:00"},
        {"weekday": 0, "opens": "13:30", "closes": "18:00"},
        {"weekday": 5, "opens": "18:00", "closes": "02:00"},
    ],
    "exceptions": [
        {"on": "2026-12-24", "periods": [{"opens": "08:00", "closes": "12:00"}], "note": "Véspera", "every_year": True}
    ],
    "holidays": {"national": True, "state": "SP", "optional": True},
}


async def test_a_store_keeps_what_it_is_given(clinic, owner):
    given = {
        "name": "Moema", "phone": "(11) 3000-0000", "address": {"street": "Av. Ibirapuera", "number": "100", "city": "São Paulo"},
        "latitude": -23.6, "longitude": -46.66, "hours": HOURS,
    }  # fmt: skip
    made = await owner.post(f"{clinic.url}/stores", json=given)
    assert made.status_code == 201, made.text
    assert made.json()["hours"] == HOURS
    assert made.json()["address"]["street"] == "Av. Ibirapuera"
    changed = await owner.patch(f"{clinic.url}/stores/{made.json()['id']}", json={"name": "Moema 2", "phone": None})
    assert changed.json() == {**made.json(), "name": "Moema 2", "phone": None}
    listed = (await owner.get(f"{clinic.url}/stores")).json()["items"]
    assert [one["name"] for one in listed] == ["Clínica Sorriso", "Moema 2"]
    assert (await owner.delete(f"{clinic.url}/stores/{made.json()['id']}")).status_code == 204
    assert (await owner.delete(f"{clinic.url}/stores/{made.json()['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"latitude": 91}, "latitude"),
        ({"hours": {"weekly": [{"weekday": 7, "opens": "08:00", "closes": "12:00"}]}}, "hours.weekly.0.weekday"),
        ({"hours": {"weekly": [{"weekday": 1, "opens": "8h", "closes": "12:00"}]}}, "hours.weekly.0.opens"),
        ({"hours": {"weekly": [{"weekday": 1, "opens": "08:00", "closes": "24:00"}]}}, "hours.weekly.0.closes"),
        ({"hours": {"exceptions": [{"on": "2026-02-30", "periods": []}]}}, "hours.exceptions.0.on"),
        ({"hours": {"exceptions": [{"on": "2026-02-03"}, {"on": "2026-02-03"}]}}, "hours"),
        ({"hours": {"holidays": {"state": "XX"}}}, "hours.holidays.state"),
        ({"tenant_id": str(uuid.uuid4())}, "tenant_id"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place(clinic, owner, change, field):
    answer = await owner.post(f"{clinic.url}/stores", json={"name": "Filial", **change})
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field


async def test_a_store_may_have_a_clock_of_its_own(clinic, owner):
    made = (await owner.post(f"{clinic.url}/stores", json={"name": "Acre", "timezone": "America/Rio_Branco"})).json()
    assert made["timezone"] == "America/Rio_Branco"
    one = f"{clinic.url}/stores/{made['id']}"
    assert (await owner.patch(one, json={"name": "Amazonas"})).json()["timezone"] == "America/Rio_Branco"
    assert (await owner.patch(one, json={"timezone": "America/Manaus"})).json()["timezone"] == "America/Manaus"
    listed = (await owner.get(f"{clinic.url}/stores")).json()["items"]
    assert [one["timezone"] for one in listed] == [None, "America/Manaus"]
    assert (await owner.patch(one, json={"timezone": None})).json()["timezone"] is None
    async with in_tenant(clinic.tenant.id) as tx:
        told = await tx.session.scalars(
            select(FactRow.payload).where(FactRow.name == StoreChanged.name).order_by(FactRow.commit_no, FactRow.seq)
        )
    assert [one["fields"] for one in told] == [["name"], ["timezone"], ["timezone"]]


@pytest.mark.parametrize("zone", ["Lua/Cratera", "", "UTC-3", "../etc/passwd"])
async def test_a_clock_that_nobody_knows_is_refused_and_nothing_changes(clinic, owner, zone):
    refused = await owner.post(f"{clinic.url}/stores", json={"name": "Lua", "timezone": zone})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_timezone")
    assert refused.json()["error"]["field"] == "timezone"
    [only] = (await owner.get(f"{clinic.url}/stores")).json()["items"]
    refused = await owner.patch(f"{clinic.url}/stores/{only['id']}", json={"name": "Lua", "timezone": zone})
    assert refused.json()["error"]["field"] == "timezone"
    assert (await owner.get(f"{clinic.url}/stores")).json()["items"] == [only]


async def test_a_business_keeps_one_open_store(clinic, owner):
    [only] = (await owner.get(f"{clinic.url}/stores")).json()["items"]
    assert (await owner.delete(f"{clinic.url}/stores/{only['id']}")).json()["error"]["code"] == "last_store"
    closed = await owner.patch(f"{clinic.url}/stores/{only['id']}", json={"is_active": False})
    assert closed.json()["error"]["code"] == "last_store"


async def test_the_business_itself_can_be_changed(clinic, owner):
    changed = await owner.patch(
        f"{clinic.url}/tenant", json={"name": "Clínica Riso", "timezone": "America/Manaus", "locale": "en"}
    )
    assert changed.json()["name"] == "Clínica Riso"
    assert (await owner.get(f"{clinic.url}/tenant")).json() == changed.json()
    assert (await owner.patch(f"{clinic.url}/tenant", json={"timezone": "Lua/Cratera"})).json()["error"]["field"] == "timezone"
    assert (await owner.patch(f"{clinic.url}/tenant", json={"slug": "outro"})).status_code == 422
    assert (await owner.get("/api/me")).json()["tenants"][0]["name"] == "Clínica Riso"
