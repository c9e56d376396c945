"""`GET /v2/bookings`: by key and version, filtered, sorted, paged; `GET /v2/event-types`: all of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..answers import bearer

VERSIONS = ("2024-08-13", "2026-02-25")
KINDS_VERSIONS = ("2024-06-14",)
_AFTER = {"afterStart": "start", "afterCreatedAt": "createdAt", "afterUpdatedAt": "updatedAt"}


@dataclass
class State:
    """Bookings and event types of each account, by its key, in the order in which they were made; and with which statuses the next calls
    fail."""

    accounts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    kinds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    troubles: list[int] = field(default_factory=list)

    def load(self) -> None:
        """Nothing of it is kept over a restart."""
        self.accounts, self.kinds, self.troubles = {}, {}, []


def refusal(path: str, status: int, code: str, message: str) -> Response:
    """Cal.com's shape of it."""
    error = {"code": code, "message": message, "details": {"message": message, "statusCode": status}}
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    headers = {"Retry-After": "30"} if status == 429 else {}
    return JSONResponse({"status": "error", "timestamp": stamp, "path": path, "error": error}, status, headers)


def _refused(request: Request, versions: tuple[str, ...]) -> Response | None:
    state: State = request.app.state.calcom
    path = request.url.path.removeprefix("/calcom")
    if state.troubles:
        return refusal(path, state.troubles.pop(0), "TroubleException", "on demand")
    key = bearer(request) or ""
    if key not in state.accounts and key not in state.kinds:
        return refusal(path, 401, "UnauthorizedException", "Invalid API Key")
    if request.headers.get("cal-api-version") not in versions:  # an older shape that nobody here reads
        return refusal(path, 404, "NotFoundException", f"Cannot GET {path}")
    return None


async def event_types(request: Request) -> Response:
    """The account's event types, the hidden ones too."""
    state: State = request.app.state.calcom
    if (refused := _refused(request, KINDS_VERSIONS)) is not None:
        return refused
    return JSONResponse({"status": "success", "data": state.kinds.get(bearer(request) or "", [])})


async def bookings(request: Request) -> Response:
    """A page of the account's bookings."""
    state: State = request.app.state.calcom
    path = request.url.path.removeprefix("/calcom")
    if (refused := _refused(request, VERSIONS)) is not None:
        return refused
    mine = state.accounts.get(bearer(request) or "", [])
    query = request.query_params
    take, skip = query.get("take", "100"), query.get("skip", "0")
    if not take.isdecimal() or not 1 <= int(take) <= 250 or not skip.isdecimal():
        return refusal(path, 400, "BadRequestException", "take must be from 1 to 250")
    found = list(mine)
    for name, of in _AFTER.items():
        if name in query:
            after = datetime.fromisoformat(query[name])
            found = [one for one in found if one[of] is not None and datetime.fromisoformat(one[of]) >= after]
    if (order := query.get("sortCreated")) in ("asc", "desc"):
        found.sort(key=lambda one: one["createdAt"], reverse=order == "desc")
    first, most = int(skip), int(take)
    page = found[first : first + most]
    left = max(len(found) - first - len(page), 0)
    pagination = {
        "totalItems": len(found), "remainingItems": left, "returnedItems": len(page), "itemsPerPage": most,
        "currentPage": first // most + 1, "totalPages": -(-len(found) // most), "hasNextPage": left > 0, "hasPreviousPage": first > 0,
    }  # fmt: skip
    return JSONResponse({"status": "success", "data": page, "pagination": pagination})


def routes() -> list[Route]:
    """Every address of the API."""
    return [
        Route("/calcom/v2/bookings", bookings, methods=["GET"]),
        Route("/calcom/v2/event-types", event_types, methods=["GET"]),
    ]
