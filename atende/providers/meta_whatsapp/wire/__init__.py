"""Meta's words into ours: `unpack` cuts a posted body into parcels, `open_parcel` reads one parcel, `keys_of` names those
of one message. Pure."""

from atende.providers.meta_whatsapp.wire.opening import open_parcel
from atende.providers.meta_whatsapp.wire.unpacking import keys_of, unpack

__all__ = ["keys_of", "open_parcel", "unpack"]
