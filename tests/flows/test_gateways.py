"""Forward-auth behind the real Caddy and the real nginx, by the files of deploy/forward-auth as they are shipped (S23)."""

import contextlib
import os
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from atende.app import create_app
from atende.core.config import settings
from tests.accounts.conftest import PASSWORD, fresh_email
from tests.accounts.test_forward import SPELLINGS
from tests.cli.program import free_port
from tests.programs import program, running
from tests.providers.meta_whatsapp.recorded import running as serving_app

SHIPPED = Path(__file__).parents[2] / "deploy" / "forward-auth"
HOME, PANEL = "http://atende.example.com", "http://painel.example.com"
FORGED = "11111111-2222-3333-4444-555555555555"


@dataclass
class Panel:
    """An app beside Atende that believes its gateway. It keeps the headers of each request that reached it."""

    reached: list[list[tuple[str, str]]] = field(default_factory=list)

    async def __call__(self, scope, receive, send) -> None:
        self.reached.append([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"painel"})

    def last(self) -> dict[str, list[str]]:
        """The latest request's headers as an app of CGI's kind sees them: one name for every spelling."""
        found: dict[str, list[str]] = {}
        for name, value in self.reached[-1]:
            found.setdefault(re.sub(r"[^a-z0-9]", "_", name.lower()), []).append(value)
        return found


@dataclass
class Gateway:
    """A gateway that runs, before an Atende and a panel that run."""

    kind: str
    port: int
    panel: Panel
    email: str
    cookie: str
    user_id: str

    async def get(self, path: str = "/", *headers: tuple[str, str], signed_in: bool = True) -> httpx.Response:
        """A visitor's request for the panel, over a connection of its own."""
        given = [("Host", "painel.example.com"), *headers]
        if signed_in:
            given.append(("Cookie", f"other=1; atende_sign_in={self.cookie}; last=2"))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30) as visitor:
            return await visitor.get(path, headers=given)


def caddy(folder: Path, port: int, atende: str, panel: str) -> tuple[list[str], dict[str, str]]:
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"import {SHIPPED / 'caddy.conf'}\n"
        f"http://painel.example.com:{port} {{\n\tbind 127.0.0.1\n\troute {{\n"
        f"\t\timport atende_sign_in\n\t\treverse_proxy {panel}\n\t}}\n}}\n"
    )
    env = {
        **os.environ,
        "ATENDE_UPSTREAM": atende,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    return [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], env


def nginx(folder: Path, port: int, atende: str, panel: str) -> tuple[list[str], dict[str, str]]:
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whose = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{whose}worker_processes 1;\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}upstream atende {{ server {atende}; }}\n"
        f"server {{\nlisten 127.0.0.1:{port};\nserver_name painel.example.com;\ninclude {SHIPPED / 'nginx-server.conf'};\n"
        f"location / {{\ninclude {SHIPPED / 'nginx-location.conf'};\nproxy_pass http://{panel};\n}}\n}}\n}}\n"
    )
    return [program("nginx"), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(folder / "nginx.conf")], dict(os.environ)


KINDS = {"caddy": caddy, "nginx": nginx}


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def gateway_before(kind: str, folder: Path, atende: str, panel: str) -> Iterator[int]:
    """The gateway accepts connections on the port that is given. Somebody else may take a free port first: then on another."""
    folder.mkdir(exist_ok=True)
    for _attempt in range(5):
        port = free_port()
        command, env = KINDS[kind](folder, port, atende, panel)
        with running(command, folder / "log", env) as process:
            while process.poll() is None and not _listens(port):
                time.sleep(0.02)
            if process.poll() is None:
                yield port
                return
    pytest.fail((folder / "log").read_text()[-2000:])


@pytest.fixture(scope="module")
async def beside(database) -> AsyncIterator[tuple[str, str, Panel, str, str, str]]:
    """Atende and a panel over real HTTP, and somebody signed in."""
    from atende.accounts.service import people

    patch = pytest.MonkeyPatch()
    for name, value in (("PUBLIC_URL", HOME), ("FORWARD_ORIGINS", PANEL), ("FORWARD_COOKIE_DOMAIN", "example.com")):
        patch.setenv(f"ATENDE_{name}", value)
    settings.cache_clear()
    panel, email = Panel(), fresh_email()
    user_id = await people.create_person(email=email, name="Zoé Ação", password=PASSWORD)
    async with serving_app(create_app()) as atende, serving_app(panel) as beside_us:
        async with httpx.AsyncClient(base_url=atende, headers={"Origin": HOME, "Host": "atende.example.com"}) as visitor:
            signed_in = await visitor.post("/api/auth/sign-in", json={"email": email, "password": PASSWORD})
            session = signed_in.headers["set-cookie"].partition(";")[0]
            gone = await visitor.get("/api/auth/continue", params={"to": f"{PANEL}/"}, headers={"Cookie": session})
        cookie = gone.headers["set-cookie"].partition("=")[2].partition(";")[0]
        yield urlsplit(atende).netloc, urlsplit(beside_us).netloc, panel, email, cookie, str(user_id)
    patch.undo()
    settings.cache_clear()


@pytest.fixture(scope="module", params=sorted(KINDS))
async def gateway(request, beside, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gateway]:
    atende, address, panel, *who = beside
    with gateway_before(request.param, tmp_path_factory.mktemp(request.param), atende, address) as port:
        yield Gateway(request.param, port, panel, *who)


async def test_whoever_is_signed_in_gets_through_and_the_app_knows_who_it_is(gateway: Gateway):
    answer = await gateway.get("/relatorios?mes=11")
    assert (answer.status_code, answer.text) == (200, "painel")
    seen = gateway.panel.last()
    assert seen["x_atende_user"] == [gateway.user_id]
    assert seen["remote_user"] == seen["x_atende_email"] == [gateway.email]
    assert seen["x_atende_name"] == ["Zo%C3%A9 A%C3%A7%C3%A3o"]
    assert len(seen["x_atende_assertion"]) == 1


@pytest.mark.parametrize(
    ("brought", "arrives"),
    [
        ("other=1; atende_sign_in={}; last=2", "other=1; last=2"),
        ("atende_sign_in={}; last=2", "last=2"),
        ("other=1;atende_sign_in={}", "other=1"),
        ("atende_sign_in={}", ""),
        ("__Host-atende_session=a; atende_session=b; atende_sign_in={}; x_atende_session=c", "x_atende_session=c"),
        ("a=atende_session; atende_sign_in={}; b=__Host-atende_", "a=atende_session; b=__Host-atende_"),
        ("a=1; atende_session=b; atende_session=c; atende_session=d; atende_session=e; atende_sign_in={}", None),
    ],
)
async def test_the_cookies_of_the_sign_in_stay_here_and_others_arrive(gateway: Gateway, brought, arrives):
    answer = await gateway.get("/", ("Cookie", brought.format(gateway.cookie)), signed_in=False)
    assert answer.status_code == 200
    [came] = gateway.panel.last().get("cookie", [""])
    assert gateway.cookie not in came
    if arrives is None:  # nobody's browser has so many: what matters is that none of them arrives
        assert "atende_" not in came
    else:
        assert [one for part in came.split(";") if (one := part.strip())] == [one for one in arrives.split("; ") if one]


async def test_whoever_is_signed_out_does_not_and_a_page_is_sent_to_sign_in(gateway: Gateway):
    before = len(gateway.panel.reached)
    script = await gateway.get("/dados.json", signed_in=False)
    assert script.status_code == 401
    page = await gateway.get("/relatorios?mes=11&x=%20y", ("Accept", "text/html,*/*;q=0.8"), signed_in=False)
    assert page.status_code == 302
    way = urlsplit(page.headers["location"])
    assert f"{way.scheme}://{way.netloc}{way.path}" == f"{HOME}/api/auth/continue"
    assert parse_qs(way.query) == {"to": [f"{PANEL}/relatorios?mes=11&x=%20y"]}
    wrong = await gateway.get("/", ("Cookie", "atende_sign_in=wrong; atende_session=wrong"), signed_in=False)
    assert wrong.status_code == 401
    assert len(gateway.panel.reached) == before


async def test_an_identity_that_the_visitor_claims_never_arrives(gateway: Gateway):
    """In every spelling, once and twice, signed in and not: the app sees whom we named, or nothing at all."""
    outcomes = set()
    for name in SPELLINGS:
        for claims in ([(name, FORGED)], [(name, FORGED), (name.lower(), FORGED)]):
            for signed_in in (True, False):
                before = len(gateway.panel.reached)
                answer = await gateway.get("/", *claims, signed_in=signed_in)
                has_arrived = len(gateway.panel.reached) > before
                assert has_arrived == (answer.status_code == 200)
                assert answer.status_code in ((200, 403, 400) if signed_in else (401, 403, 400)), f"{name}: {answer.status_code}"
                if has_arrived:
                    assert FORGED not in str(gateway.panel.reached[-1]), name
                    assert gateway.panel.last()["x_atende_user"] == [gateway.user_id]
                outcomes.add((signed_in, answer.status_code))
    assert (True, 200) in outcomes, "some are taken away and the visitor gets through"


async def test_what_the_visitor_says_of_the_way_counts_for_nothing(gateway: Gateway):
    """Another site's name, another path or a preflight cannot be claimed."""
    for name, value in (
        ("X-Forwarded-Host", "atende.example.com"),
        ("X-Forwarded-Uri", "/api/auth/sign-in"),
        ("X-Forwarded-Method", "OPTIONS"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Original-URI", "/"),
    ):
        assert (await gateway.get("/", (name, value))).status_code == 200
        refused = await gateway.get("/a", (name, value), ("Accept", "text/html"), signed_in=False)
        assert refused.status_code == 302
        assert parse_qs(urlsplit(refused.headers["location"]).query)["to"] == [f"{PANEL}/a"]


async def test_a_post_and_its_body_reach_the_app_and_not_us(gateway: Gateway):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}", timeout=30) as visitor:
        headers = {"Host": "painel.example.com", "Cookie": f"atende_sign_in={gateway.cookie}"}
        assert (await visitor.post("/", content=b"x" * 200_000, headers=headers)).status_code == 200
        assert (await visitor.post("/", content=b"x" * 200_000, headers={"Host": "painel.example.com"})).status_code == 401


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_without_us_nobody_gets_through(kind: str, beside, tmp_path: Path):
    _atende, address, panel, *_who = beside
    before = len(panel.reached)
    with gateway_before(kind, tmp_path / kind, f"127.0.0.1:{free_port()}", address) as port:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as visitor:
            answer = await visitor.get("/", headers={"Host": "painel.example.com"})
    assert answer.status_code in (500, 502)
    assert len(panel.reached) == before
