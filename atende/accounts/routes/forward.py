"""What gateways (Traefik, Caddy, nginx) ask before they let a request through to an app beside us, and the way back there after
signing in. docs/guides/forward-auth.md tells how to set it up."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from atende.accounts import errors, queries, rules
from atende.accounts.access import GATEWAY_COOKIE, session_in, set_gateway_cookie, token_in
from atende.accounts.service import forwarding, outside, sessions
from atende.core import clock
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.core.web import answers, limiting
from atende.core.web.identity import FORGED
from atende.core.web.proxies import FROM_PROXY
from atende.kit.origins import host_of, parse_origin, safe_return
from atende.kit.refusal import Refusal

router = APIRouter(prefix="/api/auth", tags=["accounts"])

_PAGES = ("GET", "HEAD")


@router.get("/forward")
async def forward(
    request: Request,
    tenant: Annotated[str | None, Query(max_length=40)] = None,
    may: Annotated[rules.Permission | None, Query()] = None,
    answer: Annotated[Literal["refuse", "redirect"], Query()] = "refuse",
) -> Response:
    """Whether the request a gateway describes (`X-Forwarded-Host`, `-Proto`, `-Uri`, `-Method`) is a signed-in person's: 200 with
    who it is in headers, every one of them always. With `tenant` (its short name) they must belong there, with `may` hold that
    permission: `reports` to change what is there, `reports:read` to see it. A business that lets its people in only with a second
    factor counts as theirs only when this session has one.

    401 when nobody is signed in; with `answer=redirect` a page's visitor is sent to sign in instead. 403 when this person may
    not, when the site is not one the operator named, and when the request brought an identity header of its own.
    """
    if not request.scope.get(FROM_PROXY):
        raise errors.SignedOut  # what a request says of where it goes counts from our own proxies only
    if request.scope.get(FORGED):
        raise errors.ForgedIdentity
    site, target = _asked_for(request)
    try:
        who = await _who(request, site)
    except Refusal:
        await limiting.refuse_unknown(request.scope)
        raise
    if who is None:
        await limiting.refuse_unknown(request.scope)
        return _refusal(request, target, answer)
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        standings = await queries.standings(crossing, who)
    chosen = next((one for one in standings if one.slug == tenant), None) if tenant else None
    if chosen is not None and chosen.lacks_second_factor(who):
        raise errors.SecondFactorRequired
    if tenant and (chosen is None or not (may is None or chosen.place.may(may.value))):
        raise rules.lacking(may.value if may else "")
    standings = [one for one in standings if not one.lacks_second_factor(who)]
    if may and not tenant:
        raise errors.Invalid("a permission is held in a business: name it", field="tenant")
    return Response(
        status_code=200, headers={"Cache-Control": "no-store", **forwarding.headers_for(who, standings, chosen, site)}
    )


@router.get("/forward/keys")
async def forward_keys() -> dict[str, list[dict[str, str]]]:
    """The public key (JWKS) by which an app checks `X-Atende-Assertion`."""
    return forwarding.public_keys()


@router.get("/continue", include_in_schema=False)
async def go_on(request: Request, to: Annotated[str, Query(max_length=4096)] = "") -> Response:
    """Back to the app that sent somebody here, once they are signed in; never to any place the operator did not name (S20)."""
    target = safe_return(to, _sites())
    if target is None:
        return RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    token = session_in(request)
    who = None
    if token:
        async with across_tenants(Crossing.SIGN_IN) as crossing:
            who = await queries.bearer(crossing, token, clock.now())
    if who is None:
        here = f"/api/auth/continue?to={quote(target, safe='')}"
        return RedirectResponse(f"/auth?next={quote(here, safe='')}", 303, {"Cache-Control": "no-store"})
    gone = RedirectResponse(target, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    if settings().forward_cookie_domain:
        set_gateway_cookie(gone, await forwarding.open_gateway(who.session_id))
    return gone


def _sites() -> set[str]:
    return {*settings().forward_origins, parse_origin(settings().url)}


def _asked_for(request: Request) -> tuple[str, str]:
    """The site's origin and the whole address of the request that the gateway holds. Refuses `unknown_site`."""
    said = request.headers
    host, scheme, path = said.get("x-forwarded-host", ""), said.get("x-forwarded-proto", ""), said.get("x-forwarded-uri", "/")
    try:
        site = parse_origin(f"{scheme}://{host}")
    except ValueError:
        raise errors.UnknownSite from None
    if site not in _sites() or len(said.getlist("x-forwarded-host")) != 1:
        raise errors.UnknownSite
    return site, safe_return(f"{site}{path if path.startswith('/') else '/'}", {site}) or f"{site}/"


async def _who(request: Request, site: str) -> rules.Bearer | None:
    if (brought := token_in(request)) is not None:
        return await outside.recognize(brought)
    # Our own session's cookie reaches us only through our own host; elsewhere there is the one for apps beside us.
    token, is_gateways = request.cookies.get(GATEWAY_COOKIE), True
    own = session_in(request)
    if host_of(site) == host_of(settings().url) and own is not None:
        token, is_gateways = own, False
    if not token:
        return None
    now = clock.now()
    async with across_tenants(Crossing.SIGN_IN) as crossing:
        who = await queries.bearer(crossing, token, now, is_gateways=is_gateways)
    if who is not None and (now - who.last_seen_at).total_seconds() > rules.SEEN_EVERY_SECONDS:
        await sessions.touch(who.session_id, who.created_at)
    return who


def _refusal(request: Request, target: str, wanted: str) -> Response:
    sign_in = f"{settings().url}/api/auth/continue?to={quote(target, safe='')}"
    is_page = "text/html" in request.headers.get("accept", "") and request.headers.get("x-forwarded-method", "GET") in _PAGES
    if wanted == "redirect" and is_page:
        return RedirectResponse(sign_in, 302, {"Cache-Control": "no-store"})
    # nginx makes its redirect from this header: it would answer 500 to a redirect of ours.
    return answers.answer(401, "signed_out", "sign in first", headers={"X-Atende-Sign-In": sign_in})
