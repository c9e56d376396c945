"""From mentions to a wish: which days belong together, which time belongs to which day, what is left without what is not wanted."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.said import Said, doubtful
from atende.bookings.rules.when.scan import Mention, Role
from atende.bookings.rules.when.times import ANY
from atende.bookings.rules.when.wish import DAY_MINUTES, EVERY_DAY, Choice, Days, Part, Pick, Problem, ProblemKind, Wish, tight

_MOST_CHOICES, _MOST_PARTS = 24, 12
_DAY = timedelta(days=1)
_DAWN = 6 * 60  # who does not want the morning does not ask for the night before it


@dataclass(slots=True)
class _Draft:
    """A choice on its way."""

    said: Said
    parts: tuple[Part, ...] = ()
    pick: Pick | None = None


@dataclass(slots=True)
class _Group:
    """Drafts that share the times to come, and whether a time has come."""

    drafts: list[_Draft] = field(default_factory=list)
    is_timed: bool = False


def assemble(mentions: list[Mention], today: date, minute: int) -> Wish | None:
    """The wish of these mentions; None when they hold none."""
    wanted = _merged([m for m in mentions if not m.is_unwanted], today)
    unwanted = _unwanted(mentions)
    drafts = _timed(wanted, today)
    if not drafts and unwanted:
        drafts = [_Draft(Said(Days(today), is_wide=True))]
    problems = [d.said.problem for d in drafts if d.said.problem]
    others = [d.said.other for d in drafts if d.said.days and d.said.other and d.said.other >= today]
    choices: list[Choice] = []
    for draft in drafts:
        if draft.said.days is None:
            continue
        days = tight(replace(draft.said.days, first=max(draft.said.days.first, today)))
        choice = Choice(days, _plain_parts(draft.parts), draft.pick) if days else None
        kept = [choice] if choice else []
        for exclusion in unwanted:
            kept = [left for k in kept for left in _without(k, *exclusion, is_only=draft.said.is_wide)]
        ahead = [left for k in kept if (left := _ahead(k, today, minute)) is not None]
        if choice is None or (kept and not ahead):
            problems.append(Problem(ProblemKind.PAST))
        choices.extend(ahead)
    choices = list(dict.fromkeys(choices))[:_MOST_CHOICES]
    kept_problems = tuple(dict.fromkeys(p for p in problems if not (p.is_told and choices)))
    if not choices and not kept_problems:
        return None
    refused = _refused(unwanted, choices)
    unsure = _unsure(drafts, today, minute)
    is_any_day = any(m.day is not None and m.day.is_any for m in mentions)
    return Wish(
        tuple(choices), tuple(dict.fromkeys(others))[:_MOST_CHOICES], kept_problems[:_MOST_CHOICES], refused, is_any_day, unsure
    )


def _unsure(drafts: list[_Draft], today: date, minute: int) -> tuple[Choice, ...]:
    """The choices of which only one is meant, where nothing but such a day was said; those that are still ahead."""
    if len(drafts) != 1:
        return ()
    parts, pick = _plain_parts(drafts[0].parts), drafts[0].pick
    found = (_ahead(Choice(Days(on, on), parts, pick), today, minute) for on in drafts[0].said.doubt if on >= today)
    ahead = tuple(one for one in found if one is not None)
    return ahead if len(ahead) > 1 else ()


def _refused(unwanted: list[tuple[Said | None, tuple[Part, ...]]], choices: list[Choice]) -> tuple[int, ...]:
    """The exact times that are excluded of all days; not one that is wanted too ("às 10 não posso, só às 10 da noite")."""
    wanted = {part.start for choice in choices for part in choice.parts if part.is_exact}
    gone = (part.start for day, parts in unwanted if day is None for part in parts if part.is_exact)
    return tuple(dict.fromkeys(minute for minute in gone if minute not in wanted))


def _merged(mentions: list[Mention], today: date) -> list[Mention]:
    """Days that stand beside each other without "or" are one ("quinta, 26/11", "terça da semana que vem"), and a week or month is
    that of every plain weekday in the list before or behind it."""
    found: list[Mention] = []
    wide: Said | None = None  # the stretch that the weekdays to come are in
    is_or = False
    for n, mention in enumerate(mentions):
        if mention.role is not Role.DAY or mention.day is None:
            is_or = is_or or mention.role is Role.OR
            found.append(mention)
            continue
        day = mention.day
        last = next((n for n in range(len(found) - 1, -1, -1) if found[n].role is Role.DAY), None)
        between = found[last + 1 :] if last is not None else []
        before = found[last].day if last is not None else None
        joined = None
        is_one = not any(m.role is Role.OR for m in between) or (before is not None and _is_between(before, day, between))
        if before is not None and last is not None and is_one:
            joined = _both(before, day, today)
            is_timed_each = any(m.role is Role.TIME for m in between) and any(
                m.role is Role.TIME for m in mentions[n + 1 : n + 2]
            )
            if joined is not None and joined.doubt and is_timed_each:  # "dia 12 às 10, sexta às 9"
                joined = None
        if joined is not None and last is not None:
            if day.is_wide and before is not None and before.is_plain:
                _restrict(found, last, day, today)
            wide = before if before is not None and before.is_wide else (day if day.is_wide else wide)
            found[last] = replace(found[last], day=joined)
            continue
        if before is not None and last is not None and not between and _is_nowhere(before, day):
            found[last] = replace(found[last], day=Said(problem=Problem(ProblemKind.NO_SUCH_WEEKDAY)))
            continue
        if day.is_plain and wide is not None and (within := _both(wide, day, today)) is not None:
            day = within
        elif day.is_wide or not day.is_plain:
            wide = day if day.is_wide else None
        found.append(replace(mention, day=day))
    return found


def _is_nowhere(one: Said, two: Said) -> bool:
    """ "qualquer domingo de 24/11 a 26/11": weekdays of no end, and right beside them dates among which there is none of them."""
    if one.days is None or two.days is None:
        return False
    pattern, dates = (one.days, two.days) if one.days.weekdays else (two.days, one.days)
    is_said = bool(pattern.weekdays) and pattern.last is None and not dates.weekdays and dates.last is not None
    return is_said and one.is_wide and two.is_wide and pattern.within(dates) is None


def _is_between(one: Said, two: Said, between: list[Mention]) -> bool:
    """ "depois do dia 10 e antes do dia 15": what lies after the one and before the other."""
    if not all(m.is_and for m in between if m.role is Role.OR):
        return False
    bounds = {one.bound in ("depois", "desde"), two.bound in ("depois", "desde")}
    return None not in (one.bound, two.bound) and len(bounds) == 2


def _restrict(found: list[Mention], last: int, wide: Said, today: date) -> None:
    """The plain weekdays of the list that ends at `last` lie in the stretch too."""
    for n in range(last - 1, -1, -1):
        mention = found[n]
        if mention.role is Role.DAY:
            if mention.day is None or not mention.day.is_plain:
                return
            found[n] = replace(mention, day=_both(mention.day, wide, today) or mention.day)
        elif mention.role is not Role.OR and mention.role is not Role.COMMA:
            return


def _both(one: Said, two: Said, today: date) -> Said | None:
    """Two mentions of the same days as one; None when they are not."""
    if one.days is None or two.days is None:
        is_past_week = any(a.is_plain and b.is_week and b.problem for a, b in ((one, two), (two, one)))
        return Said(problem=Problem(ProblemKind.PAST)) if is_past_week else None
    one, two = (one.in_stretch(two.days) if two.is_wide else one), (two.in_stretch(one.days) if one.is_wide else two)
    if one.days is None or two.days is None:
        return None
    if one.is_plain and two.is_plain:
        return one if one.weekday == two.weekday else None
    for numbered, named in ((one, two), (two, one)):
        on = named.days.only if named.days else None
        if numbered.number and not numbered.bound and on and on.day == numbered.number and not named.is_plain:
            return named  # "dia 24, véspera de Natal"
        exact = numbered.days.only if numbered.days else None
        is_named = named.weekday is not None and not named.is_plain and not named.is_wide
        if is_named and exact and numbered.weekday is None and exact.weekday() == named.weekday:
            return numbered  # "quinta que vem, dia 3"
    plain, exact = (one, two) if one.is_plain else (two, one)
    if plain.is_plain and plain.weekday is not None:
        if exact.is_wide:
            return _of_stretch(plain.weekday, exact, today)
        if exact.days is None or plain.days is None:
            return None
        on = exact.days.only
        if on is not None and exact.is_about:
            on = calendar.week(on)[0] + plain.weekday * _DAY
            return Said(Days(on, on), weekday=plain.weekday) if on >= today else exact
        if on is None or on.weekday() == plain.weekday:
            return exact
        is_number = exact.weekday is None and (exact.number is not None or on > today + 2 * _DAY)
        return doubtful(on, plain.days.first) if is_number else None
    if one.is_wide or two.is_wide or one.days == two.days:
        both = one.days.within(two.days)
        if both is None:
            return None
        narrow = two if one.is_wide else one
        return replace(narrow, days=both, is_wide=one.is_wide and two.is_wide, other=one.other or two.other)
    return None


def _of_stretch(weekday: int, wide: Said, today: date) -> Said | None:
    days = wide.days
    if days is None:
        return None
    within = Days(max(days.first, today), days.last).within(Days(today, weekdays=frozenset((weekday,))))
    if within is None or days.weekdays:
        return None
    if within.last is None:  # the first one in it
        on = within.first + (weekday - within.first.weekday()) % 7 * _DAY
        within = Days(on, on)
    return Said(within, weekday=weekday, other=wide.other, is_wide=within.only is None)


def _timed(mentions: list[Mention], today: date) -> list[_Draft]:
    """Drafts with their times. A time belongs to the days before it that have none yet; where a message begins with a time, to the
    days behind it."""
    roles = [m.role for m in mentions if m.role in (Role.DAY, Role.TIME, Role.PICK)]
    if Role.DAY not in roles:
        return _without_days(mentions, today)
    is_time_first = roles[0] is not Role.DAY
    done: list[_Draft] = []
    group, waiting, pick, is_or, is_and = _Group(), (), None, False, False
    for mention in mentions:
        if mention.role is Role.OR:
            is_or, is_and = True, mention.is_and
        elif mention.role is Role.DAY and mention.day is not None:
            if group.drafts and group.is_timed and not is_time_first:
                group = _Group()
            draft = _Draft(mention.day, waiting, pick)
            group.drafts.append(draft)
            done.append(draft)
            pick, is_or = None, False
        elif mention.role is Role.TIME:
            if is_time_first and (not group.drafts or is_or):
                waiting = _combined(waiting, mention.parts, is_or and not is_and) if not group.drafts else mention.parts
                group = _Group()
            else:
                for draft in group.drafts:
                    draft.parts = _combined(draft.parts, mention.parts, is_or and not is_and and group.is_timed)
                group.is_timed = True
            is_or = False
        elif mention.role is Role.PICK:
            if group.drafts and not is_or:
                group.drafts[-1].pick = mention.pick
            else:
                pick = mention.pick
            is_or = False
    if pick and done and done[-1].pick is None and not any(d.pick for d in done):
        done[-1].pick = pick
    return done


def _without_days(mentions: list[Mention], today: date) -> list[_Draft]:
    draft, is_or, is_any = _Draft(Said(Days(today), is_wide=True)), False, False
    for mention in mentions:
        if mention.role is Role.OR:
            is_or = not mention.is_and
        elif mention.role is Role.TIME:
            draft.parts, is_or, is_any = _combined(draft.parts, mention.parts, is_or), False, True
        elif mention.role is Role.PICK:
            draft.pick, is_or = mention.pick, False
    return [draft] if is_any or draft.pick else []


def _combined(parts: tuple[Part, ...], more: tuple[Part, ...], is_or: bool) -> tuple[Part, ...]:
    """What both say, as in "de manhã, às 9"; either, after "or" or where nothing is in both."""
    if more == ANY:
        return ()
    if not parts:
        return more
    if not is_or:
        both = tuple(dict.fromkeys(b for m in more for p in parts if (b := p.within(m)) is not None))
        if both:
            return both
    return tuple(dict.fromkeys((*parts, *more)))


def _unwanted(mentions: Iterable[Mention]) -> list[tuple[Said | None, tuple[Part, ...]]]:
    """What is excluded: days at all times, days at times, times of all days."""
    found: list[tuple[Said | None, tuple[Part, ...]]] = []
    is_open = False
    for mention in mentions:
        if not mention.is_unwanted:
            is_open = is_open and mention.role not in (Role.COMMA, Role.DAY)
            continue
        if mention.role is Role.DAY and mention.day is not None:
            if mention.day.days is not None:
                found.append((mention.day, ()))
                is_open = True
        elif mention.role is Role.TIME:
            if is_open and found and not found[-1][1]:
                if not mention.parts[0].is_exact:  # "não posso na quinta às 10": that day
                    found[-1] = (found[-1][0], mention.parts)
            else:
                found.append((None, mention.parts))
    return found[:_MOST_CHOICES]


def _without(choice: Choice, day: Said | None, parts: tuple[Part, ...], is_only: bool) -> list[Choice]:
    """What is left of a choice."""
    if day is None or day.days is None:
        left = _parts_without(choice.parts, parts)
        return [replace(choice, parts=left)] if left is not None else []
    if parts and _parts_without(choice.parts, parts) == choice.parts:
        return [choice]
    gone = (day.in_stretch(choice.days).days if choice.days.last else None) or day.days
    is_pattern = day.is_plain or bool(day.days.weekdays and day.days.last is None)
    weekdays = (
        (frozenset((day.weekday,)) if day.is_plain and day.weekday is not None else day.days.weekdays)
        if is_pattern
        else frozenset()
    )
    if is_pattern:
        if choice.days.only is not None and not is_only:
            return [choice]
        inside = choice.days.within(Days(choice.days.first, None, weekdays))
        rest = (choice.days.weekdays or EVERY_DAY) - weekdays
        outside = [tight(replace(choice.days, weekdays=rest))] if rest else []
    else:
        inside = choice.days.within(gone)
        outside = []
        if gone.first > choice.days.first:
            outside.append(choice.days.within(Days(choice.days.first, gone.first - _DAY)))
        if gone.last is not None:
            outside.append(choice.days.within(Days(gone.last + _DAY)))
    if inside is None:
        return [choice]
    left = [replace(choice, days=days) for days in outside if days is not None]
    if parts and (kept := _parts_without(choice.parts, parts)) is not None:
        left.append(replace(choice, days=inside, parts=kept))
    return left[:_MOST_CHOICES]


def _parts_without(parts: tuple[Part, ...], without: tuple[Part, ...]) -> tuple[Part, ...] | None:
    """The times left; None for none at all."""
    left = list(parts or ANY)
    for gone in without:
        if gone.is_exact:
            left = [p for p in left if p != gone]
            continue
        before = Part(0, gone.start) if gone.start > _DAWN else None
        after = Part(gone.end, DAY_MINUTES) if gone.end < DAY_MINUTES else None
        left = [b for p in left for span in (before, after) if span is not None and (b := p.within(span)) is not None]
    return _plain_parts(tuple(left)) if left else None


def _plain_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Each once; none where the whole day is among them."""
    return () if ANY[0] in parts else tuple(dict.fromkeys(parts))[:_MOST_PARTS]


def _ahead(choice: Choice, today: date, minute: int) -> Choice | None:
    """Without the hours of today that are over."""
    if choice.days.only != today or not choice.parts:
        return choice
    parts = tuple(p for p in choice.parts if (p.start >= minute if p.is_exact else p.end > minute))
    return replace(choice, parts=parts) if parts else None
