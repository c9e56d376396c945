"""The public page is set up: its addresses, its words, its picture, and whether it is there at all."""

import hashlib
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from atende.bookings.errors import AddressTaken, BookingInvalid, CoverUnfit, DomainUnproven, PageWritten
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import Page, PageCover
from atende.bookings.queries import page as asked
from atende.bookings.rules.page import card, receipts
from atende.bookings.schemas.page import PageIn, PageOut, RecordOut
from atende.bookings.service import sending
from atende.core import bombs, nameservice, signing, storage
from atende.core.config import settings
from atende.core.tenancy import Tx, in_tenant
from atende.kit.ids import new_id
from atende.kit.origins import host_of

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

_PURPOSE = "page domain"
_FIRST = "select pg_advisory_xact_lock(hashtextextended('bookings page ' || $1, 0))"  # of two who write it first, one does
MOST_BYTES = 512 * 1024  # of a cover: it is fetched by phones
_LEAST_SIDE, _MOST_SIDE = 200, 4000  # pixels


async def read(tx: Tx) -> PageOut:
    """The page as it stands; one that nobody wrote yet is switched off, under the business's own short name."""
    return await _out(tx, await asked.own(tx) or await _unwritten(tx))


async def write(tx: Tx, given: PageIn) -> PageOut:
    """The page is like this from now on. Other words to agree to are a new version of them; another domain is not proven yet. Refuses
    `AddressTaken`, the install's own host, places that nothing fills and numbers that are not this business's, and `PageWritten` for
    whoever writes it for the first time together with another. States `BookingSetupChanged`."""
    if given.domain == host_of(settings().url):
        raise BookingInvalid("that is the address of the whole install", field="domain")
    sending.refuse_words("receipt_templates", given.receipt_templates, receipts.PLACES)
    await sending.refuse_strangers(tx, "receipt_templates", given.receipt_templates)
    row = await _own(tx)
    consent = _kept(given.consent.model_dump(by_alias=True))
    if consent != row.consent:
        row.consent, row.consent_version = consent, row.consent_version + 1
    if given.domain != row.domain:
        row.domain, row.domain_verified_at = given.domain, None
    row.is_on, row.slug, row.language, row.color = given.is_on, given.slug, given.language, given.color
    row.intro = _kept(given.intro.model_dump(by_alias=True))
    row.sends_receipts = given.sends_receipts
    row.receipt_templates = [one.model_dump(mode="json") for one in given.receipt_templates]
    await _written(tx, row, "slug")
    return await _out(tx, row)


async def put_cover(tx: Tx, content: bytes) -> PageOut:
    """This picture stands at the top of the page. States `BookingSetupChanged`. Refuses `AddressTaken` and `PageWritten` as `write` does,
    and `CoverUnfit` for what is no JPEG, PNG or WebP, is longer than 512 kB, or smaller than 200 or larger than 4,000 pixels a side."""
    mime, size = storage.sniff(content[: storage.HEAD_BYTES]), bombs.pixels_of(content)
    if len(content) > MOST_BYTES:
        raise CoverUnfit(field="file", reason="too_large", limit=MOST_BYTES)
    if mime not in ("image/jpeg", "image/png", "image/webp") or size is None:
        raise CoverUnfit(field="file", reason="no_picture")
    if not all(_LEAST_SIDE <= side <= _MOST_SIDE for side in size):
        raise CoverUnfit(field="file", reason="size", least=_LEAST_SIDE, most=_MOST_SIDE)
    row = await _own(tx)
    await _written(tx, row, "slug")
    values = {
        "mime": mime, "sha256": hashlib.sha256(content).hexdigest(), "width": size[0], "height": size[1], "content": content,
        "updated_at": tx.now,
    }  # fmt: skip
    await tx.session.execute(
        insert(PageCover)
        .values(tenant_id=tx.tenant_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    return await _out(tx, row)


async def remove_cover(tx: Tx) -> PageOut:
    """No picture stands at the top of the page. States `BookingSetupChanged` where one did."""
    row = await asked.own(tx) or await _unwritten(tx)
    if await tx.session.scalar(delete(PageCover).where(PageCover.tenant_id == tx.tenant_id).returning(PageCover.tenant_id)):
        await tx.emit(BookingSetupChanged(kind="page", record_id=row.id), subject_id=row.id)
    return await _out(tx, row)


async def printed(tx: Tx) -> str:
    """A card to be printed (A6, SVG): the business, its page's QR code and address."""
    row, business = await asked.own(tx) or await _unwritten(tx), await asked.business(tx)
    return card.printed((await _out(tx, row)).address, business.name, "en" if row.language == "en" else "pt-BR")


async def confirm_domain(tx: Tx, domain: str) -> PageOut:
    """The page is found at this domain, which was proven (`is_proven`) a moment ago. Refuses `AddressTaken`, and a domain that the page
    does not name any more. States `BookingSetupChanged`."""
    row = await asked.own(tx)
    if row is None or row.domain != domain:
        raise BookingInvalid("the page names another domain by now", field="domain")
    row.domain_verified_at = row.domain_verified_at or tx.now
    await _written(tx, row, "domain")
    return await _out(tx, row)


async def refuse_unproven(tenant_id: uuid.UUID, domain: str | None, ask: "Resolver | None" = None) -> str:
    """The domain, when its owner has put the business's record into the name service; asked outside any transaction. Refuses
    `DomainUnproven`, and `NameServiceAway`."""
    if domain is None:
        raise BookingInvalid("the page has no domain of its own", field="domain")
    wanted = record(tenant_id, domain)
    if wanted.value not in await nameservice.texts(wanted.name, ask):
        raise DomainUnproven(field="domain", name=wanted.name, value=wanted.value)
    return domain


async def end_former_proof(tenant_id: uuid.UUID, domain: str, ask: "Resolver | None" = None) -> None:
    """Whoever proved the domain before this business did has it no more when their record is gone from the name service: names are sold.
    While it stands there they keep it. Called outside any transaction. States `BookingSetupChanged` of theirs. Refuses
    `NameServiceAway`."""
    former = await asked.holder(domain, tenant_id)
    if former is None:
        return
    theirs = record(former, domain)
    if theirs.value in await nameservice.texts(theirs.name, ask):
        return
    async with in_tenant(former) as tx:
        row = await asked.own(tx)
        if row is not None and row.domain == domain and row.domain_verified_at is not None:
            row.domain_verified_at = None
            await _written(tx, row, "domain")


def record(tenant_id: uuid.UUID, domain: str) -> RecordOut:
    """The entry that shows whose the domain is: nobody else can tell its value beforehand."""
    return RecordOut(name=f"_atende.{domain}", value="atende=" + signing.signed(_PURPOSE, tenant_id.bytes + domain.encode())[:22])


async def _unwritten(tx: Tx) -> Page:
    business = await asked.business(tx)
    return Page(
        tenant_id=tx.tenant_id, id=new_id(), is_on=False, slug=business.slug, domain=None, domain_verified_at=None,
        language=business.locale, color=None, intro={}, consent={}, consent_version=1,
        sends_receipts=False, receipt_templates=[],
    )  # fmt: skip


async def _own(tx: Tx) -> Page:
    row = await asked.own(tx)
    if row is None:
        await tx.fetch(_FIRST, str(tx.tenant_id))
        if await asked.own(tx) is not None:
            raise PageWritten
        row = await _unwritten(tx)
        tx.session.add(row)
    return row


async def _written(tx: Tx, row: Page, field: str) -> None:
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise AddressTaken(field=field) from error
    await tx.emit(BookingSetupChanged(kind="page", record_id=row.id), subject_id=row.id)


def _kept(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


async def _out(tx: Tx, row: Page) -> PageOut:
    is_proven = row.domain is not None and row.domain_verified_at is not None
    address = f"https://{row.domain}/" if is_proven else f"{settings().url}/b/{row.slug}"
    return PageOut(
        is_on=row.is_on, slug=row.slug, domain=row.domain, language=row.language,  # type: ignore[arg-type]  # checked by the table
        color=row.color, intro=row.intro, consent=row.consent, consent_version=row.consent_version, address=address,
        domain_record=record(row.tenant_id, row.domain) if row.domain else None, domain_verified_at=row.domain_verified_at,
        qr=card.qr(address), cover=await asked.cover(tx, row), sends_receipts=row.sends_receipts,
        receipt_templates=row.receipt_templates,  # type: ignore[arg-type]  # as it was written
        receipt_text=receipts.asked(row.language), receipt_places=list(receipts.PLACES),
    )  # fmt: skip
