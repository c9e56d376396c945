"""The second step of signing in: codes of an app, recovery codes, who may change them, who asks for them."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from pyotp.hotp import HOTP

from atende.accounts.rules import codes
from atende.accounts.service import people
from atende.core import clock as core_clock
from tests.accounts.conftest import PASSWORD, fresh_email, hire, slowed_down
from tests.accounts.mailbox import deliver, letters

pytestmark = pytest.mark.usefixtures("one_moment")


def _code(secret: str, steps: int = 0) -> str:
    return HOTP(secret).at(int(core_clock.now().timestamp()) // 30 + steps)


@pytest.fixture
async def secured(clinic, owner):
    """The owner with an authenticator app: its secret, the recovery codes, and the code that confirmed it."""
    made = (await owner.post("/api/me/totp")).json()
    code = _code(made["secret"])
    answer = await owner.post("/api/me/totp/confirm", json={"code": code})
    assert answer.status_code == 200, answer.text
    return made["secret"], answer.json()["codes"], code


async def _first_step(browser, email: str):
    one = browser()
    answer = await one.sign_in(email)
    assert answer.status_code == 202, answer.text
    assert "set-cookie" not in answer.headers
    return one, answer.json()


async def _second_step(one, ticket: str, code: str):
    answer = await one.post("/api/auth/second-factor", json={"ticket": ticket, "code": code})
    if answer.status_code == 200:
        one.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


async def test_an_app_is_set_up_from_a_picture_made_here_and_asked_for_from_then_on(clinic, owner, browser, clock):
    made = (await owner.post("/api/me/totp")).json()
    assert made["qr"].startswith("data:image/svg+xml")
    address = urlsplit(made["address"])
    assert address.scheme == "otpauth"
    assert parse_qs(address.query)["secret"] == [made["secret"]]
    # Nothing is asked before the first code was right.
    assert (await browser().sign_in(clinic.owner_email)).status_code == 200
    wrong = await owner.post("/api/me/totp/confirm", json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "wrong_code")
    done = await owner.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert len(set(done.json()["codes"])) == 10
    one, step = await _first_step(browser, clinic.owner_email)
    assert step["methods"] == ["totp", "recovery"]
    assert (await one.get("/api/me")).status_code == 401
    clock.shift(timedelta(seconds=31))
    answer = await _second_step(one, step["ticket"], _code(made["secret"]))
    assert answer.status_code == 200
    assert answer.json()["has_second_factor"] is True
    assert (await one.get("/api/me")).status_code == 200


async def test_turning_it_on_ends_the_other_sessions_and_tells_the_person(clinic, owner, browser):
    other = browser()
    await other.sign_in(clinic.owner_email)
    made = (await owner.post("/api/me/totp")).json()
    await owner.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert (await owner.get("/api/me")).status_code == 200
    assert (await other.get("/api/me")).status_code == 401
    await deliver()
    assert "duas etapas ligada" in letters(clinic.owner_email)[-1]["Subject"]


async def test_a_session_has_a_second_factor_no_longer_than_its_person(clinic, owner):
    made = (await owner.post("/api/me/totp")).json()
    await owner.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert (await owner.put(f"{clinic.url}/team-policy", json={"requires_second_factor": True})).status_code == 200
    assert (await owner.get(f"{clinic.url}/stores")).status_code == 200
    assert (await owner.delete("/api/me/totp")).status_code == 204
    assert (await owner.get("/api/me")).json()["has_second_factor"] is False
    refused = await owner.get(f"{clinic.url}/stores")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "second_factor_required")


async def test_no_code_is_good_twice_and_no_older_one_after_it(clinic, secured, browser, clock):
    secret, _, used = secured
    one, step = await _first_step(browser, clinic.owner_email)
    assert (await _second_step(one, step["ticket"], used)).json()["error"]["code"] == "wrong_code"
    clock.shift(timedelta(seconds=90))
    ahead = _code(secret, 1)  # the app's clock may be half a minute ahead
    assert (await _second_step(one, step["ticket"], ahead)).status_code == 200
    two, step = await _first_step(browser, clinic.owner_email)
    for replayed in (ahead, _code(secret), _code(secret, -1)):
        assert (await _second_step(two, step["ticket"], replayed)).status_code == 422


async def test_one_code_sent_many_times_at_once_opens_one_session(clinic, secured, browser, clock):
    secret, _, _ = secured
    clock.shift(timedelta(seconds=60))
    steps = [await _first_step(browser, clinic.owner_email) for _ in range(4)]
    code = _code(secret)
    answers = await asyncio.gather(*(_second_step(one, step["ticket"], code) for one, step in steps))
    assert sorted(one.status_code for one in answers) == [200, 422, 422, 422]


async def test_a_ticket_is_over_after_some_wrong_codes_and_after_its_minutes(clinic, secured, browser, clock):
    secret, _, _ = secured
    one, step = await _first_step(browser, clinic.owner_email)
    answers = [await _second_step(one, step["ticket"], "000000") for _ in range(6)]
    assert [a.json()["error"]["code"] for a in answers] == ["wrong_code"] * 5 + ["link_invalid"]
    two, step = await _first_step(browser, clinic.owner_email)
    clock.shift(timedelta(minutes=11))
    late = await _second_step(two, step["ticket"], _code(secret))
    assert late.json()["error"]["code"] == "link_invalid"


async def test_guessing_codes_with_the_right_password_is_slowed_down(clinic, secured, browser, clock):
    one, step = await _first_step(lambda: browser("192.0.2.60"), clinic.owner_email)

    async def guess(n: int):
        nonlocal one, step
        if n % 4 == 3:  # a ticket bears five wrong codes, so the guesser begins anew before
            one, step = await _first_step(lambda: browser("192.0.2.60"), clinic.owner_email)
        return await _second_step(one, step["ticket"], "111111")

    statuses = await slowed_down(guess, free=6)
    assert set(statuses[:6]) == {422}


async def test_a_recovery_code_works_once_in_any_spelling(clinic, secured, browser, owner):
    _, recovery, _ = secured
    one, step = await _first_step(browser, clinic.owner_email)
    assert (await _second_step(one, step["ticket"], recovery[0].upper().replace("-", " "))).status_code == 200
    two, step = await _first_step(browser, clinic.owner_email)
    assert (await _second_step(two, step["ticket"], recovery[0])).status_code == 422
    assert (await owner.get("/api/me/signing-in")).json()["recovery_codes_left"] == 9
    renewed = (await owner.post("/api/me/recovery-codes")).json()["codes"]
    assert (await _second_step(two, step["ticket"], recovery[1])).status_code == 422
    assert (await _second_step(two, step["ticket"], renewed[1])).status_code == 200


async def test_neither_secret_nor_codes_stand_in_the_database(clinic, secured, database):
    secret, recovery, _ = secured
    admin = await asyncpg.connect(database.admin_url)
    for table in ("accounts_totps", "accounts_recovery_codes", "accounts_tickets", "accounts_happenings", "mails"):
        for row in await admin.fetch(f"select * from atende.{table}"):
            shown = " ".join(value.hex() if isinstance(value, bytes) else str(value) for value in row.values())
            for plain in (secret, codes.plain(recovery[0]), recovery[0]):
                assert plain not in shown
                assert plain.encode().hex() not in shown
    await admin.close()


async def test_changing_how_one_signs_in_needs_a_proof_of_the_last_minutes(clinic, secured, owner, clock):
    clock.shift(timedelta(minutes=11))
    for ask in (
        owner.delete("/api/me/totp"),
        owner.post("/api/me/recovery-codes"),
        owner.post("/api/me/totp"),
        owner.post("/api/me/passkeys/start"),
    ):
        answer = await ask
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "confirm_yourself")
    wrong = await owner.post("/api/me/confirm", json={"password": "não é esta mesmo"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_credentials")
    assert (await owner.post("/api/me/confirm", json={"password": PASSWORD})).status_code == 204
    assert (await owner.delete("/api/me/totp")).status_code == 204
    assert (await owner.get("/api/me/signing-in")).json()["recovery_codes_left"] == 0


async def test_a_stolen_session_cannot_guess_the_password(owner):
    statuses = await slowed_down(lambda n: owner.post("/api/me/confirm", json={"password": f"palpite numero {n}"}), free=6)
    assert statuses[0] == 401


async def test_a_second_app_needs_the_first_one_off(owner, secured):
    answer = await owner.post("/api/me/totp")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "second_factor_is_on")


async def test_a_business_can_ask_for_a_second_factor(clinic, owner, browser, clock):
    clerk = browser()
    await hire(clinic, owner, clerk, fresh_email("colega"), "staff")
    policy = f"{clinic.url}/team-policy"
    assert (await clerk.put(policy, json={"requires_second_factor": False})).status_code == 403
    first = await owner.put(policy, json={"requires_second_factor": True})
    assert first.json()["error"]["code"] == "second_factor_missing"
    made = (await owner.post("/api/me/totp")).json()
    await owner.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert (await owner.get(policy)).json() == {"requires_second_factor": False, "people_without": 1}
    assert (await owner.put(policy, json={"requires_second_factor": True})).status_code == 200
    (told, *_) = (await owner.get(f"{clinic.url}/audit?what=settings")).json()["items"]
    assert told["detail"]["requires_second_factor"] is True
    assert (await owner.get(f"{clinic.url}/team")).json()["requires_second_factor"] is True
    refused = await clerk.get(f"{clinic.url}/stores")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "second_factor_required")
    assert (await clerk.get("/api/me")).json()["tenants"][0]["needs_second_factor"] is True
    made = (await clerk.post("/api/me/totp")).json()
    await clerk.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert (await clerk.get(f"{clinic.url}/stores")).status_code == 200
    assert (await owner.get(policy)).json() == {"requires_second_factor": True, "people_without": 0}


async def test_an_agency_can_ask_it_of_its_people_in_every_clients_business(make_clinic, browser, database):
    clinic = await make_clinic(in_agency=True)
    email = fresh_email("agencia")
    await people.create_person(email=email, name="Caio", password=PASSWORD, agency_id=clinic.agency_id)
    agent = browser()
    await agent.sign_in(email)
    made = (await agent.post("/api/me/totp")).json()
    await agent.post("/api/me/totp/confirm", json={"code": _code(made["secret"])})
    assert (await agent.put("/api/agency/policy", json={"requires_second_factor": True})).status_code == 200
    assert (await agent.get(f"{clinic.url}/stores")).status_code == 200
    colleague = fresh_email("agencia")
    await people.create_person(email=colleague, name="Duda", password=PASSWORD, agency_id=clinic.agency_id)
    assert (await agent.get("/api/agency/policy")).json() == {"requires_second_factor": True, "people_without": 1}
    without = browser()
    await without.sign_in(colleague)
    for path in (f"{clinic.url}/stores", "/api/agency/tenants"):
        assert (await without.get(path)).json()["error"]["code"] == "second_factor_required"
    owner = browser()
    await owner.sign_in(clinic.owner_email)
    assert (await owner.get(f"{clinic.url}/stores")).status_code == 200


async def test_rfc_6238s_own_vectors():
    import base64
    from datetime import UTC, datetime

    secret = base64.b32encode(b"12345678901234567890").decode()
    for at, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert codes.step_of(secret, code, datetime.fromtimestamp(at, UTC), 0) == at // 30
