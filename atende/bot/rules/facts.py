"""The business's facts as the bot may quote them: each carries the id of the record it came from."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from atende.knowledge.rules.hours import Hours


@dataclass(frozen=True, slots=True)
class Faq:
    """An answer in the business's own words."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Business:
    """`kind` is clinic, restaurant or other; `timezone` an IANA name."""

    id: str
    name: str
    kind: str = "other"
    timezone: str = "America/Sao_Paulo"
    about: str = ""
    website: str | None = None
    instagram: str | None = None
    payment_methods: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    faq: tuple[Faq, ...] = ()

    @property
    def fact_id(self) -> str:
        return f"business:{self.id}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is; parts that are not known are empty."""

    street: str = ""
    number: str = ""
    complement: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""

    def line(self) -> str:
        """`Rua das Flores, 100, sala 2, Moema, São Paulo/SP, CEP 04077-000`; empty when nothing is known."""
        city = "/".join(part for part in (self.city, self.state) if part)
        code = f"CEP {self.postal_code}" if self.postal_code else ""
        parts = (self.street, self.number, self.complement, self.district, city, code)
        return ", ".join(p for p in parts if p) if self.street or self.city else ""


@dataclass(frozen=True, slots=True)
class Store:
    """A place where the business receives people, with its hours."""

    id: str
    name: str
    phone: str | None = None
    address: Address = field(default_factory=Address)
    latitude: float | None = None
    longitude: float | None = None
    hours: Hours = field(default_factory=Hours)
    is_active: bool = True
    timezone: str | None = None  # where it is another than the business's

    @property
    def fact_id(self) -> str:
        return f"store:{self.id}"

    def clock(self, business: ZoneInfo) -> ZoneInfo:
        """By which its hours are: its own, or the business's."""
        return ZoneInfo(self.timezone) if self.timezone else business


@dataclass(frozen=True, slots=True)
class Service:
    """A service or a dish. No `store_ids` means everywhere; what is online is at no store. `price_note` is the business's words before a
    price."""

    id: str
    name: str
    description: str | None = None
    price_cents: int | None = None
    currency: str = "BRL"
    price_note: str | None = None
    duration_minutes: int | None = None
    category: str | None = None
    store_ids: tuple[str, ...] = ()
    is_active: bool = True
    position: int = 0
    is_bookable: bool = False
    is_online: bool = False
    form_url: str | None = None  # to be filled in before the appointment

    @property
    def fact_id(self) -> str:
        return f"service:{self.id}"


@dataclass(frozen=True, slots=True)
class Professional:
    """Somebody who attends, where and in what; empty ids mean everywhere and everything."""

    id: str
    name: str
    title: str | None = None
    registration: str | None = None
    specialty: str | None = None
    store_ids: tuple[str, ...] = ()
    service_ids: tuple[str, ...] = ()
    is_active: bool = True

    @property
    def fact_id(self) -> str:
        return f"professional:{self.id}"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that may be asserted of one business; inactive records may be present and are never quoted."""

    business: Business
    stores: tuple[Store, ...] = ()
    services: tuple[Service, ...] = ()
    professionals: tuple[Professional, ...] = ()
    has_agenda: bool = False  # appointments are kept here, also where customers do not make them by themselves

    def open_stores(self) -> tuple[Store, ...]:
        return tuple(s for s in self.stores if s.is_active)

    def services_at(self, store_id: str | None) -> tuple[Service, ...]:
        here = (s for s in self.services if s.is_active and (s.is_online or _is_at(s.store_ids, store_id)))
        return tuple(sorted(here, key=lambda s: (s.position, s.name)))

    def bookable_at(self, store_id: str | None) -> tuple[Service, ...]:
        """The services that customers book by themselves."""
        return tuple(s for s in self.services_at(store_id) if s.is_bookable)

    def is_online(self, *service_ids: str | None) -> bool:
        """Whether all of these are done online, so that no store has to be known."""
        online = {s.id for s in self.services if s.is_online}
        return online.issuperset(service_ids)

    def professionals_at(self, store_id: str | None) -> tuple[Professional, ...]:
        return tuple(p for p in self.professionals if p.is_active and _is_at(p.store_ids, store_id))


def _is_at(store_ids: tuple[str, ...], store_id: str | None) -> bool:
    return not store_ids or store_id is None or store_id in store_ids
