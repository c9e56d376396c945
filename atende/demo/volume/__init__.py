"""Volume: many businesses with months of invented conversations, for trying and measuring at size.

Everything goes in as the application's role under each tenant's wall: two statements for a block of messages with their people, keys,
facts and statuses. A block is one transaction and is recognized when it is there: the same words again go on where a load stopped.
"""

from atende.demo.volume.loading import MONTHS, SLUG, load

__all__ = ["MONTHS", "SLUG", "load"]
