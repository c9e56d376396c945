"""Meta as it stands before the door: people who write, bodies as it builds them, its signature, its connections."""

import asyncio
import contextlib
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from atende.providers.meta_whatsapp.signature import sign
from tests.install import Business


@dataclass(slots=True)
class Sender:
    """A customer of one business: known by phone, by phone and user id, or by user id alone."""

    business: Business
    phone: str | None
    user_id: str | None
    name: str
    written: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a customer, on its way."""

    id: str
    sender: Sender
    text: str
    at: int = field(default_factory=lambda: int(time.time()))


def say(sender: Sender, text: str) -> Said:
    """The sender's next message, with an id nobody has seen."""
    sender.written += 1
    return Said(f"wamid.{uuid.uuid4().hex.upper()}", sender, text)


def message_body(messages: Sequence[Said]) -> bytes:
    """One body with all of them: an entry per account, a change per number."""
    by_business: dict[Business, list[Said]] = defaultdict(list)
    for one in messages:
        by_business[one.sender.business].append(one)
    return _envelope([(business, _messages(many)) for business, many in by_business.items()])


def status_body(business: Business, external_id: str, status: str, phone: str) -> bytes:
    """One body with one status of something the business sent."""
    report = {"id": external_id, "status": status, "timestamp": str(int(time.time())), "recipient_id": phone}
    return _envelope([(business, {"statuses": [report]})])


def _messages(many: Sequence[Said]) -> dict[str, Any]:
    contacts, messages = [], []
    for one in many:
        person = {"wa_id": one.sender.phone, "user_id": one.sender.user_id}
        contacts.append({"profile": {"name": one.sender.name}} | {k: v for k, v in person.items() if v})
        origin = {"from": one.sender.phone, "from_user_id": one.sender.user_id}
        what = {"id": one.id, "timestamp": str(one.at), "text": {"body": one.text}, "type": "text"}
        messages.append({k: v for k, v in origin.items() if v} | what)
    return {"contacts": contacts, "messages": messages}


def _envelope(changes: list[tuple[Business, dict[str, Any]]]) -> bytes:
    entries = []
    for business, value in changes:
        metadata = {"display_phone_number": business.phone[1:], "phone_number_id": business.number_id}
        whole = {"messaging_product": "whatsapp", "metadata": metadata} | value
        entries.append({"id": business.account_id, "changes": [{"value": whole, "field": "messages"}]})
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def request(body: bytes, secret: bytes, path: str = "/hooks/whatsapp") -> bytes:
    """The whole HTTP request, signed."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Hub-Signature-256: {sign(body, secret)}\r\n\r\n"
    )
    return head.encode() + body


class Line:
    """One kept-alive connection to a server on this machine."""

    def __init__(self, port: int):
        self.port = port
        self.since = 0.0  # when its connection was made, by the wall clock
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, whole: bytes) -> int:
        """The answer's status; 0 when there was no answer."""
        try:
            async with asyncio.timeout(20):
                if self._writer is None:
                    self.since = time.time()
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
                assert self._reader is not None
                self._writer.write(whole)
                head = await self._reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
                await self._reader.readexactly(length)
                return int(head[9:12])
        except (OSError, EOFError, IndexError, ValueError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            return 0

    def close(self) -> None:
        """The connection is gone; the next post makes a new one."""
        if self._writer is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None
