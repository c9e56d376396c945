"""Alembic's entrance. `atende db upgrade` hands it a connection; from the command line it makes one as administrator."""

import asyncio
import importlib
import pkgutil

from alembic import context
from sqlalchemy import Connection

import atende
from atende.core import administrator, roles
from atende.core.db import Base
from atende.core.migrate import become_owner


def _metadata():
    """The tables of every room, for comparing them with the database."""
    for module in pkgutil.walk_packages(atende.__path__, "atende."):
        parts = module.name.split(".")
        if parts[1] != "providers" and ("models" in parts or module.name == "atende.core.events"):
            importlib.import_module(module.name)
    return Base.metadata


def _migrate(connection: Connection, metadata=None) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table_schema=roles.SCHEMA,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _from_command_line() -> None:
    engine = administrator.engine(administrator.administrator_url())
    async with engine.connect() as connection:
        names = await roles.names_of(connection)
        await connection.run_sync(become_owner, names)
        await connection.run_sync(_migrate, _metadata())
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(_from_command_line())
else:
    _migrate(given)
