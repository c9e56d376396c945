"""Connections that stay open ask again whether their people still may (S36), all of a process at once: a thousand of them would
otherwise ask the database hundreds of times a second. And what is long under way asks before it ends."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from atende.accounts import queries, rules
from atende.accounts.access import Access, KeyHolder, Principal, still
from atende.accounts.service.locking import hold_for
from atende.core import clock
from atende.core.tenancy import Crossing, across_tenants


def is_asked_elsewhere(access: Access) -> bool:
    """Whether a service elsewhere takes part in the answer: ask for such a one alone, nobody else should wait for that service."""
    return isinstance(access.principal, Principal) and access.principal.is_outside


async def still_allowed(accesses: Sequence[Access], *any_of: str) -> list[Access | None]:
    """Each access as it is now, or None where the session, the key or the right to see one of these rooms there has ended."""
    bearers, keys = await _bearers(accesses)
    asked = {(bearer.user_id, one.tenant_id): (bearer, one.tenant_id) for one in accesses if (bearer := bearers.get(_token(one)))}
    standings = {}
    if asked:
        async with across_tenants(Crossing.SIGN_IN) as crossing:
            standings = await queries.standings_of(crossing, asked.values())
    found: list[Access | None] = []
    for one in accesses:
        if isinstance(one.principal, KeyHolder):
            holder = keys.get(one.principal.key)
            may = holder is not None and rules.key_may(holder, *any_of, is_read=True)
            found.append(Access(replace(one.principal, who=holder), holder.standing) if holder and may else None)
            continue
        who = bearers.get(one.principal.token)
        standing = standings.get((who.user_id, one.tenant_id)) if who else None
        if who is None or standing is None or not standing.place.may_see(*any_of) or standing.lacks_second_factor(who):
            found.append(None)
        else:
            found.append(Access(replace(one.principal, who=who), standing))
    return found


async def refuse_ended(principal: Principal) -> None:
    """Refuses `signed_out` when the person's session has ended since the request was let in (`locking.hold_for`). Asked when what must not
    outlive it is committed, and before its maker is told."""
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        await hold_for(crossing, principal.who)


def _token(access: Access) -> str:
    return access.principal.token if isinstance(access.principal, Principal) else ""


async def _bearers(accesses: Sequence[Access]) -> tuple[dict[str, rules.Bearer], dict[str, rules.KeyBearer]]:
    people = {one.principal.token: one.principal for one in accesses if isinstance(one.principal, Principal)}
    keys = {one.principal.key for one in accesses if isinstance(one.principal, KeyHolder)}
    tokens = [token for token, person in people.items() if not person.is_outside]
    found: dict[str, rules.Bearer] = {}
    holders: dict[str, rules.KeyBearer] = {}
    if tokens or keys:
        async with across_tenants(Crossing.SIGN_IN) as crossing:
            if tokens:
                found = await queries.bearers(crossing, tokens, clock.now())
            if keys:
                holders = await queries.key_bearers(crossing, keys, clock.now())
    outside = [person for person in people.values() if person.is_outside]
    for person, who in zip(outside, await asyncio.gather(*(still(person) for person in outside)), strict=True):
        if who is not None:
            found[person.token] = who
    return found, holders
