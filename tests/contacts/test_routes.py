"""People over HTTP: who they are, what they are called, merging and taking apart, with the timelines that follow."""

from collections.abc import AsyncIterator

import httpx
import pytest

from atende.app import create_app
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.tenancy import in_tenant
from atende.inbox.service.conversations import conversation_for
from tests.contacts.people import at, new_connection, rows
from tests.house.planted import Planted, business
from tests.house.twin import twin  # noqa: F401 - a fixture


@pytest.fixture
async def clinic(database, twin) -> Planted:  # noqa: F811 - the fixture
    return await business("tulipa")


@pytest.fixture
async def desk(clinic: Planted) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of the clinic, signed in."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=create_app()),
        base_url="http://127.0.0.1:8400",
        headers={
            "Cookie": f"atende_session={clinic.token}",
            "X-CSRF-Token": clinic.csrf,
            "Origin": "http://127.0.0.1:8400",
        },
    ) as client:
        client.base_url = httpx.URL(f"http://127.0.0.1:8400/api/t/{clinic.tenant_id}/")
        yield client


async def test_two_records_are_merged_read_renamed_and_taken_apart(clinic: Planted, desk: httpx.AsyncClient):
    async with in_tenant(clinic.tenant_id) as tx:
        number = await new_connection(tx)
        ana = await contacts.recognize(tx, Evidence(phone="5511987654321", name="ana"), source="channel", seen_at=at(0))
        user = await contacts.recognize(tx, Evidence(user_id="BR.1", username="ana.l"), source="channel", seen_at=at(1))
        mine = (await conversation_for(tx, number, ana.contact_id)).id
        theirs = (await conversation_for(tx, number, user.contact_id)).id

    made = await desk.post(f"contacts/{ana.contact_id}/merges", json={"contact_id": str(user.contact_id)})
    assert made.status_code == 201, made.text
    assert made.json()["reason"] == "staff"
    assert made.json()["actor"] == f"user:{clinic.owner_id}"
    again = await desk.post(f"contacts/{ana.contact_id}/merges", json={"contact_id": str(user.contact_id)})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "same_contact")

    renamed = await desk.patch(f"contacts/{user.contact_id}", json={"name": "Ana Lima"})
    assert renamed.status_code == 200, renamed.text
    person = (await desk.get(f"contacts/{user.contact_id}")).json()
    assert person == renamed.json()
    assert person["id"] == str(ana.contact_id)
    assert (person["name"], person["phone"], person["user_id"], person["username"]) == (
        "Ana Lima",
        "+5511987654321",
        "BR.1",
        "ana.l",
    )
    joined = await rows(clinic.tenant_id, "select merged_into_id from inbox_conversations where id = :id", id=theirs)
    assert joined == [{"merged_into_id": mine}]

    listed = (await desk.get(f"contacts/{ana.contact_id}/merges")).json()["items"]
    assert [item["id"] for item in listed] == [made.json()["id"]]
    undone = await desk.post(f"merges/{listed[0]['id']}/undo")
    assert undone.json()["undone_at"] is not None
    refused = await desk.post(f"merges/{listed[0]['id']}/undo")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "merge_already_undone")
    parted = await rows(clinic.tenant_id, "select merged_into_id from inbox_conversations where id = :id", id=theirs)
    assert parted == [{"merged_into_id": None}]
    assert (await desk.get(f"contacts/{user.contact_id}")).json()["phone"] is None


async def test_a_name_has_a_limit(clinic: Planted, desk: httpx.AsyncClient):
    contact_id = clinic.ids["contacts"]
    assert (await desk.patch(f"contacts/{contact_id}", json={"name": "a" * 121})).status_code == 422
    cleared = await desk.patch(f"contacts/{contact_id}", json={"name": None})
    assert cleared.json()["name"] is None
