"""Which evidence says who somebody is, and which beats which. Plain values only.

The order of trust, strongest first:

1. `user_id`, the business-scoped id: belongs to one account and is never handed on to a stranger.
2. `phone` (every equivalent form is one key): belongs to one account at a time; numbers are handed on after years.
3. `parent_user_id`, the id over linked portfolios: decides only when neither of the above is known here. It never joins two
   known records by itself, because whether portfolios are linked is the vendor's setting and can change.
4. `username`: can be given up and taken by a stranger within the hour. It decides only when an event has nothing else, is
   taken away from its former holder when somebody else shows it, and never joins two records.
"""

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from atende.contacts.ports import Sender
from atende.kit import phone as phones
from atende.kit.text import clean

SEEN_EVERY = timedelta(hours=1)  # `last_seen_at` is as coarse as this, so that a known person's message writes nothing here
SKEW = timedelta(minutes=10)  # two clocks (the vendor's, ours) may disagree by so much about what came first
NAME_LIMIT = 120

# Every other source is a channel, which confirms the address it names. `page`: anybody may have typed it.
TYPED = frozenset({"staff", "import", "page"})
_NAME_RANK = {None: 0, "page": 1, "provider": 2, "import": 3, "staff": 4}


class Space(enum.StrEnum):
    """The kinds of evidence, strongest first."""

    USER_ID = "user_id"
    PHONE = "phone"
    PARENT_USER_ID = "parent_user_id"
    USERNAME = "username"


_ORDER = {space: place for place, space in enumerate(Space)}


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence, ready to compare: `value` as it came, `key` equal for every equivalent form."""

    space: Space
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class Known:
    """A stored identity and its person, as one look-up gives them. Living when `retired_at` is None."""

    id: uuid.UUID
    space: Space
    key: str
    value: str
    confirmed_value: str | None
    last_seen_at: datetime
    retired_at: datetime | None
    contact_id: uuid.UUID
    contact_name: str | None
    name_source: str | None
    contact_created_at: datetime


def marks(sender: Sender, *, source: str) -> tuple[Mark, ...]:
    """The evidence in a sender, strongest first. What a channel names begins with a country code; what people type may not."""
    found = []
    if user_id := _word(sender.user_id):
        found.append(Mark(Space.USER_ID, user_id, user_id))
    if typed := _word(sender.phone):
        found.append(Mark(Space.PHONE, typed, phone_key(typed, source=source)))
    if parent := _word(sender.parent_user_id):
        found.append(Mark(Space.PARENT_USER_ID, parent, parent))
    if username := _word(sender.username):
        found.append(Mark(Space.USERNAME, username, username.removeprefix("@").casefold()))
    return tuple(found)


def phone_key(typed: str, *, source: str) -> str:
    """`kit.phone.match_key`; what is no whole number is its own key, so that nobody is lost and nobody confused."""
    key = phones.match_key(typed, region=phones.HOME_REGION if source in TYPED else None)
    return key or f"={typed}"


def _word(value: str | None) -> str:
    return clean(value or "").strip()


def name_of(sender: Sender) -> str | None:
    """The name an event gives, cut to what a name can be; None when it gives none."""
    return _word(sender.name)[:NAME_LIMIT].strip() or None


def name_source(source: str) -> str:
    """As what a name from this source counts: staff, import, page or provider."""
    return source if source in TYPED else "provider"


def may_rename(current: str | None, current_source: str | None, new: str | None, new_source: str) -> bool:
    """A name gives way to one of the same or a higher kind of source: page < provider < import < staff."""
    if new is None or new == current:
        return False
    return current is None or _NAME_RANK[new_source] >= _NAME_RANK.get(current_source, 0)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look-up means. `winner` is the person (None: unknown), `merge` those who turned out to be the same person.

    `missing` is evidence to add, `touched` known identities with something new, `taken` usernames to take from others,
    `retire` identities that end with this event, `bygone` evidence to note as ended, `name` a better name, `by` the
    evidence that decided and `identity_id` its stored identity, when there is one."""

    winner: uuid.UUID | None
    merge: tuple[uuid.UUID, ...] = ()
    missing: tuple[Mark, ...] = ()
    touched: tuple[tuple[Known, Mark], ...] = ()
    taken: tuple[Known, ...] = ()
    retire: tuple[Known, ...] = ()
    bygone: tuple[Mark, ...] = ()
    name: str | None = None
    by: Mark | None = None
    identity_id: uuid.UUID | None = None

    @property
    def is_settled(self) -> bool:
        """Nothing to write: the common case."""
        changes = (self.merge, self.missing, self.touched, self.taken, self.retire, self.bygone, self.name)
        return self.winner is not None and not any(changes)

    def involved(self) -> frozenset[uuid.UUID]:
        """Everybody whose record these findings would write to."""
        people = {self.winner, *self.merge, *(known.contact_id for known in self.taken)}
        return frozenset(person for person in people if person is not None)


def judge(
    evidence: Sequence[Mark],
    known: Sequence[Known],
    *,
    name: str | None,
    source: str,
    seen_at: datetime,
    leaving: frozenset[Mark] = frozenset(),
    apart: frozenset[frozenset[uuid.UUID]] = frozenset(),
    certain: uuid.UUID | None = None,
) -> Findings:
    """Who this is and what is new about them, from the evidence of one event and everything stored under its keys.

    `evidence` is strongest first. `leaving` is the part of it that stops speaking for the person with this event (the number
    they gave up). `apart` holds pairs that somebody took apart by undoing their merge: evidence does not join them again.
    `certain` is a contact that the caller knows to be the one (the receiver of an answered send)."""
    living, former = _by_key(known, seen_at)
    holders = {m: former.get((m.space, m.key)) or living.get((m.space, m.key)) for m in evidence}
    strong = [m for m in evidence if m.space in (Space.USER_ID, Space.PHONE)]
    deciding = _deciding(evidence, strong, holders)
    people: dict[uuid.UUID, Known] = {}
    for mark in deciding:
        if holder := holders[mark]:
            people.setdefault(holder.contact_id, holder)
    winner, merge = _winner(list(people.values()), apart, certain)
    ours = {winner, *merge}
    missing, touched, taken, retire, bygone = [], [], [], [], []
    for mark in evidence:
        holder, at = holders[mark], living.get((mark.space, mark.key))
        if holder and holder.retired_at is not None:
            continue  # a late event, by evidence that has moved on since
        if mark in leaving:
            if at is None or (at.contact_id in ours and at.last_seen_at > seen_at + SKEW):
                bygone.append(mark)  # ended then, unknown before; or given up then and taken up again since
            elif at.contact_id in ours:
                retire.append(at)
        elif at is None:
            missing.append(mark)
        elif at.contact_id in ours:
            if _is_news(at, mark, source=source, seen_at=seen_at, is_change=bool(leaving)):
                touched.append((at, mark))
        elif mark.space is Space.USERNAME and strong and seen_at >= at.last_seen_at:
            taken.append(at)
            missing.append(mark)
    by = next((m for m in deciding if (h := holders[m]) and h.contact_id in ours), None)
    decided = holders[by] if by else None
    return Findings(
        winner,
        merge,
        tuple(missing),
        tuple(touched),
        tuple(taken),
        tuple(retire),
        tuple(bygone),
        name if winner is None else _better_name(people.get(winner), holders, name, source, seen_at),
        by or next((m for m in evidence if m not in leaving), None),
        decided.id if decided else None,
    )


def _by_key(known: Sequence[Known], seen_at: datetime) -> tuple[dict, dict]:
    living = {(k.space, k.key): k for k in known if k.retired_at is None}
    # An event may be older than a retirement: whose the evidence was then is told by the first retirement after it.
    former: dict[tuple[Space, str], Known] = {}
    for k in sorted((k for k in known if k.retired_at and k.retired_at >= seen_at), key=_retired_at):
        former.setdefault((k.space, k.key), k)
    return living, former


def _retired_at(known: Known) -> datetime:
    assert known.retired_at is not None
    return known.retired_at


def _deciding(evidence: Sequence[Mark], strong: list[Mark], holders: dict[Mark, Known | None]) -> list[Mark]:
    if found := [m for m in strong if holders[m]]:
        return found
    if found := [m for m in evidence if m.space is Space.PARENT_USER_ID and holders[m]]:
        return found
    return [] if strong else [m for m in evidence if m.space is Space.USERNAME and holders[m]]


def _winner(
    people: list[Known], apart: frozenset[frozenset[uuid.UUID]], certain: uuid.UUID | None
) -> tuple[uuid.UUID | None, tuple[uuid.UUID, ...]]:
    """The strongest evidence's person leads; all others join unless taken apart before. Of those the oldest record stays."""
    if not people:
        return certain, ()
    lead = certain or min(people, key=lambda k: _ORDER[k.space]).contact_id
    group = {k.contact_id: k for k in people if k.contact_id == lead or frozenset({lead, k.contact_id}) not in apart}
    stays = certain or min(group.values(), key=lambda k: (k.contact_created_at, k.contact_id)).contact_id
    return stays, tuple(sorted(set(group) - {stays}))


def _better_name(
    person: Known | None, holders: dict[Mark, Known | None], name: str | None, source: str, seen_at: datetime
) -> str | None:
    if person is None or not may_rename(person.contact_name, person.name_source, name, name_source(source)):
        return None
    is_newest = all(seen_at >= h.last_seen_at for h in holders.values() if h)
    return name if is_newest or person.contact_name is None else None


def _is_news(known: Known, mark: Mark, *, source: str, seen_at: datetime, is_change: bool) -> bool:
    if seen_at - known.last_seen_at >= SEEN_EVERY or (is_change and seen_at > known.last_seen_at):
        return True
    confirms = mark.space is Space.PHONE and source not in TYPED
    return confirms and mark.value != known.confirmed_value and (seen_at >= known.last_seen_at or known.confirmed_value is None)
