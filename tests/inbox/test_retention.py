"""A month of messages goes with everything that was said about them, and what belongs to those that stay stays."""

import dataclasses
import os
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bot import schedule as bot_schedule
from atende.bot.models import Turn
from atende.core import clock, partitions, storage, transaction
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.inbox import schedule
from atende.inbox.models import Amendment, Attempt, File, Message, Status
from atende.inbox.service import retention
from atende.kit.ids import first_id, new_id
from tests.inbox.conftest import Desk, new_desk

AT = datetime(2012, 9, 15, tzinfo=UTC)


@pytest.fixture
async def desk(database) -> Desk:
    wiring.wire()
    return await new_desk()


def _old_id() -> uuid.UUID:
    return uuid.UUID(int=first_id(AT).int | 7 << 76 | 2 << 62 | uuid.uuid4().int >> 80)


async def _bytes(content: bytes):
    yield content


async def _file(desk: Desk, content: bytes, *, is_old: bool = True) -> tuple[uuid.UUID, str]:
    stored = await storage.store(desk.tenant_id, _bytes(content))
    os.utime(storage.path_of(desk.tenant_id, stored.sha256), (0, 0))
    async with desk.tx() as tx:
        row = File(
            tenant_id=tx.tenant_id, id=_old_id() if is_old else new_id(), mime="text/plain", size=stored.size,
            sha256=stored.sha256, source="upload",
        )  # fmt: skip
        tx.session.add(row)
    return row.id, stored.sha256


async def _message(desk: Desk, at: datetime, id_: uuid.UUID, file_id: uuid.UUID) -> str:
    """A message with an attempt, a status, an edit (said only now), a file and a turn of the bot."""
    external = f"wamid.{uuid.uuid4().hex}"
    said = {"connection_id": desk.connection_id, "occurred_at": at}
    async with desk.tx() as tx:
        own = {"tenant_id": tx.tenant_id}
        tx.session.add(
            Message(
                **own, id=id_, conversation_id=desk.conversation_id, direction="out", author_kind="bot", kind="document",
                tiebreak="x", status="sent", external_id=external, file_id=file_id, **said,
            )
        )  # fmt: skip
        await tx.session.flush()
        tx.session.add_all(
            [
                Attempt(**own, id=new_id(), message_id=id_, number=1, state="accepted", lease_until=at),
                Status(**own, id=new_id(), external_id=external, status="read", **said),
                Amendment(
                    **own, id=new_id(), external_id=f"{external}e", original_external_id=external, kind="edit", text="novo", **said
                ),
                Turn(
                    **own, id=id_, conversation_id=desk.conversation_id, input_message_ids=[str(id_)], explanation={},
                    outcome="answered",
                ),
            ]
        )  # fmt: skip
    return external


async def _left(desk: Desk) -> dict[str, int]:
    tables = ("inbox_messages", "inbox_attempts", "inbox_statuses", "inbox_amendments", "bot_turns", "inbox_files")
    async with desk.tx() as tx:
        return {table: await tx.session.scalar(text(f"select count(*) from {table}")) for table in tables}


async def test_a_month_goes_with_all_that_was_said_of_it(desk):
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("select core_make_partitions(:at, :at)"), {"at": AT})
    (old, old_bytes), (shared, shared_bytes) = await _file(desk, b"do mes que vai"), await _file(desk, b"dos dois")
    loose, loose_bytes = await _file(desk, b"nunca enviado")
    (same, _), (kept, kept_bytes) = await _file(desk, b"dos dois", is_old=False), await _file(desk, b"do mes que fica")
    for file_id in (old, shared):
        await _message(desk, AT, _old_id(), file_id)
    for file_id in (same, kept):
        await _message(desk, clock.now(), new_id(), file_id)
    keep = dataclasses.replace(schedule.messages_kept(bot_schedule.leave), keep=timedelta(days=365))
    keeping = partitions.Keeping([keep])
    (lane,) = await keeping.due(1)
    assert await keeping.handle(lane) is True
    assert set((await _left(desk)).values()) == {2}
    async with desk.tx() as tx:
        assert {old, shared, loose}.isdisjoint(await tx.session.scalars(text("select id from inbox_files")))
    there = {sha: storage.path_of(desk.tenant_id, sha).exists() for sha in (old_bytes, loose_bytes, shared_bytes, kept_bytes)}
    assert there == {old_bytes: False, loose_bytes: False, shared_bytes: True, kept_bytes: True}


async def test_more_than_one_part_of_what_was_said_goes(desk):
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("select core_make_partitions(:at, :at)"), {"at": AT})
    file_id, _ = await _file(desk, b"uma vez")
    await _message(desk, AT, _old_id(), file_id)
    async with desk.tx() as tx:
        await tx.session.execute(
            text(
                "insert into inbox_attempts select"
                " (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'number', n + 1))).*"
                " from inbox_attempts a, generate_series(1, 10050) as n where a.tenant_id = :tenant"
            ),
            {"tenant": desk.tenant_id},
        )
    await retention.leave(AT, AT + timedelta(hours=1))
    left = await _left(desk)
    assert (left["inbox_statuses"], left["inbox_attempts"], left["inbox_amendments"], left["inbox_messages"]) == (0, 0, 0, 1)
    async with desk.tx() as tx:
        await tx.session.execute(text("delete from bot_turns"))
        await tx.session.execute(text("delete from inbox_messages"))


class _Killed(BaseException):
    pass


class _Watched:
    """Where the parts that look at this table begin, and in how many transactions; killed at the part of that number."""

    def __init__(self, table: str, killed_at: int = 0):
        self.keys: list[uuid.UUID] = []
        self._table, self._killed_at = table, killed_at

    def __call__(self, sql: str, values) -> None:
        if f"from {self._table} where tenant_id = $1 and id > $2" in sql:
            self.keys.append(values[1])
            if len(self.keys) == self._killed_at:
                raise _Killed

    def __enter__(self) -> "_Watched":
        transaction.listeners.append(self)
        return self

    def __exit__(self, *_) -> None:
        transaction.listeners.remove(self)


@pytest.mark.parametrize(
    ("leave", "walked", "table"),
    [(retention.leave, "inbox_messages", "inbox_statuses"), (bot_schedule.leave, "bot_turns", "bot_turns")],
    ids=["words", "turns"],
)
async def test_each_part_holds_by_itself_and_the_next_begins_where_it_ended(desk, monkeypatch, leave, walked, table):
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(text("select core_make_partitions(:at, :at)"), {"at": AT})
    monkeypatch.setattr(partitions, "PART", 2)
    file_id, _ = await _file(desk, b"uma vez so")
    ids = sorted([_old_id() for _ in range(5)])
    for id_ in ids:
        await _message(desk, AT, id_, file_id)
    await _message(desk, clock.now(), new_id(), file_id)
    with _Watched(walked, killed_at=2) as watched, pytest.raises(_Killed):
        await leave(AT, AT + timedelta(hours=1))
    assert [key for key in watched.keys if key in ids] == [ids[1]]
    assert (await _left(desk))[table] == 4
    with _Watched(walked) as watched:
        await leave(AT, AT + timedelta(hours=1))
    # What is walked through is gone with it, or stays until its month is dropped.
    begun = [ids[3], ids[4]] if walked == "bot_turns" else [ids[1], ids[3], ids[4]]
    assert [key for key in watched.keys if key in ids] == begun
    assert (await _left(desk))[table] == 1
    async with desk.tx() as tx:
        for one in ("bot_turns", "inbox_attempts", "inbox_messages"):
            await tx.session.execute(text(f"delete from {one}"))


async def test_of_files_whose_removal_was_cut_short_nothing_stays(desk, monkeypatch):
    monkeypatch.setattr(retention, "_FILES_AT_ONCE", 2)
    stored = [await _file(desk, f"arquivo {n}".encode()) for n in range(5)]
    removed: list[str] = []
    remove = storage.remove

    ours = {sha256 for _, sha256 in stored}

    def killed_at_the_fourth(path) -> None:
        if path.name in ours:  # another test's files may be as old
            if len(removed) == 3:
                raise _Killed
            removed.append(path.name)
        remove(path)

    with monkeypatch.context() as patched:
        patched.setattr(storage, "remove", killed_at_the_fourth)
        with pytest.raises(_Killed):
            await retention.forget_files(AT, AT + timedelta(days=30))
    assert (await _left(desk))["inbox_files"] == 3
    await retention.forget_files(AT, AT + timedelta(days=30))
    assert (await _left(desk))["inbox_files"] == 0
    assert not any(storage.path_of(desk.tenant_id, sha256).exists() for _, sha256 in stored)


def test_messages_are_kept_no_shorter_than_their_raw_events(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ATENDE_MESSAGE_MONTHS", "1")
    monkeypatch.setenv("ATENDE_RAW_DAYS", "90")
    settings.cache_clear()
    try:
        assert schedule.messages_kept().keep == timedelta(days=90)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
