"""A calendar outside tells that something changed: `POST /hooks/calendars`, empty, named by headers (Google's push notifications).

There is no signature: whoever knows the channel and its secret is believed, and all it does is that we look."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from atende.bookings.service.outside import watching
from atende.core.web import limiting

router = APIRouter(tags=["bookings"])


@router.post("/hooks/calendars", status_code=204)
async def hear_calendar(
    request: Request,
    x_goog_channel_id: Annotated[str, Header(max_length=200)] = "",
    x_goog_channel_token: Annotated[str, Header(max_length=300)] = "",
) -> Response:
    """The calendar is read shortly. A channel that is unknown, or a wrong secret, is answered 404, upon which no more is told there.
    Whoever asks too often is refused as everywhere: what is lost by that is found by looking."""
    await limiting.refuse_address(request.scope)
    is_known = await watching.tell(x_goog_channel_id, x_goog_channel_token)
    return Response(status_code=204 if is_known else 404)
