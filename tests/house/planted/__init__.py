"""Two tenants with one of everything, for visiting every route with the other one's ids (promise S6).

A room that adds a route adds here what the visit needs to know, and nothing else:
- `plant`: a row of its new table, under the last fixed word of its address (`/services/{...}` is "services");
- `FIELDS` (here and below in `asked.py`): what a new id in a query or body is the id of;
- `BODIES`: a body, when the smallest one that the schema allows would be refused;
- `CONTROL`, `STREAMS`, `NOT_AN_ID`: what answers differently, with the reason.
"""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, update

from atende.accounts import rules
from atende.accounts.models import ApiKey, Invitation, Membership, Store
from atende.accounts.service import keys, people, sessions, tenants
from atende.bookings.models import (
    Appointment,
    BookableService,
    Calendar,
    Claim,
    Closure,
    Feed,
    Flag,
    Import,
    Occasion,
    Page,
    Reminder,
    Resource,
    Series,
    Wait,
)  # fmt: skip
from atende.contacts.models import Contact, Identity, Merge
from atende.core import storage
from atende.core.tenancy import OPERATOR, Actor, Crossing, Tx, across_tenants, in_tenant
from atende.inbox.models import Case, Conversation, File, Message, Note, Template
from atende.integrations.models import Connection, Parcel, Replay
from atende.integrations.service import sandbox
from atende.kit.ids import new_id
from atende.knowledge.models import Professional, Service
from tests.house.planted.asked import (
    BODIES,
    CHOICES,
    CONTROL,
    FIELDS,
    NOT_AN_ID,
    PEOPLE_ONLY,
    STREAMS,
    TWIN_FIELDS,
    VISITS,
    WAITS,
)

__all__ = [
    "BODIES",
    "CHOICES",
    "CONTROL",
    "FIELDS",
    "NOT_AN_ID",
    "PEOPLE_ONLY",
    "STREAMS",
    "TWIN_FIELDS",
    "VISITS",
    "WAITS",
    "Planted",
    "business",
    "plant",
]

PASSWORD = "tulipa-amarela-42"


@dataclass
class Planted:
    """A tenant, its owner's session, an API key that may all a key can, and one id of everything that addresses name."""

    tenant_id: uuid.UUID
    owner_id: uuid.UUID
    token: str
    csrf: str
    canary: str
    key: str = ""
    ids: dict[str, uuid.UUID | str] = field(default_factory=dict)


async def business(canary: str) -> Planted:
    """A new tenant whose texts all hold `canary`, with its owner signed in."""
    made = await tenants.create(
        name=f"Negócio {canary}",
        kind="clinic",
        owner_name=f"Dona {canary}",
        owner_email=f"dona-{canary}@exemplo.com.br",
        owner_password=PASSWORD,
        actor=OPERATOR,
    )
    async with across_tenants(Crossing.SIGN_IN) as session:
        owner = await people.find_by_email(session, f"dona-{canary}@exemplo.com.br")
        assert owner is not None
        signed_in = await sessions.open_session(session, owner.id)
    async with in_tenant(made.id, Actor("user", owner.id)) as tx:
        _, key = await keys.create(tx, _OWNER, name=f"Chave {canary}", scopes=rules.SCOPES)
    planted = Planted(made.id, owner.id, signed_in.token, signed_in.csrf_token, canary, key)
    await plant(planted)
    return planted


_OWNER = rules.Place(rules.Role.OWNER, frozenset(rules.ALL_PERMISSIONS))


async def plant(planted: Planted) -> None:
    """The tenant has a fresh one of everything; `planted.ids` names them. Called before each route's own visit."""
    colleague = await people.find_or_create(
        email=f"colega-{uuid.uuid4().hex}@exemplo.com.br", name=f"Colega {planted.canary}", password_hash="nobody's"
    )
    kept = await storage.store(planted.tenant_id, _pieces(planted.canary))
    async with in_tenant(planted.tenant_id) as tx:
        planted.ids = {"team": colleague, **await _rows(tx, planted, colleague, kept.sha256)}
    planted.ids["unrouted"] = uuid.uuid4()  # the operators'; no tenant has one
    planted.ids |= await _sandbox(planted)
    planted.ids |= {"passkeys": new_id(), "sessions": new_id()}  # a person's, below /api/me: visited without a session only


async def _pieces(canary: str) -> AsyncIterator[bytes]:
    yield f"Arquivo {canary}".encode()


async def _rows(tx: Tx, planted: Planted, colleague: uuid.UUID, sha256: str) -> dict[str, uuid.UUID]:
    ids: dict[str, uuid.UUID] = {}
    canary = planted.canary

    async def add(word: str, row: Any) -> uuid.UUID:
        row.tenant_id = tx.tenant_id
        if hasattr(row, "id"):
            row.id = ids[word] = new_id()
        tx.session.add(row)
        await tx.session.flush()
        return ids.get(word, tx.tenant_id)

    unique = uuid.uuid4().hex
    await add(
        "memberships",
        Membership(user_id=colleague, role="staff", permissions=["inbox"], name=f"Colega {canary}", email=f"c@{canary}.com"),
    )
    # What earlier visits left must not use up the number of keys a business may have.
    left = or_(ApiKey.hint == f"atd_live_{canary}", ApiKey.name == "Integração")
    await tx.session.execute(update(ApiKey).where(ApiKey.tenant_id == tx.tenant_id, left).values(revoked_at=tx.now))
    await add(
        "keys",
        ApiKey(
            name=f"Chave {canary}",
            hint=f"atd_live_{canary}",
            key_hash=uuid.uuid4().hex,
            scopes=["inbox:read"],
            created_by=colleague,
        ),
    )
    await add(
        "invitations",
        Invitation(
            email=f"convite-{unique}@{canary}.com", role="staff", permissions=["inbox"], invited_by=planted.owner_id,
            sent_at=tx.now, expires_at=tx.now + timedelta(days=7),
        ),
    )  # fmt: skip
    await add("stores", Store(name=f"Loja {canary}"))
    await add("busy_stores", Store(name=f"Matriz {canary}"))
    await add("services", Service(name=f"Limpeza {canary}", currency="BRL"))
    await add("professionals", Professional(name=f"Dra. {canary}"))
    connection = await add(
        "connections",
        Connection(
            provider="meta_whatsapp", environment="sandbox", name=f"Linha {canary}", phone="+551130000000",
            number_id=unique, account_id=f"conta{unique}", verify_token=f"senha-{canary}", state="ok",
        ),
    )  # fmt: skip
    ids["channels"] = connection
    await add(
        "events",
        Parcel(
            connection_id=connection, provider="meta_whatsapp", kind="message", dedupe_key=unique, lane=unique,
            raw=f'{{"text": "{canary}"}}', correlation_id=unique, received_at=tx.now, state="dead", reason="tried too often",
        ),
    )  # fmt: skip
    await add("replays", Replay(selection={"kind": canary}, requested_by="operator", state="done"))
    contact = await add("contacts", Contact(name=f"Cliente {canary}", search_text=f"cliente {canary}"))
    await add(
        "identities",
        Identity(
            contact_id=contact,
            space="username",
            value=f"u{unique}",
            match_key=f"u{unique}",
            source="provider",
            last_seen_at=tx.now,
        ),
    )
    digits = f"55118{uuid.uuid4().int % 10**8:08}"
    await add(
        "phones",
        Identity(
            contact_id=contact,
            space="phone",
            value=f"+{digits}",
            match_key=digits,
            confirmed_value=f"+{digits}",
            source="provider",
            last_seen_at=tx.now,
        ),
    )
    await add("strangers", Contact(name=f"Outra {canary}", search_text=f"outra {canary}"))
    shell = await add("shells", Contact(name=f"Mesma {canary}", search_text=f"mesma {canary}", merged_into_id=contact))
    await add(
        "merges",
        Merge(winner_id=contact, loser_id=shell, reason="staff", evidence={}, moved={"identities": []}, actor="operator"),
    )
    conversation = await add(
        "conversations",
        Conversation(
            connection_id=connection, contact_id=contact, store_id=ids["busy_stores"], owner_kind="person",
            owner_user_id=planted.owner_id, owned_since=tx.now, last_inbound_at=tx.now, last_activity_at=tx.now,
        ),
    )  # fmt: skip
    await add("cases", Case(conversation_id=conversation, opened_at=tx.now, opened_by="customer"))
    await add("files", File(mime="text/plain", size=4, sha256=sha256, name=f"{canary}.txt", source="upload"))
    await add(
        "messages",
        Message(
            conversation_id=conversation, connection_id=connection, case_id=ids["cases"], direction="out",
            author_kind="user", author_user_id=colleague, kind="text", text=f"Segredo {canary}", external_id=f"wamid.{unique}",
            occurred_at=tx.now - timedelta(minutes=1), tiebreak="a", status="failed",
        ),
    )  # fmt: skip
    await add("notes", Note(conversation_id=conversation, author_user_id=colleague, body=f"Nota {canary}"))
    await add(
        "templates",
        Template(
            connection_id=connection, name=f"aviso_{unique}", language="pt_BR", status="APPROVED", components=[], synced_at=tx.now
        ),
    )
    await _bookings(tx, ids, add, canary)
    return ids


async def _bookings(tx: Tx, ids: dict[str, uuid.UUID], add: Callable[..., Any], canary: str) -> None:
    tx.session.add(BookableService(tenant_id=tx.tenant_id, id=ids["services"], duration=30))
    ids["customers"] = ids["contacts"]
    room = await add("resources", Resource(kind="room", name=f"Sala {canary}"))
    left = delete(Page).where(Page.tenant_id == tx.tenant_id)  # a business has one page
    await tx.session.execute(left)
    await add("pages", Page(slug=f"pagina-{uuid.uuid4().hex[:12]}", intro={"pt-BR": f"Página {canary}"}))
    await add("closures", Closure(first_on=tx.now.date(), last_on=tx.now.date(), reason=f"Recesso {canary}"))
    since, until = tx.now - timedelta(hours=2), tx.now - timedelta(hours=1)
    occasion = await add("occasions", Occasion(service_id=ids["services"], starts_at=since, ends_at=until, capacity=1))
    no = (await tx.session.get_one(Resource, (tx.tenant_id, room))).no
    await add("claims", Claim(occasion_id=occasion, resource_id=room, resource_no=no, since=since, until=until))
    series = await add(
        "series",
        Series(
            contact_id=ids["contacts"], service_id=ids["services"], said_at=since.replace(tzinfo=None), zone="America/Sao_Paulo",
            every=1, unit="week", count=2,
        ),
    )  # fmt: skip
    visit = ids["visits"] = uuid.uuid4()
    await add(
        "waits",
        Wait(
            contact_id=ids["contacts"], service_id=ids["services"], first_on=tx.now.date(), last_on=tx.now.date(), source="staff",
            since=tx.now, look_at=tx.now, note=f"Espera {canary}",
        ),
    )  # fmt: skip
    await add(
        "appointments",
        Appointment(
            occasion_id=occasion, seat_no=1, capacity=1, service_id=ids["services"], contact_id=ids["contacts"],
            series_id=series, visit_id=visit,
            starts_at=since, ends_at=until, zone="America/Sao_Paulo", said_at=since.replace(tzinfo=None), state="confirmed",
            source="staff", note=f"Observação {canary}",
        ),
    )  # fmt: skip
    ids["off-clock"] = ids["appointments"]
    calendar = Calendar(resource_id=room, provider="google", environment="sandbox", external_id=new_id().hex, account=canary)
    await add("calendars", calendar)
    flag = Flag(kind="conflict", appointment_id=ids["appointments"], calendar_id=calendar.id, external_id="e1", raised_at=tx.now)
    await add("flags", flag)
    unreminded = Reminder(
        appointment_id=ids["appointments"], lead=120, starts_at=since, at=tx.now, outcome="failed", reason="no_conversation", is_open=True
    )  # fmt: skip
    await add("reminders", unreminded)
    await add("feeds", Feed(token_hash=new_id().hex, hint="abcd", renewed_at=tx.now, resource_id=room))
    source = await add(
        "sources",
        Connection(
            provider="calcom", environment="live", name=f"Cal {canary}", phone="", number_id=new_id().hex, verify_token="x", state="ok",
        ),
    )  # fmt: skip
    await add(
        "imports",
        Import(
            connection_id=source, external_id=new_id().hex, state="flagged", problem="no_route", said_at=tx.now, starts_at=since
        ),
    )


async def _sandbox(planted: Planted) -> dict[str, str]:
    """One of everything in the twin, under `simulator/<word>`."""
    phone = f"+55119{uuid.uuid4().int % 10**8:08}"
    number = await sandbox.number_for(planted.tenant_id, name=f"Linha {planted.canary}", phone=phone)
    number_id, owner = number["number_id"], str(planted.tenant_id)
    customer = f"p{uuid.uuid4().hex[:20]}"
    about = {"id": customer, "name": f"Cliente {planted.canary}", "phone": f"+55219{uuid.uuid4().int % 10**8:08}", "owner": owner}
    await sandbox.call("POST", "phones", json=about)
    await sandbox.call("POST", f"phones/{customer}/threads/{number_id}/messages", json={"type": "text", "text": planted.canary})
    fault = (await sandbox.call("POST", "faults", json={"kind": "delay", "number_id": number_id})).json()
    file = (
        await sandbox.call(
            "POST",
            "files",
            content=planted.canary.encode(),
            params={"number_id": number_id},
            headers={"content-type": "text/plain"},
        )
    ).json()
    return {
        "simulator/numbers": number_id,
        "simulator/threads": number_id,
        "simulator/phones": customer,
        "simulator/faults": str(fault["id"]),
        "simulator/files": str(file["id"]),
    }
