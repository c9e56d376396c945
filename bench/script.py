"""The statements of one message's way as a pgbench script: heard from the product itself; what is new each time is made new."""

import json
import re
import uuid
from datetime import datetime
from typing import Any

from tests.flows.way import Way
from tests.statements import Statement

_COMMENT = re.compile(r"--[^\n]*")
_PLACE = re.compile(r"\$(\d+)")


def script(way: Way, fresh: dict[str, str], kept: set[uuid.UUID]) -> str:
    """The script. `fresh`: texts new for each message, with the SQL that makes one; ids are made new too, except `kept`."""
    statements = [one for step in (way.received, way.opened, way.answered, way.delivered) for one in step.all]
    made = dict(fresh)
    for one in statements:
        for value in _flat(one.parameters):
            for found in re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", str(value)):
                if uuid.UUID(found) not in kept:
                    made.setdefault(found, "gen_random_uuid()::text")
    names = {value: f"v{n}" for n, value in enumerate(made)}
    head = "select " + ", ".join(f"{sql} as {names[value]}" for value, sql in made.items()) + " \\gset"
    return "\n".join([head, *(_statement(one, names) for one in statements)]) + "\n"


def _flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [x for one in value for x in _flat(one)] if isinstance(value, list | tuple) else [value]


def _statement(one: Statement, names: dict[str, str]) -> str:
    if one.sql == "begin":
        return "\n".join(f"{sql};" for sql in ("begin", *one.parameters))
    given = list(one.parameters) if one.parameters else []
    if given and isinstance(given[0], tuple):
        return "\n".join(_statement(Statement(one.sql, each), names) for each in given)
    sql = " ".join(_COMMENT.sub("", one.sql).split())
    return _PLACE.sub(lambda place: _parameter(given[int(place[1]) - 1], names), sql) + ";"


def _parameter(value: Any, names: dict[str, str]) -> str:
    is_json = isinstance(value, str) and value[:1] in ("{", "[")
    return f"{_literal(value, names)}::jsonb" if is_json else _literal(value, names)


def _literal(value: Any, names: dict[str, str]) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"({value})"
    if isinstance(value, uuid.UUID):
        return f"{_text(str(value), names)}::uuid"
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'::timestamptz"
    if isinstance(value, list | tuple):
        kind = "uuid" if any(isinstance(one, uuid.UUID) for one in value) else "text"
        if any(isinstance(one, datetime) for one in value):
            kind = "timestamptz"
        return f"array[{', '.join(_literal(one, names) for one in value)}]::{kind}[]"
    if isinstance(value, dict):
        value = json.dumps(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if not isinstance(value, str):
        return f"'{value}'::interval"
    return _text(value, names)


def _text(value: str, names: dict[str, str]) -> str:
    """The text, with every new value in it as a variable."""
    known = [one for one in names if one in value]
    if not known:
        return _quoted(value)
    pieces = re.split("(" + "|".join(map(re.escape, sorted(known, key=len, reverse=True))) + ")", value)
    return "(" + " || ".join(f":{names[p]}::text" if p in names else f"{_quoted(p)}::text" for p in pieces if p) + ")"


def _quoted(value: str) -> str:
    # A colon would be read as a variable of pgbench's.
    escaped = value.replace("'", "''").replace("\\", "\\\\").replace(":", "\\x3a").replace("\n", "\\n")
    return f"E'{escaped}'"
