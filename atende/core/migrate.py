"""Bringing the schema up to date, as the owner of its tables, one starter at a time."""

import re
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text

from atende.core import administrator, partitions, roles
from atende.core.revisions import folder, newest
from atende.core.startup import StartupError

_LOCK = "hashtext('atende.migrate')"


def alembic_config() -> Config:
    """Alembic's settings; nothing of them lies in a file."""
    config = Config()
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


async def upgrade(url: str, home: Path, revision: str = "head") -> tuple[str | None, str | None]:
    """Roles are prepared, the schema is at `revision` and, at its head, has partitions for the months to come; returns the
    revisions before and after.

    Raises `StartupError` when the database is newer than this program.
    """
    names = await roles.prepare(url, home)
    engine = administrator.engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"select pg_advisory_lock({_LOCK})"))
            await connection.commit()
            found = await connection.run_sync(_upgrade, names, revision)
            if revision == "head":
                await partitions.make(connection)
                await connection.commit()
            return found
    finally:
        await engine.dispose()


async def revisions(url: str) -> tuple[str | None, str | None]:
    """The database's revision and the program's newest one."""
    engine = administrator.engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current), newest()
    finally:
        await engine.dispose()


def become_owner(connection: Connection, names: roles.Names) -> None:
    """This connection acts as the owner from here on. Migrations say `atende_app`, `atende_system` and `atende_owner`;
    where this database's roles are called otherwise, their statements are sent with the right names."""
    if names != roles.PLAIN:
        event.listen(connection, "before_cursor_execute", _renaming(names), retval=True)
    connection.execute(text(f"set role {names.owner}"))
    connection.execute(text(f"set search_path = {roles.SCHEMA}, pg_temp"))
    connection.commit()


def _renaming(names: roles.Names):
    words = {"atende_owner": names.owner, "atende_app": names.app, "atende_system": names.system}

    def rename(_connection, _cursor, statement, parameters, _context, _many):
        return re.sub(r"\batende_(?:owner|app|system)\b", lambda m: words[m.group()], statement), parameters

    return rename


def _upgrade(connection: Connection, names: roles.Names, revision: str) -> tuple[str | None, str | None]:
    become_owner(connection, names)
    before = _current(connection)
    script = ScriptDirectory.from_config(alembic_config())
    if before is not None and before not in {item.revision for item in script.walk_revisions()}:
        raise StartupError(
            f"The database is at revision {before}, which this version of Atende does not know",
            "Use the newer version that upgraded it, or restore a backup",
        )
    if revision == "head" and before == script.get_current_head():
        return before, before
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    return before, _current(connection)


def _current(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table_schema": roles.SCHEMA})
    current = context.get_current_revision()
    connection.commit()
    return current
