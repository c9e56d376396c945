"""Whose parcels they are, what becomes of those that are nobody's yet, and whose turn it is to be opened."""

import asyncio
import json
import uuid
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import delete, select

from atende import wiring
from atende.core.config import settings
from atende.core.jobs import LOOKED_AT, Lane
from atende.core.tenancy import in_tenant
from atende.integrations import queries
from atende.integrations.models import Parcel
from atende.integrations.ports import Parcel as Item
from atende.integrations.ports import ParcelKind
from atende.integrations.queries import tallies
from atende.integrations.service import connections, doors, opening, routing
from atende.integrations.service.ownerless import forget_old, hand_over, old_due, owners_due
from atende.integrations.service.receive import receive
from atende.integrations.service.routing import Route, routes
from tests.integrations.shops import PROVIDER, Shop, another_number, new_shop, prove, row_of, swept


async def _own_door(shop: Shop) -> Route:
    return next(route for route in await routes(PROVIDER, fresh=True) if route.connection_id == shop.connection_id)


@pytest.fixture(autouse=True)
def _wired(database):
    wiring.wire()


async def test_what_came_before_the_number_was_proven_is_handed_over_once():
    shop = await new_shop()
    await receive(PROVIDER, [shop.item(), shop.item(number=False, kind=ParcelKind.ACCOUNT)], "early")
    assert await shop.parcels() == 0
    assert await prove(shop) == "ok"
    lane = Lane(shop.tenant_id, "unrouted")
    assert lane in await owners_due(10_000)
    await hand_over(lane)
    assert await shop.parcels() == 2
    assert lane not in await owners_due(10_000)
    await hand_over(lane)
    assert await shop.parcels() == 2


async def test_what_ones_own_secret_vouches_for_never_becomes_somebody_elses():
    forger = await new_shop(app_secret="x")
    victim = await new_shop(environment="sandbox")
    forged = victim.item()
    await receive(PROVIDER, [forged, victim.item(number=False, kind=ParcelKind.ACCOUNT)], "forged", await _own_door(forger))
    await swept()
    assert (await forger.parcels(), await victim.parcels()) == (0, 0)
    # Nor does it stand in the place of the true one, whose number nobody had yet when it came.
    late = await new_shop()
    early = late.item()
    await receive(PROVIDER, [early], "forged first", await _own_door(forger))
    await receive(PROVIDER, [early], "true", None)
    await prove(late)
    await swept()
    assert (await forger.parcels(), await late.parcels()) == (0, 1)


async def test_what_came_through_ones_own_app_before_the_number_was_proven_is_handed_over():
    shop = await new_shop(app_secret="x")
    await receive(PROVIDER, [shop.item(), shop.item(number=False, kind=ParcelKind.ACCOUNT)], "early", await _own_door(shop))
    await swept()
    assert await shop.parcels() == 0
    assert await prove(shop) == "ok"
    await swept()
    assert await shop.parcels() == 2


async def test_a_removed_connections_events_become_nobody_elses():
    forger, victim = await new_shop(app_secret="x"), await new_shop(environment="sandbox")
    await receive(PROVIDER, [victim.item()], "forged", await _own_door(forger))
    async with in_tenant(forger.tenant_id) as tx:
        await connections.disconnect(tx, forger.connection_id)
    await swept()
    assert await victim.parcels() == 0


async def test_an_accounts_event_goes_to_the_number_without_an_app_of_its_own():
    """Also when another number of the same business, with an app of its own, stands before it."""
    shop = await new_shop(environment="sandbox", app_secret="x")
    second = await another_number(shop)
    await receive(PROVIDER, [shop.item(number=False, kind=ParcelKind.ACCOUNT)], "account")
    await prove(second)
    lane = Lane(shop.tenant_id, "unrouted")
    assert lane in await owners_due(10_000)
    assert await hand_over(lane) is True
    async with in_tenant(shop.tenant_id) as tx:
        assert list(await tx.session.scalars(select(Parcel.connection_id))) == [second.connection_id]
    assert lane not in await owners_due(10_000)


def _shut_down(account_id: str) -> list[Item]:
    value = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
    entry = {"id": account_id, "time": 1790000000, "changes": [{"field": "account_update", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
    return doors.door_of(PROVIDER).unpack(body.encode())


async def test_every_number_of_an_account_has_its_events_and_counts_them():
    shop = await new_shop()
    second = await another_number(shop)
    other = await new_shop()
    await prove(other)
    for one in (shop, second):
        await prove(one)
    event = _shut_down(shop.account_id)
    for _ in range(2):  # what comes again is known at both
        await receive(PROVIDER, event, "account")
    for lane in await opening.due(10_000):
        if lane.tenant_id == shop.tenant_id:
            await opening.open_lane(lane)
    assert [(await row_of(one)).state_reason for one in (shop, second, other)] == ["account:disabled_update"] * 2 + [None]
    async with in_tenant(shop.tenant_id) as tx:
        found = await tallies.counts(tx, since=None, until=None, zone="UTC")
    counted = {(one.connection_id, one.what): one.count for one in found}
    whats = ("received", "again", "done")
    assert counted == {(one.connection_id, what): 1 for one in (shop, second) for what in whats}


async def test_what_came_for_an_account_before_it_was_anybodys_is_handed_to_each_of_its_numbers():
    shop = await new_shop()
    second = await another_number(shop)
    await receive(PROVIDER, [shop.item(number=False, kind=ParcelKind.ACCOUNT), shop.item()], "early")
    # Both at once, as when two numbers are connected by the same hand.
    await prove(shop)
    await prove(second)
    lane = Lane(shop.tenant_id, "unrouted")
    assert await hand_over(lane) is True
    assert lane not in await owners_due(10_000)
    async with in_tenant(shop.tenant_id) as tx:
        there = list(await tx.session.scalars(select(Parcel.connection_id)))
    assert sorted(there) == sorted([shop.connection_id, shop.connection_id, second.connection_id])


async def test_what_found_no_owner_after_all_stays_nobodys(monkeypatch: pytest.MonkeyPatch):
    shop = await new_shop()
    await receive(PROVIDER, [shop.item()], "early")
    await prove(shop)
    lane = Lane(shop.tenant_id, "unrouted")
    found = routing.table

    async def without_us(provider: str, *, fresh: bool = False) -> routing.Table:
        known = await found(provider, fresh=fresh)
        return routing.Table([route for route in known.routes if route.tenant_id != shop.tenant_id])

    with monkeypatch.context() as patched:  # removed between the look and the handing over
        patched.setattr(routing, "table", without_us)
        assert await hand_over(lane) is False
    assert lane in await owners_due(10_000)
    assert await hand_over(lane) is True
    assert await shop.parcels() == 1


async def test_nobodys_events_are_kept_as_long_as_raw_events_and_their_words_no_longer_than_nobody_owns_them(clock):
    shop = await new_shop()
    known, unknown = shop.item(), Item(ParcelKind.MESSAGE, "1", "2", f"m:{uuid.uuid4().hex}", "p:1", '{"text": "particular"}')
    await receive(PROVIDER, [known, unknown], "early")
    await prove(shop)
    await swept()

    async def kept() -> dict[str, str]:
        rows = await queries.unrouted(PROVIDER, [known.dedupe_key, unknown.dedupe_key])
        return {key: row.raw for key, row in rows.items()}

    assert await kept() == {known.dedupe_key: "", unknown.dedupe_key: unknown.raw}
    clock.shift(timedelta(days=settings().raw_days) - timedelta(minutes=5))
    while old := await old_due(1):  # what other tests of this database left before
        await forget_old(old[0])
    assert await kept() == {known.dedupe_key: "", unknown.dedupe_key: unknown.raw}
    clock.shift(timedelta(days=settings().raw_days) + timedelta(minutes=5))
    await forget_old((await old_due(1))[0])
    assert await old_due(1) == []
    assert await kept() == {}
    assert await shop.parcels() == 1


async def test_a_long_lane_or_an_imported_history_keeps_no_other_business_waiting():
    noisy, quiet = await new_shop(environment="sandbox"), await new_shop(environment="sandbox")
    await receive(PROVIDER, [noisy.item() for _ in range(300)], "one person")
    await receive(PROVIDER, [noisy.item(f"p:{n}", ParcelKind.HISTORY) for n in range(200)], "history")
    await receive(PROVIDER, [quiet.item()], "live")
    ours = [lane for lane in await opening.due(100_000) if lane.tenant_id in (noisy.tenant_id, quiet.tenant_id)]
    async with in_tenant(noisy.tenant_id) as tx:  # other tests of this database look for what is due, too
        await tx.session.execute(delete(Parcel))
    assert {lane.tenant_id for lane in ours[:2]} == {noisy.tenant_id, quiet.tenant_id}
    assert len(ours) == 202


async def _waits(admin: asyncpg.Connection, task: asyncio.Task) -> bool:
    """True once a commit of the door waits for another; False once the task is through."""
    look = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%integrations_store_parcels%'"
    async with asyncio.timeout(60):
        while not task.done():
            if await admin.fetchval(look):
                return True
            await asyncio.sleep(0.01)
    return False


async def test_commits_of_the_same_keys_wait_for_one_another_in_turn(database):
    shop = await new_shop(environment="sandbox")
    a, b, c = sorted((shop.item() for _ in range(3)), key=lambda item: item.dedupe_key)
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    held = admin.transaction()
    await held.start()
    await admin.execute(
        "insert into integrations_parcel_keys (tenant_id, connection_id, dedupe_key, parcel_id)"
        " values ($1, $2, $3, gen_random_uuid())",
        shop.tenant_id,
        shop.connection_id,
        b.dedupe_key,
    )
    other = await asyncpg.connect(database.admin_url)
    first = asyncio.create_task(receive(PROVIDER, [c, b, a], "one"))
    assert await _waits(other, first)
    # By now whoever takes keys as they come holds c, and a second one would hold a and wait for c while the first goes on to a.
    second = asyncio.create_task(receive(PROVIDER, [a, c], "two"))
    await asyncio.sleep(0.1)
    await held.rollback()
    await asyncio.gather(first, second)
    await admin.close()
    await other.close()
    assert await shop.parcels() == 3


async def test_a_commit_that_gave_way_to_another_is_tried_once_more(database):
    shop = await new_shop(environment="sandbox")
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    await admin.execute("create sequence gave_way; grant usage on sequence gave_way to public")
    await admin.execute(
        "create function give_way() returns trigger language plpgsql as $$ begin if nextval('atende.gave_way') = 1 then"
        " raise exception 'deadlock detected' using errcode = '40P01'; end if; return new; end $$"
    )
    await admin.execute("create trigger give_way before insert on integrations_parcel_keys execute function give_way()")
    try:
        await receive(PROVIDER, [shop.item()], "again")
        assert await admin.fetchval("select last_value from gave_way") == 2
    finally:
        await admin.execute("drop trigger give_way on integrations_parcel_keys")
        await admin.execute("drop function give_way")
        await admin.execute("drop sequence gave_way")
        await admin.close()
    assert await shop.parcels() == 1


async def test_a_changed_secret_reaches_the_door_also_when_who_changed_it_died_right_after(
    monkeypatch: pytest.MonkeyPatch, clock
):
    shop = await new_shop(environment="sandbox")

    new = str(uuid.uuid4().int)[:15]

    async def died(_number) -> None:
        raise ConnectionError("killed between its commit and the door's copy")

    with monkeypatch.context() as patched:
        patched.setattr(connections, "_publish", died)
        with pytest.raises(ConnectionError):
            async with in_tenant(shop.tenant_id) as tx:
                await connections.change(tx, shop.connection_id, {"app_secret": "x"})
        with pytest.raises(ConnectionError):
            async with in_tenant(shop.tenant_id) as tx:
                await connections.connect(
                    tx,
                    provider=PROVIDER,
                    environment="sandbox",
                    name="Nova",
                    phone="+551130005501",
                    number_id=new,
                    account_id=None,
                    token=None,
                )
    routing.forget()
    assert not (await _own_door(shop)).has_own_app
    assert await connections._owner(PROVIDER, new) is None
    lane = Lane(shop.tenant_id, str(shop.connection_id))
    assert lane not in await connections.unsure(10_000)
    clock.shift(timedelta(minutes=1))
    assert lane in await connections.unsure(10_000)
    for one in await connections.unsure(10_000):
        assert await connections.make_sure(one)
    assert await connections._owner(PROVIDER, new) == shop.tenant_id
    assert (await _own_door(shop)).has_own_app
    assert lane not in await connections.unsure(10_000)


async def test_a_backlog_is_not_read_whole_and_hides_nobody():
    noisy, quiet = await new_shop(environment="sandbox"), await new_shop(environment="sandbox")
    many = LOOKED_AT + 500
    await receive(PROVIDER, [noisy.item(f"h:{n}", ParcelKind.HISTORY) for n in range(many)], "history")
    await receive(PROVIDER, [noisy.item(f"p:{n}") for n in range(many)], "live")
    await receive(PROVIDER, [quiet.item()], "live")
    found = await opening.due(100_000)
    async with in_tenant(noisy.tenant_id) as tx:
        await tx.session.execute(delete(Parcel))
    assert sum(lane.tenant_id == noisy.tenant_id for lane in found) == 2 * LOOKED_AT
    # Businesses in turn: nobody's second lane comes before another's first, whatever else waits in this database.
    whose = [lane.tenant_id for lane in found]
    assert whose.index(quiet.tenant_id) < whose.index(noisy.tenant_id, whose.index(noisy.tenant_id) + 1)


async def test_a_body_of_strangers_and_known_numbers_stores_both():
    shop = await new_shop(environment="sandbox")
    strangers = [Item(ParcelKind.MESSAGE, "1", "2", f"m:{uuid.uuid4().hex}", "p:1", "{}") for _ in range(50)]
    await receive(PROVIDER, [*strangers[:25], shop.item(), *strangers[25:]], "mixed")
    assert await shop.parcels() == 1
