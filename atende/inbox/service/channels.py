"""Which channel speaks for a connection, and the account it speaks as."""

import uuid

from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.inbox.errors import NumberPaused
from atende.inbox.ports import Account, Channel
from atende.integrations.models import Connection
from atende.integrations.service import sealing
from atende.integrations.service.standing import Standing

_channels: dict[str, Channel] = {}
# An unsealed account per connection of this process, valid for exactly one sealed token.
_accounts: dict[tuple[uuid.UUID, uuid.UUID], tuple[bytes | None, str, Account]] = {}
_ACCOUNTS_KEPT = 2000


def register(channel: Channel) -> None:
    """From here on connections of `channel.provider` send through it. Called by `wiring` only."""
    _channels[channel.provider] = channel


def channel_for(provider: str) -> Channel:
    """The channel of this provider; raises `LookupError` when wiring registered none."""
    try:
        return _channels[provider]
    except KeyError:
        raise LookupError(f"no channel is registered for {provider}") from None


async def account_of(tx: Tx, connection: Connection | Standing) -> Account:
    """What one call needs; the token is unsealed once per process and token. Refuses `NumberPaused` without a token."""
    if connection.token_sealed is None:
        raise NumberPaused(reason="token_missing")
    key = (tx.tenant_id, connection.id)
    base_url = settings().sandbox_url if connection.environment == "sandbox" else settings().graph_url
    kept = _accounts.get(key)
    if kept and kept[0] == connection.token_sealed and kept[1] == base_url:
        account = kept[2]
        if (account.number_id, account.account_id) == (connection.number_id, connection.account_id):
            return account
    account = Account(
        base_url=base_url,
        api_version=settings().graph_version,
        number_id=connection.number_id,
        account_id=connection.account_id,
        token=await sealing.unseal(tx, connection.token_sealed, "token"),
    )
    while len(_accounts) >= _ACCOUNTS_KEPT:
        _accounts.pop(next(iter(_accounts)))
    _accounts[key] = (connection.token_sealed, base_url, account)
    return account


def can_speak(connection: Connection | Standing) -> bool:
    """Whether anything can leave through the number as it stands: switched on, with a token, neither paused nor failing."""
    return connection.is_active and connection.token_sealed is not None and connection.state not in ("paused", "failing")


async def close() -> None:
    """Every channel's connections are closed."""
    for channel in _channels.values():
        await channel.aclose()
