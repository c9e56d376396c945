"""Where somebody may be sent: addresses of origins that were named, in the one reading that browsers and we share."""

from collections.abc import Collection
from urllib.parse import urlsplit

_LONGEST = 2048


def parse_origin(value: str) -> str:
    """The origin as a browser writes it: `https://painel.example.com`, a port only when it is not the scheme's own. Raises
    `ValueError` for anything more or less than an origin."""
    parts = urlsplit(value.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no origin like https://painel.example.com")
    if "@" in parts.netloc or not value.isascii():
        raise ValueError(f"{value!r} is no origin like https://painel.example.com")
    return _origin(parts.scheme, parts.hostname, parts.port)


def host_of(origin: str) -> str:
    """The host of an origin, without its port."""
    return urlsplit(origin).hostname or ""


def safe_return(url: str, origins: Collection[str]) -> str | None:
    """The address, written anew, when it lies in one of the origins; None otherwise. What two readers could read differently (a
    backslash, a blank, a control character, a letter beyond ASCII, a name and password) is never safe."""
    if not 0 < len(url) <= _LONGEST or not url.isascii() or not url.isprintable() or any(c in url for c in " \\\"'<>`{}|^"):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not url.lower().startswith("http"):
        return None
    authority = url.partition("://")[2]
    if not authority or authority[0] in "/?#" or not url.partition("://")[1]:
        return None
    origin = _origin(parts.scheme, parts.hostname, port)
    if origin not in origins:
        return None
    return f"{origin}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _origin(scheme: str, host: str, port: int | None) -> str:
    named = f"[{host}]" if ":" in host else host.lower()
    is_own = port is None or port == {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{named}" if is_own else f"{scheme}://{named}:{port}"
