"""Decisions about people, by tables of values."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.accounts import errors, rules
from atende.accounts.rules import ALL_PERMISSIONS, Place, Role

AGENCY, OTHER = uuid.uuid4(), uuid.uuid4()


def _place(**given):
    return rules.place(**{"is_superuser": False, "agency_id": None, "tenant_agency_id": AGENCY, "role": None, **given})


@pytest.mark.parametrize(
    ("given", "role"),
    [
        ({}, None),
        ({"role": "owner"}, Role.OWNER),
        ({"role": "owner", "is_active": False}, None),
        ({"role": "staff", "permissions": ["inbox"]}, Role.STAFF),
        ({"role": "staff", "permissions": ["inbox"], "is_active": False}, None),
        ({"agency_id": AGENCY}, Role.AGENCY_STAFF),
        ({"agency_id": OTHER}, None),
        ({"agency_id": AGENCY, "tenant_agency_id": None}, None),
        ({"agency_id": AGENCY, "role": "agency_staff", "is_active": False}, None),
        ({"role": "agency_staff", "permissions": ["inbox"]}, None),
        ({"role": "superuser"}, None),
        ({"is_superuser": True}, Role.SUPERUSER),
    ],
)
def test_place_follows_from_what_a_person_is(given, role):
    found = _place(**given)
    assert (found.role if found else None) == role


def test_agency_people_read_no_messages_unless_the_owner_lets_them():
    assert not _place(agency_id=AGENCY).may("inbox")
    assert _place(agency_id=AGENCY, role="agency_staff", permissions=["bot", "inbox"]).may("inbox")
    assert _place(role="owner").may("inbox")


OWNER = Place(Role.OWNER, frozenset(ALL_PERMISSIONS))
MANAGER = Place(Role.STAFF, frozenset({"staff", "bot"}))
CLERK = Place(Role.STAFF, frozenset({"inbox"}))
AGENT = Place(Role.AGENCY_STAFF, frozenset(rules.DEFAULT_PERMISSIONS[Role.AGENCY_STAFF]))


@pytest.mark.parametrize(
    ("by", "role", "permissions", "before", "refusal"),
    [
        (OWNER, Role.OWNER, [], None, None),
        (OWNER, Role.STAFF, ["inbox"], None, None),
        (OWNER, Role.AGENCY_STAFF, ["inbox"], Role.AGENCY_STAFF, None),
        (OWNER, Role.AGENCY_STAFF, [], None, errors.CannotGrant),
        (OWNER, Role.SUPERUSER, [], None, errors.CannotGrant),
        (OWNER, Role.STAFF, [], Role.AGENCY_STAFF, errors.CannotGrant),
        (MANAGER, Role.STAFF, ["bot"], None, None),
        (MANAGER, Role.STAFF, ["inbox"], None, errors.CannotGrant),
        (MANAGER, Role.OWNER, [], None, errors.CannotGrant),
        (MANAGER, Role.STAFF, [], Role.OWNER, errors.CannotGrant),
        (MANAGER, Role.AGENCY_STAFF, [], Role.AGENCY_STAFF, errors.CannotGrant),
        (CLERK, Role.STAFF, ["inbox"], None, errors.MissingPermission),
        (AGENT, Role.STAFF, ["bot"], None, None),
        (AGENT, Role.STAFF, ["inbox"], None, errors.CannotGrant),
        (OWNER, Role.STAFF, ["everything"], None, errors.Invalid),
    ],
)
def test_nobody_gives_what_they_do_not_hold(by, role, permissions, before, refusal):
    if refusal is None:
        rules.refuse_grant(by, role, permissions, before=before)
    else:
        with pytest.raises(refusal):
            rules.refuse_grant(by, role, permissions, before=before)


@pytest.mark.parametrize("slug", ["abc", "clinica-sorriso", "a1b2", "x" * 40])
def test_a_good_slug_is_taken(slug):
    assert rules.check_slug(slug) == slug


@pytest.mark.parametrize("slug", ["", "ab", "A-b-c", "-abc", "abc-", "a--b", "x" * 41, "api", "ação", "a b c", "abc\n"])
def test_a_bad_slug_is_refused(slug):
    with pytest.raises(errors.BadSlug):
        rules.check_slug(slug)


@given(st.text(max_size=80))
def test_a_slug_can_be_made_from_any_name(name):
    assert rules.check_slug(rules.slug_from(name))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("curta", "short"),
        ("x" * 300, "long"),
        ("password123", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("Maria@Exemplo.com", "email"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, reason):
    with pytest.raises(errors.WeakPassword) as caught:
        rules.check_password(password, "maria@exemplo.com")
    assert caught.value.params["reason"] == reason


def test_waiting_doubles_up_to_its_limit():
    patience = rules.Patience(free=3, most=60)
    assert [rules.wait_after(n, patience) for n in (0, 2, 3, 4, 5, 8, 9, 1000)] == [0, 0, 2, 4, 8, 60, 60, 60]


@pytest.mark.parametrize("name", ["America/Sao_Paulo", "America/Manaus", "UTC"])
def test_a_timezone_of_the_database_is_taken(name):
    assert rules.check_timezone(name) == name


@pytest.mark.parametrize("name", ["", "Brasil", "../etc/passwd", "america/sao_paulo", "-03:00"])
def test_any_other_timezone_is_refused(name):
    with pytest.raises(errors.UnknownTimezone):
        rules.check_timezone(name)
