"""The team's screens and programs: who waits, what repeats, and services in a row."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import delete

from atende.accounts.models import Store
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import WEEK, Clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def desk(make_clinic, browser):  # noqa: F811 - fixtures
    """The owner signed in, and the clinic behind it."""
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    made = Clinic(business.tenant.id, new_id())
    async with in_tenant(business.tenant.id) as tx:
        await tx.session.execute(delete(Store))
        tx.session.add(Store(tenant_id=tx.tenant_id, id=made.store, name="Unidade Centro", hours=WEEK))
    for name in ("Dra. Ana", "Dr. Beto"):
        await made.resource(name)
    await made.service("consulta")
    await made.service("exame", by=("Dr. Beto",), duration=30, step=30)
    return made, owner, f"{business.url}/bookings"


async def test_who_waits_is_listed_with_their_place_and_leaves(desk):
    clinic, owner, url = desk
    on = f"{clinic.at(9):%Y-%m-%d}"
    asked = {"service_id": str(clinic.services["consulta"]), "first_on": on, "last_on": on}
    first, second = [str(await clinic.contact(name)) for name in ("Ana", "Bia")]
    made = [await owner.post(f"{url}/waits", json={**asked, "contact_id": one}) for one in (first, second)]
    assert [one.status_code for one in made] == [201, 201]
    again = await owner.post(f"{url}/waits", json={**asked, "contact_id": first, "earliest": "10:00", "note": "de manhã"})
    assert (again.json()["id"], again.json()["earliest"]) == (made[0].json()["id"], "10:00:00"), "they keep their place"
    hers = (await owner.get(f"{url}/waits", params={"contact_id": second})).json()["items"]
    assert [one["id"] for one in hers] == [made[1].json()["id"]]
    page = (await owner.get(f"{url}/waits", params={"state": "waiting", "limit": 1})).json()
    assert [one["contact_id"] for one in page["items"]] == [first]
    rest = (await owner.get(f"{url}/waits", params={"state": "waiting", "cursor": page["next_cursor"]})).json()
    assert ([one["contact_id"] for one in rest["items"]], rest["next_cursor"]) == ([second], None)
    for _ in range(2):
        assert (await owner.delete(f"{url}/waits/{made[0].json()['id']}")).status_code == 204
    left = (await owner.get(f"{url}/waits", params={"state": "left"})).json()["items"]
    assert [(one["contact_id"], one["offers"]) for one in left] == [(first, [])]
    past = {**asked, "contact_id": second, "first_on": "2020-01-01", "last_on": "2020-01-02"}
    refused = await owner.post(f"{url}/waits", json=past)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "last_on")


async def test_a_series_over_http_and_its_rest(desk):
    clinic, owner, url = desk
    asked = {
        "service_id": str(clinic.services["consulta"]), "contact_id": str(await clinic.contact()),
        "starts_at": clinic.at(9).isoformat(), "repeat": {"every": 1, "unit": "week", "count": 3},
    }  # fmt: skip
    made = await owner.post(f"{url}/series", json=asked)
    assert made.status_code == 201, made.text
    items = made.json()["items"]
    assert [one["local_start"][11:16] for one in items] == ["09:00"] * 3
    assert {one["series_id"] for one in items} == {made.json()["id"]}
    other = {**asked, "contact_id": str(await clinic.contact())}
    assert (await owner.post(f"{url}/series", json=other)).status_code == 201
    refused = await owner.post(f"{url}/series", json={**asked, "contact_id": str(await clinic.contact())})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "series_taken")
    assert len(refused.json()["error"]["params"]["refused"]) == 3
    moved = await owner.post(
        f"{url}/appointments/{items[1]['id']}/reschedule-rest", json={"starts_at": clinic.at(11, days=8).isoformat()}
    )
    assert [one["local_start"][11:16] for one in moved.json()["items"]] == ["09:00", "11:00", "11:00"]
    ended = await owner.post(f"{url}/appointments/{items[2]['id']}/cancel-rest", json={"reason": "viagem"})
    assert [one["state"] for one in ended.json()["items"]] == ["confirmed", "confirmed", "cancelled"]
    for repeat in ({"every": 1}, {"count": 2, "until": "2030-01-01"}, {"count": 105}):
        assert (await owner.post(f"{url}/series", json={**asked, "repeat": repeat})).status_code == 422


async def test_a_series_is_foreseen_before_it_is_asked_for(desk):
    clinic, owner, url = desk
    taken = {"service_id": str(clinic.services["consulta"]), "contact_id": str(await clinic.contact())}
    beto = str(clinic.people["Dr. Beto"])
    second = clinic.at(9, days=8).isoformat()
    assert (
        await owner.post(f"{url}/appointments", json={**taken, "starts_at": second, "professional_id": beto})
    ).status_code == 201
    asked = {"service_id": taken["service_id"], "starts_at": clinic.at(9).isoformat(), "professional_id": beto, "count": 3}
    seen = (await owner.get(f"{url}/series-starts", params=asked)).json()
    assert [one["code"] for one in seen["items"]] == [None, "slot_taken", None]
    assert len(seen["items"][1]["alternatives"]) == 6
    assert seen["professional_id"] == beto
    # Anybody: whoever has the first has all of them, as when it is booked.
    del asked["professional_id"]
    anybody = (await owner.get(f"{url}/series-starts", params=asked)).json()
    given = {**taken, "starts_at": asked["starts_at"], "repeat": {"count": 3}, "or_none": False}
    made = (await owner.post(f"{url}/series", json=given)).json()
    assert {one["resources"][0]["id"] for one in made["items"]} == {anybody["professional_id"]}
    assert [one["code"] for one in anybody["items"] if one["code"]] == [one["code"] for one in made["refused"]]
    # Nothing was taken by looking; and now that it was, every date is.
    again = (await owner.get(f"{url}/series-starts", params=asked | {"professional_id": anybody["professional_id"]})).json()
    assert {one["code"] for one in again["items"]} == {"slot_taken"}
    for wrong in ({"until": "2030-01-01"}, {"count": 1}, {"count": 105}, {"count": 3, "every": 365}):
        assert (await owner.get(f"{url}/series-starts", params=asked | wrong)).status_code == 422, wrong
    usual = (await owner.get(f"{url}/series-starts", params={"service_id": taken["service_id"]})).json()
    assert len(usual["items"]) == 4


async def test_a_visit_over_http(desk):
    clinic, owner, url = desk
    parts = [str(clinic.services[name]) for name in ("consulta", "exame")]
    params = {"service_id": parts, "since": clinic.at(0).isoformat(), "until": (clinic.at(0) + timedelta(days=1)).isoformat()}
    starts = (await owner.get(f"{url}/visit-starts", params=params)).json()["items"]
    assert len(starts) == 3, "at eight, nine and ten: an hour, and then half an hour"
    whom = {"professional_id": ["any", str(clinic.people["Dr. Beto"])]}
    assert (await owner.get(f"{url}/visit-starts", params=params | whom)).json()["items"] == starts
    nobody = {"professional_id": [str(clinic.people["Dra. Ana"])]}
    assert (await owner.get(f"{url}/visit-starts", params=params | nobody)).status_code == 422
    asked = {
        "parts": [{"service_id": one} for one in parts],
        "contact_id": str(await clinic.contact()),
        "starts_at": starts[0]["starts_at"],
    }
    made = await owner.post(f"{url}/visits", json=asked)
    assert made.status_code == 201, made.text
    visit = f"{url}/visits/{made.json()['id']}"
    assert {one["visit_id"] for one in made.json()["items"]} == {made.json()["id"]}
    free = {"since": params["since"], "until": params["until"]}
    assert (await owner.get(f"{visit}/starts", params=free)).json()["items"] == starts[1:], "where it is it need not be moved to"
    moved = await owner.post(f"{visit}/reschedule", json={"starts_at": starts[1]["starts_at"]})
    assert [one["local_start"][11:16] for one in moved.json()["items"]] == ["09:00", "10:00"]
    ended = await owner.post(f"{visit}/cancel", json={})
    assert {one["state"] for one in ended.json()["items"]} == {"cancelled"}
    assert len((await owner.get(visit)).json()["items"]) == 2


async def test_the_starts_of_a_visit_name_their_store_and_its_clock(desk):
    """Open at eight by both clocks: an hour later there, by ours."""
    clinic, owner, url = desk
    west = new_id()
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=west, name="Manaus", timezone="America/Manaus", hours=WEEK))
    parts = [str(clinic.services[name]) for name in ("consulta", "exame")]
    params = {"service_id": parts, "since": clinic.at(0).isoformat(), "until": clinic.at(23).isoformat()}
    starts = (await owner.get(f"{url}/visit-starts", params=params)).json()["items"]
    here, there = (str(clinic.store), "America/Sao_Paulo"), (str(west), "America/Manaus")
    told = [(one["starts_at"], (one["store_id"], one["timezone"]), one["local_start"][11:16]) for one in starts]
    at = [clinic.at(hour).astimezone(UTC).isoformat().replace("+00:00", "Z") for hour in (8, 9, 10, 11)]
    wanted = {
        *((at[n], here, f"{hour:02}:00") for n, hour in enumerate((8, 9, 10))),
        *((at[n + 1], there, f"{hour:02}:00") for n, hour in enumerate((8, 9, 10))),
    }
    assert len(told) == 6, "each once for each store"
    assert set(told) == wanted
    assert [one["starts_at"] for one in starts] == sorted(one["starts_at"] for one in starts)
    asked = {"parts": [{"service_id": one} for one in parts], "contact_id": str(await clinic.contact()), "starts_at": at[3]}
    made = await owner.post(f"{url}/visits", json=asked)
    assert {one["store_id"] for one in made.json()["items"]} == {str(west)}, "where alone it could be"
    free = (await owner.get(f"{url}/visits/{made.json()['id']}/starts", params=params)).json()["items"]
    assert [(one["store_id"], one["timezone"], one["local_start"][11:16]) for one in free] == [
        (*there, "08:00"), (*there, "09:00"),
    ]  # fmt: skip


_FAR = ["9999-12-31T23:59:00Z", "9999-12-31T12:00:00-03:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]


@pytest.mark.parametrize("at", _FAR)
async def test_times_beyond_every_calendar_are_refused(desk, at):
    clinic, owner, url = desk
    service, person = str(clinic.services["consulta"]), str(await clinic.contact())
    base = {"service_id": service, "contact_id": person}
    made = (await owner.post(f"{url}/appointments", json={**base, "starts_at": clinic.at(9).isoformat()})).json()["id"]
    repeats = {**base, "contact_id": str(await clinic.contact()), "starts_at": clinic.at(10).isoformat(), "repeat": {"count": 3}}
    first = (await owner.post(f"{url}/series", json=repeats)).json()["items"][0]["id"]
    parts = [{"service_id": service}, {"service_id": service}]
    posted = {
        "/appointments": {**base, "starts_at": at},
        "/appointments ": {**base, "starts_at": at, "overbook": True, "professional_id": str(clinic.people["Dra. Ana"])},
        "/series": {**base, "starts_at": at, "repeat": {"count": 3}},
        "/visits": {"parts": parts, "contact_id": person, "starts_at": at},
        f"/appointments/{made}/reschedule": {"starts_at": at},
        f"/appointments/{made}/resize": {"ends_at": at},
        f"/appointments/{first}/reschedule-rest": {"starts_at": at},
    }
    answers = [await owner.post(f"{url}{path.strip()}", json=body) for path, body in posted.items()]
    for path in ("/slots", "/visit-starts", "/appointments"):
        answers.append(await owner.get(f"{url}{path}", params={"service_id": service, "since": at}))
    assert {one.status_code for one in answers} == {422}


async def test_a_part_of_the_day_is_said_by_the_clock_of_the_place(desk):
    clinic, owner, url = desk
    on = f"{clinic.at(9):%Y-%m-%d}"
    asked = {
        "service_id": str(clinic.services["consulta"]),
        "contact_id": str(await clinic.contact()),
        "first_on": on,
        "last_on": on,
    }
    answer = await owner.post(f"{url}/waits", json={**asked, "earliest": "10:00Z", "latest": "11:00"})
    assert answer.status_code == 422
