"""Meta, played: takes what is sent or does not, answers or does not, and reports statuses as it likes."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from atende.core.calls import ANSWER_SECONDS, Calls, NoAnswer, NotSent, Reply
from tests.simulation.world import Process, here, process

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
# The same of a vendor on a good day, who hardly keeps anybody waiting: answers come while others are being written down.
QUICK = {"accepted": 93, "answer lost": 1, "answer late": 3, "cut before": 1, "unreachable": 2}
SLOW = {"accepted": 30, "answer late": 70}
LATE = (0.5, 3.0, 12.0, 40.0)  # seconds
_CODES = {"pair limit": 131056, "rate limit": 130429, "maybe": 131000}


@dataclass(frozen=True, slots=True)
class Call:
    """One send that reached Meta: when, from which number to whom, with which id of ours, how it ended, and its own id when the
    customer has it."""

    at: float
    number_id: str
    to: str
    attempt: str
    words: str
    end: str
    wamid: str | None


@dataclass(slots=True)
class Line:
    """Meta's view of one receiving number. `report` is told each message that a customer has; `under_way`: calls that it has not
    answered yet."""

    seed: int
    number_id: str
    dice: random.Random
    report: Callable[[Call], None]
    ends: Mapping[str, int] = field(default_factory=lambda: ENDS)
    late: tuple[float, ...] = LATE
    is_faulty: bool = True
    calls: list[Call] = field(default_factory=list)
    under_way: Counter[Process | None] = field(default_factory=Counter)  # by the process that calls


class Vendor(Calls):
    """Graph's door for all receiving numbers, by their ids, in place of the connections to it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Line] = {}
        self.asked = 0

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float = ANSWER_SECONDS) -> Reply:
        """Graph's answer, or the error of a connection that ended or was silent for too long."""
        line, who = self.lines[url.split("/")[-2]], process.get()
        line.under_way[who] += 1
        try:
            async with asyncio.timeout(seconds):
                return await self._answer(line, json.loads(body))
        except TimeoutError:
            raise NoAnswer from None
        finally:
            line.under_way[who] -= 1

    async def _answer(self, line: Line, body: dict[str, Any]) -> Reply:
        world = here()
        assert world is not None
        self.asked += 1
        await world.gate(f"call Meta: {_words(body)!r}", may_hold=True)
        end = line.dice.choices([*line.ends], [*line.ends.values()])[0] if line.is_faulty else "accepted"
        has_it = end in ("accepted", "answer lost", "answer late")
        wamid = f"wamid.out.{line.seed}.{len(line.calls)}" if has_it else None
        if end != "unreachable":
            call = Call(
                world.time(), line.number_id, body["to"].lstrip("+"), body["biz_opaque_callback_data"], _words(body), end, wamid
            )
            line.calls.append(call)
            if has_it:
                line.report(call)
        world.tell(f"Meta: {end}")
        if end == "answer late":
            await asyncio.sleep(line.dice.choice(line.late))
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


def statuses_body(account_id: str, reports: list[tuple[Call, str, float]]) -> bytes:
    """A body of Meta's with these statuses of one number, each at its time."""
    items = []
    for call, status, at in reports:
        item: dict[str, Any] = {
            "id": call.wamid, "status": status, "timestamp": str(int(at)), "recipient_id": call.to,
            "biz_opaque_callback_data": call.attempt,
        }  # fmt: skip
        if status == "failed":
            item["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
        items.append(item)
    return _body(account_id, [_change(reports[0][0].number_id, {"statuses": items})])


@dataclass(frozen=True, slots=True)
class Heard:
    """What a customer wrote: to which number, from which phone (and by which id of Meta's), and Meta's id of it."""

    number_id: str
    phone: str
    user_id: str | None
    wamid: str
    words: str


def messages_body(account_id: str, heard: Sequence[Heard], at: float) -> bytes:
    """A body of Meta's with these messages, in a change for each number."""
    changes = []
    for number_id in dict.fromkeys(one.number_id for one in heard):
        mine = [one for one in heard if one.number_id == number_id]
        people = dict.fromkeys((one.phone, one.user_id) for one in mine)
        contacts = [{"profile": {"name": "Marina"}, "wa_id": phone, **_id("user_id", user_id)} for phone, user_id in people]
        messages = [
            {"id": one.wamid, "from": one.phone, "timestamp": str(int(at)), "type": "text", "text": {"body": one.words}}
            | _id("from_user_id", one.user_id)
            for one in mine
        ]
        changes.append(_change(number_id, {"contacts": contacts, "messages": messages}))
    return _body(account_id, changes)


def _id(name: str, user_id: str | None) -> dict[str, str]:
    return {} if user_id is None else {name: user_id}


def _change(number_id: str, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {"display_phone_number": "551130005500", "phone_number_id": number_id}
    return {"value": {"messaging_product": "whatsapp", "metadata": metadata} | value, "field": "messages"}


def _body(account_id: str, changes: list[dict[str, Any]]) -> bytes:
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": account_id, "changes": changes}]}).encode()
