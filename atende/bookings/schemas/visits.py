"""What visitors of the public page see and send. Nothing of any customer but themselves, and of the business what is for everybody."""

import re
import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from atende.bookings.rules.page.words import Language
from atende.bookings.schemas.appointments import SlotOut, SlotStoreOut
from atende.bookings.schemas.fields import In, Line, State
from atende.core.wire import Clean

Typed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=40), Clean]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Clean]

# A month as calendars say it: 2026-11.
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]

_DOMAIN = re.compile(r"\w[.。．｡]\w{2,}")  # WhatsApp makes a link of it


def _no_address(name: str) -> str:
    """Whoever has the number that was typed may read this name: it is no place for somebody's links."""
    if any(sign in name for sign in "/@:") or "www." in name.lower() or _DOMAIN.search(name):
        raise ValueError("a name has no address in it")
    return name


Called = Annotated[Line, AfterValidator(_no_address)]


class ServiceShown(BaseModel):
    """Something that can be booked; no store named means at any."""

    id: uuid.UUID
    name: str
    description: str | None
    category: str | None
    price_cents: int | None
    currency: str
    price_note: str | None
    minutes: int
    is_online: bool
    chooses_professional: bool
    needs_approval: bool
    horizon_days: int
    store_ids: list[uuid.UUID]


class PlaceOut(BaseModel):
    """Where; `timezone` where it is another than the business's. `path`: the last step of the address of its own page."""

    id: uuid.UUID
    path: str
    name: str
    phone: str | None
    address: list[str]
    timezone: str | None


class ProfessionalShown(BaseModel):
    """With whom; no store or service named means any."""

    id: uuid.UUID
    path: str
    name: str
    title: str | None
    specialty: str | None
    store_ids: list[uuid.UUID]
    service_ids: list[uuid.UUID]


class ConsentShown(BaseModel):
    """To what a customer agrees. `receipt`: the words by which they ask to be told in WhatsApp; none where the business tells nobody."""

    version: int
    text: str
    receipt: str | None = None


class CoverShown(BaseModel):
    """The picture at the top of the page, and where it is."""

    address: str
    width: int
    height: int


class PageShown(BaseModel):
    """All a page needs to begin with. `ticket` comes back with the booking, with as many bits of work done for it."""

    slug: str
    name: str
    kind: str
    language: Language
    intro: str
    color: str | None
    timezone: str
    cover: CoverShown | None
    consent: ConsentShown
    services: list[ServiceShown]
    stores: list[PlaceOut]
    professionals: list[ProfessionalShown]
    ticket: str
    work_bits: int


class BookingIn(In):
    """Who wants what when. `client_id` is the visitor's own: asked again, the same appointment. `proof` shows the work."""

    client_id: uuid.UUID
    service_id: uuid.UUID
    starts_at: AwareDatetime
    store_id: uuid.UUID | None = None
    professional_id: uuid.UUID | None = None
    name: Called
    phone: Typed
    note: Note = ""
    language: Language = "pt-BR"
    consent_version: int = Field(ge=1, le=2**31 - 1)
    wants_receipt: bool = False
    ticket: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    proof: int = Field(ge=0, le=2**53)


class MoveIn(In):
    """To when; and why, if they want to say."""

    starts_at: AwareDatetime
    reason: Note = ""


class CancelIn(In):
    """Why, if they want to say."""

    reason: Note = ""


class BookedOut(BaseModel):
    """One's own appointment, by its link. `until` fields: the last moment to do it by oneself; none when it cannot be done any more.
    `link` is the appointment's own word: whoever has it may see, move and cancel it. `page`: where the business can be booked."""

    link: str
    address: str
    state: State
    business: str
    language: Language
    service_name: str
    professionals: list[str]
    store: PlaceOut | None
    is_online: bool
    starts_at: datetime
    ends_at: datetime
    timezone: str
    guest_name: str | None
    cancel_until: datetime | None
    reschedule_until: datetime | None
    horizon_days: int
    form_url: str | None
    page: str | None
    color: str | None


class FreeOut(BaseModel):
    """What is free, ascending, each start once for each store; `timezone` is the clock of the business, online goes by it. `stores`: those
    that `items` name, each with its own clock."""

    items: list[SlotOut]
    timezone: str
    stores: list[SlotStoreOut]


class FreeDayOut(BaseModel):
    """A day by the place's clock on which something is free: its first start and its last."""

    on: date
    first_at: datetime
    last_at: datetime


class FreeDaysOut(BaseModel):
    """Days of a month on which something is free, ascending; `timezone` is the clock by which they are days."""

    items: list[FreeDayOut]
    timezone: str
