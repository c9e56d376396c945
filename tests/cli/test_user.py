"""`atende user`: accounts made and repaired by an operator."""

import subprocess
import sys

import pytest
from sqlalchemy import text

from atende.accounts import errors
from atende.accounts.service import sessions
from atende.accounts.service.sessions import Origin
from atende.core.tenancy import Crossing, across_tenants
from tests.accounts.conftest import fresh_email


def _atende(database, *words: str) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, **database.environment()}
    return subprocess.run([sys.executable, "-m", "atende", *words], capture_output=True, text=True, env=environment, check=False)


async def test_an_operator_makes_an_account_and_gives_it_another_password(database):
    email = fresh_email()
    made = _atende(
        database, "user", "new", "--email", email, "--name", "Eva", "--agency", "Agência Sul", "--password", "cerejeira-branca"
    )
    assert made.returncode == 0, made.stderr
    signed_in = await sessions.sign_in(email, "cerejeira-branca", origin=Origin("10.2.0.1"))
    changed = _atende(database, "user", "password", email)
    assert changed.returncode == 0, changed.stderr
    shown = changed.stdout.rsplit(": ", 1)[1].strip()
    with pytest.raises(errors.WrongCredentials):
        await sessions.sign_in(email, "cerejeira-branca", origin=Origin("10.2.0.2"))
    await sessions.sign_in(email, shown, origin=Origin("10.2.0.3"))
    moved = _atende(database, "user", "email", email, another := fresh_email())
    assert moved.returncode == 0, moved.stderr
    with pytest.raises(errors.WrongCredentials):
        await sessions.sign_in(email, shown, origin=Origin("10.2.0.4"))
    await sessions.sign_in(another, shown, origin=Origin("10.2.0.5"))
    async with across_tenants(Crossing.SIGN_IN) as session:
        former = text("select count(*) from accounts_sessions where id = :id")
        assert await session.scalar(former, {"id": signed_in.session_id}) == 0


def test_what_cannot_be_done_is_said_in_one_line(database):
    for words in (
        ("password", "ninguem@exemplo.com.br"),
        ("email", "ninguem@exemplo.com.br", "x@exemplo.com.br"),
        ("new", "--email", "x@exemplo.com.br", "--name", "X", "--superuser", "--password", "curta"),
        ("new", "--email", "x@exemplo.com.br", "--name", "X"),
    ):
        done = _atende(database, "user", *words)
        assert done.returncode == 1
        assert done.stderr.startswith("atende: ")
        assert "Traceback" not in done.stderr


async def test_what_an_operator_does_is_signed_as_the_operator(database):
    email = fresh_email()
    assert _atende(database, "user", "new", "--email", email, "--name", "Eva", "--superuser").returncode == 0
    assert _atende(database, "user", "password", email).returncode == 0
    async with across_tenants(Crossing.OPERATE) as session:
        by = await session.scalar(
            text(
                "select h.payload->'by' from accounts_happenings h join accounts_users u on u.id = h.user_id where u.email = :email"
            ),
            {"email": email},
        )
    assert by == ["operator", None, None]
