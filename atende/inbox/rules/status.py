"""Where a message's status may go. One total order, so that every order of arrival ends alike."""

# `failed` stands below `delivered`: it is final unless the vendor later says that the person has it after all.
# `dropped` never left the house, so no report can move it.
_RANK = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "accepted": 3,
    "sent": 3,
    "failed": 4,
    "delivered": 5,
    "read": 6,
    "played": 7,
}

REPORTED = frozenset({"accepted", "sent", "delivered", "read", "played", "failed"})
PROOF_OF_DELIVERY = frozenset({"delivered", "read", "played"})


def advance(current: str, incoming: str) -> str:
    """The status after the vendor reported `incoming`: never a step back; `accepted` counts as sent; a word unknown here
    changes nothing."""
    if current not in _RANK or incoming not in REPORTED:
        return current
    incoming = "sent" if incoming == "accepted" else incoming
    return incoming if _RANK[incoming] > _RANK[current] else current
