"""API keys: made, shown once, used, revoked.

A key has 256 random bits, so what is kept is one plain SHA-256 of it: there is nothing to guess, a slow hash would only cost every
request its time, and the hash is what the key is looked up by.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from atende.accounts import errors, queries, rules
from atende.accounts.events import KeyCreated, KeyRevoked
from atende.accounts.models import ApiKey
from atende.core import clock
from atende.core.tenancy import Crossing, Tx, across_tenants
from atende.kit import keys
from atende.kit.ids import new_id
from atende.kit.refusal import Invalid


async def create(
    tx: Tx, by: rules.Place, *, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A program may come in with the key that is returned and nowhere kept; states `KeyCreated`.

    Refuses scopes that `by` does not hold (`cannot_grant`), an end that is past or further than five years away (`invalid`), and
    `too_many_keys`."""
    if not by.may(rules.Permission.SETTINGS) or tx.actor.user_id is None:
        raise rules.missing([rules.Permission.SETTINGS], by.permissions, is_read=False)
    wanted = rules.check_scopes(by, scopes)
    latest = tx.now + timedelta(days=366 * rules.MOST_KEY_YEARS)
    if expires_at is not None and not tx.now < expires_at <= latest:
        raise Invalid("the end lies in the coming five years", field="expires_at")
    living = select(func.count()).where(
        ApiKey.tenant_id == tx.tenant_id,
        ApiKey.revoked_at.is_(None),
        or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > tx.now),
    )
    if (await tx.session.scalar(living) or 0) >= rules.MOST_KEYS:
        raise errors.TooManyKeys(most=rules.MOST_KEYS)
    made = keys.new_key()
    row = ApiKey(
        tenant_id=tx.tenant_id,
        id=new_id(),
        name=name,
        hint=keys.hint(made),
        key_hash=rules.token_hash(made),
        scopes=wanted,
        created_by=tx.actor.user_id,
        expires_at=expires_at,
        created_at=tx.now,
    )
    tx.session.add(row)
    await tx.session.flush()
    ends = expires_at.isoformat() if expires_at else None
    await tx.emit(KeyCreated(key_id=row.id, label=row.name, scopes=wanted, expires_at=ends), subject_id=row.id)
    return row, made


async def revoke(tx: Tx, key_id: uuid.UUID) -> None:
    """The key opens nothing from this commit on; states `KeyRevoked`. Again changes nothing. Refuses `not_found`."""
    row = await queries.api_key(tx, key_id, is_locked=True)
    if row is None:
        raise errors.NotFound("no such key")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = tx.now, tx.actor.user_id
        await tx.session.flush()
        await tx.emit(KeyRevoked(key_id=row.id, label=row.name), subject_id=row.id)


async def revoke_of(tx: Tx, user_id: uuid.UUID) -> None:
    """The keys that this person made open nothing any more, also should the person come back; states `KeyRevoked` for each."""
    statement = select(ApiKey).where(ApiKey.tenant_id == tx.tenant_id, ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None))
    for row in (await tx.session.scalars(statement.with_for_update())).all():
        await revoke(tx, row.id)


async def touch(bearer: rules.KeyBearer) -> None:
    """The key was used now; written down once a minute at most."""
    now = clock.now()
    last = bearer.last_used_at
    if last is not None and (now - last).total_seconds() < rules.SEEN_EVERY_SECONDS:
        return
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(
            update(ApiKey)
            .where(ApiKey.tenant_id == bearer.standing.tenant_id, ApiKey.id == bearer.key_id)
            .values(last_used_at=now)
        )
