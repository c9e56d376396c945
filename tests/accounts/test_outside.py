"""People who sign in elsewhere: what their tokens open here, and how an identity there comes to an account here."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from atende.accounts.models import Membership, OutsideIdentity, Totp, User
from atende.accounts.service import passwords, people
from atende.core.clock import now as clock_now
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id
from tests.accounts.conftest import PASSWORD, Browser, Clinic, fresh_email
from tests.accounts.mailbox import deliver, letters, newest_token
from tests.providers.meta_whatsapp.recorded import Recorded, serving
from tests.providers.supabase.signing import claims, signed

SECRET = "uma-senha-inventada-com-mais-de-32-letras"


class Project:
    """A Supabase project whose tokens this install takes; `confirmed` are the e-mails it vouches for, by subject."""

    def __init__(self, peer: Recorded):
        self.peer = peer
        self.confirmed: dict[str, str] = {}
        self.issuer = f"{peer.base_url}/auth/v1"
        peer.replies = [self._user]

    async def _user(self, asked):
        body = asked.headers["authorization"].split(".")[1]
        subject = json.loads(base64.urlsafe_b64decode(body + "==="))["sub"]
        email = self.confirmed.get(subject)
        user = {"id": subject, "email": email or "x@example.com", "email_confirmed_at": "2026-01-01T00:00:00Z" if email else None}
        return 200, json.dumps(user).encode(), {}

    def token(self, subject: str, **changes) -> str:
        return signed(SECRET, claims(self.issuer, sub=subject, **changes))


@pytest.fixture
async def project(database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Project]:
    async with serving() as peer:
        made = Project(peer)
        for name, value in (("URL", peer.base_url), ("JWT_SECRET", SECRET), ("API_KEY", "sb_publishable_x")):
            monkeypatch.setenv(f"ATENDE_SUPABASE_{name}", value)
        settings.cache_clear()
        yield made
    monkeypatch.undo()
    settings.cache_clear()


def bearing(browser, token: str) -> Browser:
    """Somebody's script: it brings a token, and nothing a browser would add."""
    one = browser(Authorization=f"Bearer {token}")
    del one.headers["Origin"]
    return one


async def identity_of(subject: str) -> OutsideIdentity | None:
    async with across_tenants(Crossing.SIGN_IN) as session:
        return await session.scalar(select(OutsideIdentity).where(OutsideIdentity.subject == subject))


async def linked(project: Project, owner: Browser) -> str:
    """A subject whose identity is the owner's from here on."""
    subject = str(uuid.uuid4())
    answer = await owner.post("/api/me/identities", json={"token": project.token(subject)})
    assert answer.status_code == 201, answer.text
    return subject


async def test_a_token_opens_what_its_holders_account_may_and_claims_count_for_nothing(
    project, browser, owner: Browser, clinic: Clinic, make_clinic
):
    subject = await linked(project, owner)
    other = await make_clinic()
    tricks = {"user_metadata": {"tenant_id": str(other.tenant.id), "role": "admin", "is_superuser": True}}
    tricks["app_metadata"] = {"tenant_id": str(other.tenant.id), "role": "service_role"}
    one = bearing(browser, project.token(subject, **tricks))
    me = (await one.get("/api/me")).json()
    assert [place["id"] for place in me["tenants"]] == [str(clinic.tenant.id)]
    assert me["is_superuser"] is False
    assert me["user"]["email"] == clinic.owner_email
    assert (await one.get(f"{clinic.url}/stores")).status_code == 200
    assert (await one.get(f"{other.url}/stores")).status_code == 404
    changed = await one.post(f"{clinic.url}/stores", json={"name": "Filial"})
    assert changed.status_code == 201, "a token that is brought needs neither cookie nor its second token"
    upload = await one.post(f"{clinic.url}/files", files={"file": ("a.txt", b"oi", "text/plain")})
    assert upload.status_code in (200, 201)
    assert "set-cookie" not in upload.headers


async def test_a_bad_token_is_refused_in_the_words_of_the_standard(project, browser, owner: Browser):
    for token in ("x", "a.b.c", "", project.token(str(uuid.uuid4()), exp=5)):
        answer = await bearing(browser, token).get("/api/me")
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "token_refused"
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    upload = await bearing(browser, "x").post("/api/t/x/files", files={"file": ("a.txt", b"oi", "text/plain")})
    assert upload.status_code == 401
    both = await owner.get("/api/me", headers={"Authorization": "Bearer a.b.c"})
    assert both.json()["error"]["code"] == "mixed_credentials"


async def test_a_token_in_the_cookie_or_a_session_in_the_header_opens_nothing(project, browser, owner: Browser):
    subject = await linked(project, owner)
    swapped = browser(Cookie=f"atende_session={project.token(subject)}")
    assert (await swapped.get("/api/me")).status_code == 401
    session = bearing(browser, owner.cookies["atende_session"])
    assert (await session.get("/api/me")).status_code == 401


async def test_a_confirmed_e_mail_makes_an_account_without_any_business(project, browser):
    subject, email = str(uuid.uuid4()), fresh_email()
    project.confirmed[subject] = email
    one = bearing(browser, project.token(subject, email="someone-else@example.com"))
    me = (await one.get("/api/me")).json()
    assert (me["user"]["email"], me["tenants"]) == (email, [])
    assert me["user"]["name"] == email.partition("@")[0], "not the name that the holder wrote into the token"
    assert (await browser().sign_in(email, passwords.NONE)).status_code == 401, "it has no password"


async def test_an_unconfirmed_e_mail_makes_and_opens_nothing(project, browser, clinic: Clinic):
    subject = str(uuid.uuid4())
    one = bearing(browser, project.token(subject, email=clinic.owner_email, user_metadata={"email_verified": True}))
    answer = await one.get("/api/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_linked")
    assert await identity_of(subject) is None
    for _ in range(5):
        await one.get("/api/me")
    assert len(project.peer.asked) == 1, "the project is not asked with every request"


@pytest.mark.parametrize("kind", ["password", "superuser", "agency", "closed", "taken"])
async def test_an_account_with_a_way_in_of_its_own_is_never_joined_by_e_mail(project, browser, clinic: Clinic, kind):
    email, subject = clinic.owner_email, str(uuid.uuid4())
    if kind != "password":
        email = fresh_email()
        agency = await people.create_agency("Agência") if kind == "agency" else None
        async with across_tenants(Crossing.OPERATE) as session:
            user = User(
                id=new_id(), email=email, name="X", password_hash=passwords.NONE, agency_id=agency,
                is_superuser=kind == "superuser", is_active=kind != "closed",
            )  # fmt: skip
            session.add(user)
            await session.flush()
            if kind == "taken":
                session.add(OutsideIdentity(id=new_id(), provider="supabase", subject="another", user_id=user.id))
    project.confirmed[subject] = email
    answer = await bearing(browser, project.token(subject)).get("/api/me")
    assert answer.json()["error"]["code"] == "not_linked"
    assert await identity_of(subject) is None


async def test_first_visits_side_by_side_make_one_account(project, browser):
    subject, email = str(uuid.uuid4()), fresh_email()
    project.confirmed[subject] = email
    token = project.token(subject)
    answers = await asyncio.gather(*(bearing(browser, token).get("/api/me") for _ in range(8)))
    assert {one.status_code for one in answers} == {200}
    async with across_tenants(Crossing.SIGN_IN) as session:
        assert len((await session.scalars(select(User).where(User.email == email))).all()) == 1


async def test_an_identity_belongs_to_one_account_and_is_linked_by_its_session_only(
    project, browser, owner: Browser, make_clinic
):
    subject = await linked(project, owner)
    again = await owner.post("/api/me/identities", json={"token": project.token(subject)})
    assert again.status_code == 201
    second = await owner.post("/api/me/identities", json={"token": project.token(str(uuid.uuid4()))})
    assert second.json()["error"]["code"] == "identity_taken"
    stranger = browser()
    await stranger.sign_in((await make_clinic()).owner_email)
    taken = await stranger.post("/api/me/identities", json={"token": project.token(subject)})
    assert taken.json()["error"]["code"] == "identity_taken"
    mine = (await owner.get("/api/me/identities")).json()["items"]
    assert [one["subject"] for one in mine] == [subject]
    assert (await stranger.delete(f"/api/me/identities/{mine[0]['id']}")).status_code == 404
    assert (await owner.delete(f"/api/me/identities/{mine[0]['id']}")).status_code == 204
    assert (await bearing(browser, project.token(subject)).get("/api/me")).status_code == 403


async def test_the_only_way_in_is_kept(project, browser):
    subject = str(uuid.uuid4())
    project.confirmed[subject] = fresh_email()
    one = bearing(browser, project.token(subject))
    mine = (await one.get("/api/me/identities")).json()["items"]
    answer = await one.delete(f"/api/me/identities/{mine[0]['id']}")
    assert answer.json()["error"]["code"] == "last_way_in"


async def test_a_token_becomes_a_session_with_a_cookie(project, browser, owner: Browser, clinic: Clinic):
    subject = await linked(project, owner)
    one = browser()
    answer = await one.post("/api/auth/outside", json={"token": project.token(subject)})
    assert answer.status_code == 200
    assert [place["id"] for place in answer.json()["tenants"]] == [str(clinic.tenant.id)]
    assert "httponly" in answer.headers["set-cookie"].lower()
    one.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    assert (await one.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == 201
    foreign = browser(Origin="https://evil.example")
    assert (await foreign.post("/api/auth/outside", json={"token": project.token(subject)})).status_code == 403


async def test_signing_out_ends_every_token_issued_so_far(project, browser, owner: Browser, clock):
    subject = await linked(project, owner)
    token = project.token(subject)
    one = bearing(browser, token)
    assert (await one.get("/api/me")).status_code == 200
    assert (await one.post("/api/auth/sign-out")).status_code == 204
    assert (await one.get("/api/me")).status_code == 401
    clock.shift(timedelta(seconds=30))
    now = int(clock.now().timestamp())
    renewed = project.token(subject, iat=now)  # its session began before, as `amr` says
    assert (await bearing(browser, renewed).get("/api/me")).json()["error"]["params"]["reason"] == "revoked"
    silent = project.token(subject, iat=now, amr=None)
    assert (await bearing(browser, silent).get("/api/me")).json()["error"]["params"]["reason"] == "revoked"
    fresh = project.token(subject, iat=now, amr=[{"method": "password", "timestamp": now}])
    assert (await bearing(browser, fresh).get("/api/me")).status_code == 200


async def test_what_ends_a_persons_sessions_ends_their_tokens_too(project, browser, owner: Browser):
    subject = await linked(project, owner)
    one = bearing(browser, project.token(subject))
    given = {"current": "girassol-no-quintal", "new": "margarida-amarela-7"}
    assert (await owner.post("/api/me/password", json=given)).status_code == 204
    assert (await one.get("/api/me")).json()["error"]["params"]["reason"] == "revoked"


async def test_a_closed_account_opens_by_no_token(project, browser, owner: Browser, clinic: Clinic):
    subject = await linked(project, owner)
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(update(User).where(User.email == clinic.owner_email).values(is_active=False))
    answer = await bearing(browser, project.token(subject)).get("/api/me")
    assert answer.json()["error"]["params"]["reason"] == "closed"


async def test_teams_see_the_e_mail_that_the_account_has_now(project, browser, owner: Browser, clinic: Clinic):
    subject = await linked(project, owner)
    email = fresh_email()
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(update(User).where(User.email == clinic.owner_email).values(email=email))
    assert (await bearing(browser, project.token(subject)).get(f"{clinic.url}/team")).status_code == 200
    async with across_tenants(Crossing.SIGN_IN) as session:
        assert await session.scalar(select(Membership.email).where(Membership.tenant_id == clinic.tenant.id)) == email


async def test_an_install_without_a_project_takes_no_token(browser, database):
    answer = await bearing(browser, signed(SECRET, claims())).get("/api/me")
    assert answer.json()["error"]["code"] == "token_refused"


async def test_nobody_gets_round_their_second_factor_by_signing_in_elsewhere(project, browser, owner: Browser, clinic: Clinic):
    subject = await linked(project, owner)
    async with across_tenants(Crossing.SIGN_IN) as session:
        user_id = (await session.scalars(select(User.id).where(User.email == clinic.owner_email))).one()
        session.add(Totp(user_id=user_id, master_id="x", wrapped=b"x", sealed=b"x", confirmed_at=clock_now()))
    weak, strong = project.token(subject), project.token(subject, aal="aal2")
    refused = await bearing(browser, weak).get("/api/me")
    assert refused.json()["error"]["code"] == "second_factor_required"
    assert (await browser().post("/api/auth/outside", json={"token": weak})).status_code == 403
    assert (await bearing(browser, strong).get("/api/me")).status_code == 200


async def test_who_is_linked_is_told_by_mail_and_a_new_password_by_mail_unlinks(
    project, browser, owner: Browser, clinic: Clinic, clock
):
    subject = await linked(project, owner)
    await deliver()
    assert letters(clinic.owner_email)[-1]["Subject"] == "Nova forma de entrar"
    await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
    given = {"token": await newest_token(clinic.owner_email), "password": "margarida-amarela-7"}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    clock.shift(timedelta(seconds=30))
    now = int(clock.now().timestamp())
    anew = project.token(subject, iat=now, amr=[{"method": "password", "timestamp": now}])
    assert (await bearing(browser, anew).get("/api/me")).json()["error"]["code"] == "not_linked"


async def test_who_came_by_their_confirmed_e_mail_stays_linked_after_a_new_password(project, browser, clock):
    subject, email = str(uuid.uuid4()), fresh_email()
    project.confirmed[subject] = email
    assert (await bearing(browser, project.token(subject)).get("/api/me")).status_code == 200
    await browser().post("/api/auth/forgotten", json={"email": email})
    given = {"token": await newest_token(email), "password": "margarida-amarela-7"}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    clock.shift(timedelta(seconds=30))
    now = int(clock.now().timestamp())
    anew = project.token(subject, iat=now, amr=[{"method": "password", "timestamp": now}])
    assert (await bearing(browser, anew).get("/api/me")).status_code == 200


async def test_another_email_is_asked_for_in_a_session_here_only(project, browser, owner: Browser):
    one = bearing(browser, project.token(await linked(project, owner)))
    refused = await one.post("/api/me/email", json={"email": fresh_email(), "password": "girassol-no-quintal"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "session_needed")


async def test_who_comes_by_a_token_changes_their_password_by_it(project, browser, owner: Browser, clinic: Clinic):
    one = bearing(browser, project.token(await linked(project, owner)))
    answer = await one.post("/api/me/password", json={"current": PASSWORD, "new": "tulipa-na-varanda"})
    assert answer.status_code == 204, answer.text
    assert (await one.get("/api/me")).status_code == 401, "what was begun there before is over, as every session is"
    assert (await browser().sign_in(clinic.owner_email, "tulipa-na-varanda")).status_code == 200


async def test_a_token_that_was_only_renewed_confirms_nothing(project, browser, owner: Browser):
    """What changes how one signs in wants a recent proof, through the token and through the session made of it."""
    subject = await linked(project, owner)
    renewed = project.token(subject, amr=[{"method": "password", "timestamp": 1_600_000_000}])
    one = bearing(browser, renewed)
    mine = (await one.get("/api/me/identities")).json()["items"]
    refused = await one.delete(f"/api/me/identities/{mine[0]['id']}")
    assert refused.json()["error"]["code"] == "confirm_yourself"
    page = browser()
    signed_in = await page.post("/api/auth/outside", json={"token": renewed})
    page.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
    refused = await page.delete(f"/api/me/identities/{mine[0]['id']}")
    assert refused.json()["error"]["code"] == "confirm_yourself"
