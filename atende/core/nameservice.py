"""What the name service (DNS) says of a host's name."""

from dns import exception, resolver
from dns.asyncresolver import Resolver

from atende.kit.refusal import Refusal

SECONDS = 5.0


class NameServiceAway(Refusal):
    """The name service gave no answer: try again later."""

    status = 503
    code = "name_service_away"


async def texts(name: str, ask: Resolver | None = None) -> list[str]:
    """The TXT records of this name, none when there is no such name; by the machine's own resolver unless another is given.
    Refuses `NameServiceAway`."""
    try:
        answer = await (ask or Resolver()).resolve(name, "TXT", lifetime=SECONDS, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except (exception.DNSException, OSError) as error:
        raise NameServiceAway from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
