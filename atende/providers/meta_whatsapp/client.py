"""Calls to the Graph API: one pooled client per process, time-outs, and every end as a value. The token goes into one header of
requests to the account's own base address and nowhere else: not into logs, exceptions or results."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from atende.core import log
from atende.core.calls import Calls, NoAnswer, NotSent
from atende.inbox.ports import Account, Blame, SendResult, SendState
from atende.providers.meta_whatsapp import faults

_LOG = log.get("meta_whatsapp")
_SECONDS = httpx.Timeout(connect=5.0, read=15.0, write=15.0, pool=5.0)
_JSON = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "atende"}
_USAGE_HEADER = "x-business-use-case-usage"
_USAGE_WARNING = 80  # percent of an hour's calls


class Unreachable(Exception):
    """No connection came about: nothing was sent."""


class Unsure(Exception):
    """The request may have reached Meta, and no readable answer came back."""


class Misdirected(Exception):
    """The account cannot be called as it is set up: `problem` is `token_unreadable` or `redirected`. Nothing was sent."""

    def __init__(self, problem: str):
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What Meta answered. `body` is the JSON object, None when it was something else."""

    status: int
    body: dict[str, Any] | None
    retry_after: float | None = None
    regain_after: float | None = None

    @property
    def error(self) -> dict[str, Any] | None:
        error = self.body.get("error") if self.body else None
        return error if isinstance(error, dict) else None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300 and self.body is not None and self.error is None


@dataclass(slots=True)
class Client:
    """The process's connections to Graph, opened by whoever calls first. `usage` is what Meta last said of each account's calls, in
    percent."""

    calls: Calls = field(default_factory=Calls)
    http: httpx.AsyncClient | None = None
    usage: dict[str, dict[str, Any]] = field(default_factory=dict)

    def _open(self) -> httpx.AsyncClient:
        if self.http is None:
            self.http = _new_http()
        return self.http

    async def aclose(self) -> None:
        """Every connection is closed; a later call opens its own."""
        await self.calls.aclose()
        http, self.http = self.http, None
        if http is not None:
            await http.aclose()

    async def call(
        self,
        account: Account,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json_body: Any = None,
        data: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
        seconds: httpx.Timeout | None = None,
    ) -> Answer:
        """One request below the account's base address and version. Raises `Unreachable`, `Unsure` or `Misdirected`."""
        if not account.token or not account.token.isascii() or not account.token.isprintable() or " " in account.token:
            raise Misdirected("token_unreadable")
        url = f"{account.base_url.rstrip('/')}/{account.api_version}/{path}"
        headers = {"Authorization": f"Bearer {account.token}"}
        if json_body is not None and method == "POST" and params is None:
            return await self._post(account, url, headers, json_body)
        try:
            response = await self._open().request(
                method,
                url,
                params=params,
                json=json_body,
                data=data,
                files=files,
                headers=headers,
                timeout=seconds or _SECONDS,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise Unreachable from None
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL):
            raise Misdirected("redirected") from None
        except (httpx.HTTPError, OSError):
            raise Unsure from None
        if response.is_redirect:
            raise Misdirected("redirected")
        return self._answer(account, response.status_code, response.headers, response.content)

    async def _post(self, account: Account, url: str, headers: dict[str, str], json_body: Any) -> Answer:
        """What every message costs: the same as `http` would do, with less."""
        body = json.dumps(json_body, separators=(",", ":")).encode()
        try:
            reply = await self.calls.post(url, {**headers, **_JSON}, body)
        except NotSent:
            raise Unreachable from None
        except NoAnswer:
            raise Unsure from None
        except ValueError:
            raise Misdirected("redirected") from None
        if reply.status in (301, 302, 303, 307, 308) and "location" in reply.headers:
            raise Misdirected("redirected")
        return self._answer(account, reply.status, reply.headers, reply.body)

    def _answer(self, account: Account, status: int, headers: Mapping[str, str], content: bytes) -> Answer:
        body = None
        with contextlib.suppress(ValueError, RecursionError):
            body = json.loads(content)
        retry_after = None
        with contextlib.suppress(KeyError, ValueError):
            retry_after = min(max(float(headers["retry-after"]), 0.0), 86400.0)
        regain = self._note_usage(account, headers.get(_USAGE_HEADER))
        return Answer(status, body if isinstance(body, dict) else None, retry_after, regain)

    def _note_usage(self, account: Account, header: str | None) -> float | None:
        """Seconds until Meta takes calls again, when the header says so."""
        if not header:
            return None
        regain = 0.0
        try:
            for limits in json.loads(header).values():
                for limit in limits:
                    shares = {k: limit[k] for k in ("call_count", "total_cputime", "total_time") if k in limit}
                    self.usage[account.account_id or account.number_id] = shares
                    regain = max(regain, 60.0 * limit.get("estimated_time_to_regain_access", 0))
                    if any(share >= _USAGE_WARNING for share in shares.values()):
                        _LOG.warning("graph_usage_high", type=limit.get("type"), **shares)
        except (ValueError, TypeError, AttributeError):
            _LOG.warning("graph_usage_unreadable")
        return regain or None


def _new_http() -> httpx.AsyncClient:
    """A client that follows no redirect, reads no proxy settings and drops idle connections before Meta does."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=40, keepalive_expiry=20.0)
    return httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=_SECONDS, limits=limits)


def unreachable() -> SendResult:
    """No connection: certainly not sent."""
    return SendResult(SendState.NOT_SENT, code="unreachable", retry_after=2.0)


def unsure() -> SendResult:
    """Sent or not, nobody knows."""
    return SendResult(SendState.UNKNOWN, code="unsure")


def misdirected(problem: str) -> SendResult:
    """The connection is set up so that nothing can be sent."""
    return SendResult(SendState.REFUSED, code=problem, blame=Blame.CONNECTION)


def judge(account: Account, answer: Answer) -> SendResult:
    """How a send stands after this answer; see `promises.md` section 2: only what was certainly not sent may be retried."""
    if answer.ok:
        return _accepted(answer)
    error = answer.error
    if error is None or error.get("code") is None:
        return _wordless(answer)
    code = error["code"]
    verdict = faults.verdict(code)
    data = error.get("error_data")
    detail = data.get("details") if isinstance(data, dict) else None
    detail = detail if isinstance(detail, str) else error.get("error_user_msg") or error.get("message")
    state = verdict.state
    if verdict.key == "unknown":
        _LOG.warning("graph_code_unknown", code=str(code)[:20], status=answer.status)
        if answer.status >= 500:
            state = SendState.UNKNOWN  # a fault of Meta's own that nobody here can read
    retry_after = verdict.retry_after
    if state is SendState.NOT_SENT and verdict.blame is Blame.NUMBER:
        retry_after = max(retry_after or 0.0, answer.retry_after or 0.0, answer.regain_after or 0.0)
    trace = error.get("fbtrace_id")
    return SendResult(
        state,
        code=str(code)[:40],
        detail=faults.redact(detail if isinstance(detail, str) else None, account.token),
        blame=verdict.blame,
        retry_after=retry_after,
        trace=trace[:100] if isinstance(trace, str) else None,
    )


def _accepted(answer: Answer) -> SendResult:
    body = answer.body or {}
    sent, contact = _first(body.get("messages")), _first(body.get("contacts"))
    external_id = sent.get("id")
    if not isinstance(external_id, str) or not external_id:
        return unsure()  # 200 without an id: it may well be on its way
    return SendResult(
        SendState.ACCEPTED,
        external_id=external_id,
        wa_id=contact.get("wa_id"),
        user_id=contact.get("user_id"),
        is_held=sent.get("message_status") == "held_for_quality_assessment",
    )


def _wordless(answer: Answer) -> SendResult:
    """No readable error: 4xx came from something in front that took nothing further, the rest is open."""
    if answer.status == 429:
        wait = answer.retry_after or 1.0
        return SendResult(SendState.NOT_SENT, code="http_429", blame=Blame.NUMBER, retry_after=wait)
    if 400 <= answer.status < 500 and answer.status != 408:
        return SendResult(SendState.REFUSED, code=f"http_{answer.status}")
    return unsure()


def _first(items: Any) -> dict[str, Any]:
    return items[0] if isinstance(items, list) and items and isinstance(items[0], dict) else {}
