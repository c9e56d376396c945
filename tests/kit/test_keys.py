"""The form of an API key."""

import re

from hypothesis import given
from hypothesis import strategies as st

from atende.kit import keys

# What a secret scanner would look for.
PATTERN = re.compile(r"\batd_live_[0-9A-Za-z]{49}\b")


def test_keys_have_the_form_that_scanners_find_and_differ():
    made = {keys.new_key() for _ in range(200)}
    assert len(made) == 200
    for one in made:
        assert PATTERN.fullmatch(one)
        assert keys.is_wellformed(one)
        assert len(keys.hint(one)) == 15
        assert one.startswith(keys.hint(one))


@given(st.integers(0, 57), st.sampled_from("0aZ_é"))
def test_one_wrong_letter_is_told_from_a_key(place, letter):
    key = keys.new_key()
    changed = key[:place] + letter + key[place + 1 :]
    assert keys.is_wellformed(changed) == (changed == key)


@given(st.text(max_size=80))
def test_anything_else_is_no_key(words):
    assert not keys.is_wellformed(words)
    assert not keys.is_wellformed(keys.PREFIX + words)
