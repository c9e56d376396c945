"""The module that is an `integrations.ports.Door`: how Cal.com's webhooks are believed, taken apart and read."""

from atende.providers.calcom import PROVIDER
from atende.providers.calcom.signature import verify
from atende.providers.calcom.wire import keys_of, unpack
from atende.providers.calcom.wire import open_parcel as open

provider = PROVIDER
is_by_address = True

__all__ = ["is_by_address", "keys_of", "open", "provider", "unpack", "verify"]
