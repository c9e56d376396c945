"""The processes one by one, as `atende run` starts them and as a larger install starts them itself."""

from atende.core.startup import StartupError


def web() -> None:
    """Serve people, browsers and webhooks (ATENDE_HOST, ATENDE_PORT)."""
    from atende.cli.ports import require_free
    from atende.core.config import settings

    here = settings()
    require_database()
    require_free(here.host, here.port, "ATENDE_PORT")
    serve("atende.app:create_app", here.host, here.port)


def sandbox() -> None:
    """Serve the provider twin: a simulated WhatsApp, on the loopback address only (ATENDE_SANDBOX_PORT)."""
    from atende.cli.ports import require_free, sandbox_port
    from atende.core.config import settings
    from atende.providers.sandbox.server import serve as serve_twin

    require_free("127.0.0.1", sandbox_port(), "ATENDE_SANDBOX_PORT")
    serve_twin(sandbox_port(), settings().home / "sandbox", log_level=settings().log_level)


def worker() -> None:
    """Do the work that waits in the database: parcels, turns of the bot, sends, sweeps."""
    import asyncio

    import uvloop

    require_database()
    from atende.worker import main

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())


def serve(factory: str, host: str, port: int) -> None:
    """Serve an application until SIGTERM or SIGINT; requests under way get 10 seconds to end."""
    import uvicorn

    from atende.core import log
    from atende.core.config import settings

    log.setup(settings().log_level)
    uvicorn.run(
        factory,
        factory=True,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def require_database() -> None:
    """Refuses when `atende db upgrade` has not yet left the roles' addresses."""
    from atende.core.config import settings
    from atende.core.roles import FILE

    if not (settings().home / FILE).exists():
        raise StartupError(
            f"There is no database yet for {settings().home}", "Run `atende run`, or `atende db upgrade` for this process alone"
        )
