"""Loading the demo into a database: through the same verbs that people's clicks use."""

import json
import os
import uuid
from typing import Any

from sqlalchemy import select

from atende import wiring
from atende.accounts import rules as roles
from atende.accounts.models import Store, Tenant
from atende.accounts.schemas import StoreIn, StorePatch
from atende.accounts.service import invitations, people, stores, tenants
from atende.accounts.service import team as teams
from atende.bot.service import settings as bot
from atende.core import db
from atende.core.config import settings
from atende.core.startup import StartupError
from atende.core.tenancy import OPERATOR, Crossing, across_tenants, in_tenant
from atende.demo import agenda, conversations
from atende.demo.businesses import AGENCY, CLINIC, PASSWORD, RESTAURANT
from atende.integrations.service import connections
from atende.knowledge import service as knowledge
from atende.knowledge.schemas import ProfessionalIn, ProfileIn, ServiceIn

OPERATORS_PLACE = roles.Place(roles.Role.SUPERUSER, frozenset(roles.ALL_PERMISSIONS))
SUPERUSER = ("Suporte Atende", "suporte@atende.example")
AGENT = ("Sofia Vértice", "sofia@vertice.example")


async def load(*, only_if_empty: bool = False) -> None:
    """The agency, both businesses, their people, facts, numbers and conversations are there, and the sign-ins stand in
    `ATENDE_HOME/demo.json` (mode 0600).

    With `only_if_empty` nothing happens on an install that has a business. A second load is refused with
    `StartupError` before anything is written."""
    wiring.wire()
    try:
        async with across_tenants(Crossing.OPERATE) as session:
            there = set(await session.scalars(select(Tenant.slug)))
        if there and only_if_empty:
            return
        if there & {CLINIC["slug"], RESTAURANT["slug"]}:
            raise StartupError("The demo businesses are here already", "Sign in as demo.json in ATENDE_HOME says.")
        sign_ins = await _people()
        agency_id = sign_ins.pop("agency_id")
        told = [sign_ins["superuser"], sign_ins["agent"]]
        for business in (CLINIC, RESTAURANT):
            told += await _business(business, agency_id)
        _write({"sign_ins": told, "numbers": [b["connection"]["phone"] for b in (CLINIC, RESTAURANT)]})
    finally:
        await wiring.close()
        await db.dispose()


async def _people() -> dict[str, Any]:
    agency_id = await people.create_agency(AGENCY)
    await people.create_person(email=SUPERUSER[1], name=SUPERUSER[0], password=PASSWORD, is_superuser=True)
    await people.create_person(email=AGENT[1], name=AGENT[0], password=PASSWORD, agency_id=agency_id)
    return {
        "agency_id": agency_id,
        "superuser": {"who": "Superuser", "email": SUPERUSER[1], "password": PASSWORD},
        "agent": {"who": f"Agency ({AGENCY})", "email": AGENT[1], "password": PASSWORD},
    }


async def _business(business: dict[str, Any], agency_id: uuid.UUID) -> list[dict[str, str]]:
    owner, email = business["owner"]
    tenant = await tenants.create(
        name=business["name"],
        slug=business["slug"],
        kind=business["kind"],
        owner_name=owner,
        owner_email=email,
        owner_password=PASSWORD,
        store_name=business["stores"][0]["name"],
        agency_id=agency_id,
        actor=OPERATOR,
    )
    told = [{"who": f"{business['name']}: owner", "email": email, "password": PASSWORD}]
    async with in_tenant(tenant.id, OPERATOR) as tx:
        await _stores(tx, business)
        for name, address, role in business["staff"]:
            await teams.add(tx, OPERATORS_PLACE, name=name, email=address, password=PASSWORD, role=roles.Role(role))
            told.append({"who": f"{business['name']}: {role}", "email": address, "password": PASSWORD})
        for address in business.get("invited", []):
            await invitations.send(tx, OPERATORS_PLACE, email=address)
        await _facts(tx, business)
        await bot.write(tx, business["bot"])
        await agenda.set_up(tx, business)
        await connections.connect(
            tx,
            provider="meta_whatsapp",
            environment="sandbox",
            token=f"SBX{business['connection']['number_id']}",
            **business["connection"],
        )
    await conversations.load(tenant.id, business)
    await agenda.fill(tenant.id, business)
    return told


async def _stores(tx: Any, business: dict[str, Any]) -> None:
    first = await tx.session.scalar(select(Store.id).where(Store.tenant_id == tx.tenant_id))
    for position, given in enumerate(business["stores"]):
        wanted = StoreIn.model_validate(given)
        if position == 0:
            await stores.change(tx, first, StorePatch.model_validate(given))
        else:
            await stores.add(tx, wanted)


async def _facts(tx: Any, business: dict[str, Any]) -> None:
    await knowledge.write_profile(tx, ProfileIn.model_validate(business["profile"]))
    places: dict[str, uuid.UUID] = dict((await tx.session.execute(select(Store.name, Store.id))).all())
    by_name = {}
    for position, given in enumerate(business["services"]):
        values = {k: v for k, v in given.items() if k != "at"}
        at = [places[name] for name in given.get("at", [])]
        made = await knowledge.add_service(tx, ServiceIn.model_validate({**values, "store_ids": at, "position": position}))
        by_name[made.name] = made.id
    for position, given in enumerate(business["professionals"]):
        values = {k: v for k, v in given.items() if k != "does"}
        does = [by_name[name] for name in given["does"]]
        await knowledge.add_professional(tx, ProfessionalIn.model_validate({**values, "service_ids": does, "position": position}))


def _write(told: dict[str, Any]) -> None:
    path = settings().home / "demo.json"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
