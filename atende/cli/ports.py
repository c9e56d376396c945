"""Whether the ports of the settings are free, and what the web process answers at its own."""

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


def listens(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def ask_web(path: str, seconds: float) -> bytes:
    """The first line of what this install's web process answers to a GET. Raises `ConnectionRefusedError` when nobody listens there,
    `TimeoutError` when somebody does and says nothing for so long, another `OSError` for anything else. Asked by hand: an HTTP
    library in a process that stays would cost 8 MB for one question."""
    from atende.core.config import settings

    here = settings()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(here.host, here.host)  # noqa: S104 - these mean "everywhere"
    with socket.create_connection((host, here.port), timeout=seconds) as line:
        line.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        return line.recv(64)


def _try(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None
