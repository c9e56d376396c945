"""The second step of signing in: an authenticator app's codes (TOTP), and recovery codes for whoever lost it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import SecondFactorChanged, SignInFailed
from atende.accounts.models import RecoveryCode, Totp
from atende.accounts.rules import codes
from atende.accounts.service import attempts, happenings, notices, sessions, tickets
from atende.accounts.service.locking import hold, hold_for
from atende.accounts.service.sessions import Opened, Origin
from atende.accounts.service.tickets import Purpose
from atende.core import clock, crypto
from atende.core.tenancy import Crossing, across_tenants


@dataclass(frozen=True, slots=True)
class Setup:
    """What the person's app is to be given: the secret, and the address that the QR code holds."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person proves who they are, besides the password."""

    has_totp: bool
    recovery_codes_left: int


async def standing(session: AsyncSession, user_id: uuid.UUID) -> Standing:
    """Whether an authenticator app is confirmed, and how many recovery codes are unused."""
    has_totp = await session.scalar(select(exists().where(Totp.user_id == user_id, Totp.confirmed_at.is_not(None))))
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return Standing(bool(has_totp), await session.scalar(left) or 0)


async def set_up(who: rules.Bearer) -> Setup:
    """There is a secret that waits for its first code; a former one that still waited is gone. Refuses `second_factor_is_on`, and
    `signed_out` when their session has ended meanwhile."""
    user_id, secret = who.user_id, codes.new_secret()
    async with across_tenants(Crossing.SIGN_IN) as session:
        user = await hold_for(session, who)
        if (await standing(session, user_id)).has_totp:
            raise errors.SecondFactorIsOn
        master_id, wrapped = await crypto.new_data_key(session, user_id)
        sealed = crypto.seal(crypto.unwrap(user_id, wrapped), secret.encode(), f"totp:{user_id}")
        await session.execute(delete(Totp).where(Totp.user_id == user_id))
        await session.execute(
            insert(Totp).values(user_id=user_id, master_id=master_id, wrapped=wrapped, sealed=sealed, created_at=clock.now())
        )
        return Setup(secret, codes.address(secret, user.email))


async def turn_on(who: rules.Bearer, code: str) -> list[str]:
    """The app's first code was right: signing in asks for one from now on, every other session has ended, and these are the
    recovery codes, shown this once. Refuses `wrong_code`, `too_many_attempts`, and `signed_out` when their session has ended meanwhile."""
    user_id, session_id = who.user_id, who.session_id
    limit = attempts.limit("second_account", str(user_id))
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, limit)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        await _take_code(session, user_id, code, is_confirmed=False)
        await attempts.forgive(session, limit)
        await session.execute(update(Totp).where(Totp.user_id == user_id).values(confirmed_at=clock.now()))
        made = await _new_recovery_codes(session, user_id)
        await sessions.confirm(session, session_id, with_second_factor=True)
        await sessions.revoke(session, user_id, but=session_id)
        await happenings.note(session, user_id, SecondFactorChanged, "totp_on")
        await notices.send(session, user_id, "second_factor_on")
        return made


async def turn_off(user_id: uuid.UUID, *, who: rules.Bearer | None = None) -> None:
    """Signing in asks for no code any more, and recovery codes are gone; without a passkey no session has a second factor then.
    Nothing happens when there was no app. An operator asks for anybody, also for whose account is closed; who asks for themselves is
    refused `signed_out` when their session has ended meanwhile."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await (hold_for(session, who) if who else hold(session, user_id))
        was_on = (await standing(session, user_id)).has_totp
        await session.execute(delete(Totp).where(Totp.user_id == user_id))
        await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        if was_on:
            await sessions.forget_second_factor(session, user_id)
            await happenings.note(session, user_id, SecondFactorChanged, "totp_off")
            await notices.send(session, user_id, "second_factor_off")


async def renew_recovery_codes(who: rules.Bearer) -> list[str]:
    """New recovery codes, shown this once; the former ones open nothing. Refuses `second_factor_missing`, and `signed_out` when their
    session has ended meanwhile."""
    user_id = who.user_id
    async with across_tenants(Crossing.SIGN_IN) as session:
        await hold_for(session, who)
        if not (await standing(session, user_id)).has_totp:
            raise errors.SecondFactorMissing
        made = await _new_recovery_codes(session, user_id)
        await happenings.note(session, user_id, SecondFactorChanged, "codes_renewed")
        return made


async def finish_sign_in(ticket: str, code: str, *, origin: Origin) -> Opened:
    """The second step is done and the person has a new session. No code is good twice.

    Refuses `link_invalid` when the first step is too long ago, was used, or too many codes were wrong; `wrong_code`,
    `too_many_attempts`.
    """
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await tickets.look(session, Purpose.SECOND_FACTOR, ticket)
        if found is None or found.user_id is None:
            raise errors.LinkInvalid
        user_id = found.user_id
    limits = (attempts.limit("second_pair", str(user_id), origin.address), attempts.limit("second_account", str(user_id)))
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, *limits)
    method = "recovery" if codes.is_recovery(code) else "totp"
    try:
        async with across_tenants(Crossing.SIGN_IN) as session:
            if await hold(session, user_id) is None or await tickets.take(session, Purpose.SECOND_FACTOR, ticket) is None:
                raise errors.LinkInvalid
            if method == "recovery":
                await _take_recovery_code(session, user_id, code)
            else:
                await _take_code(session, user_id, code)
            await attempts.forgive(session, *limits)
            return await sessions.begin(session, user_id, origin, f"password+{method}", has_second_factor=True)
    except errors.WrongCode:
        async with across_tenants(Crossing.SIGN_IN) as session:
            await tickets.fail(session, ticket)
            await happenings.note(session, user_id, SignInFailed, method)
        raise


async def _take_code(session: AsyncSession, user_id: uuid.UUID, code: str, *, is_confirmed: bool = True) -> None:
    row = await session.scalar(select(Totp).where(Totp.user_id == user_id).with_for_update())
    if row is None or (row.confirmed_at is not None) != is_confirmed:
        raise errors.WrongCode(field="code")
    key = crypto.unwrap(user_id, row.wrapped)
    secret = crypto.unseal(key, row.sealed, f"totp:{user_id}").decode()
    step = codes.step_of(secret, code, clock.now(), row.last_step)
    if step is None:
        raise errors.WrongCode(field="code")
    row.last_step = step
    await session.flush()


async def _take_recovery_code(session: AsyncSession, user_id: uuid.UUID, code: str) -> None:
    used = await session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == codes.recovery_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.user_id)
    )
    if used is None:
        raise errors.WrongCode(field="code")


async def _new_recovery_codes(session: AsyncSession, user_id: uuid.UUID) -> list[str]:
    made = codes.new_recovery_codes()
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    await session.execute(insert(RecoveryCode), [{"user_id": user_id, "code_hash": codes.recovery_hash(one)} for one in made])
    return made
