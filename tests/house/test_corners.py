"""Every date, time and number that the API takes, given the ones at the edges of what can be written (promise S38).

The first and the last day there is, moments that no clock of ours can hold once their offset is taken off, a time of day with an
offset beside one without, numbers that no column holds. Drawn values (`test_fuzz`) hardly ever are these. Whatever comes: no
answer is a 5xx, and none is cut after it began.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from atende.app import create_app
from tests.house import planted as registry
from tests.house.test_every_route import OURS, Operation, Visit, _own_body, _put, _resolve, businesses, twin

__all__ = ["businesses", "twin"]  # the fixtures

CORNERS: dict[str, tuple[Any, ...]] = {
    "date": ("0001-01-01", "9999-12-31"),
    "date-time": (
        "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
    ),
    "time": (0, "23:59:59.999999-23:59", "00:00:00"),
    "integer": (-(2**63) - 1, 2**63, 2**31, -1, 0),
    "number": (1e308, -1e308, 0),
}  # fmt: skip
USUAL = {"date": "2026-12-01", "date-time": "2026-12-01T12:00:00Z", "time": "12:00:00"}
LEFT_OUT = {"inbox_follow", "simulator_wait_for_events"}  # answer once something happens


@pytest.fixture(scope="module")
async def client(database) -> AsyncIterator[httpx.AsyncClient]:
    # What is raised once an answer began is raised here too: to a browser it is an answer that was cut.
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=True)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://atende.test", headers={"Sec-Fetch-Site": "same-origin"}
    ) as one:
        yield one


def _form(schema: dict[str, Any]) -> str | None:
    schema = _resolve(schema)
    form = schema.get("format", schema.get("type"))
    return form if form in CORNERS else None


def _places(schema: dict[str, Any], at: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """Where such values stand in a body: the way there and the form."""
    schema = _resolve(schema)
    for name, inner in schema.get("properties", {}).items():
        inner = _resolve(inner)
        if form := _form(inner):
            yield (*at, name), form
        elif inner.get("type") == "object" and len(at) < 4:
            yield from _places(inner, (*at, name))
        elif inner.get("type") == "array" and len(at) < 4:
            yield from _places(inner.get("items", {}), (*at, name, 0))


def _asked(operation: Operation) -> list[tuple[str, str]]:
    found = [(p["name"], _form(p["schema"])) for p in operation.spec.get("parameters", []) if p["in"] == "query"]
    return [(name, form) for name, form in found if form]


def _taken(operation: Operation) -> list[tuple[tuple, str]]:
    if operation.body is None or operation.body[0] == "multipart/form-data":
        return []
    return list(_places(operation.body[1]))


async def _answered(visit: Visit, client: httpx.AsyncClient, said: str) -> None:
    try:
        answer = await visit.send(client)
    except Exception as error:
        raise AssertionError(f"{said}: the answer is cut ({type(error).__name__})") from error
    assert answer.status_code < 500, f"{said}: {answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize("operation", [o for o in OURS if o.id not in LEFT_OUT and _asked(o)], ids=str)
async def test_what_is_asked_at_the_edges_is_answered(operation, client, businesses):
    _theirs, mine = businesses
    for name, form in _asked(operation):
        for value in CORNERS[form]:
            visit = Visit(operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids), {name: str(value)})
            await _answered(visit, client, f"{name}={value}")


@pytest.mark.parametrize("operation", [o for o in OURS if o.id not in LEFT_OUT and _taken(o)], ids=str)
async def test_what_is_given_at_the_edges_is_answered(operation, client, businesses):
    _theirs, mine = businesses
    await registry.plant(mine)
    places = _taken(operation)
    schema = operation.body[1]
    for way, form in places:
        body = _own_body(operation, mine.ids)
        for other, its_form in places:  # beside it stands what is usual, so that the two are compared
            if its_form == form and other != way and other[:-1] == way[:-1] and form in USUAL:
                body = _put(body, other, USUAL[form], schema, mine.ids)
        for value in CORNERS[form]:
            visit = Visit(operation, mine, mine.tenant_id, mine.ids, _put(body, way, value, schema, mine.ids))
            await _answered(visit, client, f"{way}={value!r}")


def test_the_edges_go_over_every_kind_of_value():
    asked = {form for o in OURS for _name, form in _asked(o)}
    taken = {form for o in OURS for _way, form in _taken(o)}
    assert {"date", "date-time", "integer"} <= asked
    assert {"date", "date-time", "time", "integer"} <= taken
