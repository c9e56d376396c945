"""Rooms that are seen and rooms in which things are changed: decisions, by tables of values."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.accounts import errors, rules
from atende.accounts.access import Access, KeyHolder
from atende.accounts.rules import ALL_PERMISSIONS, KNOWN, KeyBearer, Place, Role, Standing

given_names = st.lists(st.sampled_from([*KNOWN, "everything", "inbox:write", ":read"]))


def _staff(*permissions: str) -> Place:
    found = rules.place(is_superuser=False, agency_id=None, tenant_agency_id=None, role="staff", permissions=permissions)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("held", "sees", "changes"),
    [
        ([], False, False),
        (["inbox:read"], True, False),
        (["inbox"], True, True),
        (["inbox", "inbox:read"], True, True),
        (["bot"], False, False),
        (["inbox:write"], False, False),
    ],
)
def test_a_look_needs_either_and_a_change_the_full_one(held, sees, changes):
    place = _staff(*held)
    assert (place.may_see("inbox"), place.may("inbox")) == (sees, changes)
    assert (place.may_see("inbox", "orders"), place.may("inbox", "orders")) == (sees, changes)
    assert place.may("inbox:read") == sees


def test_what_asks_for_nothing_is_anybodys_who_works_here():
    assert _staff().may()
    assert _staff().may_see()


@given(given_names)
def test_each_room_is_said_once_and_only_what_is_known(names):
    said = rules.normalised(names)
    assert rules.normalised(said) == said
    assert set(said) <= set(names) & set(KNOWN)
    assert [name for name in said if name.endswith(":read") and name.removesuffix(":read") in said] == []
    before, after = Place(Role.STAFF, frozenset(names)), Place(Role.STAFF, frozenset(said))
    for room in ALL_PERMISSIONS:
        assert (before.may(room), before.may_see(room)) == (after.may(room), after.may_see(room))


@given(given_names, given_names)
def test_nobody_gives_more_than_they_hold(held, wanted):
    by = _staff("staff", *held)
    known = [name for name in wanted if name in KNOWN]
    try:
        rules.refuse_grant(by, Role.STAFF, known)
    except errors.CannotGrant:
        assert any(not by.may(name) for name in known)
    else:
        assert all(by.may(name) for name in known)


@pytest.mark.parametrize(
    ("held", "wanted", "refusal"),
    [
        (["staff", "inbox:read"], ["inbox:read"], None),
        (["staff", "inbox"], ["inbox:read"], None),
        (["staff", "inbox:read"], ["inbox"], errors.CannotGrant),
        (["staff"], ["inbox:read"], errors.CannotGrant),
        (["staff:read", "inbox"], ["inbox:read"], errors.MissingPermission),
    ],
)
def test_who_sees_a_room_lets_others_see_it(held, wanted, refusal):
    if refusal is None:
        rules.refuse_grant(_staff(*held), Role.STAFF, wanted)
    else:
        with pytest.raises(refusal):
            rules.refuse_grant(_staff(*held), Role.STAFF, wanted)


@pytest.mark.parametrize(
    ("rooms", "held", "is_read", "named", "way"),
    [
        (["inbox"], [], True, "inbox", "read"),
        (["inbox"], ["inbox:read"], False, "inbox", "change"),
        (["inbox", "bot"], ["bot:read"], False, "bot", "change"),
        (["inbox", "bot"], [], False, "inbox", "change"),
        ([], [], False, "", "change"),
    ],
)
def test_a_refusal_names_the_room_and_the_way(rooms, held, is_read, named, way):
    refusal = rules.missing(rooms, held, is_read=is_read)
    assert (refusal.code, refusal.params) == ("missing_permission", {"permission": named, "way": way})


def test_owners_and_agency_people_stand_as_ever():
    owner = rules.place(is_superuser=False, agency_id=None, tenant_agency_id=None, role="owner", permissions=["inbox:read"])
    assert owner is not None
    assert owner.permissions == frozenset(ALL_PERMISSIONS)
    agency = uuid.uuid4()
    agent = rules.place(is_superuser=False, agency_id=agency, tenant_agency_id=agency, role=None)
    assert agent is not None
    assert agent.permissions == frozenset(rules.DEFAULT_PERMISSIONS[Role.AGENCY_STAFF])
    assert not agent.may_see("inbox")


def _key(held: list[str], scopes: list[str]) -> KeyBearer:
    standing = Standing(uuid.uuid4(), "s", "S", "clinic", "America/Sao_Paulo", _staff(*held), True)
    return KeyBearer(uuid.uuid4(), frozenset(scopes), datetime(2026, 1, 1, tzinfo=UTC), standing)


@pytest.mark.parametrize(
    ("held", "scopes", "reads", "writes"),
    [
        (["inbox"], ["inbox:read"], True, False),
        (["inbox"], ["inbox:write"], True, True),
        (["inbox:read"], ["inbox:read", "inbox:write"], True, False),
        (["inbox:read"], ["inbox:write"], True, False),
        ([], ["inbox:read", "inbox:write"], False, False),
        (["inbox"], ["settings:write"], False, False),
        (["staff"], ["staff:write"], False, False),
    ],
)
def test_a_key_may_what_its_scopes_say_and_its_maker_may(held, scopes, reads, writes):
    bearer = _key(held, scopes)
    asked = [*(scope.partition(":")[0] for scope in scopes if not scope.startswith("settings")), "inbox"]
    assert rules.key_may(bearer, *asked, is_read=True) == reads
    assert rules.key_may(bearer, *asked, is_read=False) == writes


@pytest.mark.parametrize(
    ("held", "scopes", "refusal"),
    [
        (["settings", "inbox:read"], ["inbox:read"], None),
        (["settings", "inbox:read"], ["inbox:write"], errors.CannotGrant),
        (["settings", "inbox"], ["inbox:write", "inbox:read"], None),
        (["settings"], ["inbox:read"], errors.CannotGrant),
    ],
)
def test_a_scope_is_no_more_than_its_maker_holds(held, scopes, refusal):
    if refusal is None:
        assert rules.check_scopes(_staff(*held), scopes) == [one for one in rules.SCOPES if one in scopes]
    else:
        with pytest.raises(refusal):
            rules.check_scopes(_staff(*held), scopes)


def test_whatever_is_asked_of_a_key_is_asked_of_its_scopes():
    """Also deeper than the route: there is no way from a key to what its maker holds."""
    bearer = _key(list(ALL_PERMISSIONS), ["settings:read"])
    for asked in (bearer.place, bearer.standing.place, Access(KeyHolder(bearer, "a key"), bearer.standing).place):
        assert asked.permissions == {"settings:read"}
        assert (asked.may_see("settings"), asked.may("settings"), asked.may_see("inbox")) == (True, False, False)
