"""Files at Meta: sizes and types before an upload, and which hosts a download may visit with the token."""

import httpx

from atende.core.http import origin
from atende.inbox.errors import MediaFailed
from atende.inbox.ports import Account, MessageKind
from atende.providers.meta_whatsapp import limits

# Meta's own media hosts; the account's base address is allowed besides
_HOSTS = (".fbsbx.com", ".facebook.com", ".whatsapp.net")
DOWNLOAD_BYTES = 100 * limits.MEGABYTE
DOWNLOAD_SECONDS = 120.0


def check_upload(data: bytes, mime: str, filename: str) -> None:
    """Nothing when Meta would take the file; else `MediaFailed` with `problem` empty, too_large or type_unreadable."""
    kind, limit = limits.media_kind(mime)
    if not data:
        raise MediaFailed(problem="empty")
    if "/" not in mime or not mime.isascii() or not mime.isprintable():
        raise MediaFailed(problem="type_unreadable")
    if kind is MessageKind.STICKER and b"ANIM" not in data[:64]:
        limit = limits.STILL_STICKER_BYTES
    if len(data) > limit:
        raise MediaFailed(problem="too_large", limit=limit, size=len(data), filename=filename[:100])


def may_visit(account: Account, url: httpx.URL) -> bool:
    """Whether the address belongs to Meta (https) or is the account's own base, the only places a download goes to."""
    if origin(url) == origin(account.base_url):
        return True
    host = url.host.lower().rstrip(".")
    return url.scheme == "https" and url.port in (None, 443) and ("." + host).endswith(_HOSTS)
