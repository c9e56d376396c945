"""The outward half of the two-way check: token, number, account, subscription and templates, each asked of Meta itself."""

from typing import Any

from atende.inbox.ports import Account, Blame
from atende.integrations.ports import CheckStep
from atende.providers.meta_whatsapp.client import Answer, Client, Misdirected, Unreachable, Unsure, judge

STEPS = ("token", "number", "account", "subscription", "templates")
PROBLEMS = frozenset(
    {
        "unreachable", "token_unreadable", "token_invalid", "token_expired", "redirected", "limited", "refused",
        "permission_missing", "number_missing", "number_not_in_account", "account_id_missing", "account_missing",
        "not_subscribed", "answer_unreadable", "not_tried",
    }
)  # fmt: skip
_NUMBER_FIELDS = "id,display_phone_number,verified_name,quality_rating,throughput,whatsapp_business_manager_messaging_limit"
_EXPIRED = {460, 463, 467}


class _Stop(Exception):
    """One step failed. `is_final` when the later ones would fail for the same reason."""

    def __init__(self, problem: str, detail: str | None = None, *, is_final: bool = False, **params: Any):
        super().__init__(problem)
        self.problem, self.detail, self.is_final, self.params = problem, detail, is_final, params


async def check_connection(client: Client, account: Account) -> list[CheckStep]:
    """One `CheckStep` per word of `STEPS`, in that order; after a failure that decides the rest, `not_tried`."""
    steps: list[CheckStep] = []
    asks = (_token, _number, _account, _subscription, _templates)
    seen: dict[str, Any] = {}
    is_over = False
    for code, ask in zip(STEPS, asks, strict=True):
        if is_over:
            steps.append(CheckStep(code, ok=False, problem="not_tried"))
            continue
        try:
            steps.append(CheckStep(code, ok=True, params=await ask(client, account, seen)))
        except _Stop as stop:
            steps.append(CheckStep(code, ok=False, problem=stop.problem, detail=stop.detail, params=stop.params))
            is_over = stop.is_final
    return steps


async def _token(client: Client, account: Account, seen: dict[str, Any]) -> dict[str, Any]:
    """Asking for the number tells a bad token (190) from a missing number (100): the first ends the check here."""
    answer = await _ask(client, account, account.number_id, {"fields": _NUMBER_FIELDS})
    seen["number"] = answer
    return {}


async def _number(_client: Client, account: Account, seen: dict[str, Any]) -> dict[str, Any]:
    answer: Answer = seen["number"]
    _raise_for(account, answer, missing="number_missing")
    body = answer.body or {}
    if str(body.get("id")) != account.number_id:
        raise _Stop("answer_unreadable")
    throughput = body.get("throughput")
    return {
        "phone": body.get("display_phone_number"),
        "name": body.get("verified_name"),
        "quality": body.get("quality_rating"),
        "throughput": throughput.get("level") if isinstance(throughput, dict) else None,
        "limit": body.get("whatsapp_business_manager_messaging_limit"),
    }


async def _account(client: Client, account: Account, _seen: dict[str, Any]) -> dict[str, Any]:
    path = f"{_account_id(account)}/phone_numbers"
    params = {"fields": "id", "limit": "100"}
    for _page in range(20):
        answer = await _ask(client, account, path, params)
        _raise_for(account, answer, missing="account_missing")
        body = answer.body or {}
        if any(str(entry.get("id")) == account.number_id for entry in _entries(body)):
            return {}
        paging = body.get("paging")
        cursors = paging.get("cursors") if isinstance(paging, dict) and paging.get("next") else None
        if not isinstance(cursors, dict) or not cursors.get("after"):
            break
        params = params | {"after": str(cursors["after"])}
    raise _Stop("number_not_in_account")


async def _subscription(client: Client, account: Account, _seen: dict[str, Any]) -> dict[str, Any]:
    answer = await _ask(client, account, f"{_account_id(account)}/subscribed_apps")
    _raise_for(account, answer, missing="account_missing")
    entries = _entries(answer.body or {})
    if not entries:
        raise _Stop("not_subscribed")
    overrides = [entry["override_callback_uri"] for entry in entries if entry.get("override_callback_uri")]
    return {"apps": len(entries), "callback": overrides[0] if overrides else None}


async def _templates(client: Client, account: Account, _seen: dict[str, Any]) -> dict[str, Any]:
    params = {"fields": "name,status", "limit": "1"}
    answer = await _ask(client, account, f"{_account_id(account)}/message_templates", params)
    _raise_for(account, answer, missing="account_missing")
    _entries(answer.body or {})
    return {}


async def _ask(client: Client, account: Account, path: str, params: dict[str, str] | None = None) -> Answer:
    try:
        answer = await client.call(account, "GET", path, params=params)
    except (Unreachable, Unsure):
        raise _Stop("unreachable", is_final=True) from None
    except Misdirected as problem:
        raise _Stop(problem.problem, is_final=True) from None
    error = answer.error or {}
    if error.get("code") in (0, 190) or (answer.status == 401 and not error):
        expired = error.get("error_subcode") in _EXPIRED
        detail = judge(account, answer).detail
        raise _Stop("token_expired" if expired else "token_invalid", detail, is_final=True)
    return answer


def _raise_for(account: Account, answer: Answer, *, missing: str) -> None:
    if answer.ok:
        return
    result = judge(account, answer)
    error = answer.error or {}
    code = error.get("code")
    if error.get("error_subcode") == 33 or code == 803 or answer.status == 404:
        problem = missing
    elif code in (3, 10) or (isinstance(code, int) and 200 <= code < 300):
        problem = "permission_missing"
    elif result.blame is Blame.NUMBER:
        problem = "limited"
    elif answer.body is None and answer.status >= 500:
        problem = "unreachable"
    else:
        problem = missing if code == 100 else "refused"
    raise _Stop(problem, result.detail, vendor_code=result.code)


def _account_id(account: Account) -> str:
    if not account.account_id:
        raise _Stop("account_id_missing")
    return account.account_id


def _entries(body: dict[str, Any]) -> list[dict[str, Any]]:
    data = body.get("data")
    if not isinstance(data, list):
        raise _Stop("answer_unreadable")
    return [entry for entry in data if isinstance(entry, dict)]
