"""A person's number or id is another now: the person stays the same, whatever comes in which order."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atende.contacts import queries
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.tenancy import in_tenant
from tests.contacts.people import at, new_tenant, rows
from tests.contacts.test_recognizing import LONG, USER, living, see

pytestmark = pytest.mark.usefixtures("database")

NEW = "5521999990000"


async def change(tenant_id: uuid.UUID, minute: float, kind: str, old: dict, new: dict) -> contacts.Recognized:
    async with in_tenant(tenant_id) as tx:
        return await contacts.change_identity(tx, Evidence(**old), Evidence(**new), kind=kind, at=at(minute))


async def test_a_new_number_is_the_same_person_and_the_old_one_is_free():
    tenant_id = await new_tenant()
    first = await see(tenant_id, phone=LONG)
    changed = await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    assert changed.contact_id == first.contact_id
    async with in_tenant(tenant_id) as tx:
        assert (await contacts.address(tx, first.contact_id)).phone == f"+{NEW}"
    assert (await see(tenant_id, 11, phone=NEW)).contact_id == first.contact_id
    assert (await see(tenant_id, 60 * 24 * 400, phone=LONG)).contact_id != first.contact_id


async def test_a_late_message_from_before_the_change_is_still_theirs():
    tenant_id = await new_tenant()
    first = await see(tenant_id, phone=LONG)
    await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    stranger = await see(tenant_id, 20, phone=LONG)
    assert stranger.contact_id != first.contact_id
    assert (await see(tenant_id, 5, phone=LONG)).contact_id == first.contact_id
    assert (await see(tenant_id, 21, phone=LONG)).contact_id == stranger.contact_id


async def test_a_new_number_that_already_wrote_is_merged():
    tenant_id = await new_tenant()
    first = await see(tenant_id, phone=LONG, name="Ana")
    wrote = await see(tenant_id, 11, phone=NEW)
    changed = await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    assert [(m.winner_id, m.loser_id) for m in changed.merges] == [(first.contact_id, wrote.contact_id)]
    assert await living(tenant_id) == [first.contact_id]


async def test_a_new_user_id_is_the_same_person():
    tenant_id = await new_tenant()
    first = await see(tenant_id, user_id=USER)
    changed = await change(tenant_id, 10, "user_id_changed", {"user_id": USER}, {"user_id": "BR.2"})
    assert changed.contact_id == first.contact_id
    assert (await see(tenant_id, 11, user_id="BR.2")).contact_id == first.contact_id
    async with in_tenant(tenant_id) as tx:
        assert (await contacts.address(tx, first.contact_id)).user_id == "BR.2"


async def test_told_twice_changes_nothing():
    tenant_id = await new_tenant()
    await see(tenant_id, phone=LONG)
    await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    before = await rows(tenant_id, "select * from contacts_identities order by id")
    await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    assert await rows(tenant_id, "select * from contacts_identities order by id") == before


async def test_a_security_code_moves_nothing():
    tenant_id = await new_tenant()
    first = await see(tenant_id, phone=LONG)
    changed = await change(tenant_id, 10, "security_code_changed", {"phone": LONG}, {"phone": LONG})
    assert changed.contact_id == first.contact_id


async def test_of_unknown_people_the_change_is_remembered():
    tenant_id = await new_tenant()
    changed = await change(tenant_id, 10, "number_changed", {"phone": LONG}, {"phone": NEW})
    assert (await see(tenant_id, 11, phone=NEW)).contact_id == changed.contact_id
    assert (await see(tenant_id, 9, phone=LONG)).contact_id == changed.contact_id


NUMBERS = ["5511987650001", "5511987650002", "5511987650003", "5511987650004"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_messages_and_changes_of_number_in_any_order_are_one_person(data):
    """Number n holds from minute 100 n to minute 100 (n + 1): messages in that time, and the changes between, shuffled."""
    tenant_id = await new_tenant()
    story: list[tuple[str, int, int]] = [("change", n, 100 * n) for n in range(1, len(NUMBERS))]
    story += [
        ("message", n, 100 * n + minute)
        for n in range(len(NUMBERS))
        for minute in data.draw(st.lists(st.integers(1, 99), max_size=2, unique=True))
    ]
    for kind, n, minute in data.draw(st.permutations(story)):
        if kind == "change":
            await change(tenant_id, minute, "number_changed", {"phone": NUMBERS[n - 1]}, {"phone": NUMBERS[n]})
        else:
            await see(tenant_id, minute, phone=NUMBERS[n])
    assert len(await living(tenant_id)) == 1
    async with in_tenant(tenant_id) as tx:
        (only,) = await living(tenant_id)
        living_numbers = {i.match_key for i in await queries.identities(tx, only)}
    assert living_numbers == {f"+{NUMBERS[-1]}"}
