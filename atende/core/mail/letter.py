"""A letter, and the message it becomes."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

_ADDRESS = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is to read: the same in plain text and in plain HTML."""

    subject: str
    text: str
    html: str


def message(letter: Letter, *, sender: str, recipient: str, mail_id: uuid.UUID, at: datetime) -> EmailMessage:
    """The letter as a mail. Its Message-ID follows from `mail_id`, so that a mail whose first try was answered too late is known
    as the same one by whoever receives it twice. Raises `ValueError` for an address that is none."""
    if not _ADDRESS.fullmatch(recipient):
        raise ValueError("not one e-mail address")
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    made = EmailMessage()
    made["From"] = Address(name, addr_spec=address)
    made["To"] = Address(addr_spec=recipient)
    made["Subject"] = " ".join(letter.subject.split())
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{mail_id}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    return made
