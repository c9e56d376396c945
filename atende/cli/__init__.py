"""The operator's entrance: the command `atende`.

Each command has a module of its own, which imports what it needs only when it runs; so `atende --help` answers at once.
Whatever keeps a command from working is said in one line, with exit code 1.
"""

import sys

import typer

from atende.cli import config, database, operate, parts, supervise
from atende.core.startup import StartupError
from atende.kit.refusal import Refusal

app = typer.Typer(
    name="atende",
    help="Atende: the self-hosted WhatsApp front desk of small service businesses.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("run")(supervise.run)
app.command("web")(parts.web)
app.command("worker")(parts.worker)
app.command("sandbox")(parts.sandbox)
app.command("config")(config.show)
app.command("replay")(operate.replay)
app.command("check")(operate.check)
app.add_typer(operate.demo, name="demo")
app.add_typer(operate.client, name="client")
app.add_typer(database.app, name="db")


def main() -> None:
    """Run one command; leave with 0, or with 1 and a line for each thing that is wrong."""
    try:
        app()
    except (StartupError, Refusal) as error:
        _say(str(error))
    except ValueError as error:
        lines = config.complaints(error)
        if not lines:
            raise
        for line in lines:
            _say(line)
    except BrokenPipeError:
        sys.stderr.close()
    sys.exit(1)


def _say(line: str) -> None:
    print(f"atende: {line}", file=sys.stderr)
