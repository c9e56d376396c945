"""Counting what strangers try, so that guessing and mailing slow down (S22). Counts are of the whole install, kept by hash."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import any_, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.models import SignInAttempt
from atende.core import clock
from atende.core.web import limiting


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that is counted: a kind of `rules.PATIENCE`, and the hash of whom it is about."""

    kind: str
    key: str


def limit(kind: str, *about: str) -> Limit:
    """What is counted as `kind` about these words; the words themselves are kept nowhere. Of an IPv6 address it is the network
    (/64) that one asker has for themselves."""
    words = (kind, *(limiting.asker(one) for one in about))
    return Limit(kind, hashlib.sha256("\n".join(words).encode()).hexdigest())


async def count(session: AsyncSession, *limits: Limit) -> None:
    """One more attempt is counted under each; refuses `too_many_attempts` (and counts nothing) while one of them must wait."""
    now = clock.now()
    forgotten = now - timedelta(seconds=rules.FORGET_AFTER_SECONDS)
    keys = sorted(one.key for one in limits)
    rows = await session.scalars(
        select(SignInAttempt).where(SignInAttempt.key.in_(keys)).order_by(SignInAttempt.key).with_for_update()
    )
    known = {row.key: row for row in rows if row.last_at > forgotten}
    wait = 0
    for one in limits:
        if row := known.get(one.key):
            open_at = row.last_at + timedelta(seconds=rules.wait_after(row.failures, rules.PATIENCE[one.kind]))
            wait = max(wait, -int((now - open_at).total_seconds() // 1))
    if wait > 0:
        raise errors.TooManyAttempts(retry_after=wait)
    for key in keys:
        statement = insert(SignInAttempt).values(key=key, failures=1, last_at=now)
        counted = func.least(SignInAttempt.failures + 1, 1000)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=[SignInAttempt.key],
                set_={"failures": case((SignInAttempt.last_at < forgotten, 1), else_=counted), "last_at": now},
            )
        )
    # The oldest first, by their index: where none is old, none is looked at.
    old = select(SignInAttempt.key).where(SignInAttempt.last_at < forgotten).order_by(SignInAttempt.last_at).limit(100)
    old = old.with_for_update(skip_locked=True)
    await session.execute(delete(SignInAttempt).where(SignInAttempt.key == any_(func.array(old.scalar_subquery()))))


async def forgive(session: AsyncSession, *wholly: Limit, latest: Collection[Limit] = ()) -> None:
    """The attempts under these are forgotten, and the latest one under each of `latest` is not counted after all."""
    key = SignInAttempt.key
    # In the order in which `count` takes them: a person's sign-ins at one moment meet here.
    keys = [one.key for one in (*wholly, *latest)]
    await session.execute(select(key).where(key.in_(keys)).order_by(key).with_for_update())
    await session.execute(delete(SignInAttempt).where(key.in_([one.key for one in wholly])))
    less = func.greatest(SignInAttempt.failures - 1, 0)
    await session.execute(update(SignInAttempt).where(key.in_([one.key for one in latest])).values(failures=less))
