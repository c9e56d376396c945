"""The module that is an `integrations.ports.Door`: how Meta's webhooks are believed, taken apart and read."""

from atende.providers.meta_whatsapp import PROVIDER
from atende.providers.meta_whatsapp.signature import answer_challenge, verify
from atende.providers.meta_whatsapp.wire import keys_of, unpack
from atende.providers.meta_whatsapp.wire import open_parcel as open

provider = PROVIDER
is_by_address = False

__all__ = ["answer_challenge", "is_by_address", "keys_of", "open", "provider", "unpack", "verify"]
