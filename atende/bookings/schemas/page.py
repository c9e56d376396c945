"""The public page as the business sets it up, over HTTP."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, field_validator

from atende.bookings.rules.page.paths import SLUG, is_domain
from atende.bookings.rules.page.words import Language
from atende.bookings.schemas.fields import Color, In
from atende.bookings.schemas.reminders import Templates
from atende.bookings.schemas.visits import CoverShown
from atende.core.wire import Clean

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), Clean]


class Texts(In):
    """Words in both languages; empty where there are none."""

    pt: Said = Field("", alias="pt-BR")
    en: Said = ""


class PageIn(In):
    """How the page is, all of it but its cover. `sends_receipts`: who books and asks for it is told in WhatsApp; `receipt_templates`: which
    template each number uses for people whose window is closed."""

    is_on: bool = False
    slug: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=SLUG, min_length=3, max_length=60)]
    domain: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=253)] | None = None
    language: Language = "pt-BR"
    color: Color | None = None
    intro: Texts = Field(default_factory=lambda: Texts.model_validate({}))
    consent: Texts = Field(default_factory=lambda: Texts.model_validate({}))
    sends_receipts: bool = False
    receipt_templates: Templates = Field(default_factory=list)

    @field_validator("domain")
    @classmethod
    def _is_a_domain(cls, value: str | None) -> str | None:
        if value and not is_domain(value):
            raise ValueError("a domain is written like agenda.clinica.com.br")
        return value or None


class RecordOut(BaseModel):
    """The entry in the name service that shows whose the domain is."""

    name: str
    value: str


class PageOut(BaseModel):
    """The page as it stands. `address` is where customers find it, `qr` the same to be photographed (an SVG as a data URI);
    `consent_version` counts the words to agree to. `receipt_text`: the words by which customers ask for a receipt, `receipt_places` what
    its templates may ask for."""

    is_on: bool
    slug: str
    domain: str | None
    language: Language
    color: str | None
    intro: dict[str, str]
    consent: dict[str, str]
    address: str
    domain_record: RecordOut | None
    domain_verified_at: datetime | None
    consent_version: int
    qr: str
    cover: CoverShown | None
    sends_receipts: bool
    receipt_templates: Templates
    receipt_text: str
    receipt_places: list[str]
