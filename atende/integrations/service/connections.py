"""Connections: made, changed, paused, checked. A receiving number has one owner in the whole install."""

import secrets
import uuid
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import case, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from atende.core import clock
from atende.core.config import settings
from atende.core.jobs import Lane, in_turn
from atende.core.tenancy import Crossing, Tx, across_tenants, asked_across_tenants, in_tenant
from atende.integrations import queries
from atende.integrations.errors import ConnectionInUse, ConnectionInvalid, NumberTaken
from atende.integrations.events import ConnectionChanged, SecretWritten
from atende.integrations.models import Connection, Number
from atende.integrations.ports import CheckStep
from atende.integrations.service import routing, sealing
from atende.kit.ids import new_id

ENVIRONMENTS = ("live", "sandbox")
_FIELDS = {"name", "phone", "account_id"}
# The steps by which the vendor itself has confirmed that the token reads this number and this account.
_PROOF = {"token", "number", "account"}
_SURE_AFTER = timedelta(seconds=15)
_UNSURE = in_turn("integrations_connections", "id", "publish_due_at", "publish_due_at is not null")


async def connect(
    tx: Tx,
    *,
    provider: str,
    environment: str,
    name: str,
    phone: str,
    number_id: str,
    account_id: str | None,
    token: str | None,
    app_secret: str | None = None,
    verify_token: str | None = None,
) -> Connection:
    """The connection is there and its secrets are sealed. States `ConnectionChanged`.

    A sandbox number, which this install made, is answered for at once. A live one is once a check has read the number and its
    account from the vendor with the connection's own token (`record_check`): nobody owns what they only typed.

    Refuses `ConnectionInvalid` (field named) and `NumberTaken` when the number has an owner in this install."""
    if environment not in ENVIRONMENTS:
        raise ConnectionInvalid("environment must be live or sandbox", field="environment")
    for field, value in (("name", name), ("number_id", number_id)):
        if not value.strip():
            raise ConnectionInvalid("must not be empty", field=field)
    if not number_id.isascii() or not number_id.isalnum():
        raise ConnectionInvalid("letters and digits only", field="number_id")
    if await _owner(provider, number_id) is not None:
        raise NumberTaken(field="number_id")
    row = Connection(
        tenant_id=tx.tenant_id,
        id=new_id(),
        provider=provider,
        environment=environment,
        name=name.strip(),
        phone=_phone(phone),
        number_id=number_id,
        account_id=account_id or None,
        verify_token=verify_token or secrets.token_urlsafe(18),
        state="new",
    )
    tx.session.add(row)
    await tx.session.flush()
    for which, value in (("token", token), ("app_secret", app_secret)):
        if value:
            await _write_secret(tx, row, which, value)
    await tx.session.flush()
    await tx.emit(ConnectionChanged(connection_id=row.id, state=row.state), subject_id=row.id)
    publish(tx, row, is_proven=environment == "sandbox")
    return row


async def open_door(tx: Tx, *, provider: str, name: str, secret: str) -> Connection:
    """A vendor whose posts name no number of ours has an address of its own here, and is believed by this secret. States
    `ConnectionChanged`."""
    row_id = new_id()
    row = Connection(
        tenant_id=tx.tenant_id, id=row_id, provider=provider, environment="live", name=name.strip(), phone="",
        number_id=row_id.hex, verify_token=secrets.token_urlsafe(18), state="new",
    )  # fmt: skip
    tx.session.add(row)
    await tx.session.flush()
    await _write_secret(tx, row, "app_secret", secret)
    await tx.session.flush()
    await tx.emit(ConnectionChanged(connection_id=row.id, state=row.state), subject_id=row.id)
    publish(tx, row, is_proven=False)
    return row


async def _write_secret(tx: Tx, row: Connection, which: str, value: str | None) -> None:
    """The secret is sealed in its place, or gone when there is no value; states `SecretWritten`."""
    if not value and getattr(row, f"{which}_sealed") is None:
        return
    setattr(row, f"{which}_sealed", await sealing.seal(tx, value, which) if value else None)
    await tx.emit(SecretWritten(connection_id=row.id, which=which, is_removed=not value), subject_id=row.id)


def publish(tx: Tx, row: Connection, *, is_proven: bool) -> None:
    """After the commit the door knows the connection's own address, and once proven routes its number and account to it; a worker
    makes sure of it a moment later, should this process end in between."""
    row.publish_due_at = tx.now + _SURE_AFTER
    number = _number(row, is_proven=is_proven)
    tx.after_commit.append(lambda: _publish(number))


def _number(row: Connection, *, is_proven: bool) -> dict[str, Any]:
    return {
        "provider": row.provider,
        "number_id": row.number_id,
        "account_id": row.account_id,
        "tenant_id": row.tenant_id,
        "connection_id": row.id,
        "app_secret_sealed": row.app_secret_sealed,
        "is_proven": is_proven,
    }


async def unsure(limit: int) -> list[Lane]:
    """Connections that were changed a moment ago, of which the door must know."""
    rows = await asked_across_tenants(Crossing.SWEEP, _UNSURE, clock.now(), limit)
    return [Lane(tenant_id, str(connection_id)) for tenant_id, connection_id in rows]


async def make_sure(lane: Lane) -> bool:
    """The door knows the connection as it stands."""
    async with in_tenant(lane.tenant_id) as tx:
        # Locked, so that a change which comes now is published after this; its key is not, which the door's copy points to.
        found = select(Connection).where(Connection.tenant_id == tx.tenant_id, Connection.id == uuid.UUID(lane.key))
        row = await tx.session.scalar(found.with_for_update(key_share=True))
        if row is None or row.publish_due_at is None or row.publish_due_at > tx.now:
            return True
        row.publish_due_at = None
        if row.state_reason != "number_taken":
            try:
                await _tell_door(_number(row, is_proven=row.environment == "sandbox" or (row.is_active and _has_proven(row))))
            except IntegrityError:
                row.state, row.state_reason, row.is_active = "paused", "number_taken", False
    routing.forget()
    return True


def _has_proven(row: Connection) -> bool:
    """Whether the last check proved the number for the account that stands there now, and not for another one."""
    kept = row.check_result or {}
    passed = {step["code"] for step in kept.get("steps", []) if step["ok"]}
    return passed >= _PROOF and kept.get("account_id") == row.account_id


async def _owner(provider: str, number_id: str) -> uuid.UUID | None:
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        return await session.scalar(
            select(Number.tenant_id).where(Number.provider == provider, Number.number_id == number_id, Number.is_proven)
        )


async def _publish(number: dict[str, Any]) -> None:
    """The door knows this connection, and routes its number when it is proven. When somebody else proved the same number, the
    connection is paused and says so."""
    try:
        await _tell_door(number)
    except IntegrityError:
        async with in_tenant(number["tenant_id"]) as tx:
            await tx.session.execute(
                update(Connection)
                .where(Connection.tenant_id == tx.tenant_id, Connection.id == number["connection_id"])
                .values(state="paused", state_reason="number_taken", is_active=False)
            )
    routing.forget()


async def _tell_door(number: dict[str, Any]) -> None:
    given = insert(Number).values(**number)
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        await session.execute(
            given.on_conflict_do_update(
                index_elements=["provider", "connection_id"],
                set_={
                    "account_id": case((given.excluded.is_proven, given.excluded.account_id), else_=Number.account_id),
                    "app_secret_sealed": _newer(given.excluded.app_secret_sealed),
                    "is_proven": Number.is_proven | given.excluded.is_proven,
                },
            )
        )


def _newer(given: Any) -> Any:
    """What is given, unless a change of keys went past it on its way here: sealed values begin with their key's number."""
    there = Number.app_secret_sealed
    went_past = func.substr(there, 1, 2) > func.substr(given, 1, 2)
    return case((went_past, there), else_=given)


async def change(tx: Tx, connection_id: uuid.UUID, changes: dict[str, Any]) -> Connection:
    """Name, phone, account and secrets are as given; a secret given as "" is removed. States `ConnectionChanged`.

    Another account or token is one that no check has read yet: the connection is `new` again. Until one has, the door routes
    what it routed before, the number under the account that was proven, and nothing by the account that was typed.

    Refuses `ConnectionInvalid` (field named): what cannot be changed, and the account of a sandbox number, which this install made."""
    row = await queries.connection(tx, connection_id)
    has_other_account = changes.get("account_id", row.account_id) != row.account_id
    if has_other_account and row.environment == "sandbox":
        raise ConnectionInvalid("a sandbox number keeps the account it was made with", field="account_id")
    for field, value in changes.items():
        if field in ("token", "app_secret"):
            await _write_secret(tx, row, field, value)
        elif field == "is_active":
            row.is_active = bool(value)
            row.state, row.state_reason = ("new", None) if value else ("paused", "by_person")
        elif field in _FIELDS:
            setattr(row, field, _phone(value) if field == "phone" else value)
        else:
            raise ConnectionInvalid("cannot be changed", field=field)
    await tx.session.flush()
    if has_other_account or "token" in changes:
        await _uncheck(tx, row)
    await tx.emit(ConnectionChanged(connection_id=row.id, state=row.state, reason=row.state_reason), subject_id=row.id)
    publish(tx, row, is_proven=row.environment == "sandbox")
    return row


async def _uncheck(tx: Tx, row: Connection) -> None:
    """What a check found before holds no more. As a statement, so that it also undoes one that ended since the row was read."""
    was_judged = Connection.state.in_(("ok", "failing"))
    await tx.session.execute(
        update(Connection)
        .where(Connection.tenant_id == tx.tenant_id, Connection.id == row.id)
        .values(
            check_result=null(),
            checked_at=None,
            state=case((was_judged, "new"), else_=Connection.state),
            state_reason=case((was_judged, null()), else_=Connection.state_reason),
        )
        .execution_options(synchronize_session=False)
    )
    await tx.session.refresh(row)


async def disconnect(tx: Tx, connection_id: uuid.UUID) -> None:
    """The connection is gone and its number free.

    Refuses `ConnectionInUse` when anything was ever received or said through it."""
    row = await queries.connection(tx, connection_id)
    try:
        async with tx.session.begin_nested():
            await tx.session.execute(delete(Connection).where(Connection.tenant_id == tx.tenant_id, Connection.id == row.id))
    except IntegrityError as error:
        raise ConnectionInUse("pause it instead") from error
    await tx.emit(ConnectionChanged(connection_id=connection_id, state="removed"), subject_id=connection_id)

    async def forget() -> None:
        routing.forget()

    tx.after_commit.append(forget)


def asked(row: Connection) -> tuple[str | None, bytes | None]:
    """What a check of this connection is about: the account, and the token that is to read it."""
    return row.account_id, row.token_sealed


async def record_check(
    tx: Tx, connection_id: uuid.UUID, steps: list[CheckStep], *, about: tuple[str | None, bytes | None]
) -> dict[str, Any]:
    """The outcome of a check is kept and decides the state: ok when every step is, else failing with the first problem. A check
    that proved the number makes the door route it.

    `about` is what was `asked` when the check began. When somebody has changed it since, nothing is kept: the answer says that
    what stands there now was not tried."""
    row = await queries.connection(tx, connection_id, held=True)
    if about != asked(row):
        steps = [replace(step, ok=False, problem="not_tried") if step.code in _PROOF else step for step in steps]
        return _result(tx, row, steps)
    failed = next((step for step in steps if not step.ok), None)
    result = row.check_result = _result(tx, row, steps)
    row.checked_at = tx.now
    if row.is_active:
        row.state = "ok" if failed is None else "failing"
        row.state_reason = None if failed is None else f"{failed.code}:{failed.problem or 'failed'}"
    await tx.session.flush()
    if row.is_active and {step.code for step in steps if step.ok} >= _PROOF:
        publish(tx, row, is_proven=True)
    await tx.emit(ConnectionChanged(connection_id=row.id, state=row.state, reason=row.state_reason), subject_id=row.id)
    return result


def _result(tx: Tx, row: Connection, steps: list[CheckStep]) -> dict[str, Any]:
    return {
        "ok": all(step.ok for step in steps),
        "steps": [asdict(step) for step in steps],
        "checked_at": tx.now.isoformat(),
        "account_id": row.account_id,
    }


def webhook_url(row: Connection) -> str:
    """The address to give to the vendor for this connection: its own when it has an app of its own."""
    base = f"{settings().url}/hooks/{'whatsapp' if row.provider == 'meta_whatsapp' else row.provider}"
    return f"{base}/{row.id}" if row.app_secret_sealed else base


def _phone(value: str) -> str:
    digits = "".join(c for c in value if c.isdigit())
    if not 8 <= len(digits) <= 15:
        raise ConnectionInvalid("a phone number with country code, 8 to 15 digits", field="phone")
    return f"+{digits}"
