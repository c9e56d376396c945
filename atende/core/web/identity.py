"""Headers by which a gateway tells an app who asks. Atende writes them for others and believes none: whoever asks us shows a
cookie or a token. So nobody's own spelling of them gets any further in than here (S23)."""

import functools
import re

# What `/api/auth/forward` answers with; every one of them with every answer, so that none of the asker's own survives.
NAMES = (
    "X-Atende-User",
    "X-Atende-Email",
    "X-Atende-Name",
    "X-Atende-Tenant",
    "X-Atende-Role",
    "X-Atende-Tenants",
    "X-Atende-Assertion",
    "Remote-User",
    "Remote-Email",
    "Remote-Name",
    "Remote-Groups",
)
FORGED = "atende.forged_identity"  # in the scope: the request brought one of its own

_OURS = re.compile(rb"(?:x-atende-|remote-(?:user|email|name|groups?)$)")


def is_identity(name: bytes) -> bool:
    """Whether some app could read this header as an identity: also with underscores, dots or other letters' case, as gateways of
    CGI's kind make one name of them all."""
    # Nobody's long names are kept: they come from whoever asks.
    return _known(name) if len(name) <= _LONGEST_KEPT else _is_ours(name)


def _is_ours(name: bytes) -> bool:
    return _OURS.match(re.sub(rb"[^a-z0-9]", b"-", name.lower())) is not None


_LONGEST_KEPT = 64  # bytes
_known = functools.lru_cache(1024)(_is_ours)  # the names that come are nearly always the same few
