"""The steady stream: many people of many businesses, repeated and batched, sent again until it is answered 200, as Meta does."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from tests.faults.history import History
from tests.install import Business
from tests.meta import Line, Said, Sender, message_body, request, say

_WORDS = (
    "oi",
    "qual o horário de atendimento?",
    "onde fica?",
    "quais serviços vocês têm?",
    "quanto custa a consulta?",
    "menu",
    "vocês abrem amanhã?",
    "me passa o endereço",
)
_PAUSES = (0.2, 0.5, 1.0, 2.0, 3.0)  # seconds between tries of what was not answered 200
_GIVE_UP = 120.0  # seconds after the last kill
_AT_ONCE = 256  # posts under way; the others wait for one of them, as they do at Meta, which opens no ten thousand connections


@dataclass(slots=True)
class Stream:
    """What is sent and what is acknowledged goes into `history` while it runs."""

    port: int
    secret: bytes
    rate: float  # messages a second, repetitions not counted
    senders: list[Sender]
    dice: random.Random
    history: History = field(default_factory=History)
    stopping: bool = False
    _sent: int = 0
    _lines: list[Line] = field(default_factory=list)
    _deadline: float = float("inf")
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def run(self) -> None:
        """Sends until `stopping`; returns when everything sent was acknowledged or given up."""
        under_way: set[asyncio.Task] = set()
        order = list(self.senders)
        self.dice.shuffle(order)
        place = 0
        begun = time.monotonic()
        while not self.stopping:
            size = self.dice.choices((1, 2, 3, 6), (80, 10, 6, 4))[0]
            batch = []
            for n in range(size):
                again = n and self.dice.random() < 0.25  # the same person twice in one body
                sender = batch[-1].sender if again else order[place % len(order)]
                place += not again
                batch.append(say(sender, _WORDS[sender.written % len(_WORDS)]))
            self.history.sent.update((one.id, one) for one in batch)
            self._sent += len(batch)
            whole = request(message_body(batch), self.secret)
            for _ in range(self.dice.choices((1, 2, 3), (60, 25, 15))[0]):
                task = asyncio.create_task(self._until_answered(whole, batch))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            late = self._sent / self.rate - (time.monotonic() - begun)
            if late > 0:
                await asyncio.sleep(late)
        self._deadline = time.monotonic() + _GIVE_UP
        if under_way:
            await asyncio.wait(under_way)
        for line in self._lines:
            line.close()

    async def _until_answered(self, whole: bytes, batch: list[Said]) -> None:
        for tries in range(10_000):
            async with self._room:
                line = self._lines.pop() if self._lines else Line(self.port)
                is_taken = await self.history.post(line, whole, batch)
                self._lines.append(line)
            if is_taken:
                return
            if time.monotonic() > self._deadline:
                return
            await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])


def people(businesses: list[Business], count: int, dice: random.Random) -> list[Sender]:
    """So many customers over all businesses; most by phone, some by phone and id, some by id alone. The same phone writes to
    several businesses now and then, as people do."""
    made: list[Sender] = []
    for n in range(count):
        business = businesses[n % len(businesses)]
        phone, user_id = f"55119{90000000 + n:08d}", f"BR.{10**19 + n}"
        kind = dice.random()
        if kind > 0.85:
            made.append(Sender(business, None, user_id, f"Pessoa {n}"))
        elif kind > 0.65:
            made.append(Sender(business, phone, user_id, f"Pessoa {n}"))
        else:
            if dice.random() < 0.1 and made and made[-1].phone and made[-1].business is not business:
                phone = made[-1].phone
            made.append(Sender(business, phone, None, f"Pessoa {n}"))
    return made
