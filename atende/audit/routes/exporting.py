"""The audit log as a file: CSV for spreadsheets, JSON lines for programs, read page by page while it is sent."""

import csv
import io
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi.responses import StreamingResponse

from atende.audit import rules
from atende.audit.queries import Page
from atende.audit.schemas import Form
from atende.core.audit import chain
from atende.core.audit.models import AuditEntry

_COLUMNS = ("no", "at", "action", "actor_kind", "actor", "actor_role", "subject", "subject_id", "detail", "address", "agent")
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def answer(name: str, form: Form, pages: AsyncIterator[Page]) -> StreamingResponse:
    """The file `name` with all of these pages."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return StreamingResponse(_lines(form, pages), media_type=_TYPES[form], headers=headers)


async def _lines(form: Form, pages: AsyncIterator[Page]) -> AsyncIterator[str]:
    if form == "csv":
        yield "\ufeff" + _cells(_COLUMNS)  # the mark by which spreadsheets know the text is UTF-8
    async for rows, names, _ in pages:
        for row in rows:
            yield _cells(_row(row, names)) if form == "csv" else _object(row, names)


def _object(row: AuditEntry, names: Mapping[uuid.UUID, str]) -> str:
    """Everything the entry's hash covers, so that a program elsewhere can follow the chain; and what people are called."""
    said = {"no": row.no, **chain.values(row), "hash": row.hash.hex(), "actor": _name(row.actor_id, names)}
    return json.dumps({**said, "subject": _name(row.subject_id, names)}, ensure_ascii=False) + "\n"


def _name(one: uuid.UUID | None, names: Mapping[uuid.UUID, str]) -> str | None:
    return names.get(one) if one else None


def _row(row: AuditEntry, names: Mapping[uuid.UUID, str]) -> tuple[Any, ...]:
    actor, subject = _name(row.actor_id, names) or row.actor_id, _name(row.subject_id, names)
    detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True)
    return (
        row.no, row.at.isoformat(), row.action, row.actor_kind, actor, row.actor_role, subject, row.subject_id, detail,
        row.address, row.agent,
    )  # fmt: skip


def _cells(values: tuple[Any, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([rules.cell(value) for value in values])
    return text.getvalue()
