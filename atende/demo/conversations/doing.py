"""The desk of one talk: every thing a customer, the bot or the staff can do, as the rows and facts it leaves behind."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from atende.bot.rules import state as states
from atende.contacts import rules as evidence
from atende.contacts.ports import Evidence
from atende.contacts.service.rows import search_text
from atende.demo.conversations import statuses
from atende.demo.conversations.reading import Talk
from atende.demo.conversations.sheets import House, Row, Sheets, external_id
from atende.inbox.events import (
    CaseClosed,
    CaseOpened,
    ConversationRead,
    MessageAmended,
    MessageQueued,
    MessageReceived,
    NoteAdded,
    OwnershipChanged,
)
from atende.inbox.rules.speaking import WINDOW
from atende.kit.ids import new_id

_FILE = re.compile(r"\[(?P<kind>\w+) (?P<name>[^\]]+)\] ?(?P<caption>.*)")
_KINDS = {"voice": "audio", "image": "image", "sticker": "sticker", "document": "document"}
_MIMES = {"voice": "audio/ogg", "image": "image/jpeg", "sticker": "image/webp", "document": "application/pdf"}


class Desk:
    """How the conversation stands while its talk is played, and the sheets on which all of it is written."""

    def __init__(self, talk: Talk, house: House, start: datetime):
        self.talk, self.house = talk, house
        self.sheets = Sheets(house.tenant_id)
        self.person_name = talk.name or None
        self.ends_at = start
        self.last_inbound: datetime | None = None
        self.seen_at = start
        self.case: Row | None = None
        self.waits = False
        self._contact(start)
        self.conversation = self.sheets.add(
            "inbox_conversations", connection_id=house.connection_id, contact_id=self.contact_id, store_id=None,
            owner_kind="bot", owner_user_id=None, owned_since=start, last_inbound_at=None, last_activity_at=start,
            last_message_id=None, unread_count=0, waiting_since=None, due_at=None, handoff_reason=None, created_at=start,
        )  # fmt: skip
        self.id: uuid.UUID = self.conversation["id"]

    @property
    def owner_kind(self) -> str:
        """bot, person or nobody, at this point of the talk."""
        return self.conversation["owner_kind"]

    @property
    def owner_user_id(self) -> uuid.UUID | None:
        """Whose it is at this point of the talk."""
        return self.conversation["owner_user_id"]

    def _contact(self, at: datetime) -> None:
        """The person's record, with the evidence the channel gave."""
        address = self.talk.address
        number = f"{abs(hash_of(address)):020d}"[:20]
        sender = Evidence(
            phone=address if address.isdigit() else None,
            user_id=None if address.isdigit() else f"BR.{number}",
            username=address.removeprefix("@") if address.startswith("@") else None,
            name=self.person_name,
        )
        marks = evidence.marks(sender, source="channel")
        words = [(m.space, m.value) for m in marks] + [(m.space, m.key) for m in marks]
        row = self.sheets.add(
            "contacts_contacts", name=self.person_name, name_source="provider" if self.person_name else None,
            search_text=search_text(self.person_name, words), created_at=at,
        )  # fmt: skip
        self.contact_id: uuid.UUID = row["id"]
        self.marks = [
            self.sheets.add(
                "contacts_identities", contact_id=self.contact_id, space=m.space.value, value=m.value, match_key=m.key,
                confirmed_value=m.value if m.space is evidence.Space.PHONE else None, source="channel", last_seen_at=at,
                created_at=at,
            )
            for m in marks
        ]  # fmt: skip

    # What the customer does

    def customer_says(self, words: str, at: datetime, *, is_reply: bool = False) -> Row:
        """A message of the customer's: plain words, or a file, place or card in brackets."""
        kind, text, content, file = self._content(words)
        return self._inbound(kind, text, content, at, file, self._last("out") if is_reply else None)

    def customer_taps(self, kind: str, title: str, content: Row, at: datetime) -> Row:
        """A button or a row of a list was chosen."""
        return self._inbound(kind, title, content, at, None, self._last("out"))

    def _inbound(
        self, kind: str, text: str | None, content: Row, at: datetime, file: Row | None, to: Row | None
    ) -> Row:  # fmt: skip
        at = at.replace(microsecond=0)  # the vendor's clock has no parts of a second
        given = external_id()
        if file is not None:
            content["media"]["external_id"] = str(abs(hash_of(given)))[:15]
        statuses.read_up_to(self.sheets, self.id, at)
        counts = kind != "reaction"
        row = self.sheets.add(
            "inbox_messages", conversation_id=self.id, connection_id=self.house.connection_id,
            case_id=self._open_case(at, "customer", "system") if counts else None, direction="in", author_kind="customer",
            author_user_id=None, identity_id=self.marks[0]["id"], kind=kind, text=text, content=content, external_id=given,
            reply_to_external_id=to["external_id"] if to else None, occurred_at=at, tiebreak=given, status="received",
            file_id=file["id"] if file else None, media_state="done" if file else None, created_at=at,
        )  # fmt: skip
        self.last_inbound = self.conversation["last_inbound_at"] = at
        self._touch(row, at, counts)
        if counts:
            self.conversation["unread_count"] += 1
            if self.owner_kind == "nobody" and self.conversation["waiting_since"] is None:
                self.conversation["waiting_since"] = at
        for mark in self.marks:
            mark["last_seen_at"] = at
        fact = MessageReceived(
            message_id=row["id"], conversation_id=self.id, contact_id=self.contact_id, kind=kind,
            connection_id=self.house.connection_id, starts_bot=counts and self.owner_kind == "bot",
        )  # fmt: skip
        self.sheets.state(fact, at, self.id, "system")
        return row

    def reacts(self, who: str, emoji: str, at: datetime) -> None:
        """An emoji on what the other side said last."""
        target = self._last("in" if who else "out")
        assert target is not None, "there is nothing to react to"
        content = {"message_external_id": target["external_id"], "emoji": emoji}
        if who:
            self._outbound("reaction", None, content, at, author_kind="user", user_id=self.house.staff[who])
        else:
            self._inbound("reaction", emoji, content, at, None, None)

    # What the business says

    def bot_says(self, kind: str, words: str | None, content: Row, why: Row, at: datetime) -> uuid.UUID:
        """What the bot decided to say, with its reasons."""
        return self._outbound(kind, words, content, at, author_kind="bot", why=why)["id"]

    def staff_says(self, who: str, words: str, at: datetime, *, is_reply: bool = False) -> None:
        """A person of the staff writes; free words within the window only."""
        kind, text, content, file = self._content(words)
        assert kind == "template" or (self.last_inbound and at - self.last_inbound < WINDOW), "the window is closed"
        to = self._last("in") if is_reply else None
        self._outbound(kind, text, content, at, author_kind="user", user_id=self.house.staff[who], file=file, to=to)
        self.conversation["unread_count"] = 0

    def _outbound(
        self, kind: str, text: str | None, content: Row, at: datetime, *, author_kind: str,
        user_id: uuid.UUID | None = None, why: Row | None = None, file: Row | None = None, to: Row | None = None,
    ) -> Row:  # fmt: skip
        row = self.sheets.add(
            "inbox_messages", conversation_id=self.id, connection_id=self.house.connection_id,
            case_id=self._open_case(at, author_kind, self._actor(user_id)), direction="out", author_kind=author_kind,
            author_user_id=user_id, kind=kind, text=text, content=content, external_id=external_id(),
            reply_to_external_id=to["external_id"] if to else None, occurred_at=at, status="sent",
            explanation=why, file_id=file["id"] if file else None, attempts=1, created_at=at,
            client_id=new_id() if user_id else None,
        )  # fmt: skip
        row["tiebreak"] = str(row["id"])
        if kind != "reaction":
            self._touch(row, at, True)
        queued = MessageQueued(message_id=row["id"], conversation_id=self.id, author_kind=author_kind)
        self.sheets.state(queued, at, self.id, self._actor(user_id))
        statuses.sent(self.sheets, row, at, self.talk.address)
        return row

    # What people do around it

    def assume(self, who: str, at: datetime) -> None:
        """This person has read it and has the conversation."""
        user = self.house.staff[who]
        self.do_read(who, at)
        self.change("person", user, "assumed", at, self._actor(user))

    def change(self, kind: str, user_id: uuid.UUID | None, reason: str, at: datetime, actor: str) -> None:
        """The owner is another now."""
        row = self.conversation
        before = (row["owner_kind"], row["owner_user_id"])
        if kind != "nobody":
            row |= {"waiting_since": None, "due_at": None, "handoff_reason": None}
        if before == (kind, user_id):
            return
        row |= {"owner_kind": kind, "owner_user_id": user_id, "owned_since": at}
        fact = OwnershipChanged(
            conversation_id=self.id, from_kind=before[0], from_user_id=before[1], to_kind=kind, to_user_id=user_id, reason=reason
        )
        self.sheets.state(fact, at, self.id, actor)

    def note(self, who: str, body: str, at: datetime) -> None:
        """A private remark."""
        row = self.sheets.add(
            "inbox_notes", conversation_id=self.id, author_user_id=self.house.staff[who], body=body, created_at=at
        )
        fact = NoteAdded(note_id=row["id"], conversation_id=self.id)
        self.sheets.state(fact, at, self.id, self._actor(self.house.staff[who]))
        self.ends_at = max(self.ends_at, at)

    def do_assume(self, who: str, at: datetime) -> None:
        self.assume(who, at)

    def do_assign(self, words: str, at: datetime) -> None:
        """`Camila Rafael`: Camila gives it to Rafael."""
        giver, taker = words.split()
        self.change("person", self.house.staff[taker], "assigned", at, self._actor(self.house.staff[giver]))

    def do_return(self, who: str, at: datetime) -> None:
        self.change("bot", None, "returned", at, self._actor(self.house.staff[who]))

    def do_read(self, who: str, at: datetime) -> None:
        if self.conversation["unread_count"]:
            self.conversation["unread_count"] = 0
            self.sheets.state(ConversationRead(conversation_id=self.id), at, self.id, self._actor(self.house.staff[who]))

    def do_close(self, who: str, at: datetime) -> None:
        assert self.case is not None, "no case is open"
        actor = self._actor(self.house.staff[who])
        self.case |= {"closed_at": at, "closed_by": actor}
        self.sheets.state(CaseClosed(case_id=self.case["id"], conversation_id=self.id, by=actor), at, self.id, actor)
        self.case = None
        self.conversation["unread_count"] = 0
        self.change("bot", None, "closed", at, actor)

    def do_reopen(self, who: str, at: datetime) -> None:
        user = self.house.staff[who]
        self._open_case(at, self._actor(user), self._actor(user))
        self.change("person", user, "assumed", at, self._actor(user))

    def do_edit(self, words: str, at: datetime) -> None:
        """The customer's last message reads differently now."""
        self._amend("edit", at, text=words)

    def do_revoke(self, _words: str, at: datetime) -> None:
        """The customer withdrew the last message."""
        self._amend("revoke", at)

    def do_fail(self, code: str, at: datetime) -> None:
        """What the business said last was not delivered."""
        statuses.failed(self.sheets, self._expect("out"), code, at)

    def do_unknown(self, _words: str, at: datetime) -> None:
        """Nobody can say whether what the business said last arrived."""
        statuses.unknown(self.sheets, self._expect("out"), at)

    def do_stop(self, status: str, _at: datetime) -> None:
        """What the business said last got no further than `status`."""
        statuses.no_further(self.sheets, self._expect("out"), status)

    def do_unread(self, count: str, _at: datetime) -> None:
        """So many messages nobody of the staff has looked at."""
        self.conversation["unread_count"] = int(count)

    def do_wait(self, _words: str, _at: datetime) -> None:
        """Taken up by nobody: what is unread stays so."""
        self.waits = True

    def do_same(self, address: str, at: datetime) -> None:
        """This person turned out to be the one with `address`, of an earlier talk."""
        self.same_as = (address, at)

    same_as: tuple[str, datetime] | None = None

    def end(self, state: states.State) -> None:
        """The last states: who has seen what, and where the talk stands with the bot."""
        statuses.settle(self.sheets, self.talk.address, self.house.now)
        if self.owner_kind == "bot" and not self.waits and self.house.now - self.ends_at > timedelta(hours=20):
            self.conversation["unread_count"] = 0
        if state.last_message_at is not None:
            self.sheets.rows["bot_sessions"] = [
                {
                    "tenant_id": self.house.tenant_id,
                    "conversation_id": self.id,
                    "state": states.to_json(state),
                    "last_turn_at": state.last_message_at,
                }
            ]

    def _open_case(self, at: datetime, by: str, actor: str) -> uuid.UUID:
        if self.case is None:
            self.case = self.sheets.add(
                "inbox_cases", conversation_id=self.id, opened_at=at, opened_by=by, closed_at=None, closed_by=None, created_at=at
            )
            self.sheets.state(CaseOpened(case_id=self.case["id"], conversation_id=self.id), at, self.id, actor)
        return self.case["id"]

    def _amend(self, kind: str, at: datetime, text: str | None = None) -> None:
        row, at = self._expect("in"), at.replace(microsecond=0)
        self.sheets.add(
            "inbox_amendments", connection_id=self.house.connection_id, external_id=external_id(), kind=kind, text=text,
            original_external_id=row["external_id"], content={}, occurred_at=at, created_at=at,
        )  # fmt: skip
        if kind == "revoke":
            row["revoked_at"] = at
        else:
            row |= {"original_text": row["text"], "text": text, "edited_at": at}
        self.sheets.state(MessageAmended(message_id=row["id"], conversation_id=self.id), at, self.id, "system")

    def _touch(self, row: Row, at: datetime, counts: bool) -> None:
        self.ends_at = max(self.ends_at, at)
        self.conversation["last_activity_at"] = max(self.conversation["last_activity_at"], at)
        if counts:
            self.conversation["last_message_id"] = row["id"]

    def _last(self, direction: str) -> Row | None:
        found = [m for m in self.sheets.rows.get("inbox_messages", []) if m["direction"] == direction and m["kind"] != "reaction"]
        return found[-1] if found else None

    def _expect(self, direction: str) -> Row:
        row = self._last(direction)
        assert row is not None, "nothing was said before"
        return row

    def _actor(self, user_id: uuid.UUID | None) -> str:
        return f"user:{user_id}" if user_id else "bot"

    def _content(self, words: str) -> tuple[str, str | None, Row, Row | None]:
        """Kind, text, content and file of what is written in a talk."""
        found = _FILE.match(words)
        if found is None:
            return "text", words, {}, None
        kind, name, caption = found["kind"], found["name"], found["caption"] or None
        if kind == "location":
            place, address, latitude, longitude = (part.strip() for part in name.split("|"))
            return "location", None, {
                "latitude": float(latitude), "longitude": float(longitude), "name": place, "address": address,
            }, None  # fmt: skip
        if kind == "contacts":
            person, phone = (part.strip() for part in name.split("|"))
            return "contacts", None, {"contacts": [{"name": person, "phones": [{"phone": phone}], "emails": []}]}, None
        if kind == "template":
            return "template", *self._template(name, caption or ""), None
        file = self.house.files.setdefault((kind, name), {"id": new_id(), "mime": _MIMES[kind], "source": "channel"})
        content: dict[str, Any] = {"media": {"file_id": str(file["id"]), "mime": file["mime"]}}
        if kind == "voice":
            content["is_voice"] = True
        if kind == "sticker":
            content["is_animated"] = False
        if kind == "document":
            content["media"]["filename"] = name
        if caption:
            content["caption"] = caption
        return _KINDS[kind], caption, content, file

    def _template(self, name: str, values: str) -> tuple[str, Row]:
        row = self.house.templates[name]
        definition = {"components": row["components"], "parameter_format": "POSITIONAL"}
        slots = self.house.channel.template_slots(definition)
        filled = dict(zip([s.key for s in slots if s.is_needed], [v.strip() for v in values.split("|")], strict=True))
        preview = self.house.channel.preview_template(definition, filled)
        components = self.house.channel.fill_template(definition, filled)
        return preview["body"], {"name": name, "language": "pt_BR", "components": components, "preview": preview}


def hash_of(words: str) -> int:
    """A number that is the same for the same words in every process."""
    return uuid.uuid5(uuid.NAMESPACE_URL, words).int
