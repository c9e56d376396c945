"""Whether the ports of the settings are free."""

import errno
import socket
import time

from atende.core.startup import StartupError

_PATIENCE = 3  # seconds: a killed process lets go of its port within moments


def sandbox_port() -> int:
    """The twin's port; raises `StartupError` when there is no room for it above the web port."""
    from atende.core.config import settings

    port = settings().sandbox_port or settings().port + 1
    if not 1 <= port <= 65535:
        raise StartupError(f"Port {port} for the simulated WhatsApp does not exist", "Set ATENDE_SANDBOX_PORT to a free port")
    return port


def require_free(host: str, port: int, setting: str, *, patience: float = _PATIENCE) -> None:
    """Refuses with one line that names the setting when nobody can listen on `host`:`port`."""
    deadline = time.monotonic() + patience
    while (error := _try(host, port)) is not None:
        if error.errno != errno.EADDRINUSE:
            break
        if time.monotonic() > deadline:
            raise StartupError(f"Port {port} on {host} is taken by another program", f"Set {setting} to a free port")
        time.sleep(0.1)
    if error is None:
        return
    if error.errno == errno.EACCES:
        raise StartupError(f"This user may not listen on port {port}", f"Set {setting} to a port above 1023")
    raise StartupError(f"Nobody can listen on {host} here ({error.strerror})", "Set ATENDE_HOST to an address of this machine")


def _try(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None
