"""Stories of a reminder: workers look and send while somebody cancels the appointment or moves it, a person takes the conversation over,
and processes die; what must never come of it."""

import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from atende.bookings import schedule
from atende.bookings.models import Appointment, BookableService, Change, Occasion, ReminderSettings
from atende.bookings.service import changing
from atende.core.jobs import Lane
from atende.core.tenancy import Actor, Tx, in_tenant
from atende.kit.ids import new_id
from atende.knowledge.models import Service
from tests.simulation.play import DOORS, Play
from tests.simulation.stage import ZERO, Plot
from tests.simulation.world import World

LEAD = 120
STARTS = tuple(ZERO + timedelta(minutes=LEAD) + after for after in (timedelta(), timedelta(days=1), timedelta(days=2)))
_ACTS = ("cancel", "move", "move", "back", "assume")


@dataclass(slots=True)
class Told:
    """What a story of this kind keeps beside its plot. `over`: each time the appointment stopped being what the reminder says, the calls
    that had been claimed before."""

    appointment_id: uuid.UUID
    over: list[set[str]] = field(default_factory=list)
    is_touched: bool = False
    is_sure: bool = True  # who changed it lived to tell


async def set_up(tx: Tx) -> None:
    """The business reminds, two hours before."""
    tx.session.add(
        ReminderSettings(
            tenant_id=tx.tenant_id,
            is_on=True,
            on_since=ZERO - timedelta(days=9),
            leads=[LEAD],
            has_buttons=True,
            language="pt-BR",
        )
    )
    service = Service(tenant_id=tx.tenant_id, id=new_id(), name="Consulta")
    tx.session.add(service)
    await tx.session.flush()
    tx.session.add(BookableService(tenant_id=tx.tenant_id, id=service.id, duration=60))
    await tx.session.flush()


async def lay(tx: Tx, plots: list[Plot]) -> None:
    """Each of them has an appointment that is due to be reminded of as the story begins."""
    theirs = [one for one in plots if one.kind == "remind" and one.first.tenant_id == tx.tenant_id]
    if not theirs:
        return
    service_id = await tx.session.scalar(select(BookableService.id).where(BookableService.tenant_id == tx.tenant_id))
    for one in theirs:
        values = {
            "tenant_id": tx.tenant_id,
            "service_id": service_id,
            "starts_at": STARTS[0],
            "ends_at": STARTS[0] + timedelta(hours=1),
        }
        occasion = Occasion(id=one.ids.uuid7(), capacity=1, **values)
        tx.session.add(occasion)
        await tx.session.flush()
        row = Appointment(
            id=one.ids.uuid7(), occasion_id=occasion.id, seat_no=1, capacity=1, contact_id=one.first.contact_id, state="confirmed",
            conversation_id=one.first.conversation_id, zone="America/Sao_Paulo", said_at=_said(STARTS[0]), source="bot", **values,
        )  # fmt: skip
        tx.session.add(row)
        await tx.session.flush()
        made = {"from_state": None, "to_state": "confirmed", "to_starts_at": STARTS[0]}
        tx.session.add(
            Change(
                tenant_id=tx.tenant_id,
                id=one.ids.uuid7(),
                appointment_id=row.id,
                at=ZERO - timedelta(days=3),
                actor="bot",
                **made,
            )
        )
        one.reminded = Told(row.id)
    await tx.session.flush()
    await _by_this_clock(tx, [one.reminded.appointment_id for one in theirs if one.reminded])


def _said(at: datetime) -> datetime:
    return (at - timedelta(hours=3)).replace(tzinfo=None)


async def _by_this_clock(tx: Tx, ids: list[uuid.UUID]) -> None:
    """The database's clock is not the world's."""
    await tx.fetch(
        "update bookings_appointments set remind_at = $2 where id = any($1::uuid[]) and remind_at is not null", ids, tx.now
    )


class Reminding(Play):
    """One appointment, due to be reminded of."""

    def __init__(self, world: World, plot: Plot):
        super().__init__(world, plot)
        assert plot.reminded is not None
        self.told = plot.reminded

    def _remind(self) -> None:
        self._look("remind", 0.0)
        for _ in range(self.dice.choices((0, 1, 2, 3), (25, 45, 22, 8))[0]):
            self._person(self.dice.choice(_ACTS), self.dice.choice((0.0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.5, 3.0)))

    async def _work(self, what: str) -> None:
        if what != "remind":
            await super()._work(what)
            return
        await schedule.remind(Lane(self.plot.first.tenant_id, str(self.told.appointment_id)))
        self._look("send", 0.0)

    async def _within(self, name: str, work: Callable[[], Awaitable[None]]) -> bool:
        done = await super()._within(name, work)
        self.told.is_sure &= done or name not in DOORS
        return done

    async def _do_cancel(self, where: uuid.UUID, _: Any) -> None:
        async with self._as_staff(where) as tx:
            await changing.cancel(tx, self.told.appointment_id, by=changing.BY_STAFF)
            over = await self._claimed(tx)
        self.told.over.append(over)

    async def _do_move(self, where: uuid.UUID, _: Any) -> None:
        await self._starts(where, self.dice.choice(STARTS[1:]))

    async def _do_back(self, where: uuid.UUID, _: Any) -> None:
        await self._starts(where, STARTS[0])

    async def _starts(self, where: uuid.UUID, at: datetime) -> None:
        """What `changing.reschedule` leaves, without the calendar it looks at first."""
        async with self._as_staff(where) as tx:
            row = await changing._locked(tx, self.told.appointment_id)
            if row.state != "confirmed" or row.starts_at == at:
                return
            before = row.starts_at
            row.starts_at, row.ends_at, row.said_at, row.version = at, at + timedelta(hours=1), _said(at), row.version + 1
            await tx.session.flush()
            made = {"from_state": "confirmed", "to_state": "confirmed", "from_starts_at": before, "to_starts_at": at}
            tx.session.add(Change(tenant_id=tx.tenant_id, id=new_id(), appointment_id=row.id, at=tx.now, actor="staff", **made))
            await tx.session.flush()
            await _by_this_clock(tx, [row.id])
            over = await self._claimed(tx)
        if before == STARTS[0]:
            self.told.over.append(over)
        self._look("remind", 0.0)

    def _as_staff(self, where: uuid.UUID) -> Any:
        self.told.is_touched = True
        return in_tenant(self.plot.tenant_of(where), Actor("user", self.plot.ana))

    async def _claimed(self, tx: Tx) -> set[str]:
        """Calls that were claimed before the appointment was locked; whoever claims after it sees what it has become."""
        rows = await tx.fetch(
            "select a.id from inbox_attempts a join inbox_messages m on m.tenant_id = a.tenant_id and m.id = a.message_id"
            " where m.tenant_id = $1 and m.conversation_id = $2",
            tx.tenant_id,
            self.plot.first.conversation_id,
        )
        return {str(row[0]) for row in rows}


async def broken(tenants: list[uuid.UUID], plots: list[Plot]) -> dict[int, list[str]]:
    """By seed a sentence for each thing that must never happen to a reminder and did."""
    seeds = {one.reminded.appointment_id: one for one in plots if one.reminded is not None}
    found: dict[int, list[str]] = {one.seed: [] for one in seeds.values()}
    for tenant_id in tenants:
        async with in_tenant(tenant_id) as tx:
            rows = (await tx.session.execute(text(_ROWS))).all()
        for row in rows:
            if row.id in seeds:
                one = seeds.pop(row.id)
                found[one.seed] += list(_broken(one, row))
    for one in seeds.values():
        found[one.seed].append("its appointment is gone")
    return found


_ROWS = """
select a.id, a.state, a.starts_at, c.waiting_since, c.owner_kind,
    coalesce((select jsonb_agg(jsonb_build_object('outcome', r.outcome, 'starts_at', r.starts_at, 'reason', r.reason,
        'message', r.message_id, 'status', m.status)) from bookings_reminders r left join inbox_messages m on m.id = r.message_id
        where r.appointment_id = a.id), '[]') as reminders,
    (select jsonb_object_agg(t.id, m.id) from inbox_attempts t join inbox_messages m on m.id = t.message_id
        join bookings_reminders r on r.message_id = m.id where r.appointment_id = a.id) as attempts
from bookings_appointments a join inbox_conversations c on c.id = a.conversation_id
"""


def _broken(one: Plot, row: Any) -> Iterator[str]:
    assert one.reminded is not None
    reminders, attempts = row.reminders, row.attempts or {}
    calls = [call for call in one.first.line.calls if call.attempt in attempts]
    had = Counter(attempts[call.attempt] for call in calls if call.wamid is not None)
    if had.total() > 1:
        yield f"reminded {had.total()} times of one start"
    living = Counter(r["starts_at"] for r in reminders if r["outcome"] != "withdrawn")
    if max(living.values(), default=0) > 1:
        yield "dealt with twice for one start"
    is_so = row.state == "confirmed" and row.starts_at == STARTS[0]
    if one.reminded.over and one.reminded.is_sure and not is_so:
        for call in calls:
            # A call that was claimed before may still be made; nothing is claimed after it stopped being so for good.
            if call.attempt not in one.reminded.over[-1]:
                yield f"reminded of what was not so any more: claimed after the change, called at {call.at:.3f}"
    for r in reminders:
        if r["outcome"] == "withdrawn" and r["status"] == "dropped" and had[r["message"]]:
            yield "withdrawn, and the customer has it"
        if r["outcome"] == ("queued" if r["status"] == "dropped" else "withdrawn") and r["status"] != "failed":
            yield f"stands as {r['outcome']} while its message is {r['status']}"
        # Whoever took it over meanwhile has been called.
        if (
            r["status"] == "failed"
            and r["outcome"] == "queued"
            and is_so
            and not (row.waiting_since or row.owner_kind == "person")
        ):
            yield "failed, and nobody was called"
    if is_so and not living:
        yield "nobody dealt with its reminder"
    if not one.reminded.is_touched and not any(r["outcome"] == "queued" for r in reminders):
        yield f"not reminded, though nothing stood in its way: {reminders}"
