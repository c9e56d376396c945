"""What goes in and out over HTTP about people, businesses and stores."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from atende.accounts import rules
from atende.accounts.models import ApiKey, Membership

# fmt: off
STATES = (
    "AC", "AL", "AP", "AM", "BA", "CE", "DF", "ES", "GO", "MA", "MT", "MS", "MG", "PA",
    "PB", "PR", "PE", "PI", "RJ", "RN", "RS", "RO", "RR", "SC", "SP", "SE", "TO",
)
# fmt: on


def storable(value: str) -> str:
    """The text, unless it holds what no database keeps."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds a character that cannot be stored")
    return value


Text200 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(storable)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(storable)]
Email = Annotated[EmailStr, StringConstraints(max_length=254)]
Password = Annotated[SecretStr, Field(max_length=1000)]
Kind = Literal["clinic", "restaurant", "other"]
Locale = Literal["pt-BR", "en"]
Time = Annotated[str, StringConstraints(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$")]


class In(BaseModel):
    """What comes in: unknown fields are refused, so that nothing is set by the way."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(In):
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(storable)]
    password: Password


class UserOut(BaseModel):
    id: uuid.UUID
    name: str
    email: str
    locale: Locale


class AgencyOut(BaseModel):
    id: uuid.UUID
    name: str
    requires_second_factor: bool


class TenantPlace(BaseModel):
    """A business in the list of those a person may enter, with what they are there."""

    id: uuid.UUID
    slug: str
    name: str
    kind: Kind
    timezone: str
    role: rules.Role
    permissions: list[str]
    needs_second_factor: bool = Field(
        False, description="It lets in only whoever signed in with a second factor, and this session did not"
    )

    @classmethod
    def of(cls, standing: rules.Standing, who: rules.Bearer) -> Self:
        return cls(
            id=standing.tenant_id,
            slug=standing.slug,
            name=standing.name,
            kind=standing.kind,  # type: ignore[arg-type]
            timezone=standing.timezone,
            role=standing.place.role,
            permissions=rules.normalised(standing.place.permissions),
            needs_second_factor=standing.lacks_second_factor(who),
        )


class Me(BaseModel):
    user: UserOut
    is_superuser: bool
    agency: AgencyOut | None
    tenants: list[TenantPlace]
    csrf_token: str
    has_second_factor: bool = Field(description="This session was begun, or confirmed, with a second factor")


class MeIn(In):
    name: Name | None = None
    locale: Locale | None = None


class PasswordIn(In):
    current: Password
    new: Password


class TenantIn(In):
    """A new client: the business, its first store and the e-mail of its owner, who is invited."""

    name: Name
    slug: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None = None
    kind: Kind
    timezone: Annotated[str, StringConstraints(max_length=64)] = "America/Sao_Paulo"
    owner_email: Email
    store_name: Name | None = None


class TenantOut(BaseModel):
    id: uuid.UUID
    slug: str
    name: str
    kind: Kind
    timezone: str
    locale: Locale

    @classmethod
    def of(cls, tenant: object) -> Self:
        return cls.model_validate(tenant, from_attributes=True)


class TenantMade(TenantOut):
    """A new client. `owner_link`: the link of its owner's invitation, shown this once, where the install can send no mail."""

    owner_link: str | None


class TenantPatch(In):
    name: Name | None = None
    kind: Kind | None = None
    timezone: Annotated[str, StringConstraints(max_length=64)] | None = None
    locale: Locale | None = None


class AgencyTenants(BaseModel):
    items: list[TenantPlace]
    next_cursor: str | None = None


class Period(In):
    """From `opens` to `closes`; `closes` at or before `opens` means past midnight."""

    opens: Time
    closes: Time


class WeeklyPeriod(Period):
    weekday: Annotated[int, Field(ge=0, le=6, description="0 is Monday")]


class HoursException(In):
    """One day that differs; no periods means closed. `every_year`: also in the years that follow (29 February then is the 28th)."""

    on: date
    periods: Annotated[list[Period], Field(max_length=8)] = []
    note: Text200 | None = None
    every_year: bool = False


class Holidays(In):
    """Which holidays close the store. `optional`: Carnival (Monday and Tuesday), Ash Wednesday and Corpus Christi."""

    national: bool = True
    state: Literal[STATES] | None = None  # type: ignore[valid-type]
    optional: bool = False


class Hours(In):
    """When a store is open, by the store's clock."""

    weekly: Annotated[list[WeeklyPeriod], Field(max_length=56)] = []
    exceptions: Annotated[list[HoursException], Field(max_length=400)] = []
    holidays: Holidays = Holidays()

    @model_validator(mode="after")
    def _days_differ(self) -> Self:
        days = [one.on for one in self.exceptions]
        if len(days) != len(set(days)):
            raise ValueError("a day can be an exception only once")
        return self


class Address(In):
    street: Text200 = ""
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(storable)] = ""
    complement: Text200 = ""
    district: Text200 = ""
    city: Text200 = ""
    state: Text200 = ""
    postal_code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(storable)] = ""


class StoreIn(In):
    """`timezone`: an IANA name, where the store's clock is another than the business's; None where it is the same."""

    name: Name
    timezone: Annotated[str, StringConstraints(max_length=64)] | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(storable)] | None = None
    address: Address = Address()
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    hours: Hours = Hours()
    is_active: bool = True


class StorePatch(StoreIn):
    """Only what is sent changes."""

    name: Name = ""


class StoreOut(BaseModel):
    """`timezone`: the store's own clock, where it is another than the business's."""

    id: uuid.UUID
    name: str
    timezone: str | None
    phone: str | None
    address: Address
    latitude: float | None
    longitude: float | None
    is_active: bool
    hours: Hours

    @classmethod
    def of(cls, store: object) -> Self:
        return cls.model_validate(store, from_attributes=True)


class Stores(BaseModel):
    items: list[StoreOut]
    next_cursor: str | None = None


class MemberPatch(In):
    name: Name | None = None
    role: rules.Role | None = None
    permissions: list[rules.Permission] | None = None
    is_active: bool | None = None
    password: Password | None = None


class MemberOut(BaseModel):
    user_id: uuid.UUID
    name: str
    email: str
    role: rules.Role
    permissions: list[str]
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, member: object) -> Self:
        return cls.model_validate(member, from_attributes=True)


class RemovedMember(MemberOut):
    """Somebody who works here no more: since when, and who took the access away (None: an operator, or nobody knows any more)."""

    removed_at: datetime | None
    removed_by: str | None

    @classmethod
    def gone(cls, member: Membership, names: dict[uuid.UUID, str]) -> Self:
        by = names.get(member.removed_by) if member.removed_by else None
        return cls(**MemberOut.of(member).model_dump(), removed_at=member.removed_at, removed_by=by)


class RemovedMembers(BaseModel):
    items: list[RemovedMember]
    next_cursor: str | None


class Team(BaseModel):
    items: list[MemberOut]
    next_cursor: str | None = None
    offered_permissions: list[str]
    requires_second_factor: bool = False


class ApiKeyIn(In):
    """A new key: what it may do, and until when (None: until it is revoked)."""

    name: Name
    scopes: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(min_length=1, max_length=40)]
    expires_at: AwareDatetime | None = None


class KeyMaker(BaseModel):
    id: uuid.UUID
    name: str


class ApiKeyOut(BaseModel):
    """A key without the key: `hint` is how it begins. `state`: active, expired, revoked, or stopped (its maker left)."""

    id: uuid.UUID
    name: str
    hint: str
    scopes: list[str]
    state: Literal["active", "expired", "revoked", "stopped"]
    created_at: datetime
    created_by: KeyMaker
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: ApiKey, maker: str, works_here: bool, now: datetime) -> Self:
        ended = "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else None
        return cls(
            id=row.id,
            name=row.name,
            hint=row.hint,
            scopes=row.scopes,
            state=ended or ("active" if works_here else "stopped"),
            created_at=row.created_at,
            created_by=KeyMaker(id=row.created_by, name=maker),
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
        )


class ApiKeys(BaseModel):
    items: list[ApiKeyOut]
    next_cursor: str | None = None
    offered_scopes: list[str]


class ApiKeyMade(ApiKeyOut):
    """A new key with the key itself, which is shown this once."""

    key: str


def stored(model: BaseModel) -> dict[str, Any]:
    """The value as it is kept in a JSON column."""
    return model.model_dump(mode="json")
