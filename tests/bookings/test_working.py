"""When somebody works, by their plans."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from atende.bookings.rules.working import Candidate, Place, here_of, working_time
from atende.knowledge.rules.hours_wire import from_json

_WEEK = from_json({"weekly": [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in range(7)]})


def test_whoever_is_lent_to_another_store_for_a_time_is_not_at_home_meanwhile():
    home, away = uuid.uuid4(), uuid.uuid4()
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    one = Candidate(uuid.uuid4(), 1, None, None, plans=[(home, None, None, _WEEK), (away, first, last, _WEEK)])
    zone = ZoneInfo("America/Sao_Paulo")

    def days(store: uuid.UUID, until: date) -> int:
        return len(working_time(one, here_of(Place(store, zone, _WEEK), [], first, until), []).working)

    assert (days(away, last), days(home, last)) == (3, 0)
    assert (days(away, date(2026, 12, 5)), days(home, date(2026, 12, 5))) == (3, 2)
