"""Whose a number and an account are: theirs who proved it, and nobody's who only typed it."""

import uuid
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from atende import wiring
from atende.core.jobs import Lane
from atende.core.tenancy import in_tenant
from atende.integrations import queries
from atende.integrations.errors import ConnectionInvalid
from atende.integrations.ports import Parcel as Item
from atende.integrations.ports import ParcelKind
from atende.integrations.service import connections
from atende.integrations.service.receive import receive
from tests.integrations.shops import PROOF, PROVIDER, Shop, new_shop, prove, row_of, swept


@pytest.fixture(autouse=True)
def _wired(database):
    wiring.wire()


async def _change(shop: Shop, **changes: Any) -> None:
    async with in_tenant(shop.tenant_id) as tx:
        await connections.change(tx, shop.connection_id, changes)


async def test_nobody_owns_what_they_only_typed():
    owner = await new_shop()
    await prove(owner)
    squatter = await new_shop(account_id=owner.account_id)
    await receive(PROVIDER, [owner.item(number=False, kind=ParcelKind.ACCOUNT)], "account")
    assert (await owner.parcels(), await squatter.parcels()) == (1, 0)


async def test_a_sandbox_number_keeps_the_account_it_was_made_with():
    """It was answered for when it was made: whatever could be typed over it would be answered for as well."""
    owner = await new_shop()
    await prove(owner)
    rehearsal = await new_shop(environment="sandbox")
    for typed in (owner.account_id, "", None):
        with pytest.raises(ConnectionInvalid) as refusal:
            await _change(rehearsal, account_id=typed)
        assert refusal.value.field == "account_id"
    with pytest.raises(ConnectionInvalid) as refusal:
        await _change(rehearsal, number_id=owner.number_id)
    assert refusal.value.field == "number_id"
    await receive(PROVIDER, [owner.item(number=False, kind=ParcelKind.ACCOUNT), rehearsal.item()], "account")
    assert (await owner.parcels(), await rehearsal.parcels()) == (1, 1)
    await _change(rehearsal, account_id=rehearsal.account_id, name="Ensaio")  # as it is
    assert (await row_of(rehearsal)).name == "Ensaio"


async def test_a_patch_is_refused_by_its_field_and_another_account_stands_unchecked(clinic, owner):
    given = {"provider": PROVIDER, "name": "Linha", "phone": "+551130009999", "account_id": "1045", "token": "EAAx"}
    places = {}
    for environment in ("sandbox", "live"):
        async with in_tenant(clinic.tenant.id) as tx:
            row = await connections.connect(tx, environment=environment, number_id=uuid.uuid4().hex, **given)
            await connections.record_check(tx, row.id, PROOF, about=connections.asked(row))
        places[environment] = f"{clinic.url}/connections/{row.id}"
    refused = await owner.patch(places["sandbox"], json={"name": "Outra", "account_id": "104512345678901"})
    told = refused.json()["error"]
    assert (refused.status_code, told["code"], told["field"]) == (422, "connection_invalid", "account_id")
    for place in places.values():
        as_the_screen = await owner.patch(place, json={"name": "Outra", "phone": "+551130009999", "account_id": "1045"})
        assert (as_the_screen.status_code, as_the_screen.json()["state"]) == (200, "ok")
    changed = (await owner.patch(places["live"], json={"account_id": "104512345678901"})).json()
    assert (changed["account_id"], changed["state"], changed["check"]) == ("104512345678901", "new", None)


async def _made_sure(shop: Shop, clock: ModuleType) -> None:
    """What a worker does a moment after each change."""
    clock.shift(timedelta(minutes=1))
    lane = Lane(shop.tenant_id, str(shop.connection_id))
    assert lane in await connections.unsure(10_000)
    assert await connections.make_sure(lane)
    clock.shift(timedelta())


@pytest.mark.parametrize("more", [{}, {"token": "EAAother"}, {"is_active": True}], ids=["account", "and token", "and resumed"])
async def test_who_proved_one_account_does_not_own_the_next_that_they_type(more, clock):
    owner, nobodys = await new_shop(), uuid.uuid4().hex
    await prove(owner)
    early = Item(ParcelKind.ACCOUNT, None, nobodys, f"a:{uuid.uuid4().hex}", "account", "{}")
    await receive(PROVIDER, [early], "early")
    thief = await new_shop()
    assert await prove(thief) == "ok"
    for typed in (owner.account_id, nobodys):
        await _change(thief, account_id=typed, **more)
        row = await row_of(thief)
        assert (row.state, row.check_result, row.checked_at) == ("new", None, None)
        await _made_sure(thief, clock)
        await swept()
        await receive(PROVIDER, [Item(ParcelKind.ACCOUNT, None, typed, f"a:{uuid.uuid4().hex}", "account", "{}")], "theirs")
    assert (await owner.parcels(), await thief.parcels()) == (1, 0)
    assert (await queries.unrouted(PROVIDER, [early.dedupe_key]))[early.dedupe_key].raw == early.raw
    # Their own number and the account that was proven go on as before.
    await receive(PROVIDER, [thief.item(), thief.item(number=False, kind=ParcelKind.ACCOUNT)], "own")
    assert await thief.parcels() == 2
    # Until a check reads another one: from then on that holds, and the one before no more.
    assert await prove(thief) == "ok"
    await swept()
    await receive(PROVIDER, [thief.item(number=False, kind=ParcelKind.ACCOUNT)], "of before")
    assert await thief.parcels() == 2 + 2  # both that waited for the account


async def test_another_token_is_one_that_no_check_has_seen(clock):
    shop = await new_shop()
    await prove(shop)
    await _change(shop, token="EAAother")
    row = await row_of(shop)
    assert (row.state, row.check_result, row.checked_at) == ("new", None, None)
    await _made_sure(shop, clock)
    await receive(PROVIDER, [shop.item(), shop.item(number=False, kind=ParcelKind.ACCOUNT)], "meanwhile")
    assert await shop.parcels() == 2
    await _change(shop, name="Outra", account_id=shop.account_id)  # the screen names the account each time
    assert await prove(shop) == "ok"
    await _change(shop, name="Recepção", account_id=shop.account_id)
    assert (await row_of(shop)).state == "ok"


async def test_a_check_proves_what_it_was_asked_and_not_what_was_typed_meanwhile(clock):
    owner, thief = await new_shop(), await new_shop()
    await prove(owner)
    about = connections.asked(await row_of(thief))
    await _change(thief, account_id=owner.account_id)
    async with in_tenant(thief.tenant_id) as tx:
        told = await connections.record_check(tx, thief.connection_id, PROOF, about=about)
    assert (told["ok"], {step["problem"] for step in told["steps"]}) == (False, {"not_tried"})
    row = await row_of(thief)
    assert (row.state, row.check_result) == ("new", None)
    await _made_sure(thief, clock)
    await receive(PROVIDER, [owner.item(number=False, kind=ParcelKind.ACCOUNT)], "account")
    assert (await owner.parcels(), await thief.parcels()) == (1, 0)


async def test_what_the_door_is_told_a_moment_later_is_what_the_check_was_made_for(clock):
    """However the account came to be another: written by the version before, say, which knew no better."""
    owner, thief = await new_shop(), await new_shop()
    await prove(owner)
    await prove(thief)
    async with in_tenant(thief.tenant_id) as tx:
        row = await queries.connection(tx, thief.connection_id)
        row.account_id = owner.account_id
        connections.publish(tx, row, is_proven=False)
    await _made_sure(thief, clock)
    await receive(PROVIDER, [owner.item(number=False, kind=ParcelKind.ACCOUNT)], "account")
    assert (await owner.parcels(), await thief.parcels()) == (1, 0)
    await receive(PROVIDER, [thief.item()], "own")
    assert await thief.parcels() == 1


async def test_of_two_who_typed_a_number_the_one_who_proves_it_has_it():
    first = await new_shop()
    second = await new_shop(number_id=first.number_id, account_id=first.account_id)
    assert await prove(second) == "ok"
    await receive(PROVIDER, [second.item()], "to the owner")
    assert (await first.parcels(), await second.parcels()) == (0, 1)
    assert await prove(first) == "paused"
