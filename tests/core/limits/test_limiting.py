"""Limits over HTTP (S34): per address, form, key and business; 429 with Retry-After; vendors exempt, but not in size and depth."""

import uuid

import pytest

from atende.core.config import settings
from tests.accounts.conftest import PASSWORD, application, browser, clinic, make_clinic, owner

__all__ = ["application", "browser", "clinic", "make_clinic", "owner"]  # the fixtures


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch):
    def put(**values: int) -> None:
        for kind, count in values.items():
            monkeypatch.setenv(f"ATENDE_LIMIT_{kind.upper()}_PER_MINUTE", str(count))
        settings.cache_clear()

    yield put
    monkeypatch.undo()
    settings.cache_clear()


def refused(answer) -> bool:
    if answer.status_code != 429:
        return False
    assert answer.json()["error"]["code"] == "too_many_requests"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["error"]["params"]["retry_after"] == int(answer.headers["retry-after"])
    return True


async def test_an_address_may_ask_so_often_and_another_one_is_not_touched(limits, browser):
    limits(address=1)
    one, other = browser(), browser()
    answers = [await one.get("/api/me") for _ in range(3)]
    assert [refused(answer) for answer in answers] == [False, True, True]
    assert (await other.get("/api/me")).status_code == 401
    assert (await one.get("/health")).status_code == 200


async def test_addresses_of_one_ipv6_network_are_one_asker_and_this_machine_has_no_limit(limits, browser):
    limits(address=1)
    answers = [await browser(f"2001:db8:1:2::{n}").get("/api/me") for n in range(1, 4)]
    assert [refused(answer) for answer in answers] == [False, True, True]
    assert not any([refused(await browser("127.0.0.1").get("/api/me")) for _ in range(20)])


async def test_behind_a_proxy_the_address_it_names_is_limited_and_nobody_else(limits, browser):
    """What Caddy of `deploy/`, which limits nobody itself, relies on."""
    limits(address=1)

    one, other, third, fourth, stranger = (f"198.18.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 50 * 5 + n}" for n in range(5))

    async def ask(hops: str, by: str = "127.0.0.1") -> bool:
        return refused(await browser(by, **{"X-Forwarded-For": hops}).get("/api/me"))

    assert [await ask(one) for _ in range(3)] == [False, True, True]
    assert await ask(f"{other}, {one}"), "what callers wrote before it changes nothing"
    assert not await ask(other)
    assert [await ask(named, stranger) for named in (third, fourth)] == [False, True], "who is no proxy of ours names nobody"


async def test_a_form_that_anybody_may_send_has_a_limit_of_its_own(limits, browser, owner):
    limits(form=1)
    one = browser()
    given = {"email": f"{uuid.uuid4().hex}@exemplo.com.br", "password": "errada-errada"}
    answers = [await one.post("/api/auth/sign-in", json=given) for _ in range(3)]
    assert answers[0].status_code == 401
    assert [refused(answer) for answer in answers] == [False, True, True]
    assert (await one.get("/api/me")).status_code == 401, "only the form is closed"


async def test_a_business_may_be_asked_so_often_by_whomever(limits, clinic, owner, browser, make_clinic):
    limits(tenant=1)
    answers = [await owner.get(f"{clinic.url}/stores") for _ in range(3)]
    assert answers[0].status_code == 200
    assert [refused(answer) for answer in answers] == [False, True, True]
    other = await make_clinic()
    visitor = browser()
    await visitor.sign_in(other.owner_email, PASSWORD)
    assert (await visitor.get(f"{other.url}/stores")).status_code == 200, "another business is not touched"
    stranger = await visitor.get(f"{clinic.url}/stores")
    assert stranger.status_code == 404, "and nobody learns from the limit that a business exists"


async def test_a_key_may_ask_so_often(limits, clinic, owner, browser):
    made = await owner.post(f"{clinic.url}/keys", json={"name": "Painel", "scopes": ["inbox:read"], "expires_at": None})
    assert made.status_code == 201, made.text
    limits(key=1)
    program = browser(Authorization=f"Bearer {made.json()['key']}")
    del program.headers["Origin"]
    answers = [await program.get(f"{clinic.url}/conversations") for _ in range(3)]
    assert answers[0].status_code == 200
    assert [refused(answer) for answer in answers] == [False, True, True]


async def test_vendors_are_exempt_but_not_in_size(limits, browser):
    limits(address=1, form=1, tenant=1)
    vendor = browser()
    answers = [await vendor.post("/hooks/whatsapp", content=b"{}") for _ in range(30)]
    assert {answer.status_code for answer in answers} == {401}
    large = await vendor.post("/hooks/whatsapp", content=b"x" * (4 * 1024 * 1024 + 1))
    assert large.status_code == 413


DEEP = b"[" * 200_000


@pytest.mark.parametrize("body", [DEEP, b'{"a":' * 100_000, b'{"email":' + DEEP], ids=["lists", "objects", "a field"])
async def test_a_body_that_is_nested_deep_is_refused_and_breaks_nothing(browser, body):
    answer = await browser().post("/api/auth/sign-in", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text[:200]
