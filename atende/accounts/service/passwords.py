"""Hashing of passwords: argon2id; bcrypt and other argon2 hashes from imports are accepted and replaced at the next sign-in.

Looking at a password costs the same work whatever the account's hash is, and whether there is an account at all (S21): one hash of
ours, and one of every other kind (algorithm and parameters) that some account here still has. The account's own takes the place
of its kind; for all others a hash serves that nobody's password opens.
"""

import asyncio
import functools
import re
import time

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from atende.accounts.models import HASH_KIND
from atende.core.tenancy import Crossing, asked_across_tenants

NONE = "!"  # kept in a hash's place: an account that no password opens
_BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
_KIND = r"^\$(?:2[aby]\$\d\d|argon2[id]{1,2}\$(?:v=\d+\$)?[^$]{1,60})\$"  # the beginning that says algorithm and parameters
_BCRYPT_READS = 72  # bytes; those who hashed longer passwords hashed their beginning
# What one hash may cost at most, as every sign-in here costs it until the last such account has a hash of ours.
_MOST_ROUNDS, _MOST_KIB, _MOST_PASSES = 14, 262_144, 10
_ASK_AGAIN_SECONDS = 60


@functools.cache
def _argon2() -> Argon2Hasher:
    return Argon2Hasher()


@functools.cache
def _bcrypt() -> BcryptHasher:
    return BcryptHasher()


@functools.cache
def _ours() -> str:
    return _kind(hash_now("of which only the kind is looked at")) or ""


def hash_now(password: str) -> str:
    """The argon2id hash of `password`; takes some 50 ms of processor time."""
    return _argon2().hash(password)


def is_readable(known: str) -> bool:
    """Whether passwords can be compared with this hash, at a cost that every sign-in can bear: argon2 up to 256 MiB and ten passes,
    or bcrypt up to 14 rounds (2^14) in any of its spellings (`$2a$`, `$2b$`, `$2y$`)."""
    return _kind(known) is not None


async def hash_password(password: str) -> str:
    """`hash_now` beside the event loop."""
    return await asyncio.to_thread(hash_now, password)


async def verify(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether `password` opens `known`, and a hash of ours when `known` is of another kind.

    With `known=None` (no such account), or a hash of a kind we do not read, the same work is done and the answer is no.
    """
    kinds = await _kinds_here()
    return await asyncio.to_thread(_verify, password, known, kinds)


def _verify(password: str, known: str | None, kinds: frozenset[str]) -> tuple[bool, str | None]:
    own = _kind(known) if known else None
    if own and own not in kinds:
        _met.add(own)  # an import since we last asked
    is_right = False
    for kind in sorted({*kinds, _ours(), *([own] if own else [])}):
        if kind == own:
            is_right = _opens(password, known or "")
        else:
            _opens(password, _nobodys(kind))
    return is_right, hash_now(password) if is_right and own != _ours() else None


def _opens(password: str, known: str) -> bool:
    try:
        if known.startswith("$2"):
            return _bcrypt().verify(password.encode()[:_BCRYPT_READS], known)
        return _argon2().verify(password, known)
    except ValueError:  # a password that the algorithm does not take
        return False


def _kind(known: str) -> str | None:
    """The beginning of a hash that says what it costs; None when we do not read it."""
    if found := _BCRYPT.fullmatch(known):
        return f"$2b${found[1]}$" if 4 <= int(found[1]) <= _MOST_ROUNDS else None
    if not known.startswith("$argon2") or not Argon2Hasher.identify(known):
        return None
    try:
        said = extract_parameters(known)
    except InvalidHashError:
        return None
    is_borne = 8 * said.parallelism <= said.memory_cost <= _MOST_KIB and 1 <= said.time_cost <= _MOST_PASSES
    found = re.match(_KIND, known)
    return found[0] if is_borne and found else None


@functools.cache
def _nobodys(kind: str) -> str:
    """A hash of this kind that no password opens."""
    return kind + ("." * 53 if kind.startswith("$2") else f"{'A' * 22}${'A' * 43}")


# From each kind to the next one along its index: as many steps as there are kinds, however many accounts there are. Reading all
# accounts took 10.7 s with 100,000 of them, while somebody waited to sign in.
KINDS_HERE = f"""
with recursive kinds (kind) as (
    select min({HASH_KIND}) from accounts_users
    union all
    select (select min({HASH_KIND}) from accounts_users where {HASH_KIND} > kinds.kind) from kinds where kinds.kind is not null
)
select kind from kinds where kind is not null
"""  # noqa: S608 - of our own words

_met: set[str] = set()  # kinds of accounts whose passwords were looked at in this process
_known: frozenset[str] = frozenset()
_asked_at = float("-inf")
_asking: asyncio.Task[None] | None = None


async def _kinds_here() -> frozenset[str]:
    """The kinds that accounts have. Who comes while they are asked for waits for that answer, and none goes on without one: a sign-in
    that looks at fewer kinds would show by its time whether the account exists (S21)."""
    global _asking
    if time.monotonic() - _asked_at >= _ASK_AGAIN_SECONDS:
        if _asking is None or _asking.done() or _asking.get_loop() is not asyncio.get_running_loop():
            _asking = asyncio.create_task(_ask())
        await asyncio.shield(_asking)  # whoever goes away leaves the answer to the others
    return _known.union(_met)


async def _ask() -> None:
    global _known, _asked_at, _asking
    began, met = time.monotonic(), set(_met)
    me = asyncio.current_task()
    rows = await asked_across_tenants(Crossing.SIGN_IN, KINDS_HERE)
    _known = frozenset(filter(None, (_kind(_nobodys(row["kind"])) for row in rows)))
    _met.difference_update(met)
    if _asking is me:
        _asked_at, _asking = began, None


def ask_again() -> None:
    """The kinds that accounts have are asked for at the next sign-in: some came from elsewhere."""
    global _asked_at, _asking
    _asked_at, _asking = float("-inf"), None  # an answer that is under way may not know of them
