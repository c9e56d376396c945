"""The list of commands, for `atende --help` and for finding the one that was asked for."""

import typer

from atende.cli import audit, bookings, config, database, keys, mail, operate, parts, status, supervise, user
from atende.cli.backup import commands as backup

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
app.command("status")(status.status)
app.command("check")(operate.check)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("verify")(backup.verify)
app.add_typer(operate.demo, name="demo")
app.add_typer(operate.client, name="client")
app.add_typer(bookings.app, name="bookings")
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.add_typer(mail.app, name="mail")
app.add_typer(keys.app, name="keys")
app.add_typer(database.app, name="db")
