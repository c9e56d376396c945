"""The commands that begin and end: config, db, and what they say when something is wrong."""

import json
import re
from pathlib import Path

import asyncpg
import pytest

from atende.cli import _outside
from atende.cli.config import lines_of_settings
from atende.cli.schema import has_people
from atende.core.addresses import FILE
from atende.core.config import Settings
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import explain
from tests.cli.program import atende, environment, two_ports
from tests.database import apart


def test_config_lists_every_setting_with_its_source_and_hides_secrets(home: Path, monkeypatch: pytest.MonkeyPatch):
    home.mkdir()
    (home / "atende.env").write_text("ATENDE_WORKER_SLOTS=3\nATENDE_META_APP_SECRET=planted-secret\n")
    monkeypatch.setenv("ATENDE_PORT", "9100")
    lines = {line.setting: line for line in lines_of_settings()}
    assert set(lines) == {f"ATENDE_{name.upper()}" for name in Settings.model_fields}
    assert (lines["ATENDE_PORT"].value, lines["ATENDE_PORT"].source) == ("9100", "environment")
    assert (lines["ATENDE_WORKER_SLOTS"].value, lines["ATENDE_WORKER_SLOTS"].source) == ("3", "file")
    assert (lines["ATENDE_HOST"].value, lines["ATENDE_HOST"].source) == ("127.0.0.1", "default")
    assert lines["ATENDE_META_APP_SECRET"].value == "(hidden)"


def test_config_prints_json(tmp_path: Path):
    done = atende("config", "--json", env=environment(tmp_path, port=9200))
    assert json.loads(done.stdout)["ATENDE_PORT"] == {"value": "9200", "source": "environment"}


def test_each_wrong_setting_is_one_line(tmp_path: Path):
    done = atende("config", env=environment(tmp_path, port="many", worker_slots=0, database_pool=3))
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["Setting ATENDE_PORT", "Setting ATENDE_WORKER_SLOTS"]


def test_a_misspelt_setting_is_told_and_a_file_that_is_no_utf_8_is_one_line(tmp_path: Path):
    done = atende("config", "--json", env=environment(tmp_path, smpt_host="mail.example.com"))
    assert (done.returncode, "ATENDE_SMPT_HOST" in done.stdout) == (0, False)
    assert done.stderr == "atende: There is no setting ATENDE_SMPT_HOST; it has no effect. Did you mean ATENDE_SMTP_HOST?\n"
    (tmp_path / "atende.env").write_bytes("ATENDE_MAIL_FROM=Clínica <a@b.example>\n".encode("latin-1"))
    done = atende("config", env=environment(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "atende.env is not in UTF-8" in done.stderr


def test_a_process_without_a_database_says_what_to_do(tmp_path: Path):
    for name in ("web", "worker"):
        done = atende(name, env=environment(tmp_path))
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert "atende db upgrade" in done.stderr


def test_a_database_that_does_not_answer_is_one_line(own_database, tmp_path: Path):
    nowhere = f"127.0.0.1:{two_ports()}"
    tmp_path.joinpath(FILE).write_text(re.sub(r"@[^/]*/", f"@{nowhere}/", own_database.home.joinpath(FILE).read_text()))
    env = environment(tmp_path, database_url=f"postgresql://postgres@{nowhere}/atende")
    for command in (["check"], ["user", "second-factor-off", "a@example.com"], ["audit", "verify"], ["db", "status"]):
        done = atende(*command, env=env)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert "atende: The database" in done.stderr


def test_db_status_psql_and_dump_work_on_any_database(own_database, tmp_path: Path):
    env = environment(own_database.home) | own_database.environment()
    status = atende("db", "status", "--json", env=env)
    assert status.returncode == 0
    found = json.loads(status.stdout)
    assert found["database"] == own_database.name
    assert found["revision"] == found["newest_revision"]

    asked = atende("db", "psql", "-Atc", "select count(*) from atende.facts", env=env)
    assert asked.stdout.strip() == "0"

    file = tmp_path / "with space.dump"
    dumped = atende("db", "dump", str(file), env=env)
    assert dumped.returncode == 0, dumped.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes()[:5] == b"PGDMP"
    assert program("pg_restore").exists()

    shown = atende("audit", "show", env=env)
    (entry,) = [json.loads(line) for line in shown.stdout.splitlines()]
    assert (entry["action"], entry["actor_kind"], entry["detail"]) == ("install.dumped", "operator", {"label": file.name})


def test_a_dump_is_written_although_nothing_can_be_noted_and_says_so(own_database, tmp_path: Path):
    env = environment(own_database.home) | own_database.environment()
    read_only = f'alter database "{own_database.name}" set default_transaction_read_only = on'
    assert atende("db", "psql", "-c", read_only, env=env).returncode == 0
    dumped = atende("db", "dump", str(tmp_path / "one.dump"), env=env)
    assert dumped.returncode == 0, dumped.stderr
    assert "could not be written into the audit log" in dumped.stderr
    assert (tmp_path / "one.dump").read_bytes()[:5] == b"PGDMP"


def test_db_upgrade_says_what_it_did(own_database):
    done = atende("db", "upgrade", env=environment(own_database.home) | own_database.environment())
    assert (done.returncode, done.stderr) == (0, "")
    assert "The database is at revision" in done.stdout


def test_an_address_that_is_none_is_one_line(tmp_path: Path):
    done = atende("db", "status", env=environment(tmp_path, database_url="mysql://a:hidden@b/c"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "hidden" not in done.stderr


def test_help_lists_the_commands(tmp_path: Path):
    done = atende("--help", env=environment(tmp_path))
    assert done.returncode == 0
    for command in ("run", "web", "worker", "sandbox", "config", "replay", "check", "demo", "client", "db"):
        assert f" {command} " in done.stdout


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "This machine refuses: No space left"),
        (OSError(122, "Disk quota exceeded", "/b/x"), "The disk that holds /b/x is full"),
        (OSError(5, "Input/output error"), "This machine refuses"),
        (PermissionError(13, "Permission denied", "/b/x"), "/b/x: Permission denied"),
        (FileNotFoundError(2, "No such file or directory"), "The database does not answer"),  # a socket that is not there
        (ConnectionRefusedError(111, "Connect call failed"), "The database does not answer"),
    ],
)
def test_only_a_database_that_does_not_answer_is_called_away(error: Exception, said: str):
    assert _outside(error).startswith(said)


def test_a_failure_of_a_server_elsewhere_names_no_folder_of_ours():
    said = str(explain("pg_restore: error: could not open extension control file", None, "The restore failed"))
    assert said.startswith("The restore failed: could not open")
    assert "folder" not in said
    assert "disk of the database's server" in str(explain("ERROR: No space left on device", None, "The restore failed"))


def test_an_install_without_people_is_known_as_such(own_database, tmp_path: Path):
    assert has_people(own_database.home) is False
    assert has_people(tmp_path) is None
    add = "insert into atende.accounts_users (id, email, name, password_hash) values (gen_random_uuid(), 'a@b.example', 'A', '')"

    async def meet() -> None:
        connection = await asyncpg.connect(own_database.admin_url)
        await connection.execute(add)
        await connection.close()

    apart(meet())
    assert has_people(own_database.home) is True


def test_rebuilding_where_nothing_is_yet_is_no_failure_and_a_wrong_slug_is_said(own_database):
    env = environment(own_database.home) | own_database.environment()
    done = atende("check", "--rebuild", env=env)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "conversations 0"), done.stderr
    done = atende("check", "--rebuild", "--tenant", "nobody", env=env)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "There is no business nobody" in done.stderr
