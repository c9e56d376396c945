"""What whoever may read an audit log does with the whole of it: taking it along, and having it checked. A business's log or the
install's, it is the same."""

import uuid
from collections.abc import AsyncIterator
from typing import Annotated, Protocol

from fastapi import Query, Request
from fastapi.responses import StreamingResponse

from atende.audit import rules
from atende.audit.queries import Page, Wanted
from atende.audit.routes import exporting
from atende.audit.schemas import AuditStanding, Form
from atende.core.audit import verifying
from atende.core.web import limiting

Format = Annotated[Form, Query(alias="format")]
_PAGE = 500


class Log(Protocol):
    """One log, and whoever asked for it."""

    chain_id: uuid.UUID
    name: str  # of the file that it is taken along in

    async def record(self, action: str) -> None:
        """That it was done stands in the log itself."""
        ...

    async def read(self, wanted: Wanted, cursor: str | None, limit: int) -> Page:
        """A page, newest first. Refuses when whoever asked may read it no more."""
        ...


async def export(log: Log, wanted: Wanted, form: Form) -> StreamingResponse:
    """All that is wanted as a file; that it was taken stands in the log. Each page asks for the right again: who loses it meanwhile
    gets a file that is cut."""
    await log.record("audit.exported")

    async def pages() -> AsyncIterator[Page]:
        cursor: str | None = None
        while True:
            page = await log.read(wanted, cursor, _PAGE)
            yield page
            if (cursor := page[2]) is None:
                return

    return exporting.answer(log.name, form, pages())


async def check(log: Log, request: Request) -> AuditStanding:
    """The chain was read again from its beginning, for as long as somebody waits for it; that it was asked for stands in the log.
    Refuses `too_many_requests`."""
    await limiting.refuse_too_many("chain", str(log.chain_id), rules.CHECKS_PER_MINUTE)
    await log.record("audit.checked")
    return AuditStanding.of(await verifying.check(log.chain_id, request.is_disconnected))
