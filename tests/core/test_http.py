"""The guarded way out: hostile addresses reach nothing (promise S10), and lawful ones within time and size only."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from atende.core.http import AddressRefused, FetchFailed, Guard, is_public
from tests.providers.meta_whatsapp.recorded import raw_server, serving

# where a name of the tests' own resolver leads; the rest resolves nowhere
NAMES = {
    "trap.example": ["127.0.0.1"],
    "mixed.example": ["93.184.216.34", "127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "cgnat.example": ["100.64.0.1"],
    "cloud.example": ["169.254.169.254"],
    "ten.example": ["10.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "sixtofour.example": ["2002:7f00:1::"],
    "zero.example": ["0.0.0.0"],
    "scoped.example": ["fe80::1%lo"],
    "bücher.example": ["127.0.0.1"],
    "xn--bcher-kva.example": ["127.0.0.1"],
}


async def resolver(host: str, port: int) -> list[str]:
    return NAMES.get(host.rstrip("."), [])


HOSTILE = """
http://127.0.0.1:{port}/
http://127.0.0.1.:{port}/
http://127.1:{port}/
http://127.0.1:{port}/
http://127.255.255.254:{port}/
http://2130706433:{port}/
http://0x7f000001:{port}/
http://0x7f.0.0.1:{port}/
http://0X7F.1:{port}/
http://017700000001:{port}/
http://0177.0.0.1:{port}/
http://0177.0.0.01:{port}/
http://127.0.0.0x1:{port}/
http://127.0.0.1e0:{port}/
http://00000127.0.0.1:{port}/
http://0:{port}/
http://0.0.0.0:{port}/
http://[::1]:{port}/
http://[::]:{port}/
http://[0:0:0:0:0:0:0:1]:{port}/
http://[::ffff:127.0.0.1]:{port}/
http://[::ffff:7f00:1]:{port}/
http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/
http://[::127.0.0.1]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/
http://[64:ff9b:1::127.0.0.1]:{port}/
http://[2002:7f00:1::]:{port}/
http://[2001:0:7f00:1::]:{port}/
http://[::ffff:0:127.0.0.1]:{port}/
http://[::ffff:0:7f00:1]:{port}/
http://[100::1]:{port}/
http://[200::1]:{port}/
http://[4000::1]:{port}/
http://[5f00::1]:{port}/
http://[3fff::1]:{port}/
http://[fe80::1]:{port}/
http://[fe80::1%25lo]:{port}/
http://[fc00::1]:{port}/
http://[fd00:ec2::254]:{port}/
http://[fec0::1]:{port}/
http://[ff02::1]:{port}/
http://[2001:db8::1]:{port}/
http://localhost:{port}/
http://LOCALHOST:{port}/
http://localhost.:{port}/
http://a.localhost:{port}/
http://localhost.localdomain:{port}/
http://router:{port}/
http://printer.local:{port}/
http://metadata.google.internal:{port}/computeMetadata/v1/
http://METADATA.google.INTERNAL.:{port}/
http://db.internal:{port}/
http://nas.home.arpa:{port}/
http://169.254.169.254:{port}/latest/meta-data/
http://169.254.170.2:{port}/
http://168.63.129.16:{port}/
http://2852039166:{port}/
http://10.0.0.1:{port}/
http://172.16.0.1:{port}/
http://172.31.255.255:{port}/
http://192.168.0.1:{port}/
http://100.64.0.1:{port}/
http://100.127.255.255:{port}/
http://198.18.0.1:{port}/
http://192.0.0.8:{port}/
http://224.0.0.1:{port}/
http://255.255.255.255:{port}/
http://trap.example:{port}/
http://TRAP.example:{port}/
http://trap.example.:{port}/
http://mixed.example:{port}/
http://six.example:{port}/
http://mapped.example:{port}/
http://cgnat.example:{port}/
http://cloud.example:{port}/
http://ten.example:{port}/
http://nat64.example:{port}/
http://sixtofour.example:{port}/
http://zero.example:{port}/
http://scoped.example:{port}/
http://bücher.example:{port}/
http://user:pw@127.0.0.1:{port}/
http://good.example@127.0.0.1:{port}/
http://127.0.0.1:{port}#@good.example/
http://127.0.0.1:{port}\\@good.example/
http://good.example\\@127.0.0.1:{port}/
http://①②⑦.⓪.⓪.①:{port}/
http://１２７.0.0.1:{port}/
http://127。0。0。1:{port}/
http://[127.0.0.1]:{port}/
http://127.0.0.1%00.good.example:{port}/
http://127.0.0.1%2egood.example:{port}/
http:///127.0.0.1:{port}/
http:127.0.0.1:{port}/
http:/127.0.0.1:{port}/
//127.0.0.1:{port}/
127.0.0.1:{port}
file:///etc/passwd
file://127.0.0.1:{port}/
ftp://127.0.0.1:{port}/
gopher://127.0.0.1:{port}/_x
dict://127.0.0.1:{port}/
ws://127.0.0.1:{port}/
data:text/plain,x
javascript:alert(1)
http://127.0.0.1:0{port}/
http://127.0.0.1 :{port}/
https://127.0.0.1:{port}/
https://trap.example:{port}/
""".strip().splitlines()


@contextlib.asynccontextmanager
async def trap() -> AsyncIterator[tuple[int, list[str]]]:
    """A server on the loopback (both families where there are two) that counts who connects."""
    caught: list[str] = []

    async def catch(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caught.append(str(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(catch, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    six = None
    with contextlib.suppress(OSError):
        six = await asyncio.start_server(catch, "::1", port)
    try:
        yield port, caught
    finally:
        server.close()
        if six:
            six.close()


def test_the_list_of_hostile_addresses_is_long_enough():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


async def test_no_hostile_address_reaches_the_trap():
    outcomes = {}
    async with trap() as (port, caught):
        for url in [*HOSTILE, "http://a\nb.example/", "http://a\tb/", "http://\x00", "", " http://127.0.0.1/", "x" * 5000]:
            with pytest.raises(AddressRefused) as refusal:
                await Guard(resolver=resolver).fetch(url.format(port=port), max_bytes=1000)
            outcomes[url] = refusal.value.params["problem"]
        assert caught == []
        # the trap does catch: the same address, allowed by its origin
        with pytest.raises(FetchFailed):
            await Guard([f"http://127.0.0.1:{port}"]).fetch(f"http://127.0.0.1:{port}/", max_bytes=1000)
        assert len(caught) == 1
    assert set(outcomes.values()) == {"malformed", "scheme", "credentials", "not_public"}


async def test_redirects_to_hostile_addresses_reach_nothing():
    async with trap() as (port, caught), serving() as site:
        for url in HOSTILE:
            target = url.format(port=port).encode("ascii", "backslashreplace").decode()
            site.will((302, b"", {"location": target}))
            guard = Guard([site.base_url], resolver=_with_loopback)
            with pytest.raises((AddressRefused, FetchFailed)):
                await guard.fetch(f"{site.base_url}/", max_bytes=1000)
        assert caught == []


async def _with_loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "127.0.0.1" else await resolver(host, port)


async def test_a_stranger_cannot_redirect_to_an_allowed_address():
    async with serving() as stranger, serving() as allowed:
        allowed.will((200, b"inside"))
        stranger.will((302, b"", {"location": f"{allowed.base_url}/admin"}))
        guard = Guard([stranger.base_url, allowed.base_url])
        with pytest.raises(AddressRefused):
            await guard.fetch(f"{stranger.base_url}/", max_bytes=1000)
        assert allowed.asked == []
        assert (await guard.fetch(f"{allowed.base_url}/", max_bytes=1000)).content == b"inside"


async def test_the_host_is_resolved_once_and_that_address_is_used():
    answers = [["127.0.0.1"], ["203.0.113.9"]]
    async with serving() as site:
        site.will((200, b"ok"))
        port = site.base_url.rsplit(":", 1)[1]

        async def once(host: str, _port: int) -> list[str]:
            return answers.pop(0)

        found = await Guard([f"http://named.example:{port}"], resolver=once).fetch(f"http://named.example:{port}/", max_bytes=100)
        assert (found.status, found.content) == (200, b"ok")
        assert site.asked[0].headers["host"] == f"named.example:{port}"
        assert len(answers) == 1


async def test_redirects_are_followed_three_times_and_carry_no_secret_away():
    async with serving() as site:
        guard = Guard([site.base_url])
        secret = {"authorization": "Bearer x"}
        site.will(*[(302, b"", {"location": "/next"})] * 3, (200, b"end"))
        assert (await guard.fetch(f"{site.base_url}/", max_bytes=9, secret_headers=secret)).content == b"end"
        assert all(asked.headers.get("authorization") for asked in site.asked)
        site.will((302, b"", {"location": "/next"}))
        with pytest.raises(AddressRefused) as refusal:
            await guard.fetch(f"{site.base_url}/", max_bytes=9)
        assert refusal.value.params["problem"] == "redirects"
        assert len(site.asked) == 4


async def test_size_time_and_encoding_are_capped():
    async with serving() as site:
        guard = Guard([site.base_url])
        for reply, problem in (
            ((200, b"x" * 1001), "too_large"),
            ((200, b"x" * 5_000_000), "too_large"),
            ((200, b"x", {"content-encoding": "gzip"}), "encoded"),
        ):
            site.will(reply)
            with pytest.raises(FetchFailed) as failure:
                await guard.fetch(f"{site.base_url}/", max_bytes=1000)
            assert failure.value.params["problem"] == problem
        site.will((200, b"x" * 1000))
        assert len((await guard.fetch(f"{site.base_url}/", max_bytes=1000)).content) == 1000
    for answer in (b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"):
        async with raw_server(answer, waits=5) as slow:
            with pytest.raises(FetchFailed) as failure:
                await Guard([slow]).fetch(slow, max_bytes=1000, seconds=0.2)
            assert failure.value.params["problem"] == "timeout"


async def test_a_name_that_leads_nowhere_is_unreachable():
    with pytest.raises(FetchFailed) as failure:
        await Guard(resolver=resolver).fetch("http://nowhere.example/", max_bytes=1)
    assert failure.value.params["problem"] == "unreachable"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:93.184.216.34", True),
        ("::ffff:10.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("::ffff:0:93.184.216.34", False),
        ("1::1", False),
        ("200::1", False),
        ("1fff:ffff::1", False),
        ("4000::1", False),
        ("fc00::1", False),
        ("2001:db8::1", False),
        ("192.88.99.1", False),
        ("240.0.0.1", False),
        ("text", False),
        ("", False),
    ],
)
def test_public_is_what_the_internet_routes(address, expected):
    assert is_public(address) is expected
