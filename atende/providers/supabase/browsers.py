"""A browser signs in at the project and comes back with a code: GoTrue's OAuth way with PKCE, both ends of it.

`GET /authorize` sends the browser on to the provider (`redirect_to` must be on the project's list of redirect addresses, else it
lands on its site address); `POST /token?grant_type=pkce` gives the token for the code, once, within five minutes. Source: the
OpenAPI description and `internal/api/token.go`, `external.go`, `pkce.go` of supabase/auth.
"""

import json
from urllib.parse import urlencode

from atende.accounts.errors import OutsideUnfinished, VouchingAway
from atende.accounts.ports import Way
from atende.core.http import AddressRefused, FetchFailed, Guard
from atende.providers.supabase import keys

_MOST_BYTES = 131_072  # the answer holds the person's metadata beside the token
# How those services call themselves, where that is not their word with a capital letter.
_NAMES = {
    "azure": "Microsoft",
    "github": "GitHub",
    "gitlab": "GitLab",
    "linkedin": "LinkedIn",
    "linkedin_oidc": "LinkedIn",
    "slack_oidc": "Slack",
    "workos": "WorkOS",
    "x": "X",
}


def ways(chosen: tuple[tuple[str, str], ...]) -> tuple[Way, ...]:
    """What the operator offers, each under a name that people know."""
    return tuple(Way(word, name or _NAMES.get(word, word.rpartition(":")[2].capitalize())) for word, name in chosen)


def address(issuer: str, method: str, *, challenge: str, back: str) -> str:
    """Where the browser goes."""
    asked = {"provider": method, "redirect_to": back, "code_challenge": challenge, "code_challenge_method": "s256"}
    return f"{issuer.rstrip('/')}/authorize?{urlencode(asked)}"


async def redeem(issuer: str, api_key: str | None, code: str, verifier: str) -> str:
    """The token that the code stands for. Refuses `outside_unfinished` and `vouching_away`."""
    try:
        answer = await Guard([issuer]).fetch(
            f"{issuer.rstrip('/')}/token?grant_type=pkce",
            method="POST",
            max_bytes=_MOST_BYTES,
            headers={"Content-Type": "application/json"},
            secret_headers={"apikey": api_key} if api_key else None,
            content=json.dumps({"auth_code": code, "code_verifier": verifier}).encode(),
        )
    except (FetchFailed, AddressRefused):
        raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS) from None
    if answer.status == 429 or answer.status >= 500:
        raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS)
    # An unknown, used or expired code and another browser's verifier are 400, 403, 404 or 422, by version.
    try:
        token = json.loads(answer.content)["access_token"] if answer.status == 200 else None
    except (ValueError, RecursionError, KeyError, TypeError):
        raise VouchingAway(retry_after=keys.AFTER_FAILURE_SECONDS) from None
    if not isinstance(token, str) or not token:
        raise OutsideUnfinished
    return token
