"""What a restored copy does not do again. Between the backup and the restore the install went on: what stood queued in the copy has most
likely left meanwhile, and what was due by the clock has most likely been done. So nothing of it leaves by itself (R9, R17): it is shown to
people, who know or ask, and send it again with one press.

All of it in the transaction that makes the copy this program's, so that no worker ever finds it otherwise. What is due later than now is
due in the copy as it was."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from atende.bookings.service import quieting as bookings
from atende.bot.service import quieting as bot
from atende.core.mail import quieting as mail
from atende.inbox.service import quieting as inbox
from atende.integrations.service import quieting as integrations

REASON = "restored"  # as people read it, with every message, reminder, receipt, number and calendar that it happened to

_TABLES = {*inbox.TABLES, *bot.TABLES, *bookings.TABLES, *mail.TABLES, *integrations.TABLES}


@dataclass(frozen=True, slots=True)
class Quieted:
    """How much of each does not leave by itself; `numbers` and `calendars` rest where it is a drill."""

    messages: int = 0
    turns: int = 0
    reminders: int = 0
    receipts: int = 0
    mails: int = 0
    numbers: int = 0
    calendars: int = 0
    is_drill: bool = False

    def said(self) -> list[str]:
        """For whoever restored, a line each."""
        lines = []
        words = (
            (self.messages, 'messages that stood queued, which are now "not confirmed"'),
            (self.turns, "customers whom the bot had not answered yet, who wait for a person now"),
            (self.reminders, "reminders that were due"),
            (self.receipts, "receipts of bookings on the page"),
            (self.mails, "mails"),
        )
        if found := [f"{count:,} {what}" for count, what in words if count]:
            lines.append(f"May have left after the backup was made, and does not leave again by itself: {'; '.join(found)}.")
        if self.is_drill:
            lines.append(f"A drill: {self.numbers:,} numbers are paused and {self.calendars:,} calendars outside are let go.")
        return lines


async def quiet(connection: asyncpg.Connection, now: datetime, *, drill: bool) -> Quieted:
    """What was to leave until `now` does not leave by itself any more; with `drill` no number and no calendar outside is used either. Call
    it as the owner, in the transaction that opens the copy."""
    async with unwalled(connection, *_TABLES):
        messages = await inbox.quiet(connection, REASON, now)
        turns = await bot.quiet(connection, now)
        reminders = await bookings.quiet_reminders(connection, REASON, now)
        receipts = await bookings.quiet_receipts(connection, REASON, now)
        mails = await mail.quiet(connection)
        numbers: list[UUID] = []
        calendars = 0
        if drill:
            numbers = await integrations.rest(connection, REASON)
            calendars = await bookings.let_go(connection, REASON, numbers)
    return Quieted(messages, turns, reminders, receipts, mails, len(numbers), calendars, drill)


@asynccontextmanager
async def unwalled(connection: asyncpg.Connection, *tables: str) -> AsyncIterator[None]:
    """Within it the owner of these tables sees every tenant's rows of them; for the transaction at hand only, which holds them against
    everybody else."""
    walled = await connection.fetch(
        "select relname from pg_class where oid = any($1::regclass[]) and relforcerowsecurity", list(tables)
    )
    for (name,) in walled:
        await connection.execute(f"alter table {name} no force row level security")
    yield
    for (name,) in walled:
        await connection.execute(f"alter table {name} force row level security")
