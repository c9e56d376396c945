"""Connections that nobody can hold open by taking nothing.

A stream writes now and then, and whoever opened one may never read it: a laptop that was shut, a line that broke without a word, or
somebody who means it. TCP alone waits a quarter of an hour for the first two, and for ever for the last, with what was written in memory.
"""

import asyncio
import functools
import socket
import struct

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from atende.core.web.lasting import CUT

UNTAKEN = 60  # seconds that something written may go without being taken, where the system can tell (Linux)
_AT_ONCE = struct.pack("ii", 1, 0)


class Connection(HttpToolsProtocol):
    """uvicorn's, which ends when the other side has taken nothing for `UNTAKEN` seconds, and which an application may cut."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] - as uvicorn has it
        super().connection_made(transport)
        taken_from = transport.get_extra_info("socket")
        if hasattr(socket, "TCP_USER_TIMEOUT") and taken_from.family in (socket.AF_INET, socket.AF_INET6):
            taken_from.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * UNTAKEN)
        self._cut = functools.partial(_cut, transport)  # not a method: it would hold this object in memory until a collection

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[CUT] = self._cut  # type: ignore[literal-required] - a key of our own


def _cut(transport: asyncio.Transport) -> None:
    """It ends at once, and what was written and not yet taken is forgotten, also by the system."""
    if not transport.is_closing():
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
