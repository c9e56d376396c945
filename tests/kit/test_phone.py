"""Identity forms of phone numbers: equal exactly when the line is the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atende.kit import phone

MOBILE = "+5511987654321"


@pytest.mark.parametrize(
    "typed",
    [
        "5511987654321", "551187654321", "+55 11 98765-4321", "+55 (11) 8765-4321", "(11) 98765-4321", "11987654321",
        "11 8765.4321", "011 98765-4321", "0 15 11 98765-4321", "00 55 11 98765 4321", "٥٥١١٩٨٧٦٥٤٣٢١", "＋5511987654321",
        " 55 11 9 8765 4321 ",
    ],
)  # fmt: skip
def test_every_brazilian_form_of_a_mobile_has_one_key(typed: str) -> None:
    assert phone.match_key(typed) == MOBILE


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("551133334444", "+551133334444"),
        ("(21) 2222-1111", "+552122221111"),
        ("11 5333-4444", "+551153334444"),
        ("+55 11 9 5333-4444", "+5511953334444"),  # born with nine digits: never the landline above
        ("55 98765-4321", "+5555987654321"),  # area 55 (Santa Maria), no country code
        ("555587654321", "+5555987654321"),
        ("0800 712 3456", "+558007123456"),
        ("+1 650-253-0000", "+16502530000"),
        ("16502530000", "+16502530000"),
        ("5215512345678", "+525512345678"),
        ("525512345678", "+525512345678"),
        ("54111523456789", "+5491123456789"),
        ("+54 9 11 2345-6789", "+5491123456789"),
        ("+54 11 2345-6789", "+541123456789"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_other_numbers_keep_their_own_key(typed: str, key: str) -> None:
    assert phone.match_key(typed) == key


@pytest.mark.parametrize(
    "typed", ["", "98765-4321", "8765-4321", "123", "abc", "11 CLINICA1", "+55", "1" * 25, "🙂", "551198765432199"]
)
def test_what_is_no_whole_number_has_no_key(typed: str) -> None:
    assert phone.match_key(typed) is None
    assert phone.as_digits(typed) is None


def test_digits_keep_the_form_that_was_typed() -> None:
    assert phone.as_digits("(11) 8765-4321") == "551187654321"
    assert phone.as_digits("(11) 98765-4321") == "5511987654321"
    assert phone.e164("11 3333-4444") == "+551133334444"


def test_vendor_digits_are_never_read_as_a_national_number() -> None:
    assert phone.match_key("5521988887777", region=None) == phone.match_key("21988887777")
    assert phone.match_key("35312345678", region=None) == "+35312345678"
    assert phone.match_key("35 3123-4567") == "+553531234567"
    assert phone.match_key("5511987654321", region=None) == MOBILE


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("5511987654321", "(11) 98765-4321"),
        ("551187654321", "(11) 8765-4321"),
        ("551133334444", "(11) 3333-4444"),
        ("16502530000", "+1 650-253-0000"),
        ("no number", "no number"),
    ],
)
def test_display(typed: str, shown: str) -> None:
    assert phone.display(typed) == shown


def test_masked_never_shows_more_than_four_digits() -> None:
    assert phone.masked("+55 11 98765-4321") == "*********4321"
    assert phone.masked("1234567") == "*******"


areas = st.integers(11, 99).filter(lambda n: n % 10 != 0).map(str)
subscribers = st.from_regex(r"\A[2-9][0-9]{7}\Z")
dressings = st.sampled_from(["{c}{a}{n}", "+{c} ({a}) {n}", "00{c}{a}{n}", "{c} {a} {n}", "+{c}.{a}-{n}"])


@given(areas, subscribers, dressings, dressings)
def test_the_ninth_digit_and_the_dress_change_nothing(area: str, number: str, one: str, other: str) -> None:
    eight = phone.match_key(one.format(c="55", a=area, n=number))
    nine = phone.match_key(other.format(c="55", a=area, n="9" + number))
    assert nine == f"+55{area}9{number}"
    assert (eight == nine) == (number[0] in "6789")
    if number[0] in "2345":
        assert eight == f"+55{area}{number}"


@given(st.text(max_size=25) | st.from_regex(r"\A\+?[0-9]{5,17}\Z"), st.sampled_from(["BR", None]))
@example("310000000", None)
def test_the_key_of_a_key_is_itself(typed: str, region: str | None) -> None:
    key = phone.match_key(typed, region)
    if key is not None:
        assert phone.match_key(key, region) == key
        assert phone.match_key(key.removeprefix("+"), None) == key
        assert phone.match_key(phone.as_digits(typed, region) or "", None) == key
    phone.display(typed)
    assert sum(c.isdigit() for c in phone.masked(typed)) <= 4


@given(st.tuples(areas, subscribers, st.booleans()), st.tuples(areas, subscribers, st.booleans()))
def test_two_different_lines_never_share_a_key(one: tuple[str, str, bool], other: tuple[str, str, bool]) -> None:
    def line(area: str, number: str, nine: bool) -> tuple[str, str]:
        is_mobile = nine or number[0] in "6789"
        return area, ("9" if is_mobile else "") + number

    keys = [phone.match_key(f"55{a}{'9' if nine else ''}{n}") for a, n, nine in (one, other)]
    assert (keys[0] == keys[1]) == (line(*one) == line(*other))
