"""The whole API, given what its own description allows and what it does not, by two businesses (promises S6, S16, S38).

Schemathesis draws the requests. Whatever comes: no answer is a 5xx, shows anything of the other business, or tells of the inside
of the server (a stack, SQL, a path, the text of a database error), neither in its words nor in its headers. They are made by an
owner, a colleague who may one thing, a program and a stranger in turn.
"""

import os
import re
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from atende.app import create_api, create_app
from tests.house import planted as registry
from tests.house.planted import Planted
from tests.house.test_every_route_seen import colleague
from tests.house.twin import twin  # noqa: F401 - a fixture

INSIDE = re.compile(
    r"Traceback|File \"|/site-packages/|\.py\b|asyncpg|sqlalchemy|psycopg|DETAIL:|HINT:"
    r"|(?i:\b(?:select|insert into|update|delete from)\b[^\"]{0,80}\b(?:from|values|set|where)\b)|pg_catalog|atende_app|/home/|/work/|/tmp/"
)
# What ends this session, or never ends by itself.
_LEFT_OUT = {"accounts_sign_out", "inbox_follow"}
_LONGEST = 30.0  # seconds that anything may be asked to wait for

_schema = schemathesis.openapi.from_dict(create_api().openapi())
# The suite draws the same few each time; `FUZZ=200 .venv/bin/python -m pytest tests/house/test_fuzz.py` draws others, and more.
MORE = os.environ.get("FUZZ")
_EXAMPLES = int(MORE or 8)
_MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


def _operations() -> list[Any]:
    found = [result.ok() for result in _schema.get_all_operations()]
    return [one for one in found if one.definition.raw["operationId"] not in _LEFT_OUT]


@pytest.fixture(scope="module")
async def client(database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://atende.test", headers={"Sec-Fetch-Site": "same-origin"}
    ) as one:
        yield one


@pytest.fixture(scope="module")
async def businesses(database, twin) -> tuple[Planted, Planted]:  # noqa: F811 - the fixture
    mark = uuid.uuid4().hex[:8]
    return await registry.business(f"gama{mark}"), await registry.business(f"delta{mark}")


@pytest.fixture(scope="module")
async def visitors(businesses) -> dict[str, dict[str, str]]:
    """What each kind of visitor of one's own business brings to say who they are."""
    mine = businesses[1]
    clerk = await colleague(mine, "inbox")
    return {
        "owner": {"Cookie": f"atende_session={mine.token}", "X-CSRF-Token": mine.csrf},
        "clerk": {"Cookie": f"atende_session={clerk.token}", "X-CSRF-Token": clerk.csrf},
        "program": {"Authorization": f"Bearer {mine.key}"},
        "stranger": {},
    }


@pytest.mark.parametrize("operation", _operations(), ids=lambda one: one.definition.raw["operationId"])
@settings(
    max_examples=_EXAMPLES,
    derandomize=not MORE,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
async def test_nothing_that_is_sent_breaks_it_or_shows_what_is_not_ones_own(operation, client, businesses, visitors, data):
    theirs, mine = businesses
    who = data.draw(st.sampled_from(["owner", "owner", "owner", *visitors]))
    case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(_MODES))))
    is_theirs = data.draw(st.sampled_from([False, False, False, True])) and "tenant_id" in (case.path_parameters or {})
    known = [str(one) for one in (*mine.ids.values(), *theirs.ids.values())]
    for name in case.path_parameters or {}:
        if name == "tenant_id":
            case.path_parameters[name] = str((theirs if is_theirs else mine).tenant_id)
        elif data.draw(st.booleans()):
            case.path_parameters[name] = data.draw(st.sampled_from(known))
    _hurry(case, operation.definition.raw["operationId"])
    client.cookies.clear()  # what an earlier visitor was given says nothing of this one
    try:
        response = await client.request(**_request(case, visitors[who]))
    except (httpx.InvalidURL, UnicodeError):  # nothing that could be sent
        reject()
    await assert_tells_nothing(response, theirs)
    if is_theirs:
        assert 400 <= response.status_code < 500, response.status_code
    if who == "stranger" and "tenant_id" in (case.path_parameters or {}):
        assert 400 <= response.status_code < 500, response.status_code


async def assert_tells_nothing(response: httpx.Response, theirs: Planted) -> None:
    """No answer is a 5xx, shows anything of the other business, or tells of the inside of the server."""
    text, sent = response.text, f"{response.request.url} {(await response.request.aread()).decode(errors='replace')}"
    assert response.status_code < 500, f"{response.status_code} {text[:300]}"
    assert theirs.canary not in text or theirs.canary in sent, f"shows the other business's words: {text[:300]}"
    shown = [one for one in map(str, theirs.ids.values()) if len(one) >= 8 and one in text and one not in sent]
    assert not shown, f"shows ids of the other business: {text[:300]}"
    # What was sent may come back, as what was stored or as what is wrong with it; nothing else may look like this.
    unsent = unquote(f"{sent} {response.request.headers}")
    told = [found[0] for found in INSIDE.finditer(f"{text}\n{response.headers}") if found[0] not in unsent]
    assert not told, f"tells of its inside: {told} in {text[:300]}"


def _hurry(case: Any, operation_id: str) -> None:
    """Where an answer may be waited for, the drawn request waits for no longer than `planted.WAITS` says; what is no time stays."""
    name, seconds = registry.WAITS.get(operation_id, ("", 0.0))
    drawn = (case.query or {}).get(name)
    try:
        is_long = seconds < float(drawn) <= _LONGEST
    except (TypeError, ValueError):
        is_long = drawn is None
    if name and is_long:
        case.query = {**(case.query or {}), name: seconds}


def _request(case: Any, who: dict[str, str]) -> dict[str, Any]:
    """The drawn request as httpx takes it, made by whoever brings `who`."""
    drawn = case.as_transport_kwargs(base_url="http://atende.test")
    headers = {str(name): str(value).encode("latin-1", "replace").decode("latin-1") for name, value in drawn["headers"].items()}
    kept = {name: value for name, value in headers.items() if name.lower() not in ("cookie", "x-csrf-token", "authorization")}
    request = {name: drawn[name] for name in ("method", "url", "params", "json") if name in drawn}
    if files := drawn.get("files"):
        request["files"] = [(str(name), _part(value)) for name, value in (files.items() if isinstance(files, dict) else files)]
    if isinstance(body := drawn.get("data"), bytes | str):
        request["content"] = body
    elif body is not None:
        request["data"] = body
    return request | {"headers": kept | who}


def _part(value: Any) -> Any:
    """A part of a form, whatever was drawn for it, in bytes."""
    if isinstance(value, tuple):
        return (value[0], _part(value[1]), *value[2:])
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")
