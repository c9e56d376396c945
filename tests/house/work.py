"""A day's work in one process, for tests that watch what the database is asked: a customer is answered, and people look at it."""

import re
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from atende import wiring
from atende.accounts import queries as accounts
from atende.accounts import rules
from atende.accounts.service import keys, sessions, tenants
from atende.audit import queries as log
from atende.bookings.queries import appointments, customers, imports, outside, overlaps, slots, unreminded
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.working import working
from atende.bookings.service import amending, changing, reclocking
from atende.bookings.service.reserving import reserve
from atende.core import clock, db, live, paging
from atende.core.tenancy import OPERATOR, Actor, Crossing, across_tenants, in_tenant
from atende.inbox.ports import Sender as Person
from atende.inbox.ports import StatusUpdate
from atende.inbox.queries import conversations, timeline
from atende.inbox.queries.conversations import CaseState, Filter
from atende.inbox.service.statuses import apply_status
from atende.integrations import queries as integrations
from atende.integrations.queries import parcels, tallies
from atende.integrations.service import connections
from atende.kit.refusal import Refusal
from atende.reports.queries import custody
from tests.bookings.clinic import new_clinic
from tests.contacts.people import new_tenant
from tests.flows.way import walk
from tests.install import Business
from tests.meta import Sender, say
from tests.statements import listening

_IS_A_QUESTION = re.compile(r"\s*(select|with|insert|update|delete)\b", re.IGNORECASE)


async def business() -> Business:
    """A tenant with one live number that is proven."""
    tenant_id = await new_tenant()
    digits = str(uuid.uuid4().int)
    async with in_tenant(tenant_id) as tx:
        connection = await connections.connect(
            tx, provider="meta_whatsapp", environment="live", name="Recepção", phone="+551130005500", number_id=digits[:15],
            account_id=digits[15:30], token="EAAtest",
        )  # fmt: skip
        connections.publish(tx, connection, is_proven=True)
    return Business(tenant_id, connection.id, digits[:15], digits[15:30], "+551130005500")


async def work() -> None:
    """A customer is answered twice, what was sent is reported on, somebody looks at all of it in every way there is, and every
    stage of a worker looks for what is due."""
    here = await business()
    sender = Sender(here, f"55119{uuid.uuid4().int % 10**8:08d}", None, "Marina")
    way = await walk(say(sender, "oi"))
    await walk(say(sender, "qual o horário de atendimento?"))
    async with in_tenant(here.tenant_id) as tx:
        external = (await tx.fetch("select external_id from inbox_messages where direction = 'out'"))[0][0]
        for word in ("delivered", "read"):
            await apply_status(tx, here.connection_id, StatusUpdate(external, word, tx.now, Person(phone=sender.phone)))
    async with in_tenant(here.tenant_id) as tx:
        me = uuid.uuid4()
        for show in Filter:
            for case in CaseState:
                await conversations.page(tx, me=me, show=show, case=case)
        seen = await conversations.page(tx, me=me, limit=1)
        await conversations.one(tx, way.conversation_id)
        await conversations.counts(tx, me)
        assert seen.items
        page = await timeline.page(tx, way.conversation_id, limit=2)
        await timeline.page(tx, way.conversation_id, before=page.prev_cursor)
        await timeline.page(tx, way.conversation_id, after=page.items[0]["cursor"])
        await timeline.message(tx, page.items[-1]["id"])
        for state in (None, *parcels.STATES):
            await parcels.page(tx, parcels.Selection(connection_id=here.connection_id, state=state))
        week = await custody.days(tx, None, None)
        await parcels.page(tx, parcels.Selection(since=week.since, until=week.until, retried=True))
        await parcels.count(tx, parcels.Selection(since=week.since, until=week.until, retried=True))
        await tallies.counts(tx, since=tx.now - timedelta(days=1), until=None, zone="UTC")
        await custody.summary(tx, await custody.days(tx, None, None), here.connection_id)
        await integrations.parcels_of(tx, here.connection_id, [external])
    await _agenda()
    await _signing_in()
    for stage in wiring.stages():
        await stage.due(10)
    tail = live.Tail()
    line = await tail.join(here.tenant_id, (1, 1))
    (first, *_) = await line.take()
    assert first.events[0].kind in ("ready", "reset")
    tail.leave(line)
    await tail.close()


async def _agenda() -> None:
    """Somebody books, moves, stretches, cancels and is let back in; the team looks at the agenda in every way there is."""
    here = await new_clinic()
    await here.resource("Dra. Ana")
    await here.resource("Sala 1", "room")
    await here.service("consulta", needs=(("Sala 1",),), daily_limit=20, contact_limit=5)
    await here.service("grupo", capacity=3)
    whom = await here.contact()
    wishes = [
        await here.wish(name, here.at(9 + 2 * n), contact_id=whom, hold=n == 0) for n, name in enumerate(("consulta", "grupo"))
    ]
    async with here.tx() as tx:
        held, made = [await reserve(tx, wish) for wish in wishes]
        await changing.take(tx, held.id)
        await changing.reschedule(tx, held.id, here.at(8), by=changing.BY_CUSTOMER)
        await amending.resize(tx, held.id, here.at(8, 30))
        await changing.cancel(tx, held.id, by=changing.BY_STAFF)
        await amending.restore(tx, held.id)
        since, until = here.at(0), here.at(23)
        everything = {"resource_ids": [here.people["Dra. Ana"]], "store_id": here.store, "service_ids": [made.service_id]}
        await appointments.between(tx, since, until, **everything, states=["confirmed"])
        _, more = await appointments.between(tx, since, until, limit=1)
        await appointments.between(tx, since, until, cursor=more)
        await appointments.one(tx, held.id)
        await appointments.of_person(tx, whom, since=tx.now)
        await appointments.last_of_person(tx, whom, until=until)
        await overlaps.of_person(tx, whom, [since, until], timedelta(hours=1))
        place = paging.encode_moment(since, uuid.uuid4())
        await outside.busy(tx, since, until)
        await outside.busy(tx, since, until, [here.people["Dra. Ana"]], cursor=place)
        await outside.flags(tx, cursor=place)
        await outside.flags(tx, of=held.id)
        await imports.imports(tx, cursor=place)
        await unreminded.failed(tx, cursor=place)
        await reclocking.standing(tx)
        await customers.find(tx, "ana")
        await customers.missed(tx, [whom])
        await customers.find(tx, "11 98888-7777")
        await working(tx, since.date(), until.date())
        for name in ("consulta", "grupo"):
            await slots.starts(tx, Question(here.services[name], since, until))
        await slots.starts(tx, Question(held.service_id, since, until), appointment_id=held.id)


async def _signing_in() -> None:
    """Somebody mistypes their password, signs in, is known by their session in one business and in all, and reads what was done there
    in every way there is; so does a program by its key."""
    email, password = f"livia-{uuid.uuid4().hex[:8]}@exemplo.com.br", "tulipa-amarela-42"
    made = await tenants.create(
        name="Clínica Lívia", kind="clinic", owner_name="Lívia", owner_email=email, owner_password=password, actor=OPERATOR
    )
    origin = sessions.Origin("203.0.113.9", "Firefox")
    with pytest.raises(Refusal):
        await sessions.sign_in(email, "palpite numero 1", origin=origin)
    opened = await sessions.sign_in(email, password, origin=origin)
    assert isinstance(opened, sessions.Opened)
    async with in_tenant(made.id, Actor("user", opened.user_id)) as tx:
        owner = rules.Place(rules.Role.OWNER, frozenset(rules.ALL_PERMISSIONS))
        _, key = await keys.create(tx, owner, name="Caixa", scopes=rules.SCOPES)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await accounts.bearer(crossing, opened.token, clock.now())
        holder = await accounts.key_bearer(crossing, key, clock.now())
        assert who
        assert holder
        assert await accounts.standing(crossing, who, made.id)
        assert len(await accounts.standings(crossing, who)) == 1
        assert len(await accounts.sessions(crossing, who.user_id, clock.now())) == 1
    await keys.touch(holder)
    await sessions.touch(who.session_id, who.created_at)
    async with in_tenant(made.id, Actor("user", who.user_id)) as tx:
        for wanted in (
            log.Wanted(),
            log.Wanted(actor_id=who.user_id),
            log.Wanted(actor_kind="user", since=tx.now - timedelta(days=1), until=tx.now),
            log.Wanted(subject_id=who.user_id),
            log.Wanted(actions=["accounts.key_created"]),
        ):
            _, _, more = await log.page(tx, wanted, limit=1)
            await log.page(tx, wanted, cursor=more or paging.encode(1))
    await sessions.sign_out(opened.token)


_ASKS_WHICH_TENANTS = ("select tenant_id", "select a.tenant_id", "with recursive tenants")
_OF_NO_TENANT = re.compile(r"\baccounts_(users|sessions|sign_in_attempts)\b")
# What `work` itself asks, besides the product.
ITS_OWN = (
    "where external_id = $1",
    "select external_id from inbox_messages where direction = 'out'",
    "from inbox_messages where conversation_id = $1 and status = 'sent'",
)


async def watched(done: Callable[[], Awaitable[None]] = work) -> tuple[set[str], set[str]]:
    """`done`, `work` when nothing else is given, was done; the different statements of the application's role, and those of the crossing
    role."""
    crossing: set[str] = set()

    def of_a_crossing(_connection, _cursor, sql, _parameters, _context, _many) -> None:
        crossing.add(sql)

    engine = db.system_engine().sync_engine
    event.listen(engine, "before_cursor_execute", of_a_crossing)
    try:
        with listening() as heard:
            await done()
    finally:
        event.remove(engine, "before_cursor_execute", of_a_crossing)
    # Sweeps and sign-ins go to the driver too, where only their words tell them: they ask which tenants, or of no tenant's people.
    heard_all = {one.sql for one in heard.all}  # as it was said: a comment ends with its line
    alone = {one for one in heard_all if one.lstrip().startswith(_ASKS_WHICH_TENANTS) or _OF_NO_TENANT.search(one)}
    said = {one for one in heard_all if _IS_A_QUESTION.match(one) and not any(part in one for part in ITS_OWN)}
    return said - alone, {one for one in crossing if _IS_A_QUESTION.match(one)} | alone
