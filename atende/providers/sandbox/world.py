"""The world of the twin in one object: everything that exists, its clock, and how a person shows in
webhooks."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from atende.core import clock

from . import settings as settings_
from .accounts import Accounts, Number
from .delivery import Delivery
from .faults import Faults
from .feed import Feed
from .limits import Limits
from .media import MediaStore
from .people import People, Phone, Thread
from .store import Store
from .templates import Template, Templates


class World:
    """What exists. With a folder it survives kill -9; without one it lives in memory."""

    def __init__(self, folder: Path | None):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)  # tokens and the app secret lie in there
        self.store = Store(folder / "twin.sqlite" if folder else None)
        saved = self.store.row("select body from docs where kind = 'key' and id = 'media'")
        key = saved["body"] if saved else secrets.token_hex(16)
        if not saved:
            self.store.write("insert into docs values ('key', 'media', ?)", (key,))
        self.settings = settings_.load(self.store)
        self.accounts = Accounts(self.store)
        self.people = People(self.store)
        self.templates = Templates(self.store)
        self.faults = Faults(self.store)
        self.limits = Limits()
        self.feed = Feed()
        self.stopping = asyncio.Event()
        self.media = MediaStore(self.store, folder / "media" if folder else None, key)
        self.delivery = Delivery(self.store, self.accounts, self.faults, self.settings, self.now)
        self.people.remember(self.accounts.numbers, self.accounts.portfolio_of)
        self.parts: list[Any] = [self.accounts, self.people, self.templates, self.faults]

    def now(self) -> float:
        """The twin's time in seconds since 1970; it may be shifted from the real one by a setting."""
        return clock.now().timestamp() + self.settings.clock_shift_s

    def clear(self) -> None:
        """Nothing exists any more; settings stay."""
        kept = self.store.docs("settings")
        key = self.store.row("select body from docs where kind = 'key' and id = 'media'")
        self.delivery.forget()
        self.store.clear()
        for saved in kept:
            self.store.put("settings", "all", saved)
        if key:
            self.store.write("insert into docs values ('key', 'media', ?)", (key["body"],))
        for part in self.parts:
            part.load()
        self.limits.clear()
        self.feed.tell("reset")

    def release(self) -> None:
        """Those who watch or wait are let go: the twin is about to stop."""
        self.feed.close()
        self.stopping.set()

    async def close(self) -> None:
        """Everything is in the file; nothing runs any more."""
        self.release()
        await self.delivery.stop()
        self.store.close()

    # -- how a person shows in webhooks ---------------------------------------------------------------------------

    def metadata(self, number: Number) -> dict[str, Any]:
        """The head of every value that is about one number."""
        return {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": number.digits, "phone_number_id": number.phone_number_id},
        }

    def wa_id(self, phone: Phone, thread: Thread) -> str | None:
        """The digits that webhooks of this thread may show; None for a username-only person."""
        return phone.wa_id if self.people.shows_phone(phone, thread, self.now()) else None

    def user_id(self, phone: Phone, number: Number) -> str:
        """The person's id in this number's portfolio."""
        return self.people.user_id_of(phone, self.accounts.portfolio_of(number))

    def contact(self, number: Number, phone: Phone, thread: Thread) -> dict[str, Any]:
        """The person as an element of `contacts`."""
        profile = {}
        if phone.name:
            profile["name"] = phone.name
        if phone.username:
            profile["username"] = phone.username
        shown: dict[str, Any] = {"profile": profile}
        if wa_id := self.wa_id(phone, thread):
            shown["wa_id"] = wa_id
        shown["user_id"] = self.user_id(phone, number)
        if phone.parent_user_id:
            shown["parent_user_id"] = phone.parent_user_id
        return shown

    def sender(self, number: Number, phone: Phone, thread: Thread) -> dict[str, Any]:
        """The person as the sender of a message."""
        shown: dict[str, Any] = {}
        if wa_id := self.wa_id(phone, thread):
            shown["from"] = wa_id
        shown["from_user_id"] = self.user_id(phone, number)
        if phone.parent_user_id:
            shown["from_parent_user_id"] = phone.parent_user_id
        return shown

    def template_event(self, template: Template, event: str, extra: dict[str, Any] | None = None) -> None:
        """The apps learn of it; the template's own state is the caller's to change."""
        value: dict[str, Any] = {
            "event": event,
            "message_template_id": int(template.id),
            "message_template_name": template.name,
            "message_template_language": template.language,
            "reason": "NONE",
            "message_template_category": template.category,
        } | (extra or {})
        self.delivery.post(template.waba_id, "message_template_status_update", value, due_at=self.now(), of="management")
        self.feed.tell("template", waba_id=template.waba_id, template_id=template.id, status=template.status)

    def review_due(self) -> None:
        """Templates whose review is over are approved and the apps know."""
        now = self.now()
        for template in list(self.templates.all.values()):
            if template.status == "PENDING" and template.review_at is not None and template.review_at <= now:
                template.status, template.review_at = "APPROVED", None
                self.templates.save(template)
                self.template_event(template, "APPROVED")
