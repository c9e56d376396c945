"""Who takes letters away: an SMTP server when one is set, otherwise a folder."""

import asyncio
import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from atende.core import log
from atende.core.config import settings

_log = log.get("core")


class NotSent(Exception):
    """The message did not go, or nobody can tell; `problem` is one clear line without any address or secret.

    `is_final`: trying the same again would end the same.
    """

    def __init__(self, problem: str, *, is_final: bool):
        super().__init__(problem)
        self.problem = problem
        self.is_final = is_final


class Post(Protocol):
    """Takes a message away; raises `NotSent`."""

    async def send(self, message: EmailMessage) -> str:
        """The message is handed over; returns where to, for people to read."""
        ...


class FilePost:
    """Every message becomes a file (mode 0600) in one folder: for machines without a mail server."""

    def __init__(self, folder: Path):
        self.folder = folder

    async def send(self, message: EmailMessage) -> str:
        """The file is there, whole, named after the time and the message."""
        return await asyncio.to_thread(self._write, message)

    def _write(self, message: EmailMessage) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        draft, path = self.folder / f".{name}.draft", self.folder / f"{name}.eml"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message.as_bytes())
        draft.replace(path)
        _log.info("mail_written", file=str(path))
        return str(path)


class SmtpPost:
    """Hands messages to an SMTP server; a connection for each, because few are sent."""

    def __init__(self, host: str, port: int, security: str, user: str | None, password: str | None, seconds: float = 20.0):
        self.host, self.port, self.security = host, port, security
        self.user, self.password, self.seconds = user, password, seconds

    async def send(self, message: EmailMessage) -> str:
        """The server has taken it."""
        await asyncio.to_thread(self._send, message)
        return f"{self.host}:{self.port}"

    def _send(self, message: EmailMessage) -> None:
        with _in_clear_words(f"{self.host}:{self.port}"):
            context = ssl.create_default_context()
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
            with server:
                if self.security == "starttls":
                    server.starttls(context=context)
                if self.user is not None:
                    server.login(self.user, self.password or "")
                server.send_message(message)


@contextmanager
def _in_clear_words(where: str) -> Iterator[None]:
    """Whatever keeps a message here becomes `NotSent`. What the server says is not quoted: it repeats addresses."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(f"{where} does not accept ATENDE_SMTP_USER and its password ({error.smtp_code})", is_final=False) from error
    except smtplib.SMTPNotSupportedError as error:
        what = "STARTTLS (see ATENDE_SMTP_SECURITY)" if "STARTTLS" in str(error) else "signing in, or the address's letters"
        raise NotSent(f"{where} does not offer {what}", is_final=False) from error
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _said in error.recipients.values()), default=550)
        raise NotSent(f"{where} refuses the recipient ({code})", is_final=code >= 500) from error
    except smtplib.SMTPSenderRefused as error:
        raise NotSent(f"{where} refuses the sender ATENDE_MAIL_FROM ({error.smtp_code})", is_final=False) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"{where} refuses the message ({error.smtp_code})", is_final=error.smtp_code >= 500) from error
    except smtplib.SMTPServerDisconnected as error:
        raise NotSent(f"{where} hung up", is_final=False) from error
    except ssl.SSLCertVerificationError as error:
        raise NotSent(f"{where} shows a certificate that is not valid: {error.verify_message}", is_final=False) from error
    except ssl.SSLError as error:
        raise NotSent(f"{where} does not speak TLS as ATENDE_SMTP_SECURITY says ({error.reason})", is_final=False) from error
    except TimeoutError as error:
        raise NotSent(f"{where} does not answer", is_final=False) from error
    except socket.gaierror as error:
        raise NotSent(f"{where}: there is no such host", is_final=False) from error
    except OSError as error:
        raise NotSent(f"{where} cannot be reached: {error.strerror or type(error).__name__}", is_final=False) from error


def post() -> Post:
    """The post that the settings name."""
    here = settings()
    if here.smtp_host is None:
        return FilePost(here.home / "mail")
    port = here.smtp_port or {"tls": 465, "starttls": 587, "none": 25}[here.smtp_security]
    password = here.smtp_password.get_secret_value() if here.smtp_password else None
    return SmtpPost(here.smtp_host, port, here.smtp_security, here.smtp_user, password)
