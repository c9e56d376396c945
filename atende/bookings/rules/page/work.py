"""What keeps programs that book in bulk away, without asking anybody about themselves: a ticket that is not quite new, and a little
work done for each booking. A phone does it while its owner types."""

import hashlib
import uuid
from datetime import datetime, timedelta

BITS = 14  # 16,384 hashes on average: tenths of a second on a phone, hours for ten thousand bookings
SOONEST = timedelta(seconds=2)  # nobody chooses a time and types a name faster
LATEST = timedelta(hours=3)
PURPOSE = "booking ticket"
_TENANT, _TIME = 16, 8


def ticket(tenant_id: uuid.UUID, now: datetime) -> bytes:
    """What a page is given with its first data, before it is signed."""
    return tenant_id.bytes + int(now.timestamp() * 1000).to_bytes(_TIME, "big")


def is_due(plain: bytes | None, tenant_id: uuid.UUID, now: datetime) -> bool:
    """Whether the ticket is of this business's page, neither quite new nor old."""
    if plain is None or len(plain) != _TENANT + _TIME or plain[:_TENANT] != tenant_id.bytes:
        return False
    age = now.timestamp() - int.from_bytes(plain[_TENANT:], "big") / 1000
    return SOONEST.total_seconds() <= age <= LATEST.total_seconds()


def is_done(signed: str, client_id: uuid.UUID, proof: int, bits: int = BITS) -> bool:
    """Whether the work was done for this ticket and this very booking."""
    digest = hashlib.sha256(f"{signed}:{client_id}:{proof}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits) == 0


def done(signed: str, client_id: uuid.UUID, bits: int = BITS) -> int:
    """The work, as the page's script does it: the first number that shows it."""
    proof = 0
    while not is_done(signed, client_id, proof, bits):
        proof += 1
    return proof
