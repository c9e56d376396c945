"""What the bot says in one turn: every message passes the gate as it is said, all of them are written in one statement at the end
(that of several turns too), and the first may be claimed for its call in that very transaction, so that it leaves as soon as it is
committed.

The rules are those of `send` and `claim`; this only knows beforehand what they would have to ask for."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from atende.contacts import service as contacts
from atende.contacts.ports import Address
from atende.core import clock
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
    failed; `is_clear`: nothing else waits to leave here or is on its way; `address` is asked for when it is not given. After the
    last word `claim`, when wanted, and then `write`."""

    tx: Tx
    held: Held
    number: Standing
    past: list[Past]
    is_clear: bool
    address: Address | None = None
    said: list[_Said] = field(default_factory=list)
    claimed: Claim | None = None
    correlation: str = field(default_factory=correlation_id.get)
    _begun: float = field(default_factory=clock.steady)

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
        if self.address is None:
            self.address = await contacts.address(self.tx, self.held.contact_id)
        message_id = new_id()
        outbound = Outbound(
            phone=self.address.phone,
            user_id=self.address.user_id,
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

    async def claim(self) -> None:
        """The first message is ready for its call, when nothing keeps it: the gate was passed a moment ago under this very lock.
        Once `write` has put its attempt in the database, whoever commits must make the call of `claimed`."""
        tx, held, number = self.tx, self.held, self.number
        is_slowed = any(until is not None and until > tx.now for until in (held.slowed_until, number.slowed_until))
        if not self.said or not self.is_clear or is_slowed or number.token_sealed is None:
            return
        account = await channels.account_of(tx, number)
        wait, later = pace(number.id, held.id)
        if later:
            return
        attempt_id, first = new_id(), self.said[0]
        outbound = first.outbound
        self.claimed = Claim(
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
            correlation_id=self.correlation,
            is_last=len(self.said) == 1,
        )


_SAY = """
with given as (
    select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[],
            $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[])
        as g (id, connection_id, case_id, correlation_id, attempt_id, claimed_id, store_id, last_message_id,
            last_activity_at, waiting_since, due_at, overdue_at, handoff_reason)
), words as (
    select * from unnest($15::uuid[], $16::uuid[], $17::text[], $18::text[], $19::jsonb[], $20::timestamptz[], $21::jsonb[],
            $22::timestamptz[])
        with ordinality as u (conversation_id, id, kind, text, content, at, explanation, due_at, place)
), known as (
    select k.* from given g cross join lateral (
        select conversation_id, id from inbox_cases where tenant_id = $1 and conversation_id = g.id and closed_at is null offset 0
    ) k
), started as (
    insert into inbox_cases (tenant_id, id, conversation_id, opened_at, opened_by)
    select $1, g.case_id, g.id, $23, 'bot' from given g
    where g.id in (select conversation_id from words) and g.id not in (select conversation_id from known)
    returning id, conversation_id
), said as (
    insert into inbox_messages (tenant_id, id, conversation_id, connection_id, case_id, direction, author_kind, kind, text, content,
        occurred_at, tiebreak, status, explanation, send_due_at, attempts, correlation_id)
    select $1, u.id, u.conversation_id, g.connection_id, coalesce(k.id, s.id), 'out', 'bot', u.kind, u.text, u.content,
        u.at, u.id::text, case when u.id = g.claimed_id then 'sending' else 'queued' end, u.explanation, u.due_at,
        case when u.id = g.claimed_id then 1 else 0 end, g.correlation_id
    from words u join given g on g.id = u.conversation_id
    left join known k on k.conversation_id = g.id left join started s on s.conversation_id = g.id
    order by u.place
), attempt as (
    insert into inbox_attempts (tenant_id, id, message_id, number, state, lease_until)
    select $1, g.attempt_id, g.claimed_id, 1, 'sending', $24 from given g where g.attempt_id is not null
), touched as (
    update inbox_conversations c set store_id = g.store_id, last_message_id = g.last_message_id,
        last_activity_at = g.last_activity_at, waiting_since = g.waiting_since, due_at = g.due_at, overdue_at = g.overdue_at,
        handoff_reason = g.handoff_reason
    from given g where c.tenant_id = $1 and c.id = g.id and c.id = any($2::uuid[])
)
select conversation_id, id from started
"""


async def write(tx: Tx, speeches: Sequence[Speech]) -> None:
    """What was said in these conversations stands queued, or claimed, and the conversations are as they are now, in one round trip;
    `CaseOpened` and `MessageQueued` are stated."""
    claims = [one.claimed for one in speeches]
    lease = tx.now + LEASE
    words = [(speech, place, one) for speech in speeches for place, one in enumerate(speech.said)]
    rows = await tx.fetch(
        _SAY,
        tx.tenant_id,
        [one.held.id for one in speeches],
        [one.held.connection_id for one in speeches],
        [new_id() for _ in speeches],
        [one.correlation for one in speeches],
        [claim.attempt_id if claim else None for claim in claims],
        [claim.message_id if claim else None for claim in claims],
        [one.held.store_id for one in speeches],
        [one.held.last_message_id for one in speeches],
        [one.held.last_activity_at for one in speeches],
        [one.held.waiting_since for one in speeches],
        [one.held.due_at for one in speeches],
        [one.held.overdue_at for one in speeches],
        [one.held.handoff_reason for one in speeches],
        [speech.held.id for speech, _, _ in words],
        [one.id for _, _, one in words],
        [one.draft.kind.value for _, _, one in words],
        [one.outbound.text for _, _, one in words],
        [json.dumps(one.outbound.content) for _, _, one in words],
        [one.at for _, _, one in words],
        [one.explanation for _, _, one in words],
        # What follows the first one waits for its end, which wakes it.
        [tx.now if speech.claimed is None else lease if place == 0 else tx.now + LOOK_AGAIN for speech, place, _ in words],
        tx.now,
        lease,
    )
    started = dict(rows)
    for speech in speeches:
        held = speech.held
        correlation_id.set(speech.correlation)
        if held.id in started:
            await tx.emit(CaseOpened(case_id=started[held.id], conversation_id=held.id), subject_id=held.id)
        for one in speech.said:
            await tx.emit(MessageQueued(message_id=one.id, conversation_id=held.id, author_kind="bot"), subject_id=held.id)
