"""The history of the schema leads to exactly what the models say."""

import importlib
import pkgutil

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

import atende
from atende.core.db import Base
from tests.database import Database


def _models() -> None:
    for module in pkgutil.walk_packages(atende.__path__, "atende."):
        if module.name.endswith((".models", ".events")):
            importlib.import_module(module.name)


def _differences(connection: Connection) -> list:
    # Made month by month, and no tables of their own.
    partitions = set(connection.scalars(text("select inhrelid::regclass::text from pg_inherits")))
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": False,
            "include_name": lambda name, kind, _parents: kind != "table" or name not in {"alembic_version", *partitions},
            # A foreign key to a table in partitions stands once more for each of them.
            "include_object": lambda thing, _name, kind, _reflected, _other: (
                kind != "foreign_key_constraint" or thing.elements[0].target_fullname.split(".")[0] not in partitions
            ),
        },
    )
    return compare_metadata(context, Base.metadata)


async def test_migrations_lead_to_the_models(own_database: Database):
    _models()
    url = own_database.admin_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, connect_args={"server_settings": {"search_path": "atende"}})
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
    finally:
        await engine.dispose()


async def test_checks_of_the_models_are_in_the_database(own_database: Database):
    _models()
    connection = await asyncpg.connect(own_database.admin_url)
    try:
        rows = await connection.fetch(
            "select conname from pg_constraint where contype = 'c' and connamespace = 'atende'::regnamespace"
        )
    finally:
        await connection.close()
    named = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint" and constraint.name
    }
    assert named - {row[0] for row in rows} == set()
