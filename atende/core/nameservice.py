"""What the name service (DNS) says of a host's name."""

from typing import TYPE_CHECKING

from atende.kit.refusal import Refusal

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

SECONDS = 5.0


class NameServiceAway(Refusal):
    """The name service gave no answer: try again later."""

    status = 503
    code = "name_service_away"


async def texts(name: str, ask: "Resolver | None" = None) -> list[str]:
    """The TXT records of this name, none when there is no such name; by the machine's own resolver unless another is given.
    Refuses `NameServiceAway`."""
    from dns import exception, resolver  # here, so that no process holds its 2 MB before a domain is proven
    from dns.asyncresolver import Resolver

    try:
        answer = await (ask or Resolver()).resolve(name, "TXT", lifetime=SECONDS, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except (exception.DNSException, OSError) as error:
        raise NameServiceAway from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
