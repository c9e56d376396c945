"""Who writes which mail of accounts."""

from atende.accounts.service import emails, invitations, notices, resets
from atende.core.mail import outbox


def register() -> None:
    """Mails of accounts have their writers. Called by `wiring` only."""
    for room in (resets, invitations, emails, notices):
        outbox.written_by(room.KIND, room.write)
    outbox.written_by(emails.UNDO_KIND, emails.write_undo)
