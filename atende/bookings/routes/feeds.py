"""The agenda as a feed: somebody of the team makes its address, anybody who knows that reads it."""

import re
import uuid
from email.utils import format_datetime

from fastapi import APIRouter, Request, Response

from atende.accounts.access import tenant_tx
from atende.bookings.errors import BookingNotFound
from atende.bookings.models import Feed
from atende.bookings.rules import ics
from atende.bookings.schemas.feeds import FeedIn, FeedOut
from atende.bookings.service import feeding
from atende.core.tenancy import Tx
from atende.core.web import limiting

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])
reading = APIRouter(tags=["bookings"])

SET_UP = ("settings",)
FILES_PER_MINUTE = 20  # of one address, by whomever: an agenda of thousands takes seconds to write
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}\Z")


def _shown(row: Feed, address: str | None = None) -> FeedOut:
    return FeedOut(**{name: getattr(row, name) for name in FeedOut.model_fields if name != "address"}, address=address)


@router.get("/feeds")
async def list_feeds(tx: Tx = tenant_tx(*SET_UP)) -> dict[str, list[FeedOut]]:
    """What can be read as a feed."""
    return {"items": [_shown(row) for row in await feeding.feeds(tx)]}


@router.post("/feeds", status_code=201)
async def renew_feed(body: FeedIn, tx: Tx = tenant_tx(*SET_UP)) -> FeedOut:
    """A new address, shown this once; the one before is none any more."""
    row, address = await feeding.renew(tx, resource_id=body.resource_id, store_id=body.store_id, detail=body.detail)
    return _shown(row, address)


@router.delete("/feeds/{feed_id}", status_code=204)
async def remove_feed(feed_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> None:
    """It is read no more."""
    await feeding.remove(tx, feed_id)


@reading.get("/ical/{business_id}/{token}.ics")
async def read_feed(business_id: uuid.UUID, token: str, request: Request) -> Response:
    """The agenda (iCalendar), for whoever knows the address; 304 when it is as it was."""
    await limiting.refuse_address(request.scope)
    found = await feeding.read(business_id, token) if _TOKEN.match(token) else None
    if found is None:
        raise BookingNotFound("no such feed")
    etag = f'"{found.sign}"'
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    is_known = etag in known
    if not is_known:
        await limiting.refuse_too_many("feed", token, FILES_PER_MINUTE)
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(found.changed_at, usegmt=True),
        "Cache-Control": "private, max-age=300",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    if is_known:
        return Response(status_code=304, headers=headers)
    return Response(await found.file(), media_type=ics.MIME, headers=headers)
