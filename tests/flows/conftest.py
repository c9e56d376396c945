"""One running install per test process, shared by every journey; a fresh business per test."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import pytest

from atende.accounts.service import passwords
from tests import database as databases
from tests.flows.install import PASSWORD, Business, Install, Person, found_business, operator_of

ALL_DAY = [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(7)]
SERVICES = [
    {"name": "Consulta clínica geral", "category": "Consultas", "price_cents": 22000, "duration_minutes": 30},
    {"name": "Limpeza de pele", "category": "Estética", "price_cents": 18000, "price_note": "a partir de"},
]
Founding = Callable[..., Awaitable[Business]]


@pytest.fixture(scope="session")
async def install(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Install]:
    """Web, worker and twin as processes of their own, on a database of their own."""
    folder = tmp_path_factory.mktemp("install")
    made = Install(databases.clone(folder / "home"), folder)
    try:
        await made.open()
        yield made
    finally:
        await made.close()


@pytest.fixture(scope="session")
async def operator(install: Install) -> AsyncIterator[Person]:
    """A superuser, signed in."""
    person = await operator_of(install, await passwords.hash_password(PASSWORD))
    yield person
    await person.client.aclose()


@pytest.fixture
async def found(install: Install, operator: Person) -> AsyncIterator[Founding]:
    """Founds businesses that exist for this test alone; a number of any of them has no pair limit."""
    made: list[Business] = []

    async def one(kind: str = "clinic", **more: str) -> Business:
        business = await found_business(install, operator, kind, **more)
        made.append(business)
        return business

    yield one
    for business in made:
        await business.owner.client.aclose()


@pytest.fixture
async def clinic(found: Founding) -> Business:
    """A clinic with one unit that never closes, two services and two plans."""
    business = await found("clinic")
    store = (await business.api("GET", "stores"))["items"][0]
    hours = {"weekly": ALL_DAY, "exceptions": [], "holidays": {"national": False, "state": None}}
    address = {"street": "Rua das Paineiras", "number": "482", "district": "Jardim Primavera", "city": "São Paulo", "state": "SP"}
    await business.api("PATCH", f"stores/{store['id']}", json={"hours": hours, "address": address})
    profile = await business.api("GET", "business")
    allowed = {k: profile[k] for k in ("about", "website", "instagram", "payment_methods", "extra")}
    await business.api("PUT", "business", json={**allowed, "payment_methods": ["PIX"], "plans": ["Unimed", "Amil"]})
    for service in SERVICES:
        await business.api("POST", "services", json=service)
    return business


@pytest.fixture
async def restaurant(found: Founding) -> Business:
    """A restaurant with two stores, one of which makes pizza."""
    business = await found("restaurant", store_name="Vila Aurora")
    first = (await business.api("GET", "stores"))["items"][0]
    hours = {"weekly": ALL_DAY, "exceptions": [], "holidays": {"national": False, "state": None}}
    await business.api("PATCH", f"stores/{first['id']}", json={"hours": hours})
    await business.api("POST", "stores", json={"name": "Parque Norte", "hours": hours})
    await business.api("POST", "services", json={"name": "Lasanha da casa", "price_cents": 5890})
    await business.api("POST", "services", json={"name": "Pizza calabresa", "price_cents": 6690, "store_ids": [first["id"]]})
    return business


@pytest.fixture
def loop_of_tests() -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a coroutine to its end beside the tests' own loop, for properties, which are plain functions."""
    return databases.apart
