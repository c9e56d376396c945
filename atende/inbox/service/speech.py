"""What the bot says in one turn: every message passes the gate as it is said, all of them are written in one statement at the end,
and the first may be claimed for its call in that very transaction, so that it leaves as soon as it is committed.

The rules are those of `send` and `claim`; this only knows beforehand what they would have to ask for."""

import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from atende.contacts import service as contacts
from atende.contacts.ports import Address
from atende.core.log import correlation_id
from atende.core.tenancy import Tx
from atende.inbox.errors import ContentInvalid, NotYourTurn
from atende.inbox.events import CaseOpened, MessageQueued
from atende.inbox.ports import MessageKind, Outbound
from atende.inbox.rules import Author, AuthorKind, may_send
from atende.inbox.rules import Standing as Footing
from atende.inbox.rules.drafting import check_content
from atende.inbox.rules.outbound import plain
from atende.inbox.rules.pacing import LEASE
from atende.inbox.service import channels, queueing
from atende.inbox.service.claim import LOOK_AGAIN, Claim, pace
from atende.inbox.service.held import Held
from atende.inbox.service.send import Draft
from atende.integrations.service.standing import Standing
from atende.kit.ids import new_id

_BOT = Author(AuthorKind.BOT)
_KINDS = (MessageKind.TEXT, MessageKind.INTERACTIVE, MessageKind.LOCATION)


@dataclass(frozen=True, slots=True)
class Past:
    """One message that the bot said before, as it is stored."""

    kind: str
    text: str | None
    content: dict[str, Any]
    at: datetime


@dataclass(slots=True)
class _Said:
    id: uuid.UUID
    draft: Draft
    outbound: Outbound
    at: datetime
    explanation: str | None


@dataclass(slots=True)
class Speech:
    """The bot's words in a conversation that is held. `past`: what it said here within `REPEAT_WITHIN`, other than dropped or
    failed; `is_clear`: nothing else waits to leave here or is on its way. Call `end` once, after the last word."""

    tx: Tx
    held: Held
    number: Standing
    past: list[Past]
    is_clear: bool
    said: list[_Said] = field(default_factory=list)
    _address: Address | None = None
    _begun: float = field(default_factory=time.monotonic)

    async def say(self, draft: Draft) -> uuid.UUID:
        """The message will stand last in the conversation's order; its id. Refuses like `send`."""
        if draft.kind not in _KINDS or draft.file_id or draft.reply_to_id or draft.client_id:
            raise ContentInvalid(field="kind", problem="not_allowed", kind=draft.kind.value)
        check_content(draft.kind, draft.content)
        content = dict(draft.content)
        words = draft.text
        if draft.kind is MessageKind.INTERACTIVE:
            words = words or content.get("body")
        self._pass_gate(draft, words, content)
        if self._address is None:
            self._address = await contacts.address(self.tx, self.held.contact_id)
        message_id = new_id()
        outbound = Outbound(
            phone=self._address.phone,
            user_id=self._address.user_id,
            kind=draft.kind,
            text=words,
            content=content,
            callback=str(message_id),
            reply_to=None,
        )
        channels.channel_for(self.number.provider).check(outbound)
        # After what it answers, also when the vendor's clock is ahead of ours.
        after = self.held.last_activity_at
        at = self.tx.now if after <= self.tx.now else after + timedelta(microseconds=1)
        explanation = {**(draft.explanation or {}), **({"is_notice": True} if draft.is_notice else {})}
        if self.held.handoff_reason in queueing.UNANSWERED:
            queueing.wait_no_more(self.held)  # the customer wrote again and is answered
        self.held.last_message_id, self.held.last_activity_at = message_id, at
        self.said.append(_Said(message_id, draft, outbound, at, json.dumps(explanation) if explanation else None))
        self.past.append(Past(draft.kind.value, words, content, self.tx.now))
        return message_id

    def _pass_gate(self, draft: Draft, words: str | None, content: dict[str, Any]) -> None:
        same = tuple(
            one.at for one in self.past if (one.kind, one.text) == (draft.kind.value, words) and plain(one.content) == content
        )
        refusal = may_send(
            _BOT,
            Footing(
                now=self.tx.now,
                owner_kind=self.held.owner_kind,
                owner_user_id=self.held.owner_user_id,
                last_inbound_at=self.held.last_inbound_at,
                number_state=self.number.state,
                number_is_active=self.number.is_active,
                is_notice=draft.is_notice,
                same_at=same,
                bot_recent=len(self.past),
            ),
        )
        if refusal is NotYourTurn:
            raise NotYourTurn(owner=self.held.owner_kind)
        if refusal is not None:
            raise refusal()

    async def end(self, *, claims: bool) -> Claim | None:
        """What was said stands queued and the conversation as it is now, in one round trip; `CaseOpened` and `MessageQueued` are
        stated. With `claims` the first of it is claimed, when nothing keeps it: its attempt is in the database and whoever
        commits must make the call."""
        claimed = await self._claim() if claims and self.said else None
        tx, held, said = self.tx, self.held, self.said
        case_id = new_id()
        ahead = tx.now + LEASE if claimed else None
        row = await tx.row(
            _SAY,
            tx.tenant_id,
            held.id,
            case_id,
            tx.now,
            held.connection_id,
            correlation_id.get(),
            [one.id for one in said],
            [one.draft.kind.value for one in said],
            [one.outbound.text for one in said],
            [json.dumps(one.outbound.content) for one in said],
            [one.at for one in said],
            [one.explanation for one in said],
            # What follows the first one waits for its end, which wakes it.
            [tx.now if claimed is None else ahead if place == 0 else tx.now + LOOK_AGAIN for place, _ in enumerate(said)],
            claimed.attempt_id if claimed else None,
            ahead,
            held.store_id,
            held.last_message_id,
            held.last_activity_at,
            held.waiting_since,
            held.due_at,
            held.overdue_at,
            held.handoff_reason,
        )
        if row is not None:
            await tx.emit(CaseOpened(case_id=case_id, conversation_id=held.id), subject_id=held.id)
        for one in said:
            await tx.emit(MessageQueued(message_id=one.id, conversation_id=held.id, author_kind="bot"), subject_id=held.id)
        return claimed

    async def _claim(self) -> Claim | None:
        """The first message, ready for its call: the gate was passed a moment ago under this very lock."""
        tx, held, number, first = self.tx, self.held, self.number, self.said[0]
        is_slowed = any(until is not None and until > tx.now for until in (held.slowed_until, number.slowed_until))
        if not self.is_clear or is_slowed or number.token_sealed is None:
            return None
        account = await channels.account_of(tx, number)
        wait, later = pace(number.id, held.id)
        if later:
            return None
        attempt_id = new_id()
        outbound = first.outbound
        return Claim(
            tenant_id=tx.tenant_id,
            conversation_id=held.id,
            connection_id=number.id,
            contact_id=held.contact_id,
            message_id=first.id,
            attempt_id=attempt_id,
            number=1,
            tries=0,
            channel=channels.channel_for(number.provider),
            account=account,
            outbound=Outbound(
                phone=outbound.phone,
                user_id=outbound.user_id,
                kind=outbound.kind,
                text=outbound.text,
                content=outbound.content,
                callback=str(attempt_id),
                reply_to=None,
            ),
            begun=self._begun,
            wait=wait,
            correlation_id=correlation_id.get(),
            is_last=len(self.said) == 1,
        )


_SAY = """
with known as (
    select id from inbox_cases where tenant_id = $1 and conversation_id = $2 and closed_at is null
), started as (
    insert into inbox_cases (tenant_id, id, conversation_id, opened_at, opened_by)
    select $1, $3, $2, $4, 'bot' where cardinality($7::uuid[]) > 0 and not exists (select from known) returning id
), said as (
    insert into inbox_messages (tenant_id, id, conversation_id, connection_id, case_id, direction, author_kind, kind, text, content,
        occurred_at, tiebreak, status, explanation, send_due_at, attempts, correlation_id)
    select $1, u.id, $2, $5, coalesce((select id from known), (select id from started)), 'out', 'bot', u.kind, u.text, u.content,
        u.at, u.id::text, case when $14::uuid is not null and u.place = 1 then 'sending' else 'queued' end, u.explanation, u.due_at,
        case when $14::uuid is not null and u.place = 1 then 1 else 0 end, $6
    from unnest($7::uuid[], $8::text[], $9::text[], $10::jsonb[], $11::timestamptz[], $12::jsonb[], $13::timestamptz[])
        with ordinality as u (id, kind, text, content, at, explanation, due_at, place)
    order by u.place
), attempt as (
    insert into inbox_attempts (tenant_id, id, message_id, number, state, lease_until)
    select $1, $14, ($7::uuid[])[1], 1, 'sending', $15 where $14 is not null
), touched as (
    update inbox_conversations set store_id = $16, last_message_id = $17, last_activity_at = $18, waiting_since = $19, due_at = $20,
        overdue_at = $21, handoff_reason = $22
    where tenant_id = $1 and id = $2
)
select id from started
"""
