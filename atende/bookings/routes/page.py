"""Somebody of the team sets up the public page."""

from fastapi import APIRouter, Response, UploadFile

from atende.accounts.access import Access, tenant_access, tenant_tx
from atende.bookings.schemas.page import PageIn, PageOut
from atende.bookings.service import page
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])


@router.get("/page")
async def read_page(tx: Tx = tenant_tx("bookings", "settings")) -> PageOut:
    """The page as it stands."""
    return await page.read(tx)


@router.put("/page")
async def write_page(body: PageIn, tx: Tx = tenant_tx("settings")) -> PageOut:
    """The page is like this from now on."""
    return await page.write(tx, body)


@router.post("/page/domain")
async def prove_domain(access: Access = tenant_access("settings")) -> PageOut:
    """The name service was asked whose the page's domain is, and the page is found there."""
    async with access.transaction() as tx:
        domain = (await page.read(tx)).domain
    domain = await page.refuse_unproven(access.tenant_id, domain)
    await page.end_former_proof(access.tenant_id, domain)
    async with access.transaction() as tx:
        return await page.confirm_domain(tx, domain)


@router.put("/page/cover")
async def put_page_cover(file: UploadFile, tx: Tx = tenant_tx("settings")) -> PageOut:
    """This picture stands at the top of the page."""
    return await page.put_cover(tx, await file.read(page.MOST_BYTES + 1))


@router.delete("/page/cover")
async def remove_page_cover(tx: Tx = tenant_tx("settings")) -> PageOut:
    """No picture stands at the top of the page."""
    return await page.remove_cover(tx)


@router.get("/page/card.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def print_page_card(tx: Tx = tenant_tx("bookings", "settings")) -> Response:
    """A card with the page's QR code, to be printed."""
    headers = {
        "Content-Disposition": 'attachment; filename="agendamento.svg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(await page.printed(tx), media_type="image/svg+xml", headers=headers)
