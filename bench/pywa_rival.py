"""The other rival of the door: pywa as its guide shows it, on FastAPI and the same uvicorn, with one insert for each message.

It checks the signature as we do; it knows no tenants, keeps no raw event, answers 200 before its handler has run and also when it
failed, and wants a `user_id` in each body."""

import contextlib
import os
from collections.abc import AsyncIterator

import asyncpg
from fastapi import FastAPI
from pywa_async.client import WhatsApp
from pywa_async.types.message import Message

_pools: list[asyncpg.Pool] = []


@contextlib.asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["BENCH_DATABASE"], min_size=10, max_size=10) as pool:
        await pool.execute(
            "create table if not exists public.bench_messages (id text primary key, wa_id text, name text, body text, at timestamptz)"
        )
        _pools.append(pool)
        yield


application = FastAPI(lifespan=_lifespan)
_whatsapp = WhatsApp(
    server=application,
    webhook_endpoint="/hooks/whatsapp",
    verify_token="bench",  # noqa: S106 - nobody's secret
    app_secret=os.environ["BENCH_SECRET"],
    validate_updates=True,
    filter_updates=False,
)


@application.get("/health")
async def health() -> dict[str, str]:
    """It runs."""
    return {"status": "ok"}


@_whatsapp.on_message
async def keep(_client: WhatsApp, message: Message) -> None:
    """The message is stored."""
    person = message.from_user
    await _pools[0].execute(
        "insert into public.bench_messages (id, wa_id, name, body, at) values ($1, $2, $3, $4, $5) on conflict do nothing",
        message.id,
        person.wa_id,
        person.name,
        message.text,
        message.timestamp,
    )
