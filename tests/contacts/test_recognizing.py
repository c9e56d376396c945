"""Who is it: known people, new people, forms of a number, ids without numbers, and many who ask at once."""

import asyncio
import itertools
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atende.contacts import queries
from atende.contacts import service as contacts
from atende.contacts.errors import NoEvidence
from atende.contacts.ports import Evidence
from atende.core.tenancy import in_tenant
from tests.contacts.people import at, new_tenant, rows
from tests.statements import listening

pytestmark = pytest.mark.usefixtures("database")

LONG, SHORT = "5511987654321", "551187654321"
USER = "BR.1234567890"


async def see(tenant_id: uuid.UUID, minute: float = 0, source: str = "channel", **evidence: str) -> contacts.Recognized:
    async with in_tenant(tenant_id) as tx:
        return await contacts.recognize(tx, Evidence(**evidence), source=source, seen_at=at(minute))


async def living(tenant_id: uuid.UUID) -> list[uuid.UUID]:
    found = await rows(tenant_id, "select id from contacts_contacts where merged_into_id is null")
    return [row["id"] for row in found]


async def test_a_name_that_a_stranger_typed_gives_way_to_the_teams_and_no_other_does():
    tenant_id = await new_tenant()
    for phone, name, kept in (("+" + LONG, "Maria Souza", "Maria Souza"), ("+" + LONG, "Outra", "Maria Souza")):
        async with in_tenant(tenant_id) as tx:
            who = await contacts.claimed(tx, phone, "xxx", seen_at=at(0))
        async with in_tenant(tenant_id) as tx:
            assert (await contacts.register(tx, phone, name, seen_at=at(1))).contact_id == who
        async with in_tenant(tenant_id) as tx:
            assert (await queries.contact(tx, who)).name == kept


async def test_a_known_person_costs_one_round_trip_and_writes_nothing():
    tenant_id = await new_tenant()
    first = await see(tenant_id, phone=LONG, user_id=USER, username="ana", name="Ana")
    async with in_tenant(tenant_id) as tx:
        with listening() as heard:
            again = await contacts.recognize(
                tx, Evidence(phone=LONG, user_id=USER, username="ana", name="Ana"), source="channel", seen_at=at(30)
            )
        assert tx.facts == []
    assert again.contact_id == first.contact_id
    assert len(heard.inside()) == 1


@pytest.mark.parametrize("forms", list(itertools.permutations([LONG, SHORT, "+55 11 98765-4321"])))
async def test_every_form_of_a_brazilian_mobile_is_one_person(forms):
    tenant_id = await new_tenant()
    found = {(await see(tenant_id, n, phone=form)).contact_id for n, form in enumerate(forms)}
    assert len(found) == 1
    stored = await rows(tenant_id, "select value, confirmed_value from contacts_identities")
    assert stored == [{"value": forms[0], "confirmed_value": forms[-1]}]


async def test_what_people_typed_stays_as_typed_and_the_confirmed_address_is_used():
    tenant_id = await new_tenant()
    typed = await see(tenant_id, source="staff", phone="(11) 98765-4321", name="Dona Ana")
    async with in_tenant(tenant_id) as tx:
        assert (await contacts.address(tx, typed.contact_id)).phone == "+5511987654321"
    wrote = await see(tenant_id, 5, phone=SHORT, name="aninha")
    assert wrote.contact_id == typed.contact_id
    async with in_tenant(tenant_id) as tx:
        assert (await contacts.address(tx, typed.contact_id)).phone == f"+{SHORT}"
        assert (await queries.contact(tx, typed.contact_id)).name == "Dona Ana"
    stored = await rows(tenant_id, "select value, confirmed_value from contacts_identities")
    assert stored == [{"value": "(11) 98765-4321", "confirmed_value": SHORT}]


async def test_a_landline_is_not_the_mobile_that_resembles_it():
    tenant_id = await new_tenant()
    landline = await see(tenant_id, phone="551133445566")
    other = await see(tenant_id, phone="5511933445566")
    assert landline.contact_id != other.contact_id
    async with in_tenant(tenant_id) as tx:
        assert (await contacts.address(tx, landline.contact_id)).phone == "+551133445566"


async def test_the_same_ids_in_two_tenants_are_two_people():
    one, two = await new_tenant(), await new_tenant()
    evidence = {"phone": LONG, "user_id": USER, "username": "ana", "name": "Ana"}
    first, second = await see(one, **evidence), await see(two, **evidence)
    assert first.contact_id != second.contact_id
    assert await living(one) == [first.contact_id]
    assert await living(two) == [second.contact_id]


async def test_a_person_without_a_number_is_somebody_and_can_be_addressed():
    tenant_id = await new_tenant()
    found = await see(tenant_id, user_id=USER, username="ana.lima", name="Ana")
    async with in_tenant(tenant_id) as tx:
        assert await contacts.address(tx, found.contact_id) == contacts.Address(phone=None, user_id=USER)


async def test_the_number_learned_later_belongs_to_the_same_person():
    tenant_id = await new_tenant()
    first = await see(tenant_id, user_id=USER)
    both = await see(tenant_id, 1, user_id=USER, phone=LONG)
    alone = await see(tenant_id, 2, phone=SHORT)
    assert {first.contact_id} == {both.contact_id, alone.contact_id}
    assert both.merges == []


async def test_two_records_become_one_when_an_event_names_both():
    tenant_id = await new_tenant()
    by_phone = await see(tenant_id, phone=LONG, name="Ana")
    by_user = await see(tenant_id, 1, user_id=USER)
    both = await see(tenant_id, 2, phone=SHORT, user_id=USER)
    assert both.contact_id == by_phone.contact_id
    assert [(m.winner_id, m.loser_id) for m in both.merges] == [(by_phone.contact_id, by_user.contact_id)]
    assert await living(tenant_id) == [by_phone.contact_id]
    merge = (await rows(tenant_id, "select reason, evidence from contacts_merges"))[0]
    assert merge["reason"] == "phone_learned"
    assert merge["evidence"]["identity_id"] == str(by_user.identity_id)


async def test_a_username_that_moved_joins_nobody():
    tenant_id = await new_tenant()
    old = await see(tenant_id, user_id="BR.1", username="ana")
    new = await see(tenant_id, 120, user_id="BR.2", username="Ana")
    assert new.contact_id != old.contact_id
    held = await rows(tenant_id, "select contact_id from contacts_identities where space = 'username' and retired_at is null")
    assert held == [{"contact_id": new.contact_id}]
    assert (await see(tenant_id, 121, username="ANA")).contact_id == new.contact_id
    assert len(await living(tenant_id)) == 2


async def test_a_parent_id_decides_only_alone():
    tenant_id = await new_tenant()
    one = await see(tenant_id, user_id="BR.1", parent_user_id="BR.ENT.9")
    linked = await see(tenant_id, 1, user_id="BR.2", parent_user_id="BR.ENT.9")
    assert linked.contact_id == one.contact_id
    other = await see(tenant_id, 2, phone=LONG)
    again = await see(tenant_id, 3, phone=LONG, parent_user_id="BR.ENT.9")
    assert again.contact_id == other.contact_id
    assert again.merges == []


async def test_nothing_says_nobody():
    tenant_id = await new_tenant()
    with pytest.raises(NoEvidence):
        await see(tenant_id, name="Ana", phone="  ")


async def test_what_is_no_number_is_still_one_person():
    tenant_id = await new_tenant()
    found = {(await see(tenant_id, phone="12")).contact_id for _ in range(2)}
    assert len(found) == 1


async def test_profile_names_follow_the_profile_until_staff_names_the_person():
    tenant_id = await new_tenant()
    found = await see(tenant_id, phone=LONG, name="ana")
    await see(tenant_id, 1, phone=LONG, name="Ana Lima")
    async with in_tenant(tenant_id) as tx:
        assert (await queries.contact(tx, found.contact_id)).name == "Ana Lima"
        await contacts.rename(tx, found.contact_id, "Ana da Silva")
    await see(tenant_id, 2, phone=LONG, name="xx")
    stored = await rows(tenant_id, "select name, search_text from contacts_contacts")
    assert stored[0]["name"] == "Ana da Silva"
    assert stored[0]["search_text"].startswith("ana da silva 5511")


@pytest.mark.parametrize(
    "senders",
    [
        [{"phone": LONG}],
        [{"phone": LONG}, {"phone": SHORT}],
        [{"phone": LONG, "user_id": USER}, {"user_id": USER}, {"phone": SHORT}],
        [{"phone": SHORT, "user_id": USER, "username": "ana"}, {"user_id": USER, "username": "ana"}],
    ],
    ids=["one form", "two forms", "number or id", "id and username"],
)
async def test_fifty_first_messages_at_once_make_one_person(senders):
    tenant_id = await new_tenant()
    found = await asyncio.gather(*(see(tenant_id, n % 3, **senders[n % len(senders)]) for n in range(50)))
    assert len(found) == 50
    people = await living(tenant_id)
    if any("phone" in s and "user_id" in s for s in senders):
        # Those who came before the evidence was joined were merged; every answer leads to the one who lives.
        async with in_tenant(tenant_id) as tx:
            assert {await queries.living_id(tx, f.contact_id) for f in found} == set(people)
    else:
        assert {f.contact_id for f in found} == set(people)
    assert len(people) == 1
    keys = await rows(
        tenant_id,
        "select space, count(*) as n from contacts_identities where retired_at is null group by space, match_key",
    )
    assert all(row["n"] == 1 for row in keys)


async def test_many_who_name_two_known_people_merge_them_once():
    tenant_id = await new_tenant()
    await see(tenant_id, phone=LONG)
    await see(tenant_id, user_id=USER)
    found = await asyncio.gather(*(see(tenant_id, 1, phone=LONG, user_id=USER) for _ in range(20)))
    assert len({f.contact_id for f in found}) == 1
    assert sum(len(f.merges) for f in found) == 1


FORMS = [
    {"phone": LONG},
    {"phone": SHORT},
    {"phone": f"+{LONG}"},
    {"user_id": USER},
    {"phone": LONG, "user_id": USER},
    {"phone": SHORT, "user_id": USER, "username": "ana"},
]
STRANGERS = [{"phone": "551133445566"}, {"phone": "5511987654322"}, {"user_id": "BR.99", "username": "ana"}]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(FORMS + STRANGERS), min_size=1, max_size=8), st.randoms(use_true_random=False))
async def test_any_order_of_any_forms_ends_in_one_person(events, random):
    tenant_id = await new_tenant()
    events = [*events, FORMS[4]]
    random.shuffle(events)
    for minute, evidence in enumerate(events):
        await see(tenant_id, minute, **evidence)
    ours = {(await see(tenant_id, 99, **form)).contact_id for form in FORMS[:5]}
    assert len(ours) == 1
    theirs = {(await see(tenant_id, 99, **{k: v for k, v in s.items() if k != "username"})).contact_id for s in STRANGERS}
    assert not theirs & ours
    assert len(theirs) == 3
