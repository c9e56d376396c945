"""R2 to R5: whatever comes is stored once, whole, in order and with the right person."""

import json
from collections import Counter

from tests.faults.ground import Ground
from tests.faults.history import Verdict
from tests.meta import message_body, status_body

_RANK = {"queued": 0, "sending": 1, "unknown": 2, "sent": 3, "failed": 4, "delivered": 5, "read": 6, "played": 7}


def everything(ground: Ground) -> list[Verdict]:
    """R4: one payload with 3 entries of 3 changes of 5 messages."""
    entries, said = [], []
    for business in ground.businesses[:3]:
        changes = []
        for _ in range(3):
            five = [ground.say(ground.person(business), "oi") for _ in range(5)]
            said += five
            changes += json.loads(message_body(five))["entry"][0]["changes"]
        entries.append({"id": business.account_id, "changes": changes})
    body = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
    ground.do(ground.post([(body, said)]))
    ground.quiet()
    rows = ground.sql("select external_id from inbox_messages where external_id = any($1)", [one.id for one in said])
    return [Verdict("R4", "one payload, 3 entries of 3 changes of 5 messages", f"{len(rows)} of 45 stored", len(rows) == 45)]


def repeated(ground: Ground) -> list[Verdict]:
    """R2: each message delivered one to five times, in parallel, to two web processes."""
    count = 10_000 if ground.full else 240
    said = [ground.say(ground.person(ground.businesses[n % len(ground.businesses)]), "oi") for n in range(count)]
    posts = [(message_body([one]), [one]) for one in said for _ in range(ground.dice.randint(1, 5))]
    ground.dice.shuffle(posts)
    ground.do(ground.post(posts, lines=48, seconds=600))
    left = ground.quiet(1800 if ground.full else 90)
    ids = [one.id for one in said]
    stored = Counter(row[0] for row in ground.sql("select external_id from inbox_messages where external_id = any($1)", ids))
    turns = ground.sql(
        "select m.external_id, count(t.id) as turns from inbox_messages m left join bot_turns t on t.tenant_id = m.tenant_id"
        " and t.conversation_id = m.conversation_id and t.outcome not in ('superseded', 'failed')"
        " where m.external_id = any($1) group by 1",
        ids,
    )
    doubled = [one for one in ids if stored[one] != 1]
    answered = [row["external_id"] for row in turns if row["turns"] != 1]
    found = f"{len(posts)} posts, {len(doubled)} not stored once, {len(answered)} not answered once"
    tried = f"{count} messages, each 1 to 5 times in parallel to 2 processes"
    return [Verdict("R2", tried, found, not doubled and not answered and not left, str((doubled + answered)[:3] or left or ""))]


def shuffled(ground: Ground) -> list[Verdict]:
    """R3: statuses of what was sent, in any order, again and again; the order of the facts tells of every step back."""
    rows = ground.sql(
        "select m.external_id, m.tenant_id, i.value as phone from inbox_messages m"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id"
        " join contacts_identities i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id and i.space = 'phone'"
        " where m.direction = 'out' and m.external_id is not null and m.status in ('sent', 'delivered', 'read')"
        " order by m.id limit $1",
        6000 if ground.full else 250,
    )
    owner = {business.tenant_id: business for business in ground.businesses}
    times = 6 if ground.full else 2
    posts = []
    for row in rows:
        for status in ("sent", "delivered", "read") * times:
            body = status_body(owner[row["tenant_id"]], row["external_id"], status, row["phone"].lstrip("+"))
            posts.append((body, ()))
    ground.dice.shuffle(posts)
    ground.do(ground.post(posts, lines=48, seconds=900))
    left = ground.quiet(1800 if ground.full else 90)
    ids = [row["external_id"] for row in rows]
    ends = Counter(row[0] for row in ground.sql("select status from inbox_messages where external_id = any($1)", ids))
    back = inversions(ground)
    late = ground.sql(
        "select id::text from (select id, handled_at, attempts, lag(handled_at) over (partition by connection_id, lane order by seq)"
        " as before from integrations_parcels where handled_at is not null) p where before > handled_at and attempts = 0 limit 3"
    )
    found = f"ends {dict(ends)}, {len(back)} steps back, {len(late)} opened before what came earlier"
    holds = set(ends) == {"read"} and not back and not late and not left
    tried = f"{len(posts)} statuses of {len(rows)} messages, shuffled and repeated"
    return [Verdict("R3", tried, found, holds, str(back[:2] or left or ""))]


def inversions(ground: Ground) -> list[str]:
    """Every step back of a status, as those who read the facts in order see it."""
    seen: dict[str, str] = {}
    back = []
    for row in ground.sql(
        "select payload->>'message_id' as id, payload->>'status' as status from facts"
        " where name = 'inbox.message_status_changed' order by commit_no, seq"
    ):
        before = seen.get(row["id"])
        if before in _RANK and _RANK.get(row["status"], 99) < _RANK[before]:
            back.append(f"{row['id']}: {before} -> {row['status']}")
        seen[row["id"]] = row["status"]
    return back


def apart(ground: Ground) -> list[Verdict]:
    """R5: 200 people who write to every business at once, over 64 connections; judged with the whole history at the end."""
    count = 20_000 if ground.full else 800
    phones = [f"55319{70000000 + n:08d}" for n in range(200)]
    senders = [ground.person(business, phone=phone) for phone in phones for business in ground.businesses]
    said = [ground.say(ground.dice.choice(senders), "quanto custa a consulta?") for _ in range(count)]
    ground.do(ground.post([(message_body([one]), [one]) for one in said], lines=64, seconds=900))
    left = ground.quiet(3600 if ground.full else 120)
    rows = ground.sql(
        "select m.external_id, m.tenant_id, m.connection_id, i.value from inbox_messages m"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id"
        " join contacts_identities i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id and i.space = 'phone'"
        " where m.external_id = any($1)",
        [one.id for one in said],
    )
    wrong = []
    for row in rows:
        sender = ground.history.sent[row["external_id"]].sender
        home = (sender.business.tenant_id, sender.business.connection_id, sender.phone)
        if (row["tenant_id"], row["connection_id"], row["value"].lstrip("+")) != home:
            wrong.append(row["external_id"])
    found = f"{len(rows)} stored, {len(wrong)} with another person or business"
    tried = f"{count} messages of 200 people to {len(ground.businesses)} businesses over 64 connections"
    return [Verdict("R5", tried, found, len(rows) == count and not wrong and not left, str(wrong[:3] or left or ""))]
