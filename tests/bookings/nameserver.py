"""A name server of our own, on a free port of this machine."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from dns import flags, message, rcode, rrset
from dns.asyncresolver import Resolver


class _Server(asyncio.DatagramProtocol):
    def __init__(self, records: Mapping[str, Sequence[str]], is_silent: bool):
        self._records, self._is_silent = records, is_silent
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if self._is_silent:
            return
        asked = message.from_wire(data)
        answer = message.make_response(asked)
        answer.flags |= flags.RA
        name = asked.question[0].name
        if texts := self._records.get(str(name).rstrip(".")):
            answer.answer.append(rrset.from_text(name, 60, "IN", "TXT", *(f'"{text}"' for text in texts)))
        else:
            answer.set_rcode(rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def serving(records: Mapping[str, Sequence[str]], *, is_silent: bool = False) -> AsyncIterator[Resolver]:
    """A resolver that asks a server with these TXT records, and nobody else."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Server(records, is_silent), local_addr=("127.0.0.1", 0))
    ask = Resolver(configure=False)
    ask.nameservers, ask.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
    try:
        yield ask
    finally:
        transport.close()
