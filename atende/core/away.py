"""What a database error says: whether the server is away and trying again may help."""

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING = ("08", "40", "53", "57", "25P03")  # SQLSTATE of what passes by itself


def is_database_away(error: BaseException) -> bool:
    """True when trying again later may succeed: the server is gone, restarting, full of connections, or broke a deadlock."""
    if isinstance(error, PoolTimeout | InterfaceError | OSError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (sqlstate(error) or "08").startswith(_PASSING)
    state = getattr(error, "sqlstate", None)  # a driver's own error, raised while connecting
    return isinstance(state, str) and state.startswith(_PASSING)


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's code of a database error, or None when it never got an answer from the server."""
    original = getattr(error, "orig", error)
    return getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
