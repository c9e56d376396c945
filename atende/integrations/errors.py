"""Refusals of connections and parcels."""

from atende.kit.refusal import Conflict, Invalid, NotFound, Refusal


class NumberTaken(Conflict):
    """This receiving number already belongs to a connection of this install."""

    code = "number_taken"


class ConnectionInvalid(Invalid):
    """A field of the connection cannot be used as given."""

    code = "connection_invalid"


class ConnectionInUse(Conflict):
    """A connection with conversations is paused, not deleted."""

    code = "connection_in_use"


class ParcelNotFound(NotFound):
    """No such parcel here."""


class ReplayNotFound(NotFound):
    """No such replay here."""


class ReplaysUnderWay(Conflict):
    """As many replays as one business may have are under way; one of them ends or is stopped first."""

    code = "replays_under_way"


class RetryLater(Exception):
    """A parcel cannot be handled yet for a reason that may pass; it is tried again, at most five times.

    The reason is a stable word."""


class Ignored(Exception):
    """A parcel was understood and nothing is to be done with it; the reason is a stable word."""


class SandboxAway(Refusal):
    """The simulated WhatsApp does not answer on this install (it is off, or still starting)."""

    status = 503
    code = "sandbox_away"
