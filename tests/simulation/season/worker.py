"""A worker of the season, in a process of its own that may be killed anywhere: it looks and sends, and writes down each call of Meta
before it is answered."""

import asyncio
import json
import os
import random
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import IO

import httpx

from atende import wiring
from atende.core import clock, db
from atende.core.calls import ANSWER_SECONDS, Calls, NoAnswer, NotSent, Reply
from atende.core.jobs import Lane, Stage
from atende.inbox.service import channels, claim
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.meta_whatsapp.client import Client

LOOKS = ("reminders", "send")  # again and again until nothing is due
SELDOM = ("reminders_anew", "attempts")  # the others before that, now and then
_NOW_AND_THEN = 6
_AT_ONCE = 6
_MOST = 20_000  # of one round
_ENDS = {"accepted": 92, "answer lost": 4, "unreachable": 2, "slow": 2}


class Meta(Calls):
    """Meta, as this worker reaches it. What a customer has stands in `calls` before anybody hears of it."""

    def __init__(self, calls: IO[str], dice: random.Random):
        super().__init__()
        self._calls, self._dice = calls, dice

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float = ANSWER_SECONDS) -> Reply:
        """Graph's answer, or none."""
        end = self._dice.choices([*_ENDS], [*_ENDS.values()])[0]
        if end == "unreachable":
            raise NotSent
        said = json.loads(body)
        told = {"at": clock.now().isoformat(), "attempt": said["biz_opaque_callback_data"]}
        os.write(self._calls.fileno(), (json.dumps(told) + "\n").encode())  # one write, whole or not at all
        await asyncio.sleep(0.05 if end == "slow" else 0)
        if end == "answer lost":
            raise NoAnswer
        answer = {"messages": [{"id": f"wamid.{uuid.uuid4().hex}"}], "contacts": [{"input": said["to"], "wa_id": said["to"]}]}
        return Reply(200, {"content-type": "application/json"}, json.dumps(answer).encode())


async def work(orders: IO[str], answers: IO[str], calls: IO[str], troubles: IO[str], seed: int) -> None:
    """At each time that is told everything due is done, and said so; until nothing is told any more."""
    wiring.wire()
    channels.register(MetaChannel(Client(calls=Meta(calls, random.Random(seed)), http=httpx.AsyncClient())))
    db.plan_once()
    stages = {one.name: one for one in wiring.stages()}
    looks, seldom = [stages[name] for name in LOOKS], [stages[name] for name in SELDOM]
    for n, line in enumerate(orders):
        at = datetime.fromisoformat(line.strip())
        clock.keep(lambda at=at: at)
        claim.numbers.forget()
        claim.pairs.forget()
        if n % _NOW_AND_THEN == 0:
            await _pass(seldom, troubles)
        done = 0
        while (some := await _pass(looks, troubles)) and done < _MOST:
            done += some
        print(done, file=answers, flush=True)
    await db.dispose()


async def _pass(stages: list[Stage], troubles: IO[str]) -> int:
    """What is due of these stages is worked once; how much was done."""
    done, turn = 0, asyncio.Semaphore(_AT_ONCE)

    async def handle(stage: Stage, lane: Lane) -> bool:
        async with turn:
            try:
                return await stage.handle(lane)
            except Exception as error:  # as the runner does: it is tried again
                print(f"{stage.name}: {type(error).__name__} {error}"[:400].replace("\n", " "), file=troubles, flush=True)
                return False

    for stage in stages:
        lanes = await stage.due(400)
        done += sum(await asyncio.gather(*(handle(stage, lane) for lane in lanes)))
    return done
