"""Accounts of people, which belong to no tenant: made and changed in crossings."""

import functools
import uuid

from pydantic import EmailStr, TypeAdapter, ValidationError
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from atende.accounts import errors, rules
from atende.accounts.events import EmailChanged, PasswordChanged, PersonMade
from atende.accounts.models import Agency, EmailChange, Membership, OutsideIdentity, Passkey, RecoveryCode, Totp, User
from atende.accounts.service import confirming, happenings, notices, passwords, sessions, tickets
from atende.accounts.service.locking import hold
from atende.accounts.service.tickets import Purpose
from atende.core import clock
from atende.core.audit import recording
from atende.core.tenancy import OPERATOR, Crossing, across_tenants
from atende.kit.ids import new_id
from atende.kit.refusal import Invalid


@functools.cache
def _email() -> TypeAdapter[str]:
    """Made when it is first asked: it loads a library of e-mail addresses, which a worker never needs."""
    return TypeAdapter(EmailStr)


def clean_email(email: str) -> str:
    """The e-mail in small letters, or the refusal `invalid`."""
    try:
        return _email().validate_python(email.strip()).lower()
    except ValidationError as error:
        raise Invalid("not an e-mail address", field="email") from error


async def find_by_email(session: AsyncSession, email: str, *, is_held: bool = False) -> User | None:
    """The account with this e-mail, whatever its letters' case; with `is_held` nobody changes it until this transaction ends."""
    found = select(User).where(func.lower(User.email) == email.strip().lower())
    return await session.scalar(found.with_for_update() if is_held else found)


async def is_taken(session: AsyncSession, email: str, *, but: uuid.UUID | None = None) -> bool:
    """Whether an account other than `but` has this e-mail, or can have it back."""
    address = email.strip().lower()
    has = exists().where(func.lower(User.email) == address, User.id.is_distinct_from(but))
    keeps = exists().where(
        func.lower(EmailChange.former) == address,
        EmailChange.user_id.is_distinct_from(but),
        EmailChange.undone_at.is_(None),
        EmailChange.former_until > clock.now(),
    )
    return bool(await session.scalar(select(has | keeps)))


async def give_email(session: AsyncSession, user_id: uuid.UUID, email: str) -> None:
    """The account has this e-mail, on every team too."""
    await session.execute(update(User).where(User.id == user_id).values(email=email))
    await session.execute(update(Membership).where(Membership.user_id == user_id).values(email=email))


async def refuse_known(email: str) -> None:
    """Refuses `email_taken` when an account with this e-mail exists, or can have it back."""
    async with across_tenants(Crossing.OPERATE) as session:
        if await is_taken(session, email):
            raise errors.EmailTaken(field="email")


async def create_agency(name: str) -> uuid.UUID:
    """An agency exists. For operators: agencies are not made on screen."""
    agency = Agency(id=new_id(), name=name.strip())
    async with across_tenants(Crossing.OPERATE) as session:
        session.add(agency)
    return agency.id


async def create_person(
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
    agency_id: uuid.UUID | None = None,
    is_superuser: bool = False,
    locale: str = "pt-BR",
) -> uuid.UUID:
    """An account exists that works for the agency, for the install, or for nobody yet. For operators. It has the password, or the
    one whose hash (argon2 or bcrypt) comes from where it was kept before; such a hash is replaced at the first sign-in. States
    `PersonMade`.

    Refuses `email_taken`, `weak_password`, `unknown_hash`, `invalid`.
    """
    email = clean_email(email)
    if password_hash is None:
        assert password is not None
        rules.check_password(password, email)
        password_hash = await passwords.hash_password(password)
    elif not passwords.is_readable(password_hash):
        raise errors.UnknownHash(field="password_hash")
    user = User(
        id=uuid.uuid4(),
        email=email,
        name=name.strip(),
        password_hash=password_hash,
        agency_id=agency_id,
        is_superuser=is_superuser,
        locale=locale,
        email_confirmed_at=clock.now(),  # the operator vouches for it
    )
    try:
        async with across_tenants(Crossing.OPERATE) as session:
            session.add(user)
            await session.flush()
            made = PersonMade(user_id=user.id, agency_id=agency_id, is_superuser=is_superuser)
            await recording.state(session, made, OPERATOR, subject_id=user.id)
    except IntegrityError as error:
        raise errors.EmailTaken(field="email") from error
    passwords.ask_again()
    return user.id


async def find_or_create(*, email: str, name: str, password_hash: str, locale: str = "pt-BR") -> uuid.UUID:
    """The id of the account with this e-mail; a new one when there was none, for whose e-mail the operator vouches. An existing
    one is never altered (S21). Refuses `email_unproven` for one that somebody made in that e-mail's name and nobody proved, and
    `email_taken` while another account can have the e-mail back."""
    async with across_tenants(Crossing.OPERATE) as session:
        if known := await find_by_email(session, email):
            if known.email_confirmed_at is None:
                raise errors.EmailUnproven(field="email")
            return known.id
        user = User(
            id=uuid.uuid4(), email=email, name=name.strip(), password_hash=password_hash, locale=locale,
            email_confirmed_at=clock.now(),
        )  # fmt: skip
        session.add(user)
        try:
            await session.flush()
        except IntegrityError as error:
            raise errors.EmailTaken(field="email") from error
        return user.id


async def change_me(user_id: uuid.UUID, *, name: str | None = None, locale: str | None = None) -> None:
    """The person's own name or language is changed, on every team they are in. Refuses an unknown language."""
    if locale is not None and locale not in rules.LOCALES:
        raise Invalid("unknown language", field="locale")
    async with across_tenants(Crossing.SIGN_IN) as session:
        if name is not None:
            await session.execute(update(User).where(User.id == user_id).values(name=name))
            await session.execute(update(Membership).where(Membership.user_id == user_id).values(name=name))
        if locale is not None:
            await session.execute(update(User).where(User.id == user_id).values(locale=locale))


async def change_my_password(who: rules.Bearer, *, current: str, new: str) -> None:
    """The password is the new one and every other session of the person has ended (S17).

    Refuses `wrong_credentials` when `current` is not the password, `too_many_attempts`, and `weak_password`.
    """
    user = await confirming.check_password(who.user_id, current, "current")
    rules.check_password(new, user.email)
    hashed = await passwords.hash_password(new)
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Whoever had the account shut meanwhile has the last word, and whoever chose another password.
        await confirming.is_still(session, user, who)
        await store_password(session, user.id, hashed, "self", but=who.session_id)


async def set_password(email: str, password: str) -> None:
    """The account has this password and no session any more. For operators, who vouch for the e-mail by it: see
    `prove_mailbox`. Refuses `not_found` and `weak_password`."""
    async with across_tenants(Crossing.OPERATE) as session:
        user = await find_by_email(session, email)
    if user is None:
        raise errors.UnknownMember(field="email")
    rules.check_password(password, user.email)
    hashed = await passwords.hash_password(password)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await prove_mailbox(session, user.id)
        await store_password(session, user.id, hashed, "operator")


async def set_email(email: str, new: str) -> None:
    """The account signs in with the new e-mail and is open, also if a change of e-mail that was taken back had closed it. It has no
    session any more, and no link to it works. For operators, who vouch for the new e-mail. Refuses `not_found`, `email_taken`,
    `invalid`."""
    new = clean_email(new)
    try:
        async with across_tenants(Crossing.OPERATE) as session:
            user = await find_by_email(session, email, is_held=True)
            if user is None:
                raise errors.UnknownMember(field="email")
            await give_email(session, user.id, new)
            await session.execute(update(User).where(User.id == user.id).values(is_active=True, email_confirmed_at=clock.now()))
            undone = update(EmailChange).where(EmailChange.user_id == user.id, EmailChange.undone_at.is_(None))
            await session.execute(undone.values(undone_at=clock.now()))
            await sessions.revoke(session, user.id)
            await tickets.void(session, user.id, *Purpose)
            await happenings.note(session, user.id, EmailChanged, "operator")
    except IntegrityError as error:
        raise errors.EmailTaken(field="email") from error


async def reset_password_within(tenant_id: uuid.UUID, user_id: uuid.UUID, password: str) -> None:
    """The account that this business made, and whose e-mail nobody proved, has this password and no session any more.

    Refuses `password_is_theirs` for every other account, and `weak_password`.
    """
    async with across_tenants(Crossing.OPERATE) as session:
        user = await session.get(User, user_id)
        if user is None:
            raise errors.UnknownMember
        is_elsewhere = await session.scalar(
            select(exists().where(Membership.user_id == user_id, Membership.tenant_id != tenant_id))
        )
    if user.email_confirmed_at is not None or is_elsewhere or user.agency_id is not None or user.is_superuser:
        raise errors.PasswordIsTheirs
    rules.check_password(password, user.email)
    hashed = await passwords.hash_password(password)
    async with across_tenants(Crossing.SIGN_IN) as session:
        # Whoever proved the mailbox meanwhile has the last word.
        now = await hold(session, user_id)
        if now is None or now.email_confirmed_at is not None or now.password_hash != user.password_hash:
            raise errors.PasswordIsTheirs
        await store_password(session, user_id, hashed, "operator")


async def replace_password(user_id: uuid.UUID, password_hash: str, method: str, *, but: uuid.UUID | None = None) -> None:
    """The person has this password, no session but `but`, and no link for a new password that still works; they are told by mail."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        await store_password(session, user_id, password_hash, method, but=but)


async def store_password(
    session: AsyncSession, user_id: uuid.UUID, password_hash: str, method: str, *, but: uuid.UUID | None = None
) -> None:
    """As `replace_password`, in the crossing at hand."""
    await session.execute(
        update(User).where(User.id == user_id).values(password_hash=password_hash, password_changed_at=clock.now())
    )
    await sessions.revoke(session, user_id, but=but)
    await tickets.void(session, user_id, Purpose.RESET, Purpose.EMAIL_CHANGE)
    await happenings.note(session, user_id, PasswordChanged, method)
    await notices.send(session, user_id, "password_changed")


async def prove_mailbox(session: AsyncSession, user_id: uuid.UUID) -> bool:
    """Whoever asks reads the account's mailbox: the e-mail counts as theirs from now on. Returns whether that is news; then
    nothing that was set up before opens the account: no password, passkey, authenticator app, recovery code, identity elsewhere,
    session or link. Somebody else may have waited there (decision 21)."""
    known = await session.scalar(
        select(User.email_confirmed_at).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    if known is not None:
        return False
    for kind in (Passkey, Totp, RecoveryCode, OutsideIdentity):
        await session.execute(delete(kind).where(kind.user_id == user_id))
    await session.execute(
        update(User).where(User.id == user_id).values(password_hash=passwords.NONE, email_confirmed_at=clock.now())
    )
    await sessions.revoke(session, user_id)
    await tickets.void(session, user_id, *Purpose)
    return True
