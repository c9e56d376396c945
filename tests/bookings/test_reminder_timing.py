"""When an appointment is reminded of: tables of cases, any zone and clock change, and ten thousand bookings lived through (R17)."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.bookings.rules.reminders.timing import DAY, Quiet, Skipped, Standing, decide, last_moment, nominal, planned

SP, LISBON = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Lisbon")
NIGHT = Quiet(time(21), time(8))
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _at(zone: ZoneInfo, day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "lead", "on", "goes_at"),
    [
        (15, 0, 120, 26, "13:00"),
        (15, 0, DAY, 25, "15:00"),
        (9, 0, 120, 26, "08:00"),  # an hour before is early enough
        (8, 0, 120, 25, "20:30"),  # half past seven would be the last use, and is quiet
        (8, 0, DAY, 25, "08:00"),
        (7, 0, DAY, 25, "08:00"),  # a little later in the morning of the day before
        (21, 30, DAY, 26, "08:00"),
        (23, 0, 30, 26, "20:30"),  # late in the evening: before the quiet begins
    ],
)
def test_it_goes_out_at_its_lead_and_out_of_the_quiet_hours(hour, minute, lead, on, goes_at):
    at = planned(Standing(_at(SP, 26, hour, minute), SP, LONG_AGO), lead, NIGHT)
    assert at is not None
    assert f"{at.astimezone(SP):%d %H:%M}" == f"{on} {goes_at}"


def test_days_keep_the_hour_when_clocks_change_and_hours_pass():
    start = _at(LISBON, 25, 10, month=10)  # the clock went back in the night before
    standing = Standing(start, LISBON, LONG_AGO)
    assert nominal(standing, DAY) == _at(LISBON, 24, 10, month=10) == start - timedelta(hours=25)
    assert nominal(standing, 120) == start - timedelta(hours=2)
    assert nominal(standing, 23 * 60) == start - timedelta(hours=23)


@pytest.mark.parametrize(
    ("known", "skipped", "looks"),
    [
        (timedelta(days=5), {}, timedelta(days=1)),
        (timedelta(hours=24, minutes=30), {DAY: Skipped.BOOKED_LATE}, timedelta(hours=2)),
        (timedelta(hours=20), {DAY: Skipped.BOOKED_LATE}, timedelta(hours=2)),
        (timedelta(hours=2, minutes=30), {DAY: Skipped.BOOKED_LATE, 120: Skipped.BOOKED_LATE}, None),
        (timedelta(minutes=30), {DAY: Skipped.BOOKED_LATE, 120: Skipped.BOOKED_LATE}, None),
    ],
)
def test_who_books_late_is_not_told_what_they_just_said(known, skipped, looks):
    start = _at(SP, 26, 15)
    found = decide(Standing(start, SP, start - known), [DAY, 120], (), None, start - known)
    assert (found.send, found.skip) == (None, skipped)
    assert found.look_at == (None if looks is None else start - looks)


def test_after_a_long_silence_only_the_nearest_goes_out_and_not_too_late():
    start = _at(SP, 26, 15)
    standing = Standing(start, SP, LONG_AGO)
    found = decide(standing, [DAY, 120], (), None, start - timedelta(hours=1))
    assert (found.send, found.skip) == (120, {DAY: Skipped.SUPERSEDED})
    late = decide(standing, [DAY, 120], (), None, start - timedelta(minutes=20))
    assert (late.send, late.missed, late.skip) == (None, 120, {DAY: Skipped.SUPERSEDED})


def test_switched_on_nobody_is_written_to_of_what_was_due_before():
    start = _at(SP, 26, 15)
    on = Standing(start, SP, LONG_AGO, on_since=start - timedelta(hours=5))
    assert decide(on, [DAY, 120], (), None, start - timedelta(hours=5)).skip == {DAY: Skipped.NOT_YET_ON}
    just = Standing(start, SP, LONG_AGO, on_since=start - timedelta(hours=24, minutes=-2))
    assert decide(just, [DAY], (), None, start - timedelta(hours=23, minutes=50)).send == DAY, "it was on its way already"


def test_a_farther_one_never_follows_a_nearer_one():
    start = _at(SP, 26, 0, 15)
    found = decide(Standing(start, SP, LONG_AGO), [60, 15], [15], Quiet(time(23, 30), time(1, 30)), start - timedelta(hours=1))
    assert (found.send, found.skip) == (None, {60: Skipped.SUPERSEDED})


def test_what_should_have_left_before_the_night_waits_for_the_morning_or_is_skipped():
    standing = Standing(_at(SP, 26, 15), SP, LONG_AGO)
    night = _at(SP, 25, 23)
    found = decide(standing, [DAY], (), NIGHT, night)
    assert (found.send, found.skip, found.look_at) == (None, {}, _at(SP, 26, 8))
    early = Standing(_at(SP, 26, 8), SP, LONG_AGO)
    assert decide(early, [120], (), NIGHT, night).skip == {120: Skipped.QUIET}


_ZONES = sorted(available_timezones())


@given(
    zone=st.sampled_from(_ZONES),
    start=st.integers(1_735_700_000, 2_051_000_000).map(lambda at: datetime.fromtimestamp(at // 60 * 60, UTC)),
    lead=st.integers(15, 14 * DAY),
    since=st.times(),
    long=st.integers(1, 16 * 60),
)
def test_in_any_zone_at_any_clock_change_it_is_before_the_start_and_outside_the_quiet(zone, start, lead, since, long):
    until = (datetime.combine(date(2026, 1, 1), since) + timedelta(minutes=long)).time()
    quiet = Quiet(since.replace(microsecond=0), until.replace(microsecond=0))
    standing = Standing(start, ZoneInfo(zone), LONG_AGO)
    at = planned(standing, lead, quiet if quiet.since != quiet.until else None)
    if at is None:
        return
    assert at < start
    if quiet.since != quiet.until:
        assert quiet.around(at, standing.zone) is None
    if lead % DAY == 0:
        local = nominal(standing, lead).astimezone(standing.zone)
        there = start.astimezone(standing.zone)
        assert (there.date() - local.date()).days in (
            lead // DAY,
            lead // DAY - 1,
        )  # an hour that a night had not is the next one


# Zones whose clocks are changed, by an hour, by half of one, at midnight, north and south; and one whose clock is not.
_CHANGING = [
    "America/New_York", "Europe/Lisbon", "America/Santiago", "Australia/Lord_Howe", "Pacific/Auckland", "America/Havana", "Asia/Beirut",
    "America/Sao_Paulo", "Africa/Cairo",
]  # fmt: skip
_CHANGES = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 8), (3, 29), (4, 5), (9, 6), (10, 25), (11, 1))]
BOOKINGS = 10_000


class _Life:
    """One booking as the rows know it, and the worker that looks when it is told to, unless it is dead or its clock is wrong."""

    def __init__(self, seed: int):
        self.dice = dice = random.Random(seed)
        self.zone = ZoneInfo(dice.choice(_CHANGING))
        self.leads = dice.sample([DAY, 2 * DAY, 120, 60, 30, 15, 90, 12 * 60, 23 * 60, 7 * DAY], dice.randint(1, 4))
        self.quiet = dice.choice(
            [None, NIGHT, Quiet(time(22), time(7)), Quiet(time(12), time(14)), Quiet(time(23, 30), time(1, 30))]
        )
        self.start = self._start()
        self.now = self.start - timedelta(hours=dice.uniform(0.2, 24 * 9))
        self.known = self.now
        self.is_confirmed = True
        self.done: dict[tuple[datetime, int], str] = {}
        self.sent: list[tuple[datetime, datetime, int]] = []
        self.look_at: datetime | None = self.now
        self.dead = [
            (self.now + timedelta(hours=dice.uniform(0, 200)), timedelta(hours=dice.expovariate(1 / 3)))
            for _ in range(dice.choice((0, 0, 0, 1, 2)))
        ]
        self.was_touched: set[datetime] = set()

    def _start(self) -> datetime:
        day = self.dice.choice(_CHANGES) + timedelta(days=self.dice.randint(-2, 2))
        local = day.replace(hour=self.dice.randrange(24), minute=self.dice.choice((0, 15, 30)), tzinfo=self.zone)
        return local.astimezone(UTC)

    def live(self) -> None:
        """Until its start, and a while after: it is moved, cancelled, and looked at."""
        acts = sorted(self.now + timedelta(hours=self.dice.uniform(0, 240)) for _ in range(self.dice.choice((0, 0, 1, 2, 3))))
        for _ in range(60):
            self._wake()
            act_at = acts[0] if acts else None
            if act_at is None and self.look_at is None:
                return
            at = min(one for one in (act_at, self.look_at) if one is not None)
            self.now = max(self.now, at)
            if at == act_at:
                acts.pop(0)
                self._act()
            elif self._is_dead():
                self.look_at = self._awake()
            else:
                self._look()
        raise AssertionError("it is looked at without end")

    def _wake(self) -> None:
        if self.dice.random() < 0.05:
            self.now -= timedelta(minutes=self.dice.uniform(0, 90))  # somebody set the machine's clock

    def _is_dead(self) -> bool:
        return any(since <= self.now < since + long for since, long in self.dead)

    def _awake(self) -> datetime:
        return max(since + long for since, long in self.dead if since <= self.now < since + long)

    def _act(self) -> None:
        if self.start <= self.now or not self.is_confirmed:
            return
        self.was_touched.add(self.start)
        if self.dice.random() < 0.3:
            self.is_confirmed = False
        else:
            self.start = self.dice.choice([self._start(), self.start + timedelta(days=1), *(one[1] for one in self.sent)])
            self.known = self.now
        self.look_at = self.now

    def _look(self) -> None:
        self.look_at = None
        if not self.is_confirmed or self.start <= self.now:
            return
        standing = Standing(self.start, self.zone, self.known)
        done = [lead for start, lead in self.done if start == self.start]
        found = decide(standing, self.leads, done, self.quiet, self.now)
        for lead, why in found.skip.items():
            self._deal(lead, why.value)
        if found.missed is not None:
            self._deal(found.missed, "missed")
        if found.send is not None:
            if self.dice.random() < 0.1:
                self.look_at = self.now  # killed before its commit: nothing of it is
                return
            self._deal(found.send, "sent")
            self.sent.append((self.now, self.start, found.send))
            assert self.quiet is None or self.quiet.around(self.now, self.zone) is None
            assert self.now <= last_moment(standing, found.send)
            assert self.now >= self.known, "before anybody knew of it"
        self.look_at = found.look_at
        assert self.look_at is None or self.look_at > self.now

    def _deal(self, lead: int, what: str) -> None:
        assert (self.start, lead) not in self.done, "once"
        self.done[self.start, lead] = what


def test_ten_thousand_bookings_over_clock_changes_are_each_reminded_of_once_and_never_in_vain():
    sent = skipped = 0
    for seed in range(BOOKINGS):
        life = _Life(seed)
        life.live()
        assert len({(start, lead) for _, start, lead in life.sent}) == len(life.sent), seed
        for one, other in zip(life.sent, life.sent[1:], strict=False):
            assert one[1] != other[1] or one[2] > other[2], f"seed {seed}: a farther one after a nearer one"
        if life.is_confirmed and life.known <= life.now:
            # Whoever stands at the end had each of their leads dealt with.
            assert {lead for start, lead in life.done if start == life.start} == set(life.leads) or life.start <= life.now, seed
        if not life.dead and not life.was_touched:
            assert "missed" not in life.done.values(), seed
            if life.quiet is None:  # nothing stood in the way of any that was not booked too late
                standing = Standing(life.start, life.zone, life.known)
                gap = {lead: min(timedelta(hours=1), timedelta(minutes=lead)) for lead in life.leads}
                told = {nominal(standing, lead) for lead in life.leads if nominal(standing, lead) - life.known >= gap[lead]}
                # By their instants: where a day has 23 hours, "the day before" and "23 hours before" are one.
                assert {nominal(standing, lead) for _, _, lead in life.sent} == told, seed
        sent += len(life.sent)
        skipped += sum(what not in ("sent", "missed") for what in life.done.values())
    assert sent > BOOKINGS, "else nothing could go wrong"
    assert skipped > BOOKINGS / 10
