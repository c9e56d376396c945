"""The rival of the door: a plain ASGI route that stores the raw body with one insert and answers 200. No signature, no tenant, no
duplicates; the same uvicorn, the same driver, the same PostgreSQL."""

import os

import asyncpg

_pool: asyncpg.Pool | None = None


async def application(scope, receive, send) -> None:
    """The ASGI application; `BENCH_DATABASE` is where it stores."""
    global _pool
    if scope["type"] == "lifespan":
        await receive()
        _pool = await asyncpg.create_pool(os.environ["BENCH_DATABASE"], min_size=10, max_size=10)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await _pool.close()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["method"] == "GET":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    assert _pool is not None
    await _pool.execute("insert into bench_bodies (body) values ($1)", body)
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})
