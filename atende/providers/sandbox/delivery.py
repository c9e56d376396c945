"""Webhooks out: what is due is signed and posted to its callback, again and again until it answers 200."""

import asyncio
import contextlib
import heapq
import itertools
import secrets
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from atende.core import log
from atende.core.calls import Calls, NoAnswer, NotSent

from .accounts import Accounts, App, Waba
from .errors import GraphError
from .faults import Fault, Faults
from .settings import Settings
from .store import Store
from .wire import envelope, escaped, signature

logger = log.get("sandbox")


@dataclass(slots=True, eq=False)
class Update:
    """One change on its way: its place in the store, and where it goes."""

    id: int
    app_id: str
    waba_id: str
    number_id: str | None
    entry_time: int | None
    change: str


@dataclass(slots=True, eq=False)
class Parcel:
    """Updates that are posted together; after a first try they stay together."""

    updates: list[Update]
    attempts: int = 0
    first_at: float = 0
    number: int | None = None


@dataclass(slots=True)
class Lane:
    """One callback address: what waits for it and who posts to it. A dead one delays no other."""

    url: str
    waiting: deque[Parcel] = field(default_factory=deque)
    workers: int = 0


class Delivery:
    """The outbox. `post` is durable with the transaction of the turn; posting goes on by itself after
    `start`."""

    def __init__(self, store: Store, accounts: Accounts, faults: Faults, settings: Settings, clock):
        self._store, self._accounts, self._faults, self._settings, self._clock = (
            store,
            accounts,
            faults,
            settings,
            clock,
        )
        self._due: list[tuple[float, int, Parcel]] = []
        self._order = itertools.count()
        self._ids = itertools.count(1)
        self._lanes: dict[str, Lane] = {}
        self._held: dict[str, list[tuple[float, Update]]] = {}
        self._stirred, self._emptied = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task] = set()
        self._client: httpx.AsyncClient | None = None
        self._calls = Calls()
        self.counts: Counter[str] = Counter()
        self.open_updates = 0

    def start(self) -> None:
        """What the file holds is scheduled again and posting begins."""
        limits = httpx.Limits(max_connections=256, max_keepalive_connections=64)
        self._client = httpx.AsyncClient(timeout=self._settings.callback_timeout_s, limits=limits, trust_env=False)
        self._load()
        self._spawn(self._run())

    async def stop(self) -> None:
        """Nothing is posted any more; what was not confirmed stays in the file."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._calls.aclose()
        if self._client is not None:
            await self._client.aclose()

    def forget(self) -> None:
        """The outbox is empty."""
        self._store.write("delete from outbox")
        self._due.clear()
        self._held.clear()
        for lane in self._lanes.values():
            lane.waiting.clear()
        self._count(-self.open_updates)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _count(self, change: int) -> None:
        self.open_updates = max(0, self.open_updates + change)
        if self.open_updates:
            self._emptied.clear()
        else:
            self._emptied.set()

    def _load(self) -> None:
        together: dict[int, Parcel] = {}
        for row in self._store.rows("select * from outbox order by id"):
            update = Update(row["id"], row["app_id"], row["waba_id"], row["number_id"], row["entry_time"], row["change"])
            self._count(1)
            if row["parcel"] is not None and row["parcel"] in together:
                together[row["parcel"]].updates.append(update)
                continue
            parcel = Parcel([update], row["attempts"], row["first_at"], row["parcel"])
            if row["parcel"] is not None:
                together[row["parcel"]] = parcel
            heapq.heappush(self._due, (row["due_at"], next(self._order), parcel))
        top = self._store.row("select max(id) as top from outbox")
        self._ids = itertools.count((top["top"] or 0) + 1 if top else 1)

    # -- in ------------------------------------------------------------------------------------------------------

    def post(
        self,
        waba_id: str,
        field_name: str,
        value: dict[str, Any],
        *,
        number_id: str | None = None,
        due_at: float,
        of: str,
    ) -> None:
        """The update goes to every app that follows the account, from `due_at` on, as the faults allow.

        `of` is messages, statuses or management; entries about no single number carry a time."""
        waba = self._accounts.wabas.get(waba_id)
        if waba is None:
            return
        change = f'{{"value":{escaped(value)},"field":{escaped(field_name)}}}'
        entry_time = int(self._clock()) if number_id is None else None
        for app_id in waba.subscriptions:
            if app_id in self._accounts.apps:
                self._enqueue(app_id, waba_id, number_id, entry_time, change, due_at, of)

    def _enqueue(
        self,
        app_id: str,
        waba_id: str,
        number_id: str | None,
        entry_time: int | None,
        change: str,
        due_at: float,
        of: str,
    ) -> None:
        copies, hold = [due_at], None
        if self._faults.active:
            if self._faults.strikes("drop_webhook", number_id, of):
                self.counts["dropped_by_fault"] += 1
                return
            if fault := self._faults.strikes("delay", number_id, of):
                copies = [due_at + fault.params["ms"] / 1000]
            if fault := self._faults.strikes("repeat", number_id, of):
                spread = fault.params["spread_ms"] / 1000
                copies = [copies[0] + n * spread for n in range(max(1, int(fault.params["times"])))]
            hold = self._faults.strikes("reorder", number_id, of)
        for due in copies:
            update = Update(next(self._ids), app_id, waba_id, number_id, entry_time, change)
            self._store.write(
                "insert into outbox (id, number_id, waba_id, app_id, entry_time, change, due_at, first_at) "
                "values (?,?,?,?,?,?,?,?)",
                (update.id, number_id, waba_id, app_id, entry_time, change, due, due),
            )
            self._count(1)
            if hold:
                self._hold(hold, due, update)
            else:
                self._schedule(due, Parcel([update], first_at=due))

    def _hold(self, fault: Fault, due: float, update: Update) -> None:
        held = self._held.setdefault(fault.id, [])
        held.append((due, update))
        if len(held) >= int(fault.params["window"]):
            self._release(fault)
        elif len(held) == 1:
            asyncio.get_running_loop().call_later(fault.params["hold_ms"] / 1000, self._release, fault)

    def _release(self, fault: Fault) -> None:
        held = self._held.pop(fault.id, [])
        if not held:
            return
        self._faults.random_of(fault).shuffle(held)
        last = max(self._clock(), *(due for due, _ in held))
        for place, (_, update) in enumerate(held):
            self._schedule(last + place / 1000, Parcel([update], first_at=last))

    def _schedule(self, due: float, parcel: Parcel) -> None:
        heapq.heappush(self._due, (due, next(self._order), parcel))
        self._stirred.set()

    # -- out -----------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            now, count = self._clock(), 0
            while self._due and self._due[0][0] <= now:
                parcel = heapq.heappop(self._due)[2]
                self._dispatch(parcel)
                count += 1
            wait = min(self._due[0][0] - now, 1.0) if self._due else 1.0
            self._stirred.clear()
            try:
                async with asyncio.timeout(max(wait, 0.001)):
                    await self._stirred.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(min(0.03, 0.001 + count * 0.0005))  # the busier, the longer updates gather for one POST

    def address_of(self, app: App, waba: Waba | None, number_id: str | None) -> str | None:
        """The callback for an update: the number's own, else the account's override, else the app's."""
        number = self._accounts.numbers.get(number_id or "")
        if number and number.webhook.get("override_callback_uri"):
            return number.webhook["override_callback_uri"]
        override = (waba.subscriptions.get(app.app_id) or {}) if waba else {}
        return override.get("override_callback_uri") or app.callback_url

    def _dispatch(self, parcel: Parcel) -> None:
        first = parcel.updates[0]
        app = self._accounts.apps.get(first.app_id)
        url = self.address_of(app, self._accounts.wabas.get(first.waba_id), first.number_id) if app else None
        if app is None or not url:
            self.counts["no_callback"] += len(parcel.updates)
            self._done(parcel)
            return
        lane = self._lanes.setdefault(f"{app.app_id} {url}", Lane(url))
        lane.waiting.append(parcel)
        if lane.workers < self._settings.parallel:
            lane.workers += 1
            self._spawn(self._work(lane, app.app_id))

    async def _work(self, lane: Lane, app_id: str) -> None:
        try:
            while lane.waiting:
                await self._deliver(lane, app_id, self._take(lane))
        finally:
            lane.workers -= 1

    def _take(self, lane: Lane) -> Parcel:
        parcel = lane.waiting.popleft()
        while parcel.attempts == 0 and len(parcel.updates) < self._settings.max_batch and lane.waiting:
            if lane.waiting[0].attempts:
                break
            parcel.updates.extend(lane.waiting.popleft().updates)
        return parcel

    async def _deliver(self, lane: Lane, app_id: str, parcel: Parcel) -> None:
        app = self._accounts.apps.get(app_id)
        if app is None or self._client is None:
            self._done(parcel)
            return
        await self._store.committed()
        entries: dict[tuple[str, int | None], list[str]] = {}
        for update in parcel.updates:
            entries.setdefault((update.waba_id, update.entry_time), []).append(update.change)
        body = envelope([(waba_id, when, changes) for (waba_id, when), changes in entries.items()])
        status, problem = await self.call(app, lane.url, body)
        self.counts["posts"] += 1
        if status == 200:
            self.counts["delivered"] += len(parcel.updates)
            self._done(parcel)
            return
        self.counts["refused"] += 1
        self._again(parcel, status, problem)

    async def call(self, app: App, url: str, body: bytes) -> tuple[int, str | None]:
        """One signed POST of exactly these bytes: the status (0 = no answer) and what went wrong."""
        assert self._client is not None
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": signature(app.app_secret, body),
        }
        try:
            answer = await self._calls.post(url, headers, body, seconds=self._settings.callback_timeout_s)
        except (NotSent, NoAnswer, ValueError) as error:
            return 0, type(error).__name__
        return answer.status, None

    def _done(self, parcel: Parcel) -> None:
        self._store.write_many("delete from outbox where id = ?", [(update.id,) for update in parcel.updates])
        self._count(-len(parcel.updates))

    def _again(self, parcel: Parcel, status: int, problem: str | None) -> None:
        now = self._clock()
        steps = self._settings.retry_steps_s
        wait = steps[min(parcel.attempts, len(steps) - 1)]
        parcel.attempts += 1
        parcel.number = parcel.number or parcel.updates[0].id
        if now + wait - parcel.first_at > self._settings.give_up_after_s:
            logger.warning(
                "webhook_given_up",
                status=status,
                problem=problem,
                attempts=parcel.attempts,
                updates=len(parcel.updates),
            )
            self.counts["given_up"] += len(parcel.updates)
            self._done(parcel)
            return
        logger.info(
            "webhook_refused",
            status=status,
            problem=problem,
            attempts=parcel.attempts,
            updates=len(parcel.updates),
            again_in=wait,
        )
        self._store.write_many(
            "update outbox set due_at = ?, attempts = ?, parcel = ? where id = ?",
            [(now + wait, parcel.attempts, parcel.number, update.id) for update in parcel.updates],
        )
        self._schedule(now + wait, parcel)

    async def handshake(self, url: str, verify_token: str) -> None:
        """Return when the callback answered the challenge; 2200 says why it did not."""
        assert self._client is not None
        if urlsplit(url).scheme not in ("http", "https"):
            raise GraphError(100, "Callback URL is not valid.")
        challenge = str(secrets.randbelow(9 * 10**9) + 10**9)
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
        try:
            answer = await self._client.get(httpx.URL(url).copy_merge_params(query))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unverified(f"curl_errno = 7; curl_error = {type(error).__name__}") from error
        if answer.status_code != 200:
            raise self._unverified(f"HTTP Status Code = {answer.status_code}; HTTP Message = {answer.reason_phrase}")
        if answer.text.strip() != challenge:
            raise self._unverified("The challenge in the response does not match.")

    @staticmethod
    def _unverified(why: str) -> GraphError:
        return GraphError(2200, message=f"(#2200) Callback verification failed with the following errors: {why}")

    async def drain(self, seconds: float) -> bool:
        """Whether the outbox became empty within `seconds`."""
        if self.open_updates:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._emptied.wait()
        return self.open_updates == 0
