"""The clock's door: parcels that wait to be opened, replays that are not through, counts to fold, and what of all this
is old."""

from datetime import timedelta
from functools import partial

from atende.core.config import settings
from atende.core.jobs import Stage
from atende.core.partitions import Retention
from atende.core.slots import slots
from atende.integrations.service import connections, keys, opening, ownerless, replaying, tallying


def stages() -> list[Stage]:
    """What a worker does for this room."""
    return [
        Stage(
            "parcels",
            partial(opening.due, gathers=opening.GATHERING),
            opening.open_lane,
            slots=slots("groups"),
            idle=0.05,  # what the doors of another process leave there waits no longer than this to be seen
            handle_together=opening.open_lanes,
            together=opening.TOGETHER,
        ),
        Stage("unrouted", ownerless.owners_due, ownerless.hand_over, slots=1, busy=1.0, idle=10.0),
        Stage("old unrouted", ownerless.old_due, ownerless.forget_old, slots=1, busy=10.0, idle=3600.0),
        Stage("numbers", connections.unsure, connections.make_sure, slots=1, busy=1.0, idle=5.0),
        Stage("old parcel keys", keys.due, keys.forget, slots=1, busy=60.0, idle=3600.0),
        Stage("replays", replaying.due, replaying.work, slots=1, busy=0.05, idle=1.0),
        Stage("tallies", tallying.due, tallying.fold, slots=1, busy=2.0, idle=10.0),
    ]


def raw_events_kept() -> Retention:
    """Raw events go with their month when the youngest of it is old enough; a month in which one still waits stays."""
    return Retention("integrations_parcels", timedelta(days=settings().raw_days), unfinished="state = 'waiting'")
