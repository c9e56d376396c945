"""Supabase as a voucher of accounts: the port, put together from the settings."""

import functools
import json
from datetime import datetime

from atende.accounts.errors import TokenRefused, VouchingAway
from atende.accounts.ports import Vouched, Way
from atende.core.config import Settings, settings
from atende.core.http import AddressRefused, FetchFailed, Guard
from atende.providers.supabase import browsers, keys


class SupabaseVoucher:
    """Tokens of the project that the settings name."""

    provider = "supabase"

    @property
    def is_on(self) -> bool:
        return issuer(settings()) is not None

    async def vouch(self, token: str, now: datetime) -> Vouched:
        from atende.providers.supabase import tokens  # reads signatures: loaded by whoever has a project

        here = settings()
        wanted = issuer(here)
        if wanted is None:
            raise TokenRefused(reason="issuer")
        secret = here.supabase_jwt_secret.get_secret_value().encode() if here.supabase_jwt_secret else None
        expected = tokens.Expected(wanted, here.supabase_audience, secret)
        said = tokens.header(token)
        if said.algorithm == "HS256" or said.key_id is None:
            return tokens.verify(token, expected, lambda _name: None, now)
        key = await _keys(*_place(here)).named(said.key_id)
        return tokens.verify(token, expected, lambda _name: key, now)

    async def confirmed_email(self, token: str) -> str | None:
        here = settings()
        wanted = issuer(here)
        if wanted is None or here.supabase_api_key is None:
            return None
        try:
            answer = await Guard([wanted]).fetch(
                f"{wanted}/user",
                max_bytes=keys.MOST_BYTES,
                secret_headers={"apikey": here.supabase_api_key.get_secret_value(), "Authorization": f"Bearer {token}"},
            )
        except (FetchFailed, AddressRefused):
            raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS) from None
        if answer.status in (401, 403):
            raise TokenRefused(reason="revoked")
        if answer.status != 200:
            raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS)
        return _confirmed(answer.content)

    @property
    def issuer(self) -> str | None:
        return issuer(settings())

    @property
    def ways(self) -> tuple[Way, ...]:
        return browsers.ways(settings().supabase_sign_in) if self.is_on else ()

    def address(self, method: str, *, challenge: str, back: str) -> str:
        return browsers.address(issuer(settings()) or "", method, challenge=challenge, back=back)

    async def redeem(self, code: str, verifier: str) -> str:
        key = settings().supabase_api_key
        return await browsers.redeem(issuer(settings()) or "", key.get_secret_value() if key else None, code, verifier)


def issuer(here: Settings) -> str | None:
    """Who must have issued a token, exactly as it says; None when this install takes no tokens."""
    if here.supabase_issuer:
        return here.supabase_issuer
    return f"{here.supabase_url.rstrip('/')}/auth/v1" if here.supabase_url else None


def _place(here: Settings) -> tuple[str, str]:
    base = (issuer(here) or "").rstrip("/")
    return here.supabase_jwks_url or f"{base}/.well-known/jwks.json", base


@functools.cache
def _keys(url: str, base: str) -> keys.Keys:
    guard = Guard([url, base])  # the operator named these addresses; they may lie in a network of their own
    return keys.Keys(lambda: keys.document(guard, url))


def _confirmed(content: bytes) -> str | None:
    try:
        user = json.loads(content)
    except (ValueError, RecursionError):
        raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS) from None
    if not isinstance(user, dict) or not user.get("email_confirmed_at") or user.get("is_anonymous"):
        return None
    email = user.get("email")
    return email.strip().lower() if isinstance(email, str) and email.strip() else None
