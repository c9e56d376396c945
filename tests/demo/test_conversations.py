"""The demo: loaded once, believable, and as sound as what happens by itself."""

import subprocess
from collections import Counter
from typing import Any

import asyncpg
import pytest

from atende.core import storage
from atende.demo.conversations import files, reading
from tests import database as databases
from tests.cli.program import atende, environment
from tests.database import Database

SLUGS = {"clinica-ipe": 45, "cantina-sabia": 35}
Loaded = tuple[Database, dict[str, str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory):
    """A database with the demo in it."""
    made = databases.clone(tmp_path_factory.mktemp("demo") / "home")
    env = environment(made.home, database_url=made.admin_url)
    yield made, env, atende("demo", "load", env=env)
    databases.drop(made)


def _rows(database: Database, query: str, *values: Any) -> list[asyncpg.Record]:
    async def look() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(database.admin_url)
        try:
            await connection.execute("set search_path = atende")
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    return databases.apart(look())


def test_the_demo_loads_and_every_invariant_holds(loaded: Loaded):
    _, env, done = loaded
    assert done.returncode == 0, done.stderr
    check = atende("check", env=env)
    assert check.returncode == 0, check.stdout


def test_a_second_load_is_refused_in_one_line_and_changes_nothing(loaded: Loaded):
    database, env, _ = loaded
    before = _rows(database, "select count(*) from facts")[0][0]
    again = atende("demo", "load", env=env)
    assert again.returncode == 1
    assert "here already" in again.stderr + again.stdout
    assert "Traceback" not in again.stderr
    assert atende("demo", "load", "--if-empty", env=env).returncode == 0
    assert _rows(database, "select count(*) from facts")[0][0] == before


@pytest.mark.parametrize("slug", SLUGS)
def test_there_is_something_of_everything_to_look_at(loaded: Loaded, slug: str):
    database = loaded[0]
    tenant = _rows(database, "select id from accounts_tenants where slug = $1", slug)[0][0]

    def count(query: str) -> int:
        return _rows(database, f"select count(*) from {query}", tenant)[0][0]

    living = "inbox_conversations where tenant_id = $1 and merged_into_id is null"
    assert count(living) >= SLUGS[slug]
    assert count(f"{living} and owner_kind = 'nobody' and due_at is not null and waiting_since is not null") >= 2
    assert count(f"{living} and owner_kind = 'bot' and unread_count > 0") >= 1
    assert count(f"{living} and last_inbound_at < now() - interval '24 hours'") >= 1
    owners = _rows(database, f"select distinct owner_user_id from {living} and owner_kind = 'person'", tenant)
    assert len(owners) >= 2
    assert count("inbox_messages where tenant_id = $1 and kind in ('button', 'list')") >= 1
    for kind in ("text", "interactive", "image", "audio", "sticker", "document", "reaction", "template"):
        assert count(f"inbox_messages where tenant_id = $1 and kind = '{kind}'") >= 1, kind
    for status in ("delivered", "read"):
        assert count(f"inbox_messages where tenant_id = $1 and status = '{status}'") >= 1, status
    assert count("inbox_notes where tenant_id = $1") >= 2
    assert count("inbox_messages where tenant_id = $1 and edited_at is not null") >= 1
    assert count("contacts_identities where tenant_id = $1 and space = 'username'") >= 1
    assert count("inbox_templates where tenant_id = $1 and status = 'APPROVED'") >= 2


def test_what_goes_wrong_is_there_too(loaded: Loaded):
    rows = _rows(loaded[0], "select status, error->>'word' from inbox_messages where status in ('failed', 'unknown')")
    assert Counter(row[0] for row in rows) == {"failed": 1, "unknown": 1}
    assert _rows(loaded[0], "select count(*) from contacts_merges")[0][0] == 1
    assert _rows(loaded[0], "select count(*) from inbox_messages where revoked_at is not null")[0][0] == 1


def test_nothing_lies_in_the_future_or_is_due_to_leave(loaded: Loaded):
    assert _rows(loaded[0], "select max(occurred_at) < now() from inbox_messages")[0][0]
    assert _rows(loaded[0], "select max(occurred_at) < now() + interval '1 minute' from facts")[0][0]
    assert _rows(loaded[0], "select min(occurred_at) > now() - interval '40 days' from inbox_messages")[0][0]
    waiting = "status in ('queued', 'sending') or media_state = 'pending'"
    assert _rows(loaded[0], f"select count(*) from inbox_messages where {waiting}")[0][0] == 0
    assert _rows(loaded[0], "select count(*) from bot_pending_inputs")[0][0] == 0


def test_every_file_is_on_disk_and_what_it_claims_to_be(loaded: Loaded):
    for tenant, sha256, mime in _rows(loaded[0], "select tenant_id, sha256, mime from inbox_files"):
        data = (loaded[0].home / "files" / str(tenant) / sha256[:2] / sha256).read_bytes()
        assert storage.sniff(data[: storage.HEAD_BYTES]) == mime


def test_a_voice_note_is_as_long_as_it_says():
    note = files.voice_note(3)
    assert storage.sniff(note) == "audio/ogg"
    last = note.rindex(b"OggS")
    assert int.from_bytes(note[last + 6 : last + 14], "little") == 3 * 48_000


def test_no_two_people_share_a_number():
    addresses = [talk.address for slug in SLUGS for talk in reading.talks(slug)]
    assert [one for one, count in Counter(addresses).items() if count > 1] == []


def test_custody_has_every_event_of_the_talks_and_a_conversation_is_what_its_events_say(loaded: Loaded):
    database, env, _ = loaded
    kinds = dict(_rows(database, "select kind, count(*) from integrations_parcels group by 1"))
    assert kinds["message"] > 200
    assert kinds["status"] > kinds["message"]
    counted = "select sum(change) from integrations_tally_changes where what = 'received'"
    assert _rows(database, counted)[0][0] == sum(kinds.values())
    amended = _rows(database, "select conversation_id from inbox_messages where edited_at is not null")[0][0]
    done = atende("check", "--rebuild", "--conversation", str(amended), env=env)
    assert done.returncode == 0, done.stdout
    assert "conversations 1," in done.stdout
    assert "older 0, differences 0" in done.stdout
    reworded = "update inbox_messages set text = 'eu nunca disse isso' where edited_at is not null returning 1"
    assert _rows(database, reworded)
    found = atende("check", "--rebuild", "--conversation", str(amended), env=env)
    assert found.returncode == 1
    assert "eu nunca disse isso" in found.stdout
