"""The project's keys change without anybody signing in again, and unknown names cost us no flood of questions (S18)."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from atende.accounts.errors import TokenRefused, VouchingAway
from atende.core.config import settings
from atende.core.http import FetchFailed
from atende.providers.supabase import keys as keys_module
from atende.providers.supabase import voucher as voucher_module
from atende.providers.supabase.keys import Keys
from atende.providers.supabase.voucher import SupabaseVoucher
from tests.providers.meta_whatsapp.recorded import Recorded, serving
from tests.providers.supabase.signing import claims, new_key, payload, published, signed

OLD, NEW = new_key("old"), new_key("new")


class Project:
    """A document that changes, a clock that is moved, and how often it was asked."""

    def __init__(self) -> None:
        self.document: object = published(OLD)
        self.asked = 0
        self.time = 1000.0
        self.keys = Keys(self.fetch, lambda: self.time)

    async def fetch(self) -> object:
        self.asked += 1
        await asyncio.sleep(0)
        if isinstance(self.document, Exception):
            raise self.document
        return self.document

    async def knows(self, *names: str) -> list[bool]:
        return [await self.keys.named(name) is not None for name in names]


async def test_a_new_key_is_known_at_its_first_token_and_the_old_one_lasts():
    project = Project()
    assert await project.knows("old", "new") == [True, False]
    project.document = published(NEW, OLD)
    project.time += keys_module.ASK_AGAIN_SECONDS
    assert await project.knows("new", "old") == [True, True]
    assert project.asked == 2
    project.document = published(NEW)
    project.time += keys_module.KEPT_SECONDS
    assert await project.knows("new", "old") == [True, False], "a key that was withdrawn is gone within ten minutes"


async def test_unknown_names_make_one_question_in_half_a_minute():
    project = Project()
    await project.knows("old")
    found = await asyncio.gather(*(project.keys.named(f"foreign-{n}") for n in range(500)))
    assert found == [None] * 500
    assert project.asked == 1
    project.time += keys_module.ASK_AGAIN_SECONDS
    await asyncio.gather(*(project.keys.named(f"foreign-{n}") for n in range(500)))
    assert project.asked == 2


async def test_known_keys_serve_for_a_day_while_the_project_is_away():
    project = Project()
    assert await project.knows("old") == [True]
    project.document = FetchFailed(problem="unreachable")
    project.time += keys_module.KEPT_SECONDS + 1
    assert await project.knows("old") == [True]
    assert await project.knows("new") == [False]
    assert project.asked == 2
    project.time += keys_module.LASTING_SECONDS
    with pytest.raises(VouchingAway):
        await project.knows("old")


async def test_without_any_key_a_project_that_is_away_is_no_refusal():
    project = Project()
    project.document = FetchFailed(problem="timeout")
    with pytest.raises(VouchingAway):
        await project.knows("old")
    project.document = published(OLD)
    with pytest.raises(VouchingAway):
        await project.knows("old")  # not asked again at once
    project.time += keys_module.AFTER_FAILURE_SECONDS
    assert await project.knows("old") == [True]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch):
    def put(**values: str) -> SupabaseVoucher:
        for name, value in values.items():
            monkeypatch.setenv(f"ATENDE_SUPABASE_{name.upper()}", value)
        settings.cache_clear()
        voucher_module._keys.cache_clear()
        return SupabaseVoucher()

    yield put
    monkeypatch.undo()
    settings.cache_clear()


async def test_keys_come_over_the_guarded_way_from_the_address_the_operator_named(install):
    async with serving() as peer:
        assert isinstance(peer, Recorded)
        peer.will((200, json.dumps(published(OLD)).encode(), {"content-type": "application/json"}))
        voucher = install(url=peer.base_url)
        issuer = f"{peer.base_url}/auth/v1"
        said = claims(issuer)
        found = await voucher.vouch(signed(OLD, said), datetime.now(UTC))
        assert found.subject == said["sub"]
        assert [one.path for one in peer.asked] == ["/auth/v1/.well-known/jwks.json"]
        # A redirect to elsewhere on this machine is not followed, and what is no document is no key.
        for reply in (
            (302, b"", {"location": "http://127.0.0.1:1/keys"}),
            (200, b"<html>", {}),
            (500, b"", {}),
            (200, b"x" * 70_000, {}),
        ):
            voucher_module._keys.cache_clear()
            peer.will(reply)
            with pytest.raises(VouchingAway):
                await voucher.vouch(signed(OLD, said), datetime.now(UTC))


async def test_an_address_inside_our_network_is_asked_only_when_the_operator_named_it(install):
    async with serving() as peer:
        peer.will((302, b"", {"location": f"{peer.base_url}/keys"}))
        voucher = install(issuer="https://auth.example/auth/v1", jwks_url="http://localhost.localdomain:1/keys")
        with pytest.raises(VouchingAway):
            await voucher.vouch(signed(OLD, claims("https://auth.example/auth/v1")), datetime.now(UTC))
        assert peer.asked == []


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, payload("auth_user_response"), "bruno@example.com"),
        (200, {**payload("auth_user_response"), "email_confirmed_at": None}, None),
        (200, {**payload("auth_user_response"), "email": ""}, None),
        (200, {**payload("auth_user_response"), "is_anonymous": True}, None),
        (200, [], None),
        (401, payload("auth_error_invalid_credentials"), TokenRefused),
        (403, {}, TokenRefused),
        (400, payload("auth_error_invalid_credentials"), VouchingAway),
        (500, {}, VouchingAway),
    ],
)
async def test_whether_an_e_mail_is_confirmed_is_asked_of_the_project(install, status, body, outcome):
    async with serving() as peer:
        peer.will((status, json.dumps(body).encode(), {}))
        voucher = install(url=peer.base_url, api_key="sb_publishable_inventada")
        if isinstance(outcome, type):
            with pytest.raises(outcome):
                await voucher.confirmed_email("a.b.c")
        else:
            assert await voucher.confirmed_email("a.b.c") == outcome
        asked = peer.asked[0]
        assert (asked.path, asked.headers["apikey"]) == ("/auth/v1/user", "sb_publishable_inventada")
        assert asked.headers["authorization"] == "Bearer a.b.c"


async def test_without_the_projects_key_nobody_is_asked_and_no_e_mail_is_believed(install):
    assert await install(url="https://abcdefghijklmnopqrst.supabase.co").confirmed_email("a.b.c") is None


async def test_an_install_that_names_no_project_takes_no_token(install):
    voucher = install()
    assert not voucher.is_on
    with pytest.raises(TokenRefused):
        await voucher.vouch(signed(OLD, claims()), datetime.now(UTC))
