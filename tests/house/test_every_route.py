"""Every operation of the API, visited with another tenant's ids in its address, query and body (promise S6).

Written from the API's own description, so a new route is visited without anybody thinking of it; what the visit needs to know
about it stands in `tests/house/planted/`, and a route it knows too little about fails here.
"""

import copy
import itertools
import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from atende.app import create_api, create_app
from tests.house import planted as registry
from tests.house.planted import Planted
from tests.house.twin import twin  # noqa: F401 - a fixture

PREFIX = "/api/t/{tenant_id}"
# Addresses of nobody's tenant in particular: they give only what belongs to whoever asks.
OUTSIDE = {
    "accounts_sign_in_outside",
    "accounts_forward",
    "accounts_forward_keys",
    "accounts_list_identities",
    "accounts_link_identity",
    "accounts_unlink_identity",
    "accounts_start_linking",
    "accounts_list_outside_ways",
    "accounts_sign_out",
    "accounts_get_me",
    "accounts_change_me",
    "accounts_change_password",
    "accounts_list_clients",
    "accounts_create_client",
    "accounts_see_agency_policy",
    "accounts_set_agency_policy",
    "accounts_change_email",
    "accounts_confirm_email",
    "accounts_join",
    "accounts_get_signing_in",
    "accounts_confirm_myself",
    "accounts_start_confirming",
    "accounts_confirm_by_passkey",
    "accounts_set_up_totp",
    "accounts_turn_totp_on",
    "accounts_turn_totp_off",
    "accounts_renew_recovery_codes",
    "accounts_start_adding_passkey",
    "accounts_add_passkey",
    "accounts_rename_passkey",
    "accounts_remove_passkey",
    "accounts_list_sessions",
    "accounts_end_session",
    "accounts_end_sessions",
    "reports_list_unrouted",
    "reports_get_unrouted",
    "audit_list_install_entries",
    "audit_export_install_entries",
    "audit_see_install_standing",
    "audit_check_install_chain",
    "bookings_hear_calendar",
    "bookings_read_feed",
}
# What a stranger may ask; tests/accounts/test_strangers.py looks at what they are told.
OPEN = {
    "accounts_sign_in",
    "accounts_finish_sign_in",
    "accounts_start_passkey",
    "accounts_sign_in_by_passkey",
    "accounts_ask_for_reset",
    "accounts_reset_password",
    "accounts_undo_email_change",
    "accounts_look_at_invitation",
    "accounts_accept_invitation",
    "accounts_start_outside",
    "accounts_finish_outside",
}
# How a session comes to be: what is brought instead of one is refused in other words.
SIGN_INS = {*OPEN, "accounts_sign_in_outside"}
# What everybody may read, a public key and the names of other ways to sign in; and what answers gateways only, about sites that
# were named (tests/accounts/test_forward.py). And what is opened by a secret of its own (tests/bookings/test_google.py, test_feeds.py).
PUBLIC = {
    "accounts_forward_keys",
    "accounts_forward",
    "accounts_list_outside_ways",
    "bookings_hear_calendar",
    "bookings_read_feed",
}

_api = create_api().openapi()


@dataclass(frozen=True)
class Operation:
    """One operation of the API's description."""

    id: str
    method: str
    path: str
    spec: dict[str, Any]

    def __str__(self) -> str:
        return self.id

    @property
    def words(self) -> dict[str, str]:
        """Each id in the address, and the fixed word before it, which says what it is."""
        path = self.path.removeprefix(PREFIX)
        room = "simulator/" if path.startswith("/simulator/") else ""
        return {name: room + word for word, name in re.findall(r"/([a-z-]+)/\{(\w+)\}", path)}

    @property
    def query_ids(self) -> list[str]:
        asked = [p for p in self.spec.get("parameters", []) if p["in"] == "query"]
        return [p["name"] for p in asked if p["name"] in registry.TWIN_FIELDS or _is_id(_resolve(p["schema"]))]

    @property
    def body(self) -> tuple[str, dict[str, Any]] | None:
        content = self.spec.get("requestBody", {}).get("content", {})
        for kind, media in content.items():
            return kind, media["schema"]
        return None


def _operations() -> list[Operation]:
    return [
        Operation(spec["operationId"], method.upper(), path, spec)
        for path, methods in _api["paths"].items()
        for method, spec in methods.items()
    ]


OPERATIONS = _operations()
OURS = [o for o in OPERATIONS if o.path.startswith(f"{PREFIX}/")]


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = _api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for variant in schema.get("anyOf", []):
        if variant.get("type") != "null":
            return {**_resolve(variant), **({"default": schema["default"]} if "default" in schema else {})}
    return schema


def _is_id(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "uuid" or (schema.get("type") == "array" and _is_id(_resolve(schema.get("items", {}))))


def _places(schema: dict[str, Any], at: tuple = ()) -> Iterator[tuple[tuple, str, bool]]:
    """Where ids stand in a body: the way there, the field's name, whether it is a list of ids."""
    schema = _resolve(schema)
    for name, inner in schema.get("properties", {}).items():
        inner = _resolve(inner)
        if _is_id(inner):
            yield (*at, name), name, inner.get("type") == "array"
        elif inner.get("type") == "object" and len(at) < 4:
            yield from _places(inner, (*at, name))
        elif inner.get("type") == "array" and len(at) < 4:
            yield from _places(inner.get("items", {}), (*at, name, 0))


def _smallest(schema: dict[str, Any], ids: dict[str, uuid.UUID], name: str = "") -> Any:
    """The smallest value that the schema allows, with one's own ids where ids are required."""
    schema = _resolve(schema)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if _is_id(schema):
        one = str(uuid.uuid4() if name in registry.NOT_AN_ID else ids[_word(name)])
        return [one] if schema.get("type") == "array" else one
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", [])
            return {key: _smallest(schema["properties"][key], ids, key) for key in wanted}
        case "array":
            return [_smallest(schema["items"], ids, name) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0))
        case "boolean":
            return True
        case "string":
            samples = {"email": "a@exemplo.com.br", "date": "2026-01-05", "date-time": "2026-01-05T12:00:00Z"}
            return samples.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
    return {}


def _word(name: str) -> str:
    if name in registry.TWIN_FIELDS:
        return registry.TWIN_FIELDS[name]
    assert name in registry.FIELDS, f"planted.FIELDS says nothing of the field {name!r}: what is it the id of?"
    return registry.FIELDS[name]


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
    return await registry.business(f"alfa{mark}"), await registry.business(f"beta{mark}")


@pytest.fixture
async def admin(database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def _checksum(admin: asyncpg.Connection, tenant_id: uuid.UUID) -> dict[str, str]:
    """Every row of a tenant, table by table; and its people's accounts."""
    tables = await admin.fetch(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
        " where c.relnamespace = 'atende'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
    )
    parts = [
        f"select '{t[0]}' as t, md5(string_agg(x::text, '|' order by x::text)) as h from {t[0]} x where tenant_id = $1"
        for t in tables
    ]
    parts.append("select 'tenant', md5(string_agg(x::text, '|')) from accounts_tenants x where id = $1")
    parts.append(
        "select 'people', md5(string_agg(x::text, '|' order by x.id)) from accounts_users x"
        " where id in (select user_id from accounts_memberships where tenant_id = $1)"
    )
    return {row[0]: row[1] for row in await admin.fetch(" union all ".join(parts), tenant_id)}


@dataclass
class Visit:
    """One request of `who`, put together from an operation."""

    operation: Operation
    who: Planted
    tenant_id: uuid.UUID
    path_ids: dict[str, uuid.UUID]
    body: Any = None
    query: dict[str, str] | None = None

    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return {"Cookie": f"atende_session={self.who.token}", "X-CSRF-Token": self.who.csrf}

    async def send(self, client: httpx.AsyncClient) -> httpx.Response:
        path = self.operation.path.replace("{tenant_id}", str(self.tenant_id))
        for name, word in self.operation.words.items():
            assert word in self.path_ids, f"planted.plant makes nothing for /{word}/{{{name}}}"
            path = path.replace(f"{{{name}}}", str(self.path_ids[word]))
        for name, choice in registry.CHOICES.items():
            path = path.replace(f"{{{name}}}", choice)
        assert "{" not in path, f"{self.operation.path}: no fixed word before an id says what it is"
        content: dict[str, Any] = {}
        if self.operation.body is not None:
            if self.operation.body[0] == "multipart/form-data":
                content = {"files": {"file": ("a.txt", b"texto simples", "text/plain")}}
            else:
                content = {"json": self.body}
        required = {
            p["name"] for p in self.operation.spec.get("parameters", []) if p["in"] == "query" and p.get("required", False)
        }
        own = {name: str(self.who.ids.get(_word(name), "x")) for name in self.operation.query_ids if name in required}
        if wait := registry.WAITS.get(self.operation.id):
            own[wait[0]] = str(wait[1])
        return await client.request(
            self.operation.method, path, headers=self.headers(), params={**own, **(self.query or {})}, **content
        )


def _own_body(operation: Operation, ids: dict[str, uuid.UUID]) -> Any:
    if operation.id in registry.BODIES:
        return registry.BODIES[operation.id](ids)
    return _smallest(operation.body[1], ids) if operation.body else None


def _put(body: Any, way: tuple, value: Any, schema: dict[str, Any], ids: dict[str, uuid.UUID]) -> Any:
    """The body with `value` at `way`; what is missing on the way is the smallest allowed."""
    body = copy.deepcopy(body) if body is not None else {}
    at, schema = body, _resolve(schema)
    for step, following in itertools.pairwise(way):
        schema = _resolve(schema["items"] if isinstance(step, int) else schema["properties"][step])
        if isinstance(step, int):
            at = at[step]
            continue
        if not at.get(step):
            at[step] = [_smallest(schema["items"], ids)] if isinstance(following, int) else _smallest(schema, ids)
        at = at[step]
    at[way[-1]] = value
    return body


def _assert_nothing_of(other: Planted, response: httpx.Response, sent: set[str]) -> None:
    text = response.text
    assert other.canary not in text, f"shows the other tenant's words: {text[:300]}"
    for word, one in other.ids.items():
        assert len(str(one)) < 8 or str(one) in sent or str(one) not in text, f"shows the other tenant's {word}"


@pytest.mark.parametrize("operation", OURS, ids=str)
async def test_a_strangers_ids_find_nothing_and_change_nothing(operation, client, businesses, admin):
    theirs, mine = businesses
    await registry.plant(mine)
    before = await _checksum(admin, theirs.tenant_id)
    visits = [("their tenant", {404}, Visit(operation, mine, theirs.tenant_id, theirs.ids, _own_body(operation, theirs.ids)))]
    if operation.id not in registry.STREAMS:
        visits += _mixed(operation, theirs, mine)
    for label, allowed, visit in visits:
        response = await visit.send(client)
        sent = {str(theirs.tenant_id), *(str(one) for one in theirs.ids.values())} if response.status_code == 404 else set()
        assert response.status_code in allowed, f"{label}: {response.status_code} {response.text[:500]}"
        _assert_nothing_of(theirs, response, sent)
    assert await _checksum(admin, theirs.tenant_id) == before


def _mixed(operation: Operation, theirs: Planted, mine: Planted) -> list[tuple[str, set[int], Visit]]:
    visits = []
    own = _own_body(operation, mine.ids)
    for name, word in operation.words.items():
        ids = {**mine.ids, word: theirs.ids.get(word, uuid.uuid4())}
        visits.append((f"{name} in the address", {404}, Visit(operation, mine, mine.tenant_id, ids, own)))
    for name in operation.query_ids:
        if name not in registry.NOT_AN_ID:
            query = {name: str(theirs.ids[_word(name)])}
            # A filter by something that does not exist may as well find nothing.
            visits.append((f"{name} in the query", {404, 200}, Visit(operation, mine, mine.tenant_id, mine.ids, own, query)))
    if operation.body is not None and operation.body[0] == "application/json":
        schema = operation.body[1]
        for name in (own or {}).keys() & registry.TWIN_FIELDS.keys():
            body = {**own, name: theirs.ids[_word(name)]}
            visits.append((f"{name} in the body", {404}, Visit(operation, mine, mine.tenant_id, mine.ids, body)))
        for way, name, is_list in _places(schema):
            if name not in registry.NOT_AN_ID:
                one = str(theirs.ids[_word(name)])
                body = _put(own, way, [one] if is_list else one, schema, mine.ids)
                visits.append(
                    (f"{'.'.join(map(str, way))} in the body", {404}, Visit(operation, mine, mine.tenant_id, mine.ids, body))
                )
    return visits


@pytest.mark.parametrize("operation", [o for o in OURS if o.id not in registry.STREAMS], ids=str)
async def test_ones_own_ids_are_accepted_so_that_the_refusals_above_mean_something(operation, client, businesses):
    _theirs, mine = businesses
    await registry.plant(mine)
    response = await Visit(operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids)).send(client)
    allowed, _why = registry.CONTROL.get(operation.id, ({200, 201, 202, 204}, ""))
    assert response.status_code in allowed, f"{response.status_code} {response.text[:500]}; see planted.BODIES and CONTROL"


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.id not in SIGN_INS | PUBLIC | registry.VISITS], ids=str)
async def test_nobody_gets_anything_without_a_session(operation, client, businesses):
    stranger = Planted(uuid.uuid4(), uuid.uuid4(), "no-such-token", "", "")
    theirs = businesses[0]
    response = await Visit(operation, stranger, theirs.tenant_id, theirs.ids, _own_body(operation, theirs.ids)).send(client)
    assert response.status_code == 401, response.text[:300]
    assert response.json()["error"]["code"] == "signed_out"


@pytest.mark.parametrize("operation", [o for o in OURS if o.method not in ("GET", "HEAD")], ids=str)
async def test_no_state_changes_without_the_sessions_token(operation, client, businesses, admin):
    mine = copy.copy(businesses[1])
    mine.csrf = "another"
    before = await _checksum(admin, mine.tenant_id)
    response = await Visit(operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids)).send(client)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "csrf_mismatch")
    assert await _checksum(admin, mine.tenant_id) == before


def test_every_operation_stands_below_a_tenant_or_is_known_not_to():
    known = {o.id for o in OPERATIONS if o not in OURS}
    assert known == OUTSIDE | OPEN | registry.VISITS, (
        "an operation outside /api/t/{tenant_id}/ needs a test of its own; then list it in OUTSIDE"
    )


def test_operation_ids_are_unique():
    ids = [o.id for o in OPERATIONS]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})


def test_the_registry_names_no_operation_that_is_gone():
    ids = {o.id for o in OPERATIONS}
    assert {*registry.BODIES, *registry.CONTROL, *registry.STREAMS, *registry.WAITS} <= ids
    assert json.dumps(_api)
