"""Writing down together what ended at the same moment: calls that the vendor accepted, of one tenant each time.

Whoever ends while a write is under way is written by the next one; nobody waits for company."""

import asyncio
import uuid
from collections import deque
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from atende.core import log
from atende.core.tenancy import SYSTEM, in_tenant
from atende.inbox.ports import SendResult
from atende.inbox.service import outcome
from atende.inbox.service.claim import Claim

_AT_ONCE = 50  # calls in one transaction

_log = log.get("inbox")


@dataclass(frozen=True, slots=True, eq=False)
class _Ended:
    claim: Claim
    result: SendResult
    is_written: asyncio.Future[bool]


class Recorder:
    """The writers of one process: at most one at a time for each tenant."""

    def __init__(self) -> None:
        self._waiting: dict[uuid.UUID, deque[_Ended]] = {}
        self._writers: set[asyncio.Task[None]] = set()

    async def accepted(self, claim: Claim, result: SendResult) -> bool:
        """Whether the accepted call stands written; False when it could not be at once (somebody holds the conversation, the
        database is away): then nothing of it is, and the caller does it by itself."""
        ended = _Ended(claim, result, asyncio.get_running_loop().create_future())
        waiting = self._waiting.get(claim.tenant_id)
        if waiting is not None:
            waiting.append(ended)
        else:
            self._waiting[claim.tenant_id] = deque([ended])
            writer = asyncio.create_task(self._write(claim.tenant_id))
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        return await ended.is_written

    async def _write(self, tenant_id: uuid.UUID) -> None:
        waiting = self._waiting[tenant_id]
        group: list[_Ended] = []
        try:
            while waiting:
                await asyncio.sleep(0)  # let callers of this same moment join
                group = [waiting.popleft() for _ in range(min(len(waiting), _AT_ONCE))]
                written = await _written(tenant_id, group)
                for one in group:
                    _tell(one, one.claim.attempt_id in written)
        finally:
            # In the same step as the look for more: whoever comes from here on starts the next writer.
            del self._waiting[tenant_id]
            for one in (*group, *waiting):
                _tell(one, False)


def _tell(one: _Ended, is_written: bool) -> None:
    if not one.is_written.done():
        one.is_written.set_result(is_written)


async def _written(tenant_id: uuid.UUID, group: list[_Ended]) -> set[uuid.UUID]:
    try:
        async with in_tenant(tenant_id, SYSTEM) as tx:
            return await outcome.accepted(tx, [(one.claim, one.result) for one in group], waits=False)
    except Exception as error:  # whatever it was, each finds it again by itself
        _log.info("ends_apart", tenant_id=str(tenant_id), calls=len(group), error=type(error).__name__)
        return set()


# By the loop itself: the number of one that ended may be another one's later.
_recorders: "WeakKeyDictionary[asyncio.AbstractEventLoop, Recorder]" = WeakKeyDictionary()


def recorder() -> Recorder:
    """The one of this process."""
    return _recorders.setdefault(asyncio.get_running_loop(), Recorder())
