"""The roles of the migrated database, and the check of the start (S2)."""

import pytest
from sqlalchemy import text

from atende.core import administrator, db, roles
from atende.core.startup import StartupError


@pytest.mark.usefixtures("database")
async def test_both_roles_pass_the_check_of_the_start():
    for engine in (db.app_engine(), db.system_engine()):
        async with engine.connect() as connection:
            assert await roles.role_problems(connection) == []
            await roles.check_role(connection)


async def test_the_check_refuses_the_administrator(database):
    engine = administrator.engine(database.admin_url)
    async with engine.connect() as connection:
        with pytest.raises(StartupError, match="is a superuser"):
            await roles.check_role(connection)
    await engine.dispose()


@pytest.mark.parametrize(
    ("grant", "said"),
    [
        ("grant truncate on atende.facts to atende_app", "has TRUNCATE on facts"),
        ("grant references on atende.facts to atende_app", "has REFERENCES on facts"),
        ("grant create on schema atende to atende_app", "may create in the schema atende"),
        ("alter role atende_app bypassrls", "BYPASSRLS"),
        ("grant atende_owner to atende_app", "is a member of atende_owner"),
        ("alter table atende.facts owner to atende_app", "owns "),
        (
            "do $$ begin execute format('grant create on database %I to atende_app', current_database()); end $$",
            "may create in this database",
        ),
    ],
)
async def test_the_check_names_each_right_that_would_get_round_the_wall(database, grant, said):
    """Inside one transaction of the administrator, which is rolled back."""
    engine = administrator.engine(database.admin_url)
    async with engine.connect() as connection:
        await connection.execute(text("select pg_advisory_xact_lock(1)"))  # roles belong to the whole server
        await connection.execute(text(grant))
        await connection.execute(text("set session authorization atende_app"))
        problems = await roles.role_problems(connection)
        await connection.rollback()
    await engine.dispose()
    assert any(said in problem for problem in problems), problems
