"""Text that comes in: cleaned, then stripped, and measured last."""

from typing import Annotated

import pytest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from atende.bookings.schemas.fields import Line, Words
from atende.bookings.schemas.imports import AskingIn
from atende.bookings.schemas.outside import External
from atende.core.wire import Clean
from atende.inbox.schemas import NoteIn
from atende.knowledge.schemas import Short

_THREE = TypeAdapter(Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3), Clean])


@pytest.mark.parametrize(("given", "kept"), [("abc", "abc"), ("   abc   ", "abc"), ("a\x00\ud800b", "ab"), (" \x00a", "a")])
def test_what_is_left_is_measured(given, kept):
    assert _THREE.validate_python(given) == kept


@pytest.mark.parametrize("given", ["", "   ", "\x00", " \x00 ", "abcd"])
def test_what_is_nothing_when_it_is_stripped_is_refused(given):
    with pytest.raises(ValidationError):
        _THREE.validate_python(given)


def test_names_and_notes_of_spaces_are_none():
    for shape in (Line, NoteIn.model_fields["body"].rebuild_annotation()):
        with pytest.raises(ValidationError):
            TypeAdapter(shape).validate_python("    ")
    assert TypeAdapter(Words).validate_python(" " * 2000) == ""
    assert TypeAdapter(Short).validate_python("x" + " " * 400) == "x"
    assert AskingIn(address="https://example.com/v2" + " " * 400).address == "https://example.com/v2"
    with pytest.raises(ValidationError):
        TypeAdapter(External).validate_python("\x00")
