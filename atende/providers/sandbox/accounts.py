"""The business side of the world: apps, business accounts (WABA), phone numbers, and which token may see
what."""

import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

import phonenumbers

from .errors import GraphError, unknown_object
from .store import Store

T = TypeVar("T")
_DIGITS = re.compile(r"\D")


@dataclass(slots=True)
class App:
    """A Meta app: whose secret signs, and where its webhooks go."""

    app_id: str
    app_secret: str
    verify_token: str = ""
    callback_url: str | None = None
    name: str = "Atende"


@dataclass(slots=True)
class Waba:
    """A WhatsApp business account. `subscriptions` maps an app id to its override (`{}` = the app's own
    callback).

    `portfolio_id` scopes user ids: the same person has other ids in another portfolio."""

    waba_id: str
    name: str = ""
    portfolio_id: str = ""
    token: str | None = None
    currency: str = "BRL"
    timezone_id: str = "25"
    subscriptions: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Number:
    """A business phone number. `test_recipients` (digits), when given, are the only people it may write to.

    `throughput` is messages per second (None = unlimited), `is_pair_limited` whether 6 s per person hold.
    `owner` is the caller's label and means nothing here."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str
    token: str
    verified_name: str = ""
    owner: str | None = None
    quality_rating: str = "GREEN"
    messaging_limit: str = "TIER_2K"
    throughput: float | None = 80
    is_pair_limited: bool = True
    test_recipients: list[str] | None = None
    is_on_phone_app: bool = False
    code_verification_status: str = "VERIFIED"
    name_status: str = "APPROVED"
    status: str = "CONNECTED"
    webhook: dict[str, str] = field(default_factory=dict)

    @property
    def digits(self) -> str:
        """The number as people dial it abroad, without the plus."""
        return _DIGITS.sub("", self.display_phone_number)

    @property
    def country_code(self) -> str:
        """Country calling code, "55" when the number cannot be read."""
        try:
            return str(phonenumbers.parse("+" + self.digits).country_code)
        except phonenumbers.NumberParseException:
            return "55"


def build(kind: type[T], values: dict[str, Any]) -> T:
    """An instance from a document or a request; raises ValueError naming keys it does not have."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    if extra := sorted(set(values) - known):
        raise ValueError(f"unknown field: {', '.join(extra)}")
    try:
        return kind(**values)
    except TypeError as problem:
        raise ValueError(str(problem).split("__init__() ")[-1]) from None


class Accounts:
    """Apps, accounts and numbers, kept in memory and in the store; who may see what by token."""

    def __init__(self, store: Store):
        self._store = store
        self.apps: dict[str, App] = {}
        self.wabas: dict[str, Waba] = {}
        self.numbers: dict[str, Number] = {}
        self.load()

    def load(self) -> None:
        """Memory equals the file."""
        self.apps = {d["app_id"]: build(App, d) for d in self._store.docs("app")}
        self.wabas = {d["waba_id"]: build(Waba, d) for d in self._store.docs("waba")}
        self.numbers = {d["phone_number_id"]: build(Number, d) for d in self._store.docs("number")}

    def put_app(self, values: dict[str, Any]) -> App:
        """The app exists with these values; fields not given keep theirs."""
        old = self.apps.get(values.get("app_id", ""))
        app = build(App, (asdict(old) if old else {}) | values)
        self.apps[app.app_id] = app
        self._store.put("app", app.app_id, asdict(app))
        return app

    def put_waba(self, values: dict[str, Any]) -> Waba:
        """The account exists with these values; a new one belongs to a portfolio of its own unless told."""
        old = self.wabas.get(values.get("waba_id", ""))
        waba = build(Waba, (asdict(old) if old else {}) | values)
        waba.portfolio_id = waba.portfolio_id or waba.waba_id
        self.wabas[waba.waba_id] = waba
        self._store.put("waba", waba.waba_id, asdict(waba))
        return waba

    def put_number(self, values: dict[str, Any]) -> Number:
        """The number exists with these values, and so does its account."""
        old = self.numbers.get(values.get("phone_number_id", ""))
        number = build(Number, (asdict(old) if old else {}) | values)
        if not number.digits:
            raise ValueError("display_phone_number holds no digits")
        if number.waba_id not in self.wabas:
            self.put_waba({"waba_id": number.waba_id, "name": number.verified_name})
        self.numbers[number.phone_number_id] = number
        self._store.put("number", number.phone_number_id, asdict(number))
        return number

    def remove(self, kind: str, key: str) -> bool:
        """The app, account or number is gone; False when there was none."""
        held: dict[str, Any] = {"app": self.apps, "waba": self.wabas, "number": self.numbers}[kind]
        if held.pop(key, None) is None:
            return False
        self._store.remove(kind, key)
        return True

    def portfolio_of(self, number: Number) -> str:
        """The portfolio that scopes user ids on this number."""
        return self.wabas[number.waba_id].portfolio_id

    def token_is_known(self, token: str) -> bool:
        """Some number or account answers to this token."""
        return any(n.token == token for n in self.numbers.values()) or any(w.token == token for w in self.wabas.values())

    def _demand_known(self, token: str | None) -> str:
        if not token:
            raise GraphError(104)
        if not self.token_is_known(token):
            raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token", status=401)
        return token

    def number_for(self, number_id: str, token: str | None, verb: str = "post") -> Number:
        """The number, when this token may use it; refuses 104, 190 and 100/33 as Meta does."""
        number = self.numbers.get(number_id)
        if number is not None and token and (token == number.token or token == self.wabas[number.waba_id].token):
            return number
        self._demand_known(token)
        raise unknown_object(number_id, verb)

    def waba_for(self, waba_id: str, token: str | None, verb: str = "get") -> Waba:
        """The account, when this token is its own or one of its numbers'."""
        token = self._demand_known(token)
        waba = self.wabas.get(waba_id)
        if waba and (waba.token == token or any(n.token == token for n in self.numbers_of(waba_id))):
            return waba
        raise unknown_object(waba_id, verb)

    def accounts_of(self, token: str | None) -> set[str]:
        """Every account id this token may see; refuses an unknown token."""
        token = self._demand_known(token)
        direct = {w.waba_id for w in self.wabas.values() if w.token == token}
        return direct | {n.waba_id for n in self.numbers.values() if n.token == token}

    def numbers_of(self, waba_id: str) -> list[Number]:
        """The numbers of one account."""
        return [n for n in self.numbers.values() if n.waba_id == waba_id]
