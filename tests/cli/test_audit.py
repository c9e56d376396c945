"""`atende audit`: shown, kept elsewhere, verified."""

import asyncio
import json
from pathlib import Path

import asyncpg
import pytest

from atende.cli.audit import _read
from atende.core.startup import StartupError
from tests.cli.program import atende, environment


async def _tamper(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return await connection.execute("update atende.audit_entries set detail = '{}' where no = 1")
    finally:
        await connection.close()


def test_the_log_is_shown_and_whatever_was_touched_is_told(own_database, tmp_path: Path):
    env = environment(own_database.home) | own_database.environment()
    made = atende(
        "client", "new", "--name", "Clínica", "--owner-name", "Dona", "--owner-email", "dona@exemplo.com.br", "--slug", "clinica",
        env=env,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    shown = atende("audit", "show", "--business", "clinica", env=env)
    entries = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [entry["action"] for entry in entries] == ["accounts.tenant_created", "accounts.member_added"]
    assert {entry["actor_kind"] for entry in entries} == {"operator"}
    heads = tmp_path / "heads.json"
    heads.write_text(atende("audit", "heads", env=env).stdout)
    assert {one["no"] for one in json.loads(heads.read_text()).values()} >= {2}
    sound = atende("audit", "verify", "--heads", str(heads), env=env)
    assert (sound.returncode, "each unbroken" in sound.stdout) == (0, True)
    assert asyncio.run(_tamper(own_database.admin_url)) != "UPDATE 0"
    broken = atende("audit", "verify", env=env)
    assert broken.returncode == 1
    assert "entry 1 changed" in broken.stdout
    checked = atende("check", "--json", env=env)
    assert checked.returncode == 1
    (finding,) = [one for line in checked.stdout.splitlines() if (one := json.loads(line))["promise"] == "S28"]
    assert finding["violations"] >= 1


def test_what_is_no_list_of_heads_is_refused_in_one_line(tmp_path: Path):
    file = tmp_path / "heads.json"
    file.write_text('{"x": 1}')
    with pytest.raises(StartupError):
        _read(file)
