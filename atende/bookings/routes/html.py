"""Anybody opens an address: the public page as HTML, with its head and first data written into it. The rest is its script's."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from atende.bookings.errors import PageNotFound
from atende.bookings.queries import page
from atende.bookings.routes.visits import CUSTOMER
from atende.bookings.rules.page import words
from atende.bookings.service import links, visiting, visitors
from atende.bookings.service.visitors import Document
from atende.core.tenancy import in_tenant
from atende.core.web import documents, limiting

router = APIRouter(prefix="/b", include_in_schema=False)

_PART = Path(max_length=80)
_METHODS = ["GET", "HEAD"]


@router.api_route("/-/{link}", methods=_METHODS)
async def see_appointment(link: Annotated[str, Path(max_length=200)], request: Request) -> Response:
    """One's own appointment. Looking changes nothing, whoever follows links ahead."""
    await limiting.refuse_address(request.scope)
    try:
        tenant_id, appointment_id = links.meant(link)
        async with in_tenant(tenant_id, CUSTOMER) as tx:
            found = await visiting.see(tx, appointment_id)
    except PageNotFound:
        return _missing(request)
    language = words.language_of(request.query_params.get("lang"), "", found.language)
    title = f"{found.service_name} – {found.business}"
    return _answer(visitors.of_one({"booked": found.model_dump(mode="json") | {"language": language}}, language, title))


@router.api_route("/{slug}", methods=_METHODS)
async def show_page(slug: Annotated[str, _PART], request: Request) -> Response:
    """The business's page."""
    return await _shown(slug, None, request)


@router.api_route("/{slug}/{part}", methods=_METHODS)
async def show_part(slug: Annotated[str, _PART], part: Annotated[str, _PART], request: Request) -> Response:
    """The page of one store or professional."""
    return await _shown(slug, part, request)


async def _shown(slug: str, part: str | None, request: Request) -> Response:
    await limiting.refuse_address(request.scope)
    try:
        async with in_tenant(await page.whose(slug.lower()), CUSTOMER) as tx:
            wanted, accepted = request.query_params.get("lang"), request.headers.get("accept-language", "")
            return _answer(await visitors.document(tx, part and part.lower(), wanted, accepted))
    except PageNotFound:
        return _missing(request)


def _missing(request: Request) -> Response:
    language = words.language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""), "pt-BR")
    return _answer(visitors.of_one({"missing": language}, language, words.missing(language)), status=404)


def _answer(one: Document, status: int = 200) -> Response:
    text = documents.filled("booking.html", one.language, one.head, one.data, one.heading, one.intro)
    if text is None:
        return Response("The web app is not built yet: run `make build`, then reload this page.\n", 503, media_type="text/plain")
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language", "Referrer-Policy": "no-referrer"}
    return HTMLResponse(text, status, headers)
