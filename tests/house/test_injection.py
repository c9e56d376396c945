"""Every filter, order and place in a list of the API, given what sqlmap would try (promise S14).

Written from the API's own description. Each string is built to make the database stumble wherever it is taken for SQL: then the
answer is a 5xx, tells of the inside, shows what is another business's, or what the filter would not have found.
"""

import pytest

from tests.house.test_every_route import OURS, Operation, Visit, _own_body, admin, businesses, client, twin
from tests.house.test_fuzz import INSIDE

__all__ = ["admin", "businesses", "client", "twin"]  # the fixtures

# Boundaries, comments, errors on purpose, unions, stacked queries, waits, encodings and patterns: the kinds of sqlmap's own list.
CORPUS = (
    "'",
    '"',
    "\\'",
    "')",
    "' OR '1'='1",
    "' OR 1=1--",
    '" OR ""="',
    "1 OR 1=1",
    "1) OR (1=1",
    "' AND 1=(1/0)--",
    "(SELECT 1/0)",
    "1; SELECT 1/0",
    "'; DROP TABLE facts;--",
    "' UNION SELECT NULL,NULL,NULL--",
    "' UNION ALL SELECT email,password_hash FROM accounts_users--",
    "'||(SELECT version())||'",
    "CAST((SELECT current_user) AS int)",
    "'||pg_sleep(0)||'",
    "name;SELECT pg_sleep(0)--",
    "id ASC, (CASE WHEN 1=1 THEN 1/0 END)",
    "1/**/AND/**/1=1",
    "$$;SELECT 1/0$$",
    "E'\\\\x27'",
    "%27%20OR%201=1",
    "\u02bc OR 1=1",
    "%",
    "_",
    "\\",
    "{1,2}",
    ":tenant_id",
    "%(tenant)s",
    "$1",
    "app.tenant_id",
    "\x00",
)
NOTHING = "zzqx-nobody-ever-wrote-this"


def _asked(operation: Operation) -> list[dict]:
    return [p for p in operation.spec.get("parameters", []) if p["in"] == "query"]


def _is_free(parameter: dict) -> bool:
    """Whether the parameter takes any text: nothing but the query itself stands between it and the database."""
    kinds = [parameter["schema"], *parameter["schema"].get("anyOf", [])]
    return any(kind.get("type") == "string" and not {"format", "enum", "const", "pattern"} & set(kind) for kind in kinds)


LEFT_OUT = {"inbox_follow", "simulator_wait_for_events"}  # answer once something happens
ASKING = [(o, p) for o in OURS for p in _asked(o) if o.id not in LEFT_OUT]


@pytest.mark.parametrize(
    ("operation", "parameter"), ASKING, ids=lambda one: str(one) if isinstance(one, Operation) else one["name"]
)
async def test_no_filter_is_taken_for_sql(operation, parameter, client, businesses):
    theirs, mine = businesses

    async def ask(value: str):
        return await Visit(
            operation, mine, mine.tenant_id, mine.ids, _own_body(operation, mine.ids), {parameter["name"]: value}
        ).send(client)

    empty = await ask(NOTHING) if _is_free(parameter) else None
    for value in CORPUS:
        answer = await ask(value)
        assert answer.status_code < 500, f"{value}: {answer.status_code} {answer.text[:300]}"
        told = [found[0] for found in INSIDE.finditer(f"{answer.text}\n{answer.headers}") if found[0] not in value]
        assert not told, f"{value}: tells {told}"
        assert theirs.canary not in answer.text, value
        if empty is None:
            assert answer.status_code in (200, 204, 422), f"{value}: {answer.status_code}"
        elif answer.status_code == 200 and empty.status_code == 200 and parameter["name"] == "q" and len(value) > 2:
            assert answer.json()["items"] == empty.json()["items"] == [], f"{value}: finds what does not hold it"


def test_the_corpus_goes_over_every_filter_there_is():
    names = {parameter["name"] for _operation, parameter in ASKING}
    assert {"q", "filter", "status", "cursor", "limit", "what", "kind", "reason", "since"} <= names
    assert sum(_is_free(parameter) for _operation, parameter in ASKING) >= 4
