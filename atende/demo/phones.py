"""The virtual customers of the demo: put into the twin once, so that somebody can write from the first screen on."""

import asyncio
import contextlib

from sqlalchemy import select

from atende.accounts.models import Tenant
from atende.core import log
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants
from atende.demo.businesses import PHONES
from atende.integrations.errors import SandboxAway
from atende.integrations.service import sandbox
from atende.kit.refusal import Refusal

_log = log.get("demo")


async def put_all() -> int:
    """Each demo business has its virtual customers, and how many were made now. What somebody deleted or renamed later is left
    as it is: a mark beside the twin's own data says that it was done, and goes when they go.

    Nothing happens on an install without the demo. Refuses `SandboxAway` while the twin does not answer."""
    if not (settings().home / "demo.json").exists():
        return 0
    mark = settings().home / "sandbox" / "demo-phones"
    if mark.exists():
        return 0
    async with across_tenants(Crossing.OPERATE) as session:
        found = (await session.execute(select(Tenant.slug, Tenant.id).where(Tenant.slug.in_(PHONES)))).all()
    made = 0
    for slug, tenant_id in found:
        for phone in PHONES[slug]:
            try:
                await sandbox.call("POST", "phones", json={**phone, "owner": str(tenant_id)})
                made += 1
            except SandboxAway:
                raise
            except Refusal as refusal:  # somebody's own phone has this number already: theirs stays
                _log.info("demo_phone_left_out", phone_id=phone["id"], reason=refusal.code)
    if found:
        mark.touch()
    return made


async def keep_trying(stop: asyncio.Event) -> None:
    """`put_all` is done once the twin answers."""
    pause = 0.5
    while not stop.is_set():
        try:
            await put_all()
            return
        except SandboxAway:
            pause = min(5.0, pause * 1.5)
        except Exception as error:
            _log.warning("demo_phones_failed", error=type(error).__name__)
            pause = 5.0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
