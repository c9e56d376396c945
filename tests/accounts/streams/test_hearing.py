"""The live stream: each listener hears of the rooms they may see, and whoever may no longer hears no more (S36). Over real HTTP."""

import asyncio
import uuid

import asyncpg
import pytest

from atende.accounts import access, rules
from atende.accounts.events import KeyRevoked, SignInFailed, StoreChanged, TenantChanged
from atende.accounts.service import sessions
from atende.bookings.events import BookingNoShow
from atende.bot.events import SettingsChanged
from atende.core import clock, leaving
from atende.core.tenancy import in_tenant
from atende.core.web.lasting import TakesNothing
from atende.inbox.events import ConversationRead
from atende.inbox.routes import live
from atende.integrations.events import ReplayStarted
from tests.accounts.conftest import Browser, Clinic
from tests.accounts.streams.conftest import LONG, Listener
from tests.database import Database


def _missed(some: uuid.UUID) -> BookingNoShow:
    ids = dict.fromkeys(("appointment_id", "contact_id", "service_id", "store_id", "professional_id"), some)
    times = dict.fromkeys(("starts_at", "ends_at", "local_start"), clock.now())
    return BookingNoShow(**ids, **times, timezone="America/Sao_Paulo")


async def _happen(clinic: Clinic) -> str:
    """One thing in each room, and last one that everybody is told; all about the one that is returned."""
    some = uuid.uuid4()
    async with in_tenant(clinic.tenant.id) as tx:
        for fact in (
            ConversationRead(conversation_id=some),
            KeyRevoked(key_id=some, label="x"),
            SignInFailed(user_id=some, method="password", happened_at="now"),
            _missed(some),
            ReplayStarted(replay_id=some),
            SettingsChanged(version=2),
            StoreChanged(store_id=some, fields=["name"]),
        ):
            await tx.emit(fact, subject_id=some)
    return str(some)


async def test_each_listener_hears_of_the_rooms_they_may_see(clinic, person, program):
    listeners = {
        "a clerk": await person(clinic, "inbox"),
        "one who sees the inbox": await person(clinic, "inbox:read"),
        "one with the agenda alone": await person(clinic, "bookings"),
        "one in charge": await person(clinic, "inbox:read", "settings:read", "audit:read", "bot:read"),
        "a program": await program(clinic, "inbox:read"),
        "a program with settings": await program(clinic, "inbox:write", "settings:read"),
    }
    every, inbox, settings = (
        "accounts.store_changed",
        "inbox.conversation_read",
        ["accounts.key_revoked", "integrations.replay_started"],
    )
    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        for one in listeners.values():
            group.create_task(one.listen(until=every))
        for one in listeners.values():
            await one.has_begun.wait()
        some = await _happen(clinic)
    # What was stated just before a stream began can still come in it.
    assert {who: sorted(name for name, about in one.heard if about == some) for who, one in listeners.items()} == {
        "a clerk": sorted([every, inbox]),
        "one who sees the inbox": sorted([every, inbox]),
        "one with the agenda alone": sorted([every, "bookings.booking_no_show"]),
        "one in charge": sorted([every, inbox, *settings, "accounts.sign_in_failed", "bot.settings_changed"]),
        "a program": sorted([every, inbox]),
        "a program with settings": sorted([every, inbox, *settings]),
    }


async def _by_operator(database: Database, statement: str, *given: object) -> None:
    admin = await asyncpg.connect(database.admin_url)
    try:
        assert await admin.execute(f"update atende.{statement}", *given) == "UPDATE 1"
    finally:
        await admin.close()


async def _permission_taken(one: Listener, owner: Browser, _database: Database) -> None:
    assert (await owner.patch(f"{one.url}/team/{one.user_id}", json={"permissions": ["bot"]})).status_code == 200


async def _removed(one: Listener, owner: Browser, _database: Database) -> None:
    assert (await owner.delete(f"{one.url}/team/{one.user_id}")).status_code == 204


async def _key_revoked(one: Listener, owner: Browser, _database: Database) -> None:
    assert (await owner.delete(f"{one.url}/keys/{one.key_id}")).status_code == 204


async def _key_over(one: Listener, _owner: Browser, database: Database) -> None:
    await _by_operator(database, "accounts_api_keys set expires_at = now() - interval '1 s' where id = $1", one.key_id)


async def _signed_out_everywhere(one: Listener, _owner: Browser, _database: Database) -> None:
    assert one.user_id is not None
    await sessions.revoke_all(one.user_id)


async def _left_the_agency(one: Listener, _owner: Browser, database: Database) -> None:
    await _by_operator(database, "accounts_users set agency_id = null where id = $1", one.user_id)


async def _second_factor_demanded(one: Listener, _owner: Browser, database: Database) -> None:
    await _by_operator(
        database, "accounts_tenants set requires_second_factor = true where id = $1", uuid.UUID(one.url.rpartition("/")[2])
    )


@pytest.mark.parametrize(
    ("who", "event"),
    [
        ("person", _permission_taken),
        ("person", _removed),
        ("person", _signed_out_everywhere),
        ("agency", _left_the_agency),
        ("person", _second_factor_demanded),
        ("program", _key_revoked),
        ("program", _key_over),
    ],
)
async def test_whoever_may_no_longer_hears_no_more_and_is_answered_nothing(
    make_clinic, browser, person, program, database, who, event
):
    clinic = await make_clinic(in_agency=True)
    owner = browser()
    assert (await owner.sign_in(clinic.owner_email)).status_code == 200
    if who == "program":
        one = await program(clinic, "inbox:read")
    else:
        one = await person(clinic, "inbox", agency_id=clinic.agency_id if who == "agency" else None)
    hears = asyncio.create_task(one.listen())
    try:
        async with asyncio.timeout(LONG):
            await one.has_begun.wait()
            assert await one.may_still_ask()
            await event(one, owner, database)
            assert not await one.may_still_ask(), "from the next request on"
            await hears
    finally:
        hears.cancel()


async def test_whoever_still_may_hears_on_and_all_are_asked_about_at_once(clinic, person, program, monkeypatch):
    monkeypatch.setattr(live, "ALLOWED_EVERY", 0.2)
    monkeypatch.setattr(live, "_TICK", 0.05)
    asked: list[int] = []
    ask = live.still_allowed

    async def counted(accesses, *any_of):
        found = await ask(accesses, *any_of)
        asked.append(len(accesses))
        assert None not in found
        return found

    monkeypatch.setattr(live, "still_allowed", counted)
    listeners = [
        await person(clinic, "inbox"),
        await person(clinic, "inbox:read", "settings"),
        await person(clinic, "inbox", agency_id=clinic.agency_id),
        await program(clinic, "inbox:read", "settings:read"),
    ]
    every = "accounts.store_changed"
    async with asyncio.timeout(LONG), asyncio.TaskGroup() as group:
        for one in listeners:
            group.create_task(one.listen(until=every))
        for one in listeners:
            await one.has_begun.wait()
        asked.clear()
        while len(asked) < 5:
            await asyncio.sleep(0.05)
        # A fact about the business is one about everybody there: all wonder at the same moment.
        async with in_tenant(clinic.tenant.id) as tx:
            await tx.emit(TenantChanged(tenant_id=clinic.tenant.id, fields=["name"]), subject_id=clinic.tenant.id)
        while max(asked) < len(listeners):
            await asyncio.sleep(0.05)
        some = await _happen(clinic)
    names = [sorted(name for name, about in one.heard if about == some) for one in listeners]
    inbox, settings = [every, "inbox.conversation_read"], ["accounts.key_revoked", "integrations.replay_started"]
    assert names == [sorted(inbox), sorted(inbox + settings), sorted(inbox), sorted(inbox + settings)]


async def test_a_right_that_cannot_be_asked_for_ends_the_stream(clinic, person, monkeypatch):
    monkeypatch.setattr(live, "ALLOWED_EVERY", 0.1)
    monkeypatch.setattr(live, "_TICK", 0.05)

    async def away(*_):
        raise ConnectionError("away")

    monkeypatch.setattr(live, "still_allowed", away)
    async with asyncio.timeout(LONG):
        await (await person(clinic, "inbox")).listen()


async def test_a_browser_that_takes_nothing_more_is_cut_off_all_the_same(clinic, person, monkeypatch):
    monkeypatch.setattr(live, "_FAREWELL", 0.1)
    who = rules.Bearer(uuid.uuid4(), "", *[clock.now()] * 3, uuid.uuid4(), "a@exemplo.com.br", "A", "pt-BR", None, False)
    place = rules.Place(rules.Role.STAFF, frozenset({"inbox"}))
    standing = rules.Standing(clinic.tenant.id, "c", "C", "clinic", "America/Sao_Paulo", place, True)
    stream = live.EventStream(access.Access(access.Principal(who, "token"), standing), None, "word")
    is_full = asyncio.Event()

    async def send(message) -> None:
        if message["type"] == "http.response.body":
            is_full.set()
            await asyncio.Event().wait()

    async def receive():
        await asyncio.Event().wait()

    await stream.begin()
    telling = asyncio.create_task(stream.last(receive, send))
    async with asyncio.timeout(LONG):
        await is_full.wait()
        stream.answered(None, 0.0)
        with pytest.raises(TakesNothing):
            await telling
    assert stream._line not in live._TAIL._lines.get(clinic.tenant.id, ())
    assert stream not in live._KEEPER._listeners
    await live.close()


async def test_a_process_that_leaves_sends_its_streams_elsewhere_also_one_that_comes_then(clinic, person):
    one, late = await person(clinic, "inbox"), await person(clinic, "inbox")
    hears = asyncio.create_task(one.listen())
    try:
        async with asyncio.timeout(LONG):
            await one.has_begun.wait()
            leaving.begin(0)
            await hears
            await late.listen()
            assert late.has_begun.is_set()
    finally:
        leaving.stay()
        hears.cancel()


async def test_a_silent_stream_pings(clinic, person, monkeypatch):
    monkeypatch.setattr(live, "PING_EVERY", 0.1)
    monkeypatch.setattr(live, "_TICK", 0.05)
    one = await person(clinic, "inbox")
    pings = 0
    async with asyncio.timeout(LONG), one.client.stream("GET", f"{one.url}/live") as answer:
        assert answer.headers["x-accel-buffering"] == "no"
        assert answer.headers["cache-control"] == "no-store"
        async for line in answer.aiter_lines():
            pings += line.startswith(": ping")
            if pings == 2:
                break


def test_a_right_is_asked_for_again_often_enough():
    """The promise is five seconds: the look itself takes some of them (S36)."""
    assert live.ALLOWED_EVERY <= 4
    assert live._LATEST <= 5, "nothing is told on an older answer"
