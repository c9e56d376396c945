"""Message templates: kept as the vendor lists them, changed by its events, filled and previewed for a send."""

import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from atende.core import log
from atende.core.jobs import Lane
from atende.core.tenancy import SYSTEM, Crossing, Tx, across_tenants, in_tenant
from atende.inbox.errors import ContentInvalid, NumberPaused, TemplatesFailed, TemplateUnusable
from atende.inbox.events import TemplateChanged
from atende.inbox.models import Template
from atende.inbox.ports import AccountNotice, Channel
from atende.inbox.rules.outbound import FILE_PENDING, values_of
from atende.inbox.service import channels, numbers
from atende.integrations.models import Connection
from atende.kit.ids import new_id
from atende.kit.refusal import NotFound

EVERY = 3600.0  # seconds between two listings of a connection
SOON = 5.0  # seconds until a listing that failed is tried again, doubled up to an hour
# How a vendor's event about a template reads as its status in the listing.
_STATUS_OF_EVENT = {"REINSTATED": "APPROVED", "FLAGGED": "APPROVED", "UNARCHIVED": "APPROVED"}
# Account events after which nothing can be sent until somebody sets it right.
_ACCOUNT_DOWN = frozenset(
    {"DISABLED_UPDATE", "ACCOUNT_DELETED", "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_OFFBOARDED"}
)

_log = log.get("inbox")
_listed_at: dict[tuple[uuid.UUID, uuid.UUID], float] = {}
_pauses: dict[tuple[uuid.UUID, uuid.UUID], float] = {}  # of connections whose last listing failed


async def filled(
    tx: Tx, connection_id: uuid.UUID, channel: Channel, content: dict[str, Any]
) -> tuple[dict[str, Any], str, uuid.UUID | None]:
    """A template message's content with components and preview, the words of its body, and the file of its header.

    Refuses `ContentInvalid` naming missing values, and `TemplateUnusable` for one that is not approved now."""
    name, language = content.get("name"), content.get("language")
    if not name or not language:
        raise ContentInvalid(field="content.name" if not name else "content.language", problem="missing")
    row = await _by_name(tx, connection_id, str(name), str(language))
    if row is None:
        raise TemplateUnusable(field="content.name", reason="missing")
    if row.status != "APPROVED":
        raise TemplateUnusable(field="content.name", reason=row.status.lower())
    definition = {"components": row.components, "parameter_format": row.parameter_format}
    values, file_id = dict(content.get("values") or {}), None
    header = values.get("header")
    if isinstance(header, dict) and header.get("file_id"):
        try:
            file_id = uuid.UUID(str(header["file_id"]))
        except ValueError:
            raise ContentInvalid(field="values.header", problem="form") from None
        values["header"] = {"external_id": FILE_PENDING, "filename": header.get("filename")}
    if content.get("components") is not None and not values:
        components = content["components"]
        channel.match_template(definition, components)
        values = values_of(components)
    else:
        components = channel.fill_template(definition, values)
    preview = channel.preview_template(definition, values)
    stored = {"name": row.name, "language": row.language, "components": components, "preview": preview}
    return stored, preview.get("body") or "", file_id


async def _by_name(tx: Tx, connection_id: uuid.UUID, name: str, language: str) -> Template | None:
    return await tx.session.scalar(
        select(Template).where(
            Template.tenant_id == tx.tenant_id,
            Template.connection_id == connection_id,
            Template.name == name,
            func.replace(Template.language, "-", "_") == language.replace("-", "_"),
        )
    )


@dataclass(frozen=True, slots=True)
class Usable:
    """A template that may be sent, and the values it asks for."""

    id: uuid.UUID
    name: str
    language: str
    status: str
    category: str | None
    components: list[Any]
    slots: list[dict[str, Any]]


async def of_connection(tx: Tx, connection_id: uuid.UUID) -> list[Usable]:
    """The number's approved templates by name and language. Refuses `NotFound` for a connection that is not here."""
    connection = await tx.session.get(Connection, (tx.tenant_id, connection_id))
    if connection is None:
        raise NotFound("no such connection")
    channel = channels.channel_for(connection.provider)
    found = await tx.session.scalars(
        select(Template)
        .where(
            Template.tenant_id == tx.tenant_id,
            Template.connection_id == connection_id,
            Template.status == "APPROVED",
        )
        .order_by(Template.name, Template.language)
    )
    return [
        Usable(
            id=row.id,
            name=row.name,
            language=row.language,
            status=row.status,
            category=row.category,
            components=list(row.components),
            slots=[asdict(slot) for slot in channel.template_slots({"components": row.components})],
        )
        for row in found.all()
    ]


async def as_listed(tx: Tx, connection_id: uuid.UUID) -> list[dict[str, Any]]:
    """The connection's templates in the form in which the vendor lists them."""
    found = await tx.session.scalars(
        select(Template)
        .where(Template.tenant_id == tx.tenant_id, Template.connection_id == connection_id)
        .order_by(Template.name)
    )
    return [
        {
            "id": row.external_id,
            "name": row.name,
            "language": row.language,
            "status": row.status,
            "category": row.category or "UTILITY",
            "parameter_format": row.parameter_format,
            "components": row.components,
        }
        for row in found.all()
    ]


async def sync(tx: Tx, connection_id: uuid.UUID, listed: list[dict[str, Any]]) -> int:
    """The connection's templates are exactly those listed; returns how many."""
    kept: list[uuid.UUID] = []
    for entry in listed:
        if not entry.get("name") or not entry.get("language"):
            continue
        values = {
            "external_id": str(entry["id"]) if entry.get("id") is not None else None,
            "status": str(entry.get("status") or "UNKNOWN"),
            "category": entry.get("category"),
            "parameter_format": str(entry.get("parameter_format") or "POSITIONAL"),
            "components": entry.get("components") or [],
            "reason": None,
            "synced_at": tx.now,
        }
        kept += (
            await tx.session.scalars(
                insert(Template)
                .values(
                    tenant_id=tx.tenant_id,
                    id=new_id(),
                    connection_id=connection_id,
                    name=str(entry["name"]),
                    language=str(entry["language"]),
                    **values,
                )
                .on_conflict_do_update(index_elements=["tenant_id", "connection_id", "name", "language"], set_=values)
                .returning(Template.id)
            )
        ).all()
    await tx.session.execute(
        delete(Template).where(
            Template.tenant_id == tx.tenant_id,
            Template.connection_id == connection_id,
            Template.id.not_in(kept),
        )
    )
    return len(kept)


async def fetch_now(tenant_id: uuid.UUID, connection_id: uuid.UUID) -> int:
    """The connection's templates are as the vendor lists them now; returns how many. No transaction is open during the call.

    Refuses `TemplatesFailed` and `NumberPaused` (no token)."""
    async with in_tenant(tenant_id, SYSTEM) as tx:
        connection = await tx.session.get(Connection, (tenant_id, connection_id))
        if connection is None or not connection.is_active:
            raise NumberPaused(reason="not_active")
        channel = channels.channel_for(connection.provider)
        account = await channels.account_of(tx, connection)
    listed = await channel.templates(account)
    async with in_tenant(tenant_id, SYSTEM) as tx:
        return await sync(tx, connection_id, listed)


_NUMBERS = text(
    "select tenant_id, connection_id from integrations_numbers"
    " order by row_number() over (partition by tenant_id order by connection_id)"
)


async def due(limit: int) -> list[Lane]:
    """Connections whose templates were not listed by this worker in the last hour, or whose next try has come."""
    async with across_tenants(Crossing.SWEEP) as session:
        rows = (await session.execute(_NUMBERS)).all()
    now = time.monotonic()
    late = [(t, c) for t, c in rows if now - _listed_at.get((t, c), -EVERY) >= _pauses.get((t, c), EVERY)]
    return [Lane(tenant, str(connection)) for tenant, connection in late[:limit]]


async def refresh(lane: Lane) -> bool:
    """The connection's templates are listed anew; a listing that fails is logged and tried again soon, then ever later."""
    connection_id = uuid.UUID(lane.key)
    key = (lane.tenant_id, connection_id)
    _listed_at[key] = time.monotonic()
    try:
        await fetch_now(lane.tenant_id, connection_id)
        _pauses.pop(key, None)
    except (TemplatesFailed, NumberPaused) as refusal:
        _pauses[key] = min(EVERY, _pauses.get(key, SOON / 2) * 2)
        _log.warning("templates_not_listed", connection_id=lane.key, code=refusal.code, **refusal.params)
    return True


async def apply_notice(tx: Tx, connection: Connection, notice: AccountNotice) -> bool:
    """What the vendor says of a template holds for it, and an account it shut down sends no more; False for news that
    change nothing here. States `TemplateChanged`, or `ConnectionChanged`."""
    value = notice.value
    if notice.field == "account_update":
        event = str(value.get("event") or "").upper()
        if event not in _ACCOUNT_DOWN:
            return False
        ban = (value.get("ban_info") or {}).get("waba_ban_state")
        if event == "DISABLED_UPDATE" and ban == "REINSTATE":
            return False
        await numbers.fail(tx, connection.id, f"account:{event.lower()}")
        return True
    if notice.field not in (
        "message_template_status_update",
        "template_category_update",
        "message_template_components_update",
    ):
        return False
    name, language = value.get("message_template_name"), value.get("message_template_language")
    row = await _by_name(tx, connection.id, str(name), str(language)) if name and language else None
    if row is None or notice.field == "message_template_components_update":
        _listed_at.pop((tx.tenant_id, connection.id), None)  # the next listing brings it
        return row is not None
    if notice.field == "template_category_update":
        row.category = value.get("new_category") or row.category
    else:
        event = str(value.get("event") or "").upper()
        row.status = _STATUS_OF_EVENT.get(event, event) or row.status
        reason = value.get("reason")
        row.reason = None if reason in (None, "NONE") else str(reason)
    await tx.session.flush()
    await tx.emit(
        TemplateChanged(connection_id=connection.id, template_name=row.name, language=row.language, status=row.status),
        subject_id=row.id,
    )
    return True
