"""The built web app: hashed files that browsers keep for good, and one page for every address the app itself understands."""

import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from atende.core.web import answers

FOLDER = Path(__file__).resolve().parents[2] / "static"

_KEPT = "public, max-age=31536000, immutable"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_NOT_THE_APP = ("/api", "/hooks", "/webhook", "/health", "/live", "/ready", "/metrics", "/assets", "/ical")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class Pages:
    """Answers GET and HEAD from `folder`. What is no file there is the app's own page, whose script reads the address."""

    def __init__(self, folder: Path = FOLDER):
        self.folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.answer(scope)(scope, receive, send)

    def answer(self, scope: Scope) -> Response:
        """The file, the app's page, or why there is neither."""
        if scope["path"].startswith("/api/"):
            return answers.answer(404, "not_found", "there is nothing here")
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("method not allowed\n", 405)
        path = scope["path"]
        accepted = Headers(scope=scope).get("accept-encoding", "")
        file = self._find(path)
        if file is not None:
            is_hashed = path.startswith("/assets/")
            return _send(file, accepted, _KEPT if is_hashed else "no-cache")
        if any(path == known or path.startswith(f"{known}/") for known in _NOT_THE_APP):
            return PlainTextResponse("not found\n", 404)
        page = self.folder / "index.html"
        if not page.is_file():
            return PlainTextResponse("The web app is not built yet: run `make build`, then reload this page.\n", 503)
        return _send(page, accepted, "no-store")

    def _find(self, path: str) -> Path | None:
        if path == "/" or "\0" in path or "\\" in path:
            return None
        try:
            file = (self.folder / path.lstrip("/")).resolve()
            is_inside = file.is_relative_to(self.folder.resolve())
            return file if is_inside and file.suffix not in (".br", ".gz", ".html") and file.is_file() else None
        except (OSError, ValueError):
            return None  # longer than any file's name may be, or not to be written as one


def _send(file: Path, accepted: str, caching: str) -> Response:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
    offered = {part.split(";")[0].strip() for part in accepted.split(",")}
    for name, suffix in _ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if name in offered and packed.is_file():
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": name})
    return FileResponse(file, media_type=kind, headers=headers)
