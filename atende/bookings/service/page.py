"""The public page is set up: its addresses, its words, and whether it is there at all."""

import uuid

from dns.asyncresolver import Resolver
from sqlalchemy.exc import IntegrityError

from atende.bookings.errors import AddressTaken, BookingInvalid, DomainUnproven
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import Page
from atende.bookings.queries import page as asked
from atende.bookings.schemas.page import PageIn, PageOut, RecordOut
from atende.core import nameservice, signing
from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.kit.origins import host_of

_PURPOSE = "page domain"


async def read(tx: Tx) -> PageOut:
    """The page as it stands; one that nobody wrote yet is switched off, under the business's own short name."""
    return _out(await asked.own(tx) or await _unwritten(tx))


async def write(tx: Tx, given: PageIn) -> PageOut:
    """The page is like this from now on. Other words to agree to are a new version of them; another domain is not proven yet. Refuses
    `AddressTaken` and the install's own host. States `BookingSetupChanged`."""
    if given.domain == host_of(settings().url):
        raise BookingInvalid("that is the address of the whole install", field="domain")
    row = await asked.own(tx)
    if row is None:
        row = await _unwritten(tx)
        tx.session.add(row)
    consent = _kept(given.consent.model_dump(by_alias=True))
    if consent != row.consent:
        row.consent, row.consent_version = consent, row.consent_version + 1
    if given.domain != row.domain:
        row.domain, row.domain_verified_at = given.domain, None
    row.is_on, row.slug, row.language, row.color = given.is_on, given.slug, given.language, given.color
    row.intro = _kept(given.intro.model_dump(by_alias=True))
    await _written(tx, row, "slug")
    return _out(row)


async def confirm_domain(tx: Tx, domain: str) -> PageOut:
    """The page is found at this domain, which was proven (`is_proven`) a moment ago. Refuses `AddressTaken`, and a domain that the page
    does not name any more. States `BookingSetupChanged`."""
    row = await asked.own(tx)
    if row is None or row.domain != domain:
        raise BookingInvalid("the page names another domain by now", field="domain")
    row.domain_verified_at = row.domain_verified_at or tx.now
    await _written(tx, row, "domain")
    return _out(row)


async def refuse_unproven(tenant_id: uuid.UUID, domain: str | None, ask: Resolver | None = None) -> str:
    """The domain, when its owner has put the business's record into the name service; asked outside any transaction. Refuses
    `DomainUnproven`, and `NameServiceAway`."""
    if domain is None:
        raise BookingInvalid("the page has no domain of its own", field="domain")
    wanted = record(tenant_id, domain)
    if wanted.value not in await nameservice.texts(wanted.name, ask):
        raise DomainUnproven(field="domain", name=wanted.name, value=wanted.value)
    return domain


def record(tenant_id: uuid.UUID, domain: str) -> RecordOut:
    """The entry that shows whose the domain is: nobody else can tell its value beforehand."""
    return RecordOut(name=f"_atende.{domain}", value="atende=" + signing.signed(_PURPOSE, tenant_id.bytes + domain.encode())[:22])


async def _unwritten(tx: Tx) -> Page:
    business = await asked.business(tx)
    return Page(
        tenant_id=tx.tenant_id, id=new_id(), is_on=False, slug=business.slug, domain=None, domain_verified_at=None,
        language=business.locale, color=None, intro={}, consent={}, consent_version=1,
    )  # fmt: skip


async def _written(tx: Tx, row: Page, field: str) -> None:
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise AddressTaken(field=field) from error
    await tx.emit(BookingSetupChanged(kind="page", record_id=row.id), subject_id=row.id)


def _kept(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if text}


def _out(row: Page) -> PageOut:
    is_proven = row.domain is not None and row.domain_verified_at is not None
    return PageOut(
        is_on=row.is_on, slug=row.slug, domain=row.domain, language=row.language,  # type: ignore[arg-type]  # checked by the table
        color=row.color, intro=row.intro, consent=row.consent, consent_version=row.consent_version,
        address=f"https://{row.domain}/" if is_proven else f"{settings().url}/b/{row.slug}",
        domain_record=record(row.tenant_id, row.domain) if row.domain else None, domain_verified_at=row.domain_verified_at,
    )  # fmt: skip
