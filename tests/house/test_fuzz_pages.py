"""What the API's description leaves out, given anything: vendors' webhooks, public pages, the way back to an app beside us, the pages of
operators and of the web app (promises S16, S38).

Hypothesis draws the requests; what comes back is judged as in `test_fuzz`."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from atende import wiring
from atende.bookings.models import Page
from atende.bookings.service import links
from atende.core import config
from atende.core.tenancy import in_tenant
from atende.core.web import documents, operation, pages
from atende.integrations.service import doors, install
from atende.providers.calcom import signature as calcom
from atende.providers.meta_whatsapp import signature as meta
from tests.house.planted import Planted
from tests.house.test_fuzz import MORE, assert_tells_nothing, businesses, client, visitors
from tests.house.twin import twin

__all__ = ["businesses", "client", "twin", "visitors"]  # the fixtures

_WEBHOOKS = {"/hooks/{provider}", "/hooks/{provider}/{connection_id}"}  # a plain ASGI application, before all routes
_FILES = "/{path:path}"  # the web app's own
_BODIES = [one.read_bytes() for one in sorted((Path(__file__).parents[1] / "providers").glob("*/payloads/**/*.json"))][::7]
_HOSTILE = (
    "..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "\x00", "%ff", "'", "\"><script>", "{{7*7}}", "-", "a" * 3000, "%",
    "\\..\\x", "//exemplo.com.br", "https://exemplo.com.br", "javascript:1", "\u202e", "\ud7ff", "' OR 1=1--", "assets", "api",
    "index.html",
)  # fmt: skip
_NAMES = ("to", "lang", "hub.mode", "hub.challenge", "hub.verify_token", "x", "next")
_EXAMPLES = int(MORE) if MORE else 25


def _outside() -> dict[str, set[str]]:
    """Every address that the API's description leaves out, and its methods."""
    found: dict[str, set[str]] = {}
    wiring.wire()
    for router in (operation.router, *wiring.routers()):
        for one in router.routes:
            if isinstance(one, APIRoute) and not one.include_in_schema:
                found.setdefault(one.path, set()).update(one.methods)
    return found


_ROUTES = _outside() | {one: {"GET", "POST"} for one in _WEBHOOKS} | {_FILES: {"GET", "HEAD"}}
_PROVIDERS = sorted(path.removeprefix("/hooks/") for path in doors._paths if path.startswith("/hooks/"))


@pytest.fixture(scope="module")
async def known(businesses) -> tuple[Planted, Planted, list[str]]:
    """Both businesses, and what of one's own stands in addresses."""
    theirs, mine = businesses
    async with in_tenant(mine.tenant_id) as tx:
        page = await tx.session.get_one(Page, (tx.tenant_id, mine.ids["pages"]))
        page.is_on = True
        words = [page.slug, links.word(tx.tenant_id, mine.ids["appointments"])]  # type: ignore[arg-type] - an appointment's is a UUID
    return theirs, mine, [*words, *map(str, mine.ids.values()), *map(str, theirs.ids.values()), str(mine.tenant_id)]


@pytest.fixture(scope="module", autouse=True)
def _is_built() -> None:
    """Pages are what the web app's build left, filled by the server: without it there would be nothing to look at."""
    assert (documents.FOLDER / "booking.html").is_file(), "the web app is not built: run `make web`"


def test_every_address_outside_the_description_is_drawn():
    """A new one of another kind needs its names, values or bodies here; then it is listed."""
    assert set(_ROUTES) == {
        *_WEBHOOKS, _FILES, "/api/auth/continue", "/b/-/{link}", "/b/{slug}", "/b/{slug}/{part}", "/health", "/live", "/ready",
    }  # fmt: skip


_text = st.text(max_size=60) | st.sampled_from(_HOSTILE)
_tree = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def _content(draw: st.DrawFn) -> bytes:
    """Something like what vendors post, with a piece of it otherwise; or anything."""
    kind = draw(st.sampled_from(["real", "changed", "changed", "tree", "deep", "bytes"]))
    if kind == "bytes":
        return draw(st.binary(max_size=300))
    if kind == "deep":
        return b"[" * draw(st.integers(1, 3000))
    if kind == "tree":
        return json.dumps(draw(_tree)).encode()
    real = draw(st.sampled_from(_BODIES))
    if kind == "real":
        return real
    text = real.decode()
    places = [found.span() for found in re.finditer(r'"[^"\\]*"|\d+', text)]
    start, end = draw(st.sampled_from(places))
    return f"{text[:start]}{json.dumps(draw(_tree))}{text[end:]}".encode()


def _signed(draw: Any, body: bytes) -> dict[str, str]:
    secret = draw(st.sampled_from([install.app_secret(), b"another"]))
    return {"X-Hub-Signature-256": meta.sign(body, secret), "X-Cal-Signature-256": calcom.sign(body, secret)}


@pytest.mark.parametrize("path", sorted(_ROUTES))
@settings(
    max_examples=_EXAMPLES,
    derandomize=not MORE,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
async def test_nothing_that_is_sent_breaks_it_or_shows_what_is_not_ones_own(path, client, known, visitors, data):
    theirs, _, words = known
    filled = path
    for name in re.findall(r"\{([^}]+)\}", path):
        values = st.sampled_from(_PROVIDERS) if name == "provider" else st.sampled_from(words) | _text
        value = data.draw(values, name)
        filled = filled.replace(f"{{{name}}}", quote(value, safe="%/") if data.draw(st.booleans()) else quote(value, safe=""))
    query = data.draw(
        st.dictionaries(st.sampled_from(_NAMES), _text | st.sampled_from(["pt-BR", "subscribe", config.settings().url]))
    )
    method = data.draw(st.sampled_from([*sorted(_ROUTES[path]), *sorted(_ROUTES[path]), "GET", "POST", "PUT"]))
    headers = dict(visitors[data.draw(st.sampled_from(["owner", "stranger"]))])
    more = data.draw(
        st.dictionaries(st.sampled_from(["Accept-Language", "Accept-Encoding", "X-Request-Id", "X-Goog-Channel-Id"]), _text)
    )
    headers |= {name: value.encode("latin-1", "replace").decode("latin-1") for name, value in more.items()}
    body = data.draw(_content()) if method in ("POST", "PUT") else b""
    if body:
        headers |= {"Content-Type": data.draw(st.sampled_from(["application/json", "text/plain", "multipart/form-data"]))}
        headers |= _signed(data.draw, body)
    client.cookies.clear()
    try:
        response = await client.request(method, f"{filled}?{urlencode(query, errors='replace')}", headers=headers, content=body)
    except (httpx.InvalidURL, UnicodeError, ValueError):  # nothing that could be sent
        reject()
    await assert_tells_nothing(response, theirs)
    assert pages.FOLDER.parent.as_posix() not in response.text
