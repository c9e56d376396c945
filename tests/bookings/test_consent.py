"""A consent to somebody's Google calendar is good once, soon, for who asked for it, and only with all that is needed (S20)."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from atende import wiring
from atende.bookings.errors import ConsentIncomplete, ConsentInvalid
from atende.bookings.ports import CalendarTrouble, Trouble
from atende.bookings.queries import outside as asked
from atende.bookings.service.outside import connecting, vendors
from atende.core.tenancy import Actor, in_tenant
from atende.providers.google_calendar import calendars
from tests.bookings.clinic import Clinic, new_clinic
from tests.bookings.outside import USER, VISIT, Google

pytestmark = pytest.mark.usefixtures("database")


async def _asked(clinic: Clinic, *, who: uuid.UUID = USER, visit: uuid.UUID = VISIT) -> str:
    async with in_tenant(clinic.tenant_id, Actor("user", who)) as tx:
        wanted = {"provider": "google", "environment": "sandbox", "hint": None}
        return await connecting.start(tx, clinic.people["Dra. Ana"], visit=visit, **wanted)


async def _bring(
    clinic: Clinic, back: dict[str, str], *, who: uuid.UUID = USER, visit: uuid.UUID = VISIT, tenant: uuid.UUID | None = None
) -> uuid.UUID:
    def transaction():
        return in_tenant(tenant or clinic.tenant_id, Actor("user", who))

    return await connecting.finish(transaction, visit=visit, state=back["state"], code=back["code"])


async def _connected(clinic: Clinic) -> list[str]:
    async with clinic.tx() as tx:
        return [one["account"] for one in await asked.calendars(tx)]


def _email() -> str:
    return f"ana-{uuid.uuid4().hex[:8]}@example.com"


async def test_a_consent_is_good_once(google: Google, clinic):
    email = _email()
    address = await _asked(clinic)
    back = await google.consent(address, email)
    await _bring(clinic, back)
    assert await _connected(clinic) == [email]
    # The same page once more gives a new code for the same challenge: the vendor has nothing against it, it is ours to refuse.
    for again in (back, await google.consent(address, _email())):
        with pytest.raises(ConsentInvalid):
            await _bring(clinic, again)
    assert await _connected(clinic) == [email]


async def test_who_takes_too_long_asks_anew(google: Google, clinic, clock):
    address = await _asked(clinic)
    clock.shift(connecting.LASTS + timedelta(seconds=1))
    back = await google.consent(address, _email())  # its code is new
    with pytest.raises(ConsentInvalid):
        await _bring(clinic, back)
    assert await _connected(clinic) == []


async def test_a_code_that_came_long_ago_is_refused_by_who_gave_it(google: Google, clinic, clock):
    back = await google.consent(await _asked(clinic), _email())
    clock.shift(timedelta(minutes=11))
    with pytest.raises(ConsentInvalid):
        await _bring(clinic, back)
    assert await _connected(clinic) == []


@pytest.mark.parametrize(
    "other", [{"who": uuid.UUID(int=79)}, {"visit": uuid.UUID(int=80)}, {"tenant": True}], ids=["person", "session", "business"]
)
async def test_nobody_else_brings_it_back_and_who_asked_still_can(google: Google, clinic, other):
    email = _email()
    back = await google.consent(await _asked(clinic), email)
    elsewhere = await new_clinic()
    await elsewhere.resource("Dra. Ana")
    given = {**other, "tenant": elsewhere.tenant_id} if "tenant" in other else other
    with pytest.raises(ConsentInvalid):
        await _bring(clinic, back, **given)
    assert (await _connected(clinic), await _connected(elsewhere)) == ([], [])
    await _bring(clinic, back)
    assert await _connected(clinic) == [email]


async def test_a_made_up_state_is_refused(google: Google, clinic):
    back = await google.consent(await _asked(clinic), _email())
    for state in (back["state"][:-1], back["state"] + "x", "", f"{clinic.tenant_id.hex}.", back["state"].upper()):
        with pytest.raises(ConsentInvalid):
            await _bring(clinic, {**back, "state": state})
    assert await _connected(clinic) == []


async def test_a_code_goes_only_with_the_verifier_of_its_own_consent(google: Google, clinic):
    """Somebody slips the code of their own account into another's way back: PKCE is what tells them apart."""
    mine, theirs = await _asked(clinic), await _asked(clinic)
    back, slipped = await google.consent(mine, _email()), await google.consent(theirs, "thief@example.com")
    with pytest.raises(ConsentInvalid):
        await _bring(clinic, {"state": back["state"], "code": slipped["code"]})
    assert await _connected(clinic) == []


@pytest.mark.parametrize("ticks", [[], [calendars.EVENTS], [calendars.LISTS]], ids=["none", "no lists", "no events"])
async def test_who_ticks_too_little_has_connected_nothing(google: Google, clinic, ticks):
    back = await google.consent(await _asked(clinic), _email(), ticks=ticks)
    with pytest.raises(ConsentIncomplete):
        await _bring(clinic, back)
    assert await _connected(clinic) == []


async def test_who_may_not_write_their_own_calendar_has_connected_nothing(google: Google, clinic):
    email = _email()
    await google.do("POST", "accounts", email=email)
    await google.do("PATCH", f"calendars/{email}", role="reader")
    back = await google.consent(await _asked(clinic), email)
    with pytest.raises(ConsentIncomplete):
        await _bring(clinic, back)
    assert await _connected(clinic) == []


@pytest.mark.parametrize(
    "given",
    [
        {"code_challenge": None}, {"code_challenge": ""}, {"code_challenge": "short"}, {"code_challenge_method": None},
        {"code_challenge_method": "plain"}, {"code_challenge": None, "code_challenge_method": None},
    ],
)  # fmt: skip
async def test_the_twin_takes_no_consent_without_a_challenge(google: Google, clinic, given):
    base, _, query = (await _asked(clinic)).partition("?")
    values = {name: one[0] for name, one in parse_qs(query).items()} | given
    values = {name: one for name, one in values.items() if one is not None}
    assert (await google.browser.get(f"{base}?{urlencode(values)}")).status_code == 400
    form = {**values, "email": _email(), "answer": "allow", "granted": values["scope"].split()}
    assert (await google.browser.post(base, data=form)).status_code == 400


@pytest.mark.parametrize("verifier", ["", "x", "x" * 64, "x" * 129])
async def test_the_twin_gives_nothing_for_another_verifier(google: Google, clinic, verifier):
    address = await _asked(clinic)
    back = await google.consent(address, _email())
    back_to = parse_qs(urlsplit(address).query)["redirect_uri"][0]
    wiring.wire()
    with pytest.raises(CalendarTrouble) as refused:
        await vendors.owned("google").exchange("sandbox", code=back["code"], verifier=verifier, back_to=back_to)
    assert refused.value.trouble is Trouble.REVOKED
