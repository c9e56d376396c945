"""Consent and tokens: the page a person's browser is sent to, and the addresses that give, renew and take back tokens."""

import base64
import hashlib
import html
import re
import secrets
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .refusing import OAuthRefusal
from .state import CODE_SECONDS, TOKEN_SECONDS, Code, State

CLIENTS = {"atende-sandbox.apps.googleusercontent.com": "atende-sandbox"}
# Google takes a client of the web without a challenge; the twin is stricter, so that leaving PKCE out is seen.
_NEEDED = ("client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge", "code_challenge_method")
_KEPT = (*_NEEDED, "access_type", "prompt", "login_hint")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # a SHA-256, in base64url without its end
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, 4.1


def state_of(request: Request) -> State:
    """Google's part of the twin."""
    return request.app.state.google


def _page(body: str, status: int = 200) -> HTMLResponse:
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Google (simulated)</title>'
        '<meta name="viewport" content="width=device-width"><style>body{font:16px/1.5 system-ui;max-width:28rem;margin:3rem auto;'
        "padding:0 1rem}button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}input[type=email]{font:inherit;width:100%}"
        "</style></head><body>"
    )
    return HTMLResponse(f"{head}{body}</body></html>", status, {"Cache-Control": "no-store", "X-Frame-Options": "DENY"})


async def consent(request: Request) -> Response:
    """The page on which a person says yes or no, and to what."""
    asked = dict(request.query_params)
    problem = _problem(asked)
    if problem:
        return _page(f"<h1>Error 400: {html.escape(problem)}</h1>", 400)
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(asked[name], quote=True)}">' for name in _KEPT if name in asked
    )
    ticks = "".join(
        f'<p><label><input type="checkbox" name="granted" value="{html.escape(one, quote=True)}" checked> {html.escape(one)}</label></p>'
        for one in asked["scope"].split()
    )
    hint = html.escape(asked.get("login_hint", "profissional@example.com"), quote=True)
    return _page(
        "<h1>Sign in with Google (simulated)</h1><p>Atende wants to access your account.</p>"
        f'<form method="post" action="{html.escape(request.url.path)}">{hidden}'
        f'<p><label>E-mail <input type="email" name="email" value="{hint}" required></label></p>{ticks}'
        '<p><label>Other calendars of this account, separated by commas <input name="others" style="font:inherit;width:100%"></label></p>'
        '<p><button name="answer" value="allow">Allow</button><button name="answer" value="deny" formnovalidate>Deny</button></p></form>'
    )


def _problem(asked: dict[str, str]) -> str | None:
    if asked.get("client_id") not in CLIENTS:
        return "invalid_client"
    if any(not asked.get(name) for name in _NEEDED) or asked["response_type"] != "code":
        return "invalid_request"
    where = urlsplit(asked["redirect_uri"])
    if where.scheme not in ("http", "https") or not where.hostname or where.fragment:
        return "redirect_uri_mismatch"
    if asked["code_challenge_method"] != "S256" or not _CHALLENGE.fullmatch(asked["code_challenge"]):
        return "invalid_request"
    return None


async def consented(request: Request) -> Response:
    """The person answered; their browser goes back with a code, or with `access_denied`."""
    form = await request.form()
    asked = {name: str(form.get(name, "")) for name in _KEPT if form.get(name)}
    problem = _problem(asked)
    if problem:
        return _page(f"<h1>Error 400: {html.escape(problem)}</h1>", 400)
    state = state_of(request)
    back: dict[str, str] = {"state": asked["state"]}
    granted = [str(one) for one in form.getlist("granted") if str(one) in asked["scope"].split()]
    email = str(form.get("email", "")).strip().lower()
    if form.get("answer") != "allow" or "@" not in email:
        back |= {"error": "access_denied"}
    else:
        is_first = not any(one.account == email and one.kind == "refresh" for one in state.tokens.values())
        state.account(email)
        for name in filter(None, (one.strip()[:100] for one in str(form.get("others", "")).split(",")[:20])):
            state.another(email, name)
        code = Code(
            f"4/0twin-{secrets.token_urlsafe(24)}", email, asked["client_id"], asked["redirect_uri"],
            asked["code_challenge"], granted, state.now() + CODE_SECONDS,
            asked.get("access_type") == "offline" and (is_first or asked.get("prompt") == "consent"),
        )  # fmt: skip
        state.codes[code.value] = code
        back |= {"code": code.value, "scope": " ".join(granted)}
    await state.store.committed()
    glue = "&" if urlsplit(asked["redirect_uri"]).query else "?"
    return RedirectResponse(f"{asked['redirect_uri']}{glue}{urlencode(back)}", 303)


async def token(request: Request) -> Response:
    """A code or a refresh token becomes an access token."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    state = state_of(request)
    secret = CLIENTS.get(form.get("client_id", ""))
    if secret is None or not secrets.compare_digest(secret.encode(), form.get("client_secret", "").encode()):
        raise OAuthRefusal("invalid_client", "The OAuth client was not found.", 401)
    if state.strikes("server_error", "TOKEN"):
        return JSONResponse({"error": "server_error"}, 503)
    if form.get("grant_type") == "authorization_code":
        answer = _exchange(state, form)
    elif form.get("grant_type") == "refresh_token":
        answer = _refresh(state, form)
    else:
        raise OAuthRefusal("unsupported_grant_type", "Invalid grant_type")
    await state.store.committed()
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


def _exchange(state: State, form: dict[str, str]) -> dict[str, object]:
    code = state.codes.pop(form.get("code", ""), None)
    if code is None or code.until < state.now() or code.client_id != form["client_id"]:
        raise OAuthRefusal("invalid_grant", "Malformed auth code.")
    if code.redirect_uri != form.get("redirect_uri"):
        raise OAuthRefusal("redirect_uri_mismatch", "Bad Request")
    verifier = form.get("code_verifier", "")
    if not verifier:
        raise OAuthRefusal("invalid_grant", "Missing code verifier.")
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if not _VERIFIER.fullmatch(verifier) or not secrets.compare_digest(made, code.challenge):
        raise OAuthRefusal("invalid_grant", "Invalid code verifier.")
    answer = _access(state, code.account, code.client_id, code.scopes)
    if code.gives_refresh:
        answer["refresh_token"] = state.token("refresh", code.account, code.client_id, code.scopes).value
    return answer


def _refresh(state: State, form: dict[str, str]) -> dict[str, object]:
    known = state.tokens.get(form.get("refresh_token", ""))
    if known is None or known.kind != "refresh" or known.client_id != form["client_id"]:
        raise OAuthRefusal("invalid_grant", "Token has been expired or revoked.")
    return _access(state, known.account, known.client_id, known.scopes)


def _access(state: State, account: str, client_id: str, scopes: list[str]) -> dict[str, object]:
    state.drop_tokens(lambda one: one.until is not None and one.until < state.now())
    made = state.token("access", account, client_id, scopes, TOKEN_SECONDS)
    return {"access_token": made.value, "expires_in": TOKEN_SECONDS, "scope": " ".join(scopes), "token_type": "Bearer"}


async def revoke(request: Request) -> Response:
    """The consent behind the token is gone, with every token of it."""
    form = await request.form()
    value = str(form.get("token", "") or request.query_params.get("token", ""))
    state = state_of(request)
    known = state.tokens.get(value)
    if known is None:
        raise OAuthRefusal("invalid_token", "Token expired or revoked")
    state.drop_tokens(lambda one: one.account == known.account and one.client_id == known.client_id)
    await state.store.committed()
    return JSONResponse({})


def routes() -> list[Route]:
    """Every address of OAuth."""
    return [
        Route("/google/o/oauth2/v2/auth", consent, methods=["GET"]),
        Route("/google/o/oauth2/v2/auth", consented, methods=["POST"]),
        Route("/google/token", token, methods=["POST"]),
        Route("/google/revoke", revoke, methods=["POST"]),
    ]
