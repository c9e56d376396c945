"""Master key and data keys are changed while secrets are written and read; the old ones open nothing afterwards (S26)."""

import asyncio
import uuid

import asyncpg
import pytest
from sqlalchemy import LargeBinary, select, text

from atende.cli import keys as cli_keys
from atende.core import config, crypto, keyring, rotation
from atende.core.audit import verifying
from atende.core.audit.models import INSTALL
from atende.core.db import Base
from atende.core.startup import StartupError
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.integrations.models import Connection, DataKey, Number
from atende.integrations.service import connections, rotating, sealing
from atende.reports import invariants
from tests.cli.program import atende, environment
from tests.contacts.people import new_tenant


async def shop(tenant_id: uuid.UUID | None = None, secret: str = "segredo") -> tuple[uuid.UUID, uuid.UUID]:
    tenant_id = tenant_id or await new_tenant()
    async with in_tenant(tenant_id) as tx:
        row = await connections.connect(
            tx, provider="meta_whatsapp", environment="sandbox", name="Linha", phone="+5511300055000",
            number_id=str(uuid.uuid4().int)[:15], account_id="1045", token=f"t-{secret}", app_secret=f"a-{secret}",
        )  # fmt: skip
    return tenant_id, row.id


async def secrets_of(tenant_id: uuid.UUID, connection_id: uuid.UUID) -> tuple[str, str, str]:
    """Token, app secret, and the door's copy of it; opened by a process that knows no key yet."""
    sealing._keys.clear()
    async with in_tenant(tenant_id) as tx:
        row = await tx.session.get_one(Connection, (tenant_id, connection_id))
        token, app_secret = row.token_sealed, row.app_secret_sealed
        assert token
        assert app_secret
        opened = (await sealing.unseal(tx, token, "token"), await sealing.unseal(tx, app_secret, "app_secret"))
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        copy = await session.scalar(select(Number.app_secret_sealed).where(Number.connection_id == connection_id))
    assert copy
    return (*opened, await sealing.unseal_for_door(tenant_id, copy, "app_secret"))


async def data_keys() -> list[DataKey]:
    async with across_tenants(Crossing.OPERATE) as session:
        return list(await session.scalars(select(DataKey).order_by(DataKey.tenant_id, DataKey.key_no)))


async def test_after_a_change_of_the_master_key_the_old_one_opens_nothing(own_install):
    shops = [await shop(secret=f"s{n}") for n in range(3)]
    (old,) = keyring.ring()
    new = keyring.add()
    assert await secrets_of(*shops[0]) == ("t-s0", "a-s0", "a-s0")
    looked: list[int] = []
    assert await rotating.change_master(looked.append) == 3
    assert sum(looked) == 2 * await rotation.wrapped_keys() == 6
    assert await rotating.change_master() == 0
    keyring.keep_only(new.id)
    for n, one in enumerate(shops):
        assert await secrets_of(*one) == (f"t-s{n}", f"a-s{n}", f"a-s{n}")
    for row in await data_keys():
        assert row.master_id == new.id
        with pytest.raises(crypto.Unreadable):
            crypto.unwrap(row.tenant_id, row.wrapped, (old,))
    assert await rotation.by_master() == {new.id: 3}
    assert (await verifying.verify(INSTALL)).entries == 2


async def test_an_interrupted_change_is_finished_by_the_next(own_install, monkeypatch):
    shops = [await shop(secret=f"s{n}") for n in range(5)]
    new = keyring.add()
    monkeypatch.setattr(rotation, "_BATCH", 2)

    def stop(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotating.change_master(stop)
    wraps = await rotation.by_master()
    assert wraps[new.id] == 2
    assert len(wraps) == 2
    for n, one in enumerate(shops):
        assert (await secrets_of(*one))[0] == f"t-s{n}"
    assert await rotating.change_master() == 3
    assert await rotation.by_master() == {new.id: 5}


async def test_a_row_that_says_the_wrong_master_key_is_found_by_looking(own_install):
    tenant_id, connection_id = await shop()
    new = keyring.add()
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(text("update integrations_data_keys set master_id = :id"), {"id": new.id})
    assert await rotating.change_master() == 1
    keyring.keep_only(new.id)
    assert (await secrets_of(tenant_id, connection_id))[0] == "t-segredo"


async def test_a_lost_master_key_stops_the_change_and_loses_nothing(own_install):
    await shop()
    (old,) = keyring.ring()
    keyring.keep_only(keyring.add().id)
    before = [row.wrapped for row in await data_keys()]
    with pytest.raises(crypto.Unreadable):
        await rotating.change_master()
    assert [row.wrapped for row in await data_keys()] == before
    assert crypto.unwrap((await data_keys())[0].tenant_id, before[0], (old,))


async def test_who_chose_a_key_before_the_change_is_waited_for(own_install):
    (old,) = keyring.ring()
    tenant_id = await new_tenant()
    sealed, go_on = asyncio.Event(), asyncio.Event()

    async def slow_writer() -> None:
        async with in_tenant(tenant_id) as tx:
            await sealing.seal(tx, "segredo", "token")  # wraps a first data key by the old master key
            sealed.set()
            await go_on.wait()

    async def change() -> int:
        return await rotating.change_master()

    writing = asyncio.create_task(slow_writer())
    await sealed.wait()
    new = keyring.add()
    changing = asyncio.create_task(change())
    async with across_tenants(Crossing.OPERATE) as session:
        while not await session.scalar(
            text(
                "select exists (select 1 from pg_locks where locktype = 'advisory' and not granted"
                " and database = (select oid from pg_database where datname = current_database()))"
            )
        ):
            await asyncio.sleep(0.01)
    assert not changing.done()
    go_on.set()
    await writing
    assert await changing == 1
    (row,) = await data_keys()
    assert row.master_id == new.id
    with pytest.raises(crypto.Unreadable):
        crypto.unwrap(tenant_id, row.wrapped, (old,))


async def test_with_a_new_data_key_the_one_before_opens_nothing_that_is_stored(own_install, clock):
    tenant_id, connection_id = await shop()
    (first,) = await data_keys()
    old_key = crypto.unwrap(tenant_id, first.wrapped)
    assert await rotating.renew_data_key(tenant_id) == 2
    assert await secrets_of(tenant_id, connection_id) == ("t-segredo", "a-segredo", "a-segredo")
    async with in_tenant(tenant_id) as tx:
        row = await tx.session.get_one(Connection, (tenant_id, connection_id))
        assert row.token_sealed
        assert sealing.key_number(row.token_sealed) == 2
        with pytest.raises(crypto.Unreadable):
            crypto.unseal(old_key, row.token_sealed[2:], f"{tenant_id}:token")
    # The key before lingers for an hour, for what is on its way, and goes with the next renewal.
    assert [row.key_no for row in await data_keys()] == [1, 2]
    clock.shift(rotating._LINGERS * 2)
    await rotating.renew_data_key(tenant_id)
    assert [row.key_no for row in await data_keys()] == [2, 3]
    assert await secrets_of(tenant_id, connection_id) == ("t-segredo", "a-segredo", "a-segredo")


async def test_secrets_written_and_read_meanwhile_are_all_there(own_install):
    shops = [await shop(secret=f"s{n}") for n in range(3)]
    told = {one: [f"s{n}"] for n, one in enumerate(shops)}
    stop = asyncio.Event()

    async def write(one: tuple[uuid.UUID, uuid.UUID]) -> None:
        while not stop.is_set():
            secret = uuid.uuid4().hex
            async with in_tenant(one[0]) as tx:
                await connections.change(tx, one[1], {"token": f"t-{secret}", "app_secret": f"a-{secret}"})
            told[one].append(secret)

    async def read(one: tuple[uuid.UUID, uuid.UUID]) -> None:
        while not stop.is_set():
            token, app_secret, _copy = await secrets_of(*one)
            assert token[2:] == app_secret[2:]

    async def first_secrets() -> None:
        for _ in range(8):
            new = await shop(secret="novo")
            told[new] = ["novo"]

    async def rotate() -> None:
        for _ in range(2):
            new = keyring.add()
            await rotating.change_master()
            for tenant_id in await rotating.tenants():
                await rotating.renew_data_key(tenant_id)
            keyring.keep_only(new.id)
        stop.set()

    async with asyncio.timeout(120), asyncio.TaskGroup() as group:
        for one in shops:
            group.create_task(write(one))
            group.create_task(read(one))
        group.create_task(first_secrets())
        group.create_task(rotate())
    for one, secrets in told.items():
        assert await secrets_of(*one) == (f"t-{secrets[-1]}", f"a-{secrets[-1]}", f"a-{secrets[-1]}")


def test_every_sealed_column_is_known_to_the_change_of_data_keys():
    found = {
        (mapper.class_.__name__, column.name)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("_sealed") and "tenant_id" in mapper.local_table.columns
    }
    assert found == {(model.__name__, name) for model, names in rotating.SEALED.items() for name in names}


async def test_the_operators_command_changes_twice_and_says_what_it_did(own_install):
    tenant_id, connection_id = await shop()
    env = environment(own_install.home) | own_install.environment()
    (old,) = keyring.ring()
    first = await asyncio.to_thread(atende, "keys", "rotate", "--keep", env=env)
    assert first.returncode == 0, first.stderr
    assert [one.id for one in keyring.ring()][1:] == [old.id]
    assert "1 data keys are wrapped by it." in first.stdout
    second = await asyncio.to_thread(atende, "keys", "rotate", "--data-keys", env=env)
    assert second.returncode == 0, second.stderr
    assert "1 new data keys seal 2 secrets." in second.stdout
    (newest,) = keyring.ring()
    assert old.id in second.stdout
    listed = await asyncio.to_thread(atende, "keys", "list", env=env)
    assert listed.stdout.split() == [newest.id, "wraps", "2", "data", "keys", "(newest)"]
    assert await secrets_of(tenant_id, connection_id) == ("t-segredo", "a-segredo", "a-segredo")


async def test_a_ring_that_an_operator_keeps_is_changed_by_them_and_wrapped_by_us(own_install, tmp_path, monkeypatch, capsys):
    file = tmp_path / "master.key"
    file.write_text(old := keyring.fresh_word())
    monkeypatch.setenv("ATENDE_MASTER_KEY_FILE", str(file))
    config.settings.cache_clear()
    one = await shop()
    with pytest.raises(StartupError, match="kept outside"):
        await cli_keys._rotate(data_keys=False, keep=False)
    file.write_text(f"{(new := keyring.fresh_word())}\n{old}\n")
    await cli_keys._rotate(data_keys=False, keep=False)
    assert "take out where you keep them" in capsys.readouterr().out
    file.write_text(new)
    assert await secrets_of(*one) == ("t-segredo", "a-segredo", "a-segredo")
    file.write_text(old)
    with pytest.raises(crypto.Unreadable):
        await secrets_of(*one)


async def test_the_roles_that_serve_requests_may_wrap_anew_and_delete_nothing_but_keys(own_install):
    connection = await asyncpg.connect(own_install.system_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("update atende.integrations_data_keys set key_no = 9")
    finally:
        await connection.close()


async def test_forgetting_without_the_key_that_opens_says_so_and_deletes_nothing(own_install):
    await shop()
    path = config.settings().home / "keys" / "master.key"
    path.write_text(f"{keyring.fresh_word()}\n{keyring.fresh_word()}\n")
    ring = path.read_text()
    with pytest.raises(StartupError, match="data key cannot be opened"):
        await cli_keys._forget()
    assert path.read_text() == ring


async def test_a_data_key_that_no_master_key_opens_is_a_broken_invariant(own_install):
    """As in a backup whose master key is elsewhere: the rows are all there, and no secret of them can be read."""
    tenant_id, _ = await shop()
    statement = "every data key opens with the master keys of this install"
    found = {one.statement: one async for one in invariants.walk()}
    assert found[statement].violations == 0
    (config.settings().home / "keys" / "master.key").write_text(f"{keyring.fresh_word()}\n")
    found = {one.statement: one async for one in invariants.walk()}
    assert found[statement].violations == 1
    assert str(tenant_id) in (found[statement].example or "")
