"""Who asks, seen through proxies: only what our own proxies say is believed."""

import pytest
from pydantic import ValidationError

from atende.core.config import Settings
from atende.core.web import identity, proxies
from atende.core.web.proxies import FROM_PROXY, PEER, Proxies

TRUSTED = ("127.0.0.1/32", "::1/128", "10.0.0.0/8")


async def seen(client: tuple[str, int] | None, *headers: tuple[str, str]) -> dict:
    found: dict = {}

    async def application(scope, receive, send) -> None:
        found.update(scope)

    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "scheme": "http", "client": client, "headers": raw}
    await Proxies(application, TRUSTED)(scope, None, None)  # type: ignore[arg-type]
    return found


FOR = "X-Forwarded-For"


@pytest.mark.parametrize(
    ("peer", "hops", "who"),
    [
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),  # what stands before was written by them
        ("127.0.0.1", ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["203.0.113.7, 10.1.2.3"], "203.0.113.7"),  # two proxies of ours
        ("127.0.0.1", ["10.1.2.3"], "10.1.2.3"),  # a proxy asks by itself
        ("127.0.0.1", ["203.0.113.7:51234"], "203.0.113.7"),
        ("127.0.0.1", ["[2001:db8::7]:443"], "2001:db8::7"),
        ("127.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("::1", ["2001:db8::7"], "2001:db8::7"),
        ("10.9.9.9", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["nobody"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.7, nobody"], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # no proxy of ours: its word counts for nothing
        ("203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
    ],
)
async def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(peer, hops, who):
    found = await seen((peer, 5), *((FOR, hop) for hop in hops))
    assert found["client"][0] == who
    assert found[PEER] == peer
    assert found[FROM_PROXY] == (not peer.startswith("203."))


async def test_a_strangers_words_about_the_way_are_removed_and_a_proxys_are_kept():
    said = [(FOR, "1.1.1.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "x.example"), ("Forwarded", "for=1.1.1.1"),
            ("X-Real-IP", "1.1.1.1"), ("X-Original-URI", "/x"), ("Accept", "*/*")]  # fmt: skip
    stranger = await seen(("203.0.113.9", 5), *said)
    assert stranger["headers"] == [(b"accept", b"*/*")]
    assert stranger["scheme"] == "http"
    proxy = await seen(("127.0.0.1", 5), *said)
    assert len(proxy["headers"]) == len(said)
    assert proxy["scheme"] == "https"
    assert (await seen(("127.0.0.1", 5), ("X-Forwarded-Proto", "gopher")))["scheme"] == "http"


async def test_a_unix_socket_is_trusted_because_its_file_says_who_may_open_it():
    found = await seen(None, (FOR, "203.0.113.7"))
    assert found["client"][0] == "203.0.113.7"
    assert found[FROM_PROXY]


def test_networks_come_by_commas_and_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ATENDE_TRUSTED_PROXIES", "10.0.0.7, 192.168.1.9/24,::1")
    assert Settings().trusted_proxies == ("10.0.0.7/32", "192.168.1.0/24", "::1/128")
    monkeypatch.setenv("ATENDE_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings()
    monkeypatch.setenv("ATENDE_TRUSTED_PROXIES", "")
    assert Settings().trusted_proxies == ()


def test_nothing_long_that_strangers_send_is_kept():
    kept = identity._known.cache_info().currsize, proxies._known.cache_info().currsize
    assert identity.is_identity(b"x-atende-" + b"a" * 1_000_000)
    assert not Proxies(None, TRUSTED).trusts("1" * 1_000_000)  # type: ignore[arg-type]
    assert (identity._known.cache_info().currsize, proxies._known.cache_info().currsize) == kept
