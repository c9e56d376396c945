"""Every operation of a tenant, visited by a colleague who may see every room and change nothing: looks are answered and change
nothing, everything else is refused and says what is missing."""

import uuid
from dataclasses import replace

import pytest

from atende.accounts import rules
from atende.accounts.models import Membership
from atende.accounts.service import keys, people, sessions
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from tests.house import planted as registry
from tests.house.planted import Planted
from tests.house.test_every_route import (
    OURS,
    Visit,
    _checksum,
    _own_body,
    admin,
    businesses,
    client,
    twin,
)
from tests.house.test_every_route_by_key import KeyVisit

__all__ = ["admin", "businesses", "client", "twin"]  # the fixtures

SEEING = [name for name in rules.KNOWN if name.endswith(":read")]
LOOKS = [o for o in OURS if o.method == "GET" and o.id not in registry.STREAMS]
CHANGES = [o for o in OURS if o.method != "GET"]
# Looking leaves this behind and nothing else: that somebody came in, opened an event or took the audit log along is on record.
ON_RECORD = {"audit_entries", "audit_heads"}


async def colleague(of: Planted, *permissions: str) -> Planted:
    """Somebody else of the same business with these permissions, signed in."""
    email = f"v-{uuid.uuid4().hex}@exemplo.com.br"
    user_id = await people.find_or_create(email=email, name=f"Vera {of.canary}", password_hash="nobody's")
    async with in_tenant(of.tenant_id) as tx:
        row = Membership(user_id=user_id, role="staff", permissions=list(permissions), name="Vera", email=email)
        row.tenant_id = tx.tenant_id
        tx.session.add(row)
    async with across_tenants(Crossing.SIGN_IN) as session:
        signed_in = await sessions.open_session(session, user_id)
    return replace(of, owner_id=user_id, token=signed_in.token, csrf=signed_in.csrf_token)


@pytest.fixture(scope="module")
async def watcher(businesses) -> Planted:
    return await colleague(businesses[1], *SEEING)


def _visit(operation, who: Planted) -> Visit:
    at_once = {"wait": "0"} if operation.id == "simulator_wait_for_events" else None
    return Visit(operation, who, who.tenant_id, who.ids, _own_body(operation, who.ids), at_once)


@pytest.mark.parametrize("operation", CHANGES, ids=str)
async def test_whoever_only_sees_changes_nothing(operation, client, watcher):
    answer = await _visit(operation, watcher).send(client)
    error = answer.json().get("error", {})
    assert (answer.status_code, error.get("code")) == (403, "missing_permission"), answer.text[:300]
    assert (error["params"]["way"], error["params"]["permission"] in rules.ALL_PERMISSIONS) == ("change", True)


async def test_whoever_only_sees_every_room_is_shown_all_of_it_and_looking_changes_nothing(client, watcher, admin):
    await _visit(LOOKS[0], watcher).send(client)
    before = await _checksum(admin, watcher.tenant_id)
    for operation in LOOKS:
        answer = await _visit(operation, watcher).send(client)
        allowed, _ = registry.CONTROL.get(operation.id, ({200}, ""))
        assert answer.status_code in allowed, f"{operation}: {answer.status_code} {answer.text[:300]}"
    after = await _checksum(admin, watcher.tenant_id)
    assert {table for table in after if after[table] != before[table]} <= ON_RECORD


async def test_whoever_sees_no_room_is_told_which_one(client, businesses):
    nobody = await colleague(businesses[1])
    open_to_all = {"accounts_get_tenant", "accounts_list_stores", "accounts_list_team"}
    for operation in [o for o in LOOKS if o.id not in open_to_all]:
        answer = await _visit(operation, nobody).send(client)
        assert (answer.status_code, answer.json()["error"]["params"]["way"]) == (403, "read"), operation


async def test_what_a_customer_wrote_is_read_in_custody_by_whoever_may_see_conversations(client, businesses):
    mine = businesses[1]
    (event,) = [o for o in OURS if o.path.endswith("/custody/events/{event_id}")]
    settings_only = await colleague(mine, "settings:read")
    both = await colleague(mine, "settings:read", "inbox:read")
    owner = rules.Place(rules.Role.OWNER, frozenset(rules.ALL_PERMISSIONS))
    visits = [(_visit(event, settings_only), True), (_visit(event, both), False)]
    for scopes, is_hidden in ((["settings:read"], True), (["settings:read", "inbox:read"], False)):
        async with in_tenant(mine.tenant_id, Actor("user", mine.owner_id)) as tx:
            _row, key = await keys.create(tx, owner, name="Integração", scopes=scopes)
        visits.append((KeyVisit(**vars(_visit(event, replace(mine, key=key)))), is_hidden))
    for visit, is_hidden in visits:
        shown = (await visit.send(client)).json()
        assert (shown["is_hidden"], mine.canary in str(shown["raw"])) == (is_hidden, not is_hidden)
