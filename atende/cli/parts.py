"""The processes one by one, as `atende run` starts them and as a larger install starts them itself."""

from atende.core.startup import StartupError

FIRST_ACCOUNT = "atende user new --superuser"


def web() -> None:
    """Serve people, browsers and webhooks (ATENDE_HOST, ATENDE_PORT)."""
    from atende.cli.ports import require_free
    from atende.cli.schema import has_people
    from atende.core import db, log, tracing
    from atende.core.config import settings, unknown
    from atende.core.web.serving import serve

    here = settings()
    _build_when_used()
    db.call_process("web")
    require_database(patience=None)
    require_free(here.host, here.port, "ATENDE_PORT")
    if here.metrics_port is not None:
        require_free(here.metrics_host, here.metrics_port, "ATENDE_METRICS_PORT")
    log.setup_process(here.log_level)
    for name in unknown():
        log.get("core").warning("unknown_setting", name=name)
    if has_people(here.home) is False:
        log.get("core").warning("nobody_has_an_account", make_the_first=FIRST_ACCOUNT)
    end_traces = tracing.setup("web")
    try:
        serve("atende.app:create_app", here.host, here.port)
    finally:
        end_traces()


def sandbox() -> None:
    """Serve the provider twin: a simulated WhatsApp, on the loopback address only (ATENDE_SANDBOX_PORT)."""
    from atende.cli.ports import require_free, sandbox_port
    from atende.core import log
    from atende.core.config import settings
    from atende.providers.sandbox.server import serve as serve_twin

    log.setup_process(settings().log_level)
    require_free("127.0.0.1", sandbox_port(), "ATENDE_SANDBOX_PORT")
    serve_twin(sandbox_port(), settings().home / "sandbox", log_level=settings().log_level)


def worker() -> None:
    """Do the work that waits in the database: parcels, turns of the bot, sends, sweeps."""
    import asyncio

    import uvloop

    from atende.cli.ports import require_free
    from atende.core import db, log, tracing
    from atende.core.config import settings

    here = settings()
    log.setup_process(here.log_level)
    _build_when_used()
    db.call_process("worker")
    require_database(patience=None)
    if here.worker_metrics_port is not None:
        require_free(here.metrics_host, here.worker_metrics_port, "ATENDE_WORKER_METRICS_PORT")
    from atende.worker import main

    end_traces = tracing.setup("worker")
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(main())
    finally:
        end_traces()


def _build_when_used() -> None:
    """Models that are loaded from here on are built when something is first read or written by them: a process uses few of what all rooms
    have, and those of the web take 4 MB and a third of a second of its start."""
    from pydantic import BaseModel

    BaseModel.model_config["defer_build"] = True


def require_database(*, patience: float | None = 35.0) -> None:
    """Refuses when `atende db upgrade` has not yet left the roles' addresses. From then on a statement that the database says nothing
    to for `patience` seconds fails; None for a process that stays, and goes on when the database does."""
    from atende.core import db
    from atende.core.config import settings
    from atende.core.roles import FILE

    if not (settings().home / FILE).exists():
        raise StartupError(
            f"There is no database yet for {settings().home}", "Run `atende run`, or `atende db upgrade` for this process alone"
        )
    if patience is not None:
        db.give_up_after(patience)
