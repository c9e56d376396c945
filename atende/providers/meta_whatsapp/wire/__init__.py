"""Meta's words into ours: `unpack` cuts a posted body into parcels, `open_parcel` reads one parcel. Pure."""

from atende.providers.meta_whatsapp.wire.opening import open_parcel
from atende.providers.meta_whatsapp.wire.unpacking import unpack

__all__ = ["open_parcel", "unpack"]
