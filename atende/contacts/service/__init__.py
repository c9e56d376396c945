"""The verbs of contacts: recognize somebody, follow their changes of number and id, merge and take apart, address, rename."""

from atende.contacts.ports import Address, Evidence, Merged, Recognized
from atende.contacts.service.merging import merge, undo_merge
from atende.contacts.service.people import add_by_name, address, addresses, record_preference, rename
from atende.contacts.service.recognizing import change_identity, claimed, confirm_address, recognize, register

__all__ = [
    "Address",
    "Evidence",
    "Merged",
    "Recognized",
    "add_by_name",
    "address",
    "addresses",
    "change_identity",
    "claimed",
    "confirm_address",
    "merge",
    "recognize",
    "record_preference",
    "register",
    "rename",
    "undo_merge",
]
