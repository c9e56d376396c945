"""Meta, played: takes what is sent or does not, answers or does not, and reports statuses as it likes."""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from atende.core.calls import ANSWER_SECONDS, Calls, NoAnswer, NotSent, Reply
from tests.simulation.world import here

# How a send ends, and how often while faults are on. The customer has it after the first three.
ENDS = {
    "accepted": 60,
    "answer lost": 14,  # accepted, and the connection ends
    "answer late": 8,
    "cut before": 5,  # the connection ends and nothing was accepted
    "unreachable": 5,
    "pair limit": 3,
    "rate limit": 2,
    "maybe": 3,  # code 131000: nobody can say
}
_CODES = {"pair limit": 131056, "rate limit": 130429, "maybe": 131000}


@dataclass(frozen=True, slots=True)
class Call:
    """One send that reached Meta: when, with which id of ours, how it ended, and its own id when the customer has it."""

    at: float
    attempt: str
    words: str
    end: str
    wamid: str | None


@dataclass(slots=True)
class Customer:
    """Meta's view of one conversation. `report` is told each message the customer has."""

    seed: int
    phone: str
    number_id: str
    dice: random.Random
    report: Callable[[Call], None]
    is_faulty: bool = True
    calls: list[Call] = field(default_factory=list)


class Vendor(Calls):
    """Graph's door for all customers, by receiving number, in place of the connections to it."""

    def __init__(self) -> None:
        super().__init__()
        self.customers: dict[str, Customer] = {}
        self.asked = 0

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float = ANSWER_SECONDS) -> Reply:
        """Graph's answer, or the error of a connection that ended or was silent for too long."""
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(self.customers[url.split("/")[-2]], json.loads(body))
        except TimeoutError:
            raise NoAnswer from None

    async def _answer(self, customer: Customer, body: dict[str, Any]) -> Reply:
        world = here()
        assert world is not None
        self.asked += 1
        await world.gate(f"call Meta: {_words(body)!r}", may_hold=True)
        end = customer.dice.choices([*ENDS], [*ENDS.values()])[0] if customer.is_faulty else "accepted"
        has_it = end in ("accepted", "answer lost", "answer late")
        wamid = f"wamid.out.{customer.seed}.{len(customer.calls)}" if has_it else None
        if end != "unreachable":
            call = Call(world.time(), body["biz_opaque_callback_data"], _words(body), end, wamid)
            customer.calls.append(call)
            if has_it:
                customer.report(call)
        world.tell(f"Meta: {end}")
        if end == "answer late":
            await asyncio.sleep(customer.dice.choice((0.5, 3.0, 12.0, 40.0)))
        await world.gate("Meta's answer", may_hold=True)
        if end == "unreachable":
            raise NotSent
        if end in ("answer lost", "cut before"):
            raise NoAnswer
        if end in _CODES:
            return _reply(400, {"error": {"code": _CODES[end], "message": "as drawn"}})
        contacts = [{"input": body["to"], "wa_id": body["to"].lstrip("+")}]
        return _reply(200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": wamid}]})


def _reply(status: int, body: dict[str, Any]) -> Reply:
    return Reply(status, {"content-type": "application/json"}, json.dumps(body).encode())


def _words(body: dict[str, Any]) -> str:
    if "text" in body:
        return body["text"]["body"]
    return body.get("interactive", {}).get("body", {}).get("text", body.get("type", ""))


def statuses_body(customer: Customer, account_id: str, reports: list[tuple[Call, str, float]]) -> bytes:
    """A body of Meta's with these statuses, each at its time."""
    items = []
    for call, status, at in reports:
        item: dict[str, Any] = {
            "id": call.wamid, "status": status, "timestamp": str(int(at)), "recipient_id": customer.phone,
            "biz_opaque_callback_data": call.attempt,
        }  # fmt: skip
        if status == "failed":
            item["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
        items.append(item)
    return _envelope(customer, account_id, {"statuses": items})


def message_body(customer: Customer, account_id: str, wamid: str, words: str, at: float) -> bytes:
    """A body of Meta's with one message of this customer."""
    contact = {"profile": {"name": "Marina"}, "wa_id": customer.phone}
    message = {"id": wamid, "from": customer.phone, "timestamp": str(int(at)), "type": "text", "text": {"body": words}}
    return _envelope(customer, account_id, {"contacts": [contact], "messages": [message]})


def _envelope(customer: Customer, account_id: str, value: dict[str, Any]) -> bytes:
    metadata = {"display_phone_number": "551130005500", "phone_number_id": customer.number_id}
    whole = {"messaging_product": "whatsapp", "metadata": metadata} | value
    change = {"value": whole, "field": "messages"}
    entry = {"id": account_id, "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
