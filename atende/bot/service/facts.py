"""The facts of a business, gathered for one turn."""

from atende.accounts import queries as accounts
from atende.bot.rules import facts
from atende.core.tenancy import Tx
from atende.knowledge import queries as knowledge
from atende.knowledge.rules import hours_wire


async def gather(tx: Tx) -> facts.Facts:
    """All that may be said of this business, as it stands in the database now."""
    tenant = await accounts.tenant(tx)
    profile = await knowledge.profile(tx)
    return facts.Facts(
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
                hours=hours_wire.from_json(store.hours or {}),
                is_active=store.is_active,
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
