"""The simulator: phones on the screen that write to this business's sandbox numbers. Each call is passed to the twin after the
number and the phone are known to be this tenant's."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import Response

from atende.accounts.access import Access, tenant_access
from atende.core import clock
from atende.integrations.service import sandbox
from atende.kit.refusal import Invalid, NotFound

router = APIRouter(prefix="/api/t/{tenant_id}/simulator", tags=["simulator"])

MAY = ("inbox", "bot", "settings")
Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,128}$")]
Things = Annotated[dict[str, Any], Body()]


def _owner(access: Access) -> dict[str, str]:
    return {"owner": str(access.tenant_id)}


@router.get("/numbers")
async def list_numbers(access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """This business's sandbox numbers."""
    items = (await sandbox.call("GET", "numbers", params=_owner(access))).json()["items"]
    return {
        "items": [
            {k: one[k] for k in ("phone_number_id", "display_phone_number", "verified_name", "quality_rating")} for one in items
        ]
    }


@router.get("/phones")
async def list_phones(access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """This business's virtual customers."""
    return (await sandbox.call("GET", "phones", params={**_owner(access), "strangers": "0"})).json()


@router.post("/phones", status_code=201)
async def add_phone(body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """A virtual customer: name, phone or username."""
    if "id" in body or "phones" in body:
        raise Invalid("cannot be given", field="id")
    made = {"id": f"p{uuid.uuid4().hex[:20]}", **body, **_owner(access)}
    return (await sandbox.call("POST", "phones", json=made)).json()


@router.patch("/phones/{phone_id}")
async def change_phone(phone_id: Id, body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """Name, receipts, online and the like are as given."""
    await sandbox.own_phone(access.tenant_id, phone_id)
    if body.keys() & {"id", "owner"}:
        raise Invalid("cannot be changed", field="id")
    return (await sandbox.call("PATCH", f"phones/{phone_id}", json=body)).json()


@router.delete("/phones/{phone_id}", status_code=204)
async def remove_phone(phone_id: Id, access: Access = tenant_access(*MAY)) -> None:
    """The virtual customer is gone from the screen; what they wrote stays in the inbox."""
    await sandbox.own_phone(access.tenant_id, phone_id)
    await sandbox.call("DELETE", f"phones/{phone_id}")


@router.post("/phones/{phone_id}/{change}")
async def change_identity(phone_id: Id, change: Id, body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """The customer changes number, id or security code, or their marketing preference."""
    if change not in ("change-number", "change-user-id", "change-identity", "preferences"):
        raise Invalid("unknown change", field="change")
    await sandbox.own_phone(access.tenant_id, phone_id)
    if "number_id" in body:
        await sandbox.own_number(access.tenant_id, str(body["number_id"]))
    answer = await sandbox.call("POST", f"phones/{phone_id}/{change}", json=body)
    return answer.json() if answer.content else {}


@router.get("/phones/{phone_id}/threads")
async def list_threads(phone_id: Id, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """The customer's conversations, newest first."""
    await sandbox.own_phone(access.tenant_id, phone_id)
    return (await sandbox.call("GET", f"phones/{phone_id}/threads")).json()


@router.get("/phones/{phone_id}/threads/{number_id}")
async def read_thread(
    phone_id: Id,
    number_id: Id,
    before: int | None = Query(None, ge=0),
    after: int | None = Query(None, ge=0),
    limit: int = Query(50, ge=1, le=200),
    access: Access = tenant_access(*MAY),
) -> dict[str, Any]:
    """One conversation as the customer sees it."""
    await _both(access, phone_id, number_id)
    params = {k: v for k, v in {"before": before, "after": after, "limit": limit}.items() if v is not None}
    return (await sandbox.call("GET", f"phones/{phone_id}/threads/{number_id}", params=params)).json()


@router.patch("/phones/{phone_id}/threads/{number_id}")
async def change_thread(phone_id: Id, number_id: Id, body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """The customer looks at the conversation or leaves it."""
    await _both(access, phone_id, number_id)
    return (await sandbox.call("PATCH", f"phones/{phone_id}/threads/{number_id}", json=body)).json()


@router.post("/phones/{phone_id}/threads/{number_id}/messages", status_code=201)
async def act(phone_id: Id, number_id: Id, body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """The customer writes, taps, reacts, edits or takes back."""
    await _both(access, phone_id, number_id)
    return (await sandbox.call("POST", f"phones/{phone_id}/threads/{number_id}/messages", json=body)).json()


@router.post("/numbers/{number_id}/echoes", status_code=201)
async def echo(number_id: Id, body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """Somebody of the business writes from the phone app."""
    await _both(access, str(body.get("phone_id", "")), number_id)
    return (await sandbox.call("POST", f"numbers/{number_id}/echoes", json=body)).json()


@router.post("/files", status_code=201)
async def upload(request: Request, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """A file the customer will send, as raw bytes with their content type."""
    kind = request.headers.get("content-type", "application/octet-stream")
    numbers = (await sandbox.call("GET", "numbers", params=_owner(access))).json()["items"]
    if not numbers:
        raise NotFound("this business has no sandbox number")
    answer = await sandbox.call(
        "POST",
        "files",
        content=await request.body(),
        params={"number_id": numbers[0]["phone_number_id"]},  # the file is this business's, and nobody else is shown it
        headers={"content-type": kind},
    )
    return answer.json()


@router.get("/files/{media_id}")
async def download(media_id: Id, access: Access = tenant_access(*MAY)) -> Response:
    """A file of a conversation, never shown as anything a browser runs."""
    answer = await sandbox.call("GET", f"files/{media_id}", params=_owner(access))
    mime = answer.headers.get("content-type", "")
    safe = mime.startswith(("image/jpeg", "image/png", "image/webp", "audio/", "video/"))
    return Response(
        answer.content,
        media_type=mime if safe else "application/octet-stream",
        headers={
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline" if safe else "attachment",
        },
    )


@router.get("/faults")
async def list_faults(number_id: str = Query(max_length=128), access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """The faults switched on for a number."""
    await sandbox.own_number(access.tenant_id, number_id)
    items = (await sandbox.call("GET", "faults")).json()["items"]
    return {"items": [one for one in items if one.get("number_id") == number_id]}


@router.post("/faults", status_code=201)
async def add_fault(body: Things, access: Access = tenant_access(*MAY)) -> dict[str, Any]:
    """A fault on one of this business's numbers."""
    await sandbox.own_number(access.tenant_id, str(body.get("number_id", "")))
    return (await sandbox.call("POST", "faults", json=body)).json()


@router.delete("/faults/{fault_id}", status_code=204)
async def clear_fault(fault_id: Id, number_id: str = Query(max_length=128), access: Access = tenant_access(*MAY)) -> None:
    """The fault is over."""
    mine = (await list_faults(number_id, access))["items"]
    if not any(str(one.get("id")) == fault_id for one in mine):
        raise NotFound("no such fault on this number")
    await sandbox.call("DELETE", f"faults/{fault_id}")


@router.get("/events")
async def wait_for_events(
    after: int | None = Query(None, ge=0),
    wait: float = Query(25, ge=0, le=30),
    access: Access = tenant_access(*MAY),
) -> dict[str, Any]:
    """What happened on this business's numbers since a place; waits up to `wait` seconds for something."""
    numbers = [one["phone_number_id"] for one in (await list_numbers(access))["items"]]
    if not numbers:
        return {"items": [], "cursor": after or 0, "reset": False, "now": clock.now().isoformat()}
    phones = {one["id"] for one in (await list_phones(access))["items"]}
    params: dict[str, Any] = {"wait": wait, "number_id": numbers}
    if after is not None:
        params["after"] = after
    told = (await sandbox.call("GET", "events", params=params)).json()
    # Events without a number (a phone, a fault, a template) reach every listener of the twin; here only one's own go on.
    told["items"] = [one for one in told["items"] if one.get("number_id") in numbers or one.get("phone_id") in phones]
    return told


async def _both(access: Access, phone_id: str, number_id: str) -> None:
    await sandbox.own_phone(access.tenant_id, phone_id)
    await sandbox.own_number(access.tenant_id, number_id)
