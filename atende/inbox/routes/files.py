"""Files of messages: handed in by people, fetched by the screen. What could run in a browser is never shown inline (S11)."""

import uuid
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse, Response

from atende.accounts.access import tenant_tx
from atende.core import storage
from atende.core.tenancy import Tx
from atende.inbox.models import File
from atende.inbox.schemas import FileOut, TemplateOut, Templates
from atende.inbox.service import media, templates
from atende.kit.refusal import NotFound

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["inbox"])

_INLINE = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")


@router.post("/files", response_model=FileOut, status_code=201)
async def upload_file(file: UploadFile, tx: Tx = tenant_tx("inbox")) -> Any:
    """The file is stored as what its bytes are, whatever it was called."""

    async def pieces():
        while piece := await file.read(256 * 1024):
            yield piece

    stored = await media.store_upload(tx, pieces(), file.filename)
    return {"id": stored.id, "mime": stored.mime, "size": stored.size, "name": stored.name}


@router.get("/files/{file_id}", response_class=FileResponse)
async def download_file(file_id: uuid.UUID, tx: Tx = tenant_tx("inbox")) -> Response:
    """The bytes, with a type no browser runs and a policy that lets nothing in them run."""
    row = await tx.session.get(File, (tx.tenant_id, file_id))
    if row is None:
        raise NotFound("no such file")
    path = storage.path_of(tx.tenant_id, row.sha256)
    if not path.exists():
        raise NotFound("the file is no longer kept")
    inline = row.mime.startswith(_INLINE)
    name = quote((row.name or str(row.id)).replace("/", "_").replace("\\", "_"))
    return FileResponse(
        path,
        media_type=row.mime if inline else "application/octet-stream",
        headers={
            "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=3600, immutable",
        },
    )


@router.get("/channels/{connection_id}/templates", response_model=Templates)
async def list_templates(connection_id: uuid.UUID, tx: Tx = tenant_tx("inbox", "settings")) -> Any:
    """Templates of a number that may be sent, with the values each asks for."""
    rows = await templates.of_connection(tx, connection_id)
    return {"items": [TemplateOut.model_validate(row, from_attributes=True) for row in rows]}
