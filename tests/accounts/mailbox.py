"""Mails as their reader gets them: written by the outbox's stage into this install's folder, opened, their link followed."""

import asyncio
import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from atende import wiring
from atende.core.config import settings
from atende.core.mail import outbox


async def deliver() -> None:
    """Every mail that is due has been written and handed to the post, as a worker would."""
    wiring.wire()
    [stage] = outbox.stages()
    while lanes := await stage.due(50):
        await asyncio.gather(*(stage.handle(lane) for lane in lanes))


def letters(recipient: str, folder: Path | None = None) -> list[EmailMessage]:
    """What lies in the folder for this address, oldest first."""
    found = []
    for path in sorted((folder or settings().home / "mail").glob("*.eml")):
        written = path.read_bytes()
        if recipient.encode() not in written:
            continue  # hundreds lie there after a while, and to read one properly takes milliseconds
        message = email.message_from_bytes(written, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        if message["To"] == recipient:
            found.append(message)
    return found


def text(message: EmailMessage) -> str:
    """Its plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return part.get_content()


def token(message: EmailMessage) -> str:
    """What follows the # of its link."""
    return re.findall(r"https?://\S+#(\S+)", text(message))[0]


async def newest_token(recipient: str) -> str:
    """The token of the newest mail to this address, after everything due was sent."""
    await deliver()
    return token(letters(recipient)[-1])
