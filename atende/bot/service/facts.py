"""The facts of a business, gathered for one turn.

A turn needs all of them and they seldom change, so they are kept with a fingerprint of the rows they came from: one question
tells whether they still hold, and a change holds from the next turn on."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from atende.accounts import models as accounts_models
from atende.accounts import queries as accounts
from atende.bot import models
from atende.bot.rules import facts
from atende.bot.rules.settings import BotSettings
from atende.bot.service import settings as kept
from atende.core.tenancy import Tx
from atende.knowledge import models as knowledge_models
from atende.knowledge import queries as knowledge
from atende.knowledge.rules import hours_wire
from atende.knowledge.rules.hours import Hours, Recess

_SOURCES = {
    accounts_models.Tenant: "id",
    accounts_models.Store: "tenant_id",
    models.BotSettings: "tenant_id",
    knowledge_models.Profile: "tenant_id",
    knowledge_models.Service: "tenant_id",
    knowledge_models.ServiceStore: "tenant_id",
    knowledge_models.Professional: "tenant_id",
    knowledge_models.ProfessionalStore: "tenant_id",
    knowledge_models.ProfessionalService: "tenant_id",
}
_PRINTS = (
    f"(select sum(hashtextextended(r::text, 0)) from {model.__tablename__} r where r.{column} = $1)"
    for model, column in _SOURCES.items()
)
# What can be booked, where, and the form to fill in before: read with the fingerprint, of which it is a part.
_BOOKABLE = """(
    select jsonb_object_agg(id, jsonb_build_object('is_public', is_public, 'form_url', form_url, 'place', place)) from bookings_services
    where tenant_id = $1
)"""
# Whole days on which the agenda is closed of everybody or of a store: nobody is told then that it is open. Why is the team's own affair,
# and an hour off is no closed store. Those that are over are left out, by a day that has come everywhere.
_CLOSED = """(
    select jsonb_agg(jsonb_build_array(store_id, first_on, last_on, every_year) order by first_on, id) from bookings_closures
    where tenant_id = $1 and resource_id is null and since is null and (every_year or last_on >= current_date - 2)
)"""
_FINGERPRINT = f"select {', '.join(_PRINTS)}, {_CLOSED}, {_BOOKABLE}"
_KEPT = 500  # businesses

_known: dict[uuid.UUID, tuple[tuple[Decimal | dict[str, Any] | list[Any] | None, ...], BotSettings, facts.Facts]] = {}


async def known(tx: Tx) -> tuple[BotSettings, facts.Facts]:
    """How the business's bot speaks and all that it may say, as both stand in the database now. One round trip when neither
    changed since the last time."""
    row = await tx.row(_FINGERPRINT, tx.tenant_id)
    before = _known.pop(tx.tenant_id, None)
    if before is None or before[0] != tuple(row):
        before = (tuple(row), await kept.read(tx), await gather(tx, row[-1] or {}, row[-2] or ()))
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)))
    _known[tx.tenant_id] = before
    return before[1], before[2]


async def gather(
    tx: Tx, bookable: Mapping[str, dict[str, Any]] = MappingProxyType({}), closed: Sequence[Sequence[Any]] = ()
) -> facts.Facts:
    """All that may be said of this business, as it stands in the database now. `bookable`: by service of the agenda, whether
    customers book it by themselves, its place, and the form to fill in before; empty, nothing can be booked in this talk. `closed`: of
    a store or of all (None) the first and last day on which the agenda is closed, and whether every year."""
    tenant = await accounts.tenant(tx)
    profile = await knowledge.profile(tx)
    return facts.Facts(
        has_agenda=bool(bookable),
        business=facts.Business(
            id=str(tenant.id),
            name=tenant.name,
            kind=tenant.kind,
            timezone=tenant.timezone,
            about=profile.about,
            website=profile.website,
            instagram=profile.instagram,
            payment_methods=tuple(profile.payment_methods),
            plans=tuple(profile.plans),
            faq=tuple(facts.Faq(one.question, one.answer) for one in profile.extra),
        ),
        stores=tuple(
            facts.Store(
                id=str(store.id),
                name=store.name,
                phone=store.phone,
                address=facts.Address(
                    **{k: str(v or "") for k, v in store.address.items() if k in facts.Address.__dataclass_fields__}
                ),
                latitude=store.latitude,
                longitude=store.longitude,
                hours=_less(hours_wire.from_json(store.hours or {}), closed, store.id),
                is_active=store.is_active,
                timezone=store.timezone,
            )
            for store in await accounts.stores(tx, only_active=True)
        ),
        services=tuple(
            facts.Service(
                id=str(one.id),
                name=one.name,
                description=one.description,
                price_cents=one.price_cents,
                currency=one.currency,
                price_note=one.price_note,
                duration_minutes=one.duration_minutes,
                category=one.category,
                store_ids=tuple(str(i) for i in one.store_ids),
                is_active=one.is_active,
                position=one.position,
                is_bookable=bool(bookable.get(str(one.id), {}).get("is_public")),
                is_online=bookable.get(str(one.id), {}).get("place") == "online",
                form_url=bookable.get(str(one.id), {}).get("form_url"),
            )
            for one in await knowledge.services(tx)
        ),
        professionals=tuple(
            facts.Professional(
                id=str(one.id),
                name=one.name,
                title=one.title,
                registration=one.registration,
                specialty=one.specialty,
                store_ids=tuple(str(i) for i in one.store_ids),
                service_ids=tuple(str(i) for i in one.service_ids),
                is_active=one.is_active,
            )
            for one in await knowledge.professionals(tx)
        ),
    )


def _less(hours: Hours, closed: Sequence[Sequence[Any]], store_id: uuid.UUID) -> Hours:
    recesses = [
        Recess(date.fromisoformat(first), date.fromisoformat(last), every_year)
        for whose, first, last, every_year in closed
        if whose in (None, str(store_id))
    ]
    return replace(hours, recesses=tuple(recesses)) if recesses else hours
