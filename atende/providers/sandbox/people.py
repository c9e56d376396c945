"""Virtual customers: their numbers (Brazilian ninth digit included), usernames and business-scoped ids, and
the state of each of their threads with a business number."""

import hashlib
import re
import uuid
from dataclasses import asdict, dataclass
from typing import Any

import phonenumbers

from .accounts import Number, build
from .store import Store

USER_ID = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")
PHONE_CONTACT_DAYS = 30


@dataclass(slots=True)
class Phone:
    """A person with WhatsApp. `phone` is digits as dialled (None: known by username only), `wa_id` the
    registered form.

    `user_id` None means one is derived per portfolio. `is_hidden` keeps the phone out of webhooks until
    there is phone contact. `receipts` off means no read statuses, `online` off no deliveries, `on_whatsapp`
    off status 131026."""

    id: str
    name: str = ""
    phone: str | None = None
    wa_id: str | None = None
    username: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None
    generation: int = 0
    is_hidden: bool = False
    receipts: bool = True
    online: bool = True
    on_whatsapp: bool = True
    wants_marketing: bool = True
    is_stranger: bool = False
    owner: str | None = None


@dataclass(slots=True)
class Thread:
    """One person with one business number; times in seconds. `is_trusted`: nothing is known of the person's
    messages outside the twin, so the service window counts as open until they first write here."""

    number_id: str
    phone_id: str
    last_in_at: float = 0
    is_open: bool = False
    is_trusted: bool = False
    typing_until: float = 0
    phone_known_at: float = 0
    referral_at: float = 0
    free_entry_until: float = 0


def region_of(digits: str | None) -> str:
    """Two-letter country of a number; Brazil when it cannot be told."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse("+" + (digits or "")))
    except phonenumbers.NumberParseException:
        return "BR"
    return region if region and len(region) == 2 and region.isalpha() else "BR"


def forms_of(digits: str) -> list[str]:
    """The number itself and, for a Brazilian mobile, its form with or without the ninth digit."""
    found = [digits]
    if digits.startswith("55"):
        if len(digits) == 13 and digits[4] == "9" and digits[5] in "6789":
            found.append(digits[:4] + digits[5:])
        elif len(digits) == 12 and digits[4] in "6789":
            found.append(digits[:4] + "9" + digits[4:])
    return found


def registered_form(digits: str) -> str:
    """How WhatsApp usually registers it: Brazilian mobiles outside area codes 11 to 28 without the ninth
    digit."""
    if digits.startswith("55") and len(digits) == 13 and digits[4] == "9" and digits[5] in "6789" and int(digits[2:4]) > 28:
        return digits[:4] + digits[5:]
    return digits


class People:
    """All phones and threads, in memory and in the store, found by any form of their numbers and ids.

    Each `owner` has people of its own: the same digits may belong to another phone for another owner. Phones without an
    owner are found by every number that has no phone of its own owner's there."""

    def __init__(self, store: Store):
        self._store = store
        self.phones: dict[str, Phone] = {}
        self.threads: dict[tuple[str, str], Thread] = {}
        self._by_digits: dict[tuple[str, str], str] = {}
        self._by_user_id: dict[tuple[str, str], str] = {}  # given ids by owner
        self._derived: dict[tuple[str, str], str] = {}  # derived ids by portfolio
        self.load()

    def load(self) -> None:
        """Memory equals the file; derived user ids come back when `remember` names their portfolios."""
        self.phones = {d["id"]: build(Phone, d) for d in self._store.docs("phone")}
        self.threads = {(d["number_id"], d["phone_id"]): build(Thread, d) for d in self._store.docs("thread")}
        self._by_digits, self._by_user_id, self._derived = {}, {}, {}
        for phone in self.phones.values():
            self._index(phone)

    def _index(self, phone: Phone) -> None:
        for digits in {phone.phone, phone.wa_id} - {None}:
            for form in forms_of(str(digits)):
                self._by_digits[phone.owner or "", form] = phone.id
        if phone.user_id:
            self._by_user_id[phone.owner or "", phone.user_id] = phone.id

    def _forget(self, phone_id: str) -> None:
        for index in (self._by_digits, self._by_user_id):
            for key in [key for key, found in index.items() if found == phone_id]:
                del index[key]

    def put(self, values: dict[str, Any]) -> Phone:
        """The phone exists with these values; a number that another phone holds is refused with
        ValueError."""
        old = self.phones.get(values.get("id") or "")
        merged = (asdict(old) if old else {"id": values.get("id") or uuid.uuid4().hex[:12]}) | {
            k: v for k, v in values.items() if k != "id"
        }
        if merged.get("phone"):
            merged["phone"] = re.sub(r"\D", "", str(merged["phone"]))
            if not 8 <= len(merged["phone"]) <= 15:
                raise ValueError("phone must have 8 to 15 digits with the country code")
            if "wa_id" not in values and (old is None or old.phone != merged["phone"]):
                merged["wa_id"] = registered_form(merged["phone"])
        elif merged.get("phone") is None:
            merged["wa_id"] = None
        if merged.get("username"):
            merged["username"] = "@" + str(merged["username"]).lstrip("@")
        if merged.get("user_id") and not USER_ID.match(merged["user_id"]):
            raise ValueError("user_id must look like BR.1234")
        if not merged.get("phone") and not merged.get("username") and not merged.get("user_id"):
            raise ValueError("a phone needs a number, a username or a user id")
        phone = build(Phone, merged)
        for digits in {phone.phone, phone.wa_id} - {None}:
            if self._by_digits.get((phone.owner or "", str(digits)), phone.id) != phone.id:
                raise ValueError("another phone has this number")
        if phone.user_id and self._by_user_id.get((phone.owner or "", phone.user_id), phone.id) != phone.id:
            raise ValueError("another phone has this user id")
        if old:
            self._forget(old.id)
        self.phones[phone.id] = phone
        self._index(phone)
        self._store.put("phone", phone.id, asdict(phone))
        return phone

    def remove(self, phone_id: str) -> bool:
        """The phone and its threads' state are gone; its messages stay in the record of what was sent."""
        phone = self.phones.pop(phone_id, None)
        if phone is None:
            return False
        self._forget(phone_id)
        self._store.remove("phone", phone_id)
        for key in [key for key in self.threads if key[1] == phone_id]:
            del self.threads[key]
            self._store.remove("thread", "|".join(key))
        return True

    def thread(self, number_id: str, phone_id: str) -> Thread:
        """The thread's state, fresh when they never met."""
        found = self.threads.get((number_id, phone_id))
        if found is None:
            found = self.threads[number_id, phone_id] = Thread(number_id, phone_id)
        return found

    def save_thread(self, thread: Thread) -> None:
        """The file knows this state."""
        self._store.put("thread", f"{thread.number_id}|{thread.phone_id}", asdict(thread))

    def by_digits(self, digits: str, owner: str | None) -> Phone | None:
        """The phone that a number of this owner reaches under these digits, in either Brazilian form."""
        for whose in dict.fromkeys((owner or "", "")):
            for form in forms_of(digits):
                if found := self._by_digits.get((whose, form)):
                    return self.phones[found]
        return None

    def user_id_of(self, phone: Phone, portfolio: str) -> str:
        """The person's business-scoped id in this portfolio; from now on it finds them."""
        if phone.user_id:
            return phone.user_id
        seed = hashlib.sha256(f"{phone.id}|{portfolio}|{phone.generation}".encode()).hexdigest()
        value = f"{region_of(phone.phone)}.{int(seed[:20], 16) % 10**20:020d}"
        self._derived[portfolio, value] = phone.id
        return value

    def by_user_id(self, user_id: str, portfolio: str, owner: str | None) -> Phone | None:
        """The person whom this portfolio, of this owner, knows by that id, and who still has it."""
        given = self._by_user_id.get((owner or "", user_id)) or self._by_user_id.get(("", user_id))
        found = given or self._derived.get((portfolio, user_id))
        phone = self.phones.get(found or "")
        return phone if phone and self.user_id_of(phone, portfolio) == user_id else None

    def remember(self, numbers: dict[str, Number], portfolio_of: Any) -> None:
        """After a load: everybody who ever met a number is found again by their derived id."""
        for number_id, phone_id in self.threads:
            if number_id in numbers and phone_id in self.phones:
                self.user_id_of(self.phones[phone_id], portfolio_of(numbers[number_id]))

    def shows_phone(self, phone: Phone, thread: Thread, at: float) -> bool:
        """Whether webhooks of this thread carry `wa_id` and `from`."""
        if phone.wa_id is None:
            return False
        return not phone.is_hidden or at - thread.phone_known_at < PHONE_CONTACT_DAYS * 86400
