"""Content that somebody hands in freely."""

import pytest

from atende.inbox.errors import ContentInvalid
from atende.inbox.ports import MessageKind
from atende.inbox.rules.drafting import check_content


def _deep(levels):
    value = {}
    for _ in range(levels):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        (MessageKind.TEXT, {"resent": "x"}, "content.resent"),
        (MessageKind.TEXT, {"big": "x" * 900_000}, "content.big"),
        (MessageKind.TEXT, {"preview_url": {}}, "content.preview_url"),
        (MessageKind.INTERACTIVE, {"flow": _deep(900)}, "content"),
        (MessageKind.CONTACTS, {"contacts": [{"name": "x" * 70_000}]}, "content"),
        (MessageKind.LOCATION, {"latitude": 1, "longitude": 1, "resent": 1}, "content.resent"),
    ],
)
def test_what_no_message_of_the_kind_has_is_refused(kind, content, field):
    with pytest.raises(ContentInvalid) as refused:
        check_content(kind, content)
    assert refused.value.field == field


def test_what_the_kind_has_is_taken():
    check_content(MessageKind.TEXT, {"preview_url": True})
    check_content(MessageKind.INTERACTIVE, {"type": "list", "body": "?", "button": "Ver", "sections": [{"rows": [{"id": "a"}]}]})
