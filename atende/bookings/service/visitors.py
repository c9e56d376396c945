"""What visitors of the public page are shown, as data and as the HTML around it."""

import uuid
from dataclasses import dataclass

from atende.accounts.models import Tenant
from atende.bookings.errors import PageNotFound
from atende.bookings.models import Page
from atende.bookings.queries import page as asked
from atende.bookings.rules.page import head, receipts, words, work
from atende.bookings.rules.page.words import Language
from atende.bookings.schemas.visits import ConsentShown, PageShown
from atende.bookings.service import links
from atende.core import signing
from atende.core.tenancy import Tx


async def shown(tx: Tx, language: Language | None = None) -> PageShown:
    """All the page needs to begin with, with a fresh ticket. Refuses `PageNotFound`."""
    page, tenant = await asked.shown(tx)
    return await _data(tx, page, tenant, language or _own(page))


@dataclass(frozen=True, slots=True)
class Document:
    """A page's HTML, in parts: the head, the data for the script, and what is read before the script runs."""

    language: Language
    head: str
    data: str
    heading: str
    intro: str


async def document(tx: Tx, part: str | None, wanted: str | None, accepted: str) -> Document:
    """The page of the business, or of the store or professional whose `part` of the address this is. Refuses `PageNotFound`."""
    page, tenant = await asked.shown(tx)
    language = words.language_of(wanted, accepted, _own(page))
    data = await _data(tx, page, tenant, language)
    store = next((one for one in data.stores if one.path == part), None)
    person = next((one for one in data.professionals if one.path == part), None)
    if part is not None and store is None and person is None:
        raise PageNotFound
    chosen = store or person
    name = f"{chosen.name} – {tenant.name}" if chosen else tenant.name
    origin = await links.origin(tx)
    own = page.domain is not None and page.domain_verified_at is not None
    address = "/".join([origin if own else f"{origin}/b/{page.slug}", *([part] if part else [])])
    description = words.description(page.intro, language, name)
    shops = [one for one in await asked.stores(tx) if store is None or one.id == store.id]
    places = [vars(one) | {"timezone": one.timezone or tenant.timezone} for one in shops]
    business = head.business(
        kind=tenant.kind, name=name, address=address, description=description, language=language, stores=places
    )
    if data.cover:
        business = {**business, "image": origin + data.cover.address}
    if person is not None:
        business = {**business, "employee": {"@type": "Person", "name": person.name}}
    return Document(
        language,
        head.head(
            title=words.title(language, name), description=description, address=address, language=language, site=tenant.name,
            data=[business], cover=(origin + data.cover.address, data.cover.width, data.cover.height) if data.cover else None,
        ),
        head.in_script({"page": data.model_dump(mode="json"), "chosen": _id(chosen.id if chosen else None)}),
        name,
        data.intro,
    )  # fmt: skip


def of_one(data: object, language: Language, title: str) -> Document:
    """The document of what concerns one person only, or of nothing (`data` None)."""
    made = head.head(title=title, description="", address=None, language=language, site="")
    return Document(language, made, head.in_script(data), title, "")


async def _data(tx: Tx, page: Page, tenant: Tenant, language: Language) -> PageShown:
    services, stores, professionals = await asked.offered(tx)
    return PageShown(
        slug=page.slug, name=tenant.name, kind=tenant.kind, language=language, intro=words.written(page.intro, language),
        color=page.color, timezone=tenant.timezone,
        cover=await asked.cover(tx, page),
        consent=ConsentShown(
            version=page.consent_version, text=words.consent(page.consent, language, tenant.name),
            receipt=receipts.asked(language) if page.sends_receipts else None,
        ),
        services=services, stores=stores, professionals=professionals,
        ticket=signing.signed(work.PURPOSE, work.ticket(tx.tenant_id, tx.now)), work_bits=work.BITS,
    )  # fmt: skip


def _own(page: Page) -> Language:
    return "en" if page.language == "en" else "pt-BR"


def _id(one: uuid.UUID | None) -> str | None:
    return str(one) if one else None
