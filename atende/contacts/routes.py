"""Somebody asks: a person, what they are called, which records are theirs."""

import uuid

from fastapi import APIRouter

from atende.accounts.access import tenant_tx
from atende.contacts import queries, service
from atende.contacts.schemas import ContactOut, ContactPatch, MergeIn, MergeOut
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["contacts"])


@router.get("/contacts/{contact_id}")
async def read_contact(contact_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> ContactOut:
    """The person, under the record that lives, with all evidence, retired too."""
    return await _contact(tx, contact_id)


@router.patch("/contacts/{contact_id}")
async def rename_contact(contact_id: uuid.UUID, body: ContactPatch, tx: Tx = tenant_tx("inbox")) -> ContactOut:
    """The person is called so here."""
    return await _contact(tx, await service.rename(tx, contact_id, body.name))


@router.get("/contacts/{contact_id}/merges")
async def list_merges(contact_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> dict[str, list[MergeOut]]:
    """The merges that made this person's record what it is, newest first, undone ones included."""
    return {"items": [MergeOut.of(row) for row in await queries.merges(tx, contact_id)]}


@router.post("/contacts/{contact_id}/merges", status_code=201)
async def merge_contacts(contact_id: uuid.UUID, body: MergeIn, tx: Tx = tenant_tx("inbox")) -> MergeOut:
    """The other record is this person's from here on, its history too."""
    merged = await service.merge(tx, contact_id, body.contact_id, reason="staff", evidence={})
    return MergeOut.of(await queries.merge(tx, merged.merge_id))


@router.post("/merges/{merge_id}/undo")
async def undo_merge(merge_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> MergeOut:
    """The two records are two people's again, each with its own history."""
    await service.undo_merge(tx, merge_id)
    return MergeOut.of(await queries.merge(tx, merge_id))


async def _contact(tx: Tx, contact_id: uuid.UUID) -> ContactOut:
    row = await queries.contact(tx, contact_id)
    evidence = await queries.identities(tx, row.id, retired=True)
    where = await service.address(tx, row.id)
    return ContactOut.of(
        row,
        evidence,
        phone=where.phone,
        user_id=where.user_id,
        marketing=await queries.preference(tx, row.id, "marketing"),
    )


routers = [router]
