"""Whether a business's messages are late, for the people who work there: so that they neither wonder nor write everything twice."""

from typing import Any

from fastapi import APIRouter

from atende.accounts.access import Access, tenant_access
from atende.reports import waiting
from atende.reports.schemas import Delays

router = APIRouter(prefix="/api/t/{tenant_id}/delays", tags=["reports"])


@router.get("", response_model=Delays)
async def get_delays(access: Access = tenant_access("inbox", "settings")) -> Any:
    """What of this business's own is late now, and since when. Of others it says nothing, not even that they wait: whether anybody
    works is about the install."""
    return waiting.delays(await waiting.WATCH.refresh(fresh=waiting.FRESH_FOR_MANY), access.tenant_id)
