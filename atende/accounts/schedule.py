"""Door three of accounts: telling each business what happened to the accounts of its people."""

from atende.accounts.service import happenings
from atende.core.jobs import Stage


def stages() -> list[Stage]:
    """Happenings that are untold."""
    return [Stage("happenings", happenings.untold, happenings.tell, slots=2, busy=0.05, idle=1.0)]
