"""Door three of accounts: telling each business what happened to the accounts of its people, and forgetting what is over."""

from atende.accounts.service import emails, happenings
from atende.core.jobs import Stage
from atende.core.slots import slots


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [
        Stage("happenings", happenings.untold, happenings.tell, slots=slots("rows"), busy=0.05, idle=1.0),
        Stage("old email changes", emails.old_due, emails.forget_old, slots=1, busy=10.0, idle=3600.0),
    ]
