"""What a session's device and network are called on screen. Plain values only."""

import ipaddress

# The first that fits; a browser names its ancestors too, so the particular comes first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str | None) -> str | None:
    """Browser and system, as in "Chrome, Android"; None when neither is known."""
    given = user_agent or ""
    found = [next((name for mark, name in table if mark in given), None) for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(one for one in found if one) or None


def prefix(address: str | None) -> str | None:
    """The network an address belongs to, as people read it: "203.0.113.0/24", "2001:db8:7::/48"; None for no address."""
    try:
        given = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(given, ipaddress.IPv6Address) and given.ipv4_mapped is not None:
        given = given.ipv4_mapped
    return str(ipaddress.ip_network((given, 24 if given.version == 4 else 48), strict=False))
