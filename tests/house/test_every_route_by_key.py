"""Every operation of the API, visited with an API key: another tenant's finds nothing, one's own may what its scopes say (S6, S22)."""

import copy
from dataclasses import dataclass, replace

import pytest

from tests.house import planted as registry
from tests.house.test_every_route import (
    OPEN,
    OPERATIONS,
    OURS,
    PUBLIC,
    Visit,
    _assert_nothing_of,
    _checksum,
    _mixed,
    _own_body,
    admin,
    businesses,
    client,
    twin,
)

__all__ = ["admin", "businesses", "client", "twin"]  # the fixtures


@dataclass
class KeyVisit(Visit):
    """A visit by a program instead of a person."""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.who.key}"}


def _by_key(visit: Visit) -> KeyVisit:
    return KeyVisit(**vars(visit))


@pytest.mark.parametrize("operation", OURS, ids=str)
async def test_a_key_of_another_tenant_finds_nothing_and_changes_nothing(operation, client, businesses, admin):
    theirs, mine = businesses
    before = await _checksum(admin, theirs.tenant_id)
    visits = [("their tenant", {404}, Visit(operation, mine, theirs.tenant_id, theirs.ids, _own_body(operation, theirs.ids)))]
    if operation.id not in registry.STREAMS:
        visits += _mixed(operation, theirs, mine)
    for label, allowed, visit in visits:
        response = await _by_key(visit).send(client)
        sent = {str(theirs.tenant_id), *(str(one) for one in theirs.ids.values())} if response.status_code == 404 else set()
        if operation.id in registry.PEOPLE_ONLY and visit.tenant_id == mine.tenant_id:
            allowed = {403}
        assert response.status_code in allowed, f"{label}: {response.status_code} {response.text[:500]}"
        _assert_nothing_of(theirs, response, sent)
    assert await _checksum(admin, theirs.tenant_id) == before


@pytest.mark.parametrize("operation", [o for o in OURS if o.method == "GET" and o.id not in registry.STREAMS], ids=str)
async def test_ones_own_key_reads_so_that_the_refusals_above_mean_something(operation, client, businesses):
    mine = businesses[1]
    response = await KeyVisit(operation, mine, mine.tenant_id, mine.ids).send(client)
    allowed = {403} if operation.id in registry.PEOPLE_ONLY else registry.CONTROL.get(operation.id, ({200}, ""))[0]
    assert response.status_code in allowed, response.text[:500]


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if o not in OURS and o.id not in OPEN | PUBLIC | registry.VISITS], ids=str
)
async def test_a_key_opens_nothing_outside_its_tenant(operation, client, businesses):
    mine = businesses[1]
    response = await KeyVisit(operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids)).send(client)
    assert response.status_code == 401, response.text[:500]


@pytest.mark.parametrize("operation", [o for o in OURS if o.id not in registry.STREAMS], ids=str)
async def test_a_key_that_is_not_known_gets_nothing(operation, client, businesses):
    mine = replace(copy.copy(businesses[1]), key=businesses[1].key[:-1] + ("a" if businesses[1].key[-1] != "a" else "b"))
    response = await KeyVisit(operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids)).send(client)
    # A form is refused before its route is known, and so by the general word.
    code = "signed_out" if operation.body and operation.body[0] == "multipart/form-data" else "key_invalid"
    assert (response.status_code, response.json()["error"]["code"]) == (401, code)
