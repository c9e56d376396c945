"""`inbox.ports.Channel` for Meta's Cloud API: checks, sends, files, templates and the outward half of the connection check."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx

from atende.core.http import AddressRefused, FetchFailed, Guard
from atende.inbox.errors import ContentInvalid, MediaFailed, TemplatesFailed
from atende.inbox.ports import Account, Blame, MediaInfo, MessageKind, Outbound, SendResult, SendState
from atende.integrations.ports import CheckStep
from atende.providers.meta_whatsapp import PROVIDER, limits, media, payload, templates
from atende.providers.meta_whatsapp.checking import check_connection
from atende.providers.meta_whatsapp.client import (
    Answer,
    Client,
    Misdirected,
    Unreachable,
    Unsure,
    judge,
    misdirected,
    unreachable,
    unsure,
)
from atende.providers.meta_whatsapp.faults import KEYS, verdict

_PAGE = "100"
_PAGES = 100  # ten thousand templates; Meta allows an account 6,000
_UPLOAD_SECONDS = httpx.Timeout(connect=5.0, read=60.0, write=60.0, pool=5.0)


class MetaChannel:
    """One per process: it holds the pooled connections. Close it with `aclose`."""

    provider = PROVIDER

    def __init__(self, client: Client | None = None):
        self.client = client or Client()

    async def aclose(self) -> None:
        """Every connection is closed."""
        await self.client.aclose()

    def error_key(self, code: str | None) -> str:
        """The key of the `provider-errors` catalogues for the code of a `SendResult` or of a failed status."""
        return code if code in KEYS else verdict(code).key

    def blame(self, code: str | None) -> Blame:
        """What a failed status's code says about the rest of the world, as `SendResult.blame` does for a send."""
        return verdict(code).blame

    def check(self, message: Outbound) -> None:
        """Refuse (`ContentInvalid`) what is longer, more or other than Meta takes; see `limits` and `templates.check`."""
        limits.check(message)
        if message.kind is MessageKind.TEMPLATE:
            templates.check(message.content.get("components") or [])

    async def send(self, account: Account, message: Outbound) -> SendResult:
        """One call; every end is a `SendResult`. What `check` refuses is REFUSED here too, without a call."""
        try:
            self.check(message)
        except ContentInvalid as refusal:
            return SendResult(SendState.REFUSED, code=refusal.code, detail=refusal.field)
        try:
            body = payload.build(message)
            answer = await self.client.call(account, "POST", f"{account.number_id}/messages", json_body=body)
        except Unreachable:
            return unreachable()
        except Unsure:
            return unsure()
        except Misdirected as problem:
            return misdirected(problem.problem)
        return judge(account, answer)

    async def mark_read(self, account: Account, external_id: str, *, typing: bool) -> bool:
        """The customer sees the ticks; False when Meta would not or could not be asked."""
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": external_id}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        try:
            answer = await self.client.call(account, "POST", f"{account.number_id}/messages", json_body=body)
        except (Unreachable, Unsure, Misdirected):
            return False
        return answer.ok and (answer.body or {}).get("success") is True

    async def upload(self, account: Account, data: bytes, mime: str, filename: str) -> str:
        """Meta holds the file for 30 days; returns its media id. Raises `MediaFailed` with a stable `problem`."""
        media.check_upload(data, mime, filename)
        answer = await self._media_call(
            account,
            "POST",
            f"{account.number_id}/media",
            data={"messaging_product": "whatsapp", "type": mime},
            files={"file": (filename, data, mime)},
            seconds=_UPLOAD_SECONDS,
        )
        external_id = (answer.body or {}).get("id")
        if not isinstance(external_id, str) or not external_id:
            raise MediaFailed(problem="answer_unreadable")
        return external_id

    async def media_info(self, account: Account, external_id: str) -> MediaInfo:
        """Where the file lies for the next five minutes. Raises `MediaFailed`; `problem` is `gone` when Meta has it no more."""
        if not external_id.isalnum():
            raise MediaFailed(problem="gone")
        params = {"phone_number_id": account.number_id}
        answer = await self._media_call(account, "GET", external_id, params=params)
        body = answer.body or {}
        url, mime, size = body.get("url"), body.get("mime_type"), body.get("file_size")
        if not isinstance(url, str) or not isinstance(mime, str):
            raise MediaFailed(problem="answer_unreadable")
        sha256 = body.get("sha256")
        bytes_ = int(size) if isinstance(size, int) or (isinstance(size, str) and size.isdecimal()) else None
        return MediaInfo(url, mime, sha256 if isinstance(sha256, str) else None, bytes_)

    async def download(self, account: Account, info: MediaInfo) -> AsyncIterator[bytes]:
        """The file in pieces, at most 100 MB. Only Meta's hosts and the account's base are visited, and the token goes to the
        first of them alone. Raises `MediaFailed`; `problem` is `expired` when the address must be asked for again."""
        guard = Guard(allowed=[account.base_url])
        try:
            async for piece in guard.stream(
                info.url,
                secret_headers={"Authorization": f"Bearer {account.token}"},
                max_bytes=media.DOWNLOAD_BYTES,
                seconds=media.DOWNLOAD_SECONDS,
                may_visit=lambda url: media.may_visit(account, url),
            ):
                yield piece
        except AddressRefused as refusal:
            raise MediaFailed(problem="host_refused", reason=refusal.params.get("problem")) from None
        except FetchFailed as failure:
            expired = failure.params.get("http_status") in (401, 403, 404, 410)
            raise MediaFailed(problem="expired" if expired else str(failure.params["problem"])) from None
        except (httpx.HTTPError, UnicodeEncodeError, TimeoutError, OSError):
            raise MediaFailed(problem="unreachable") from None

    async def check_connection(self, account: Account) -> list[CheckStep]:
        """See `checking.check_connection`."""
        return await check_connection(self.client, account)

    async def templates(self, account: Account) -> list[dict[str, Any]]:
        """All templates of the account, every page, as Meta lists them. Raises `TemplatesFailed`."""
        found: list[dict[str, Any]] = []
        params = {"fields": "id,name,language,status,category,parameter_format,components,quality_score", "limit": _PAGE}
        for _page in range(_PAGES):
            answer = await self._listed(account, params)
            body = answer.body or {}
            data, paging = body.get("data"), body.get("paging")
            if not isinstance(data, list):
                raise TemplatesFailed(problem="answer_unreadable")
            found += [entry for entry in data if isinstance(entry, dict)]
            # the cursor, not `next`: that address is Meta's to choose, and the token would travel with it
            cursors = paging.get("cursors") if isinstance(paging, dict) and paging.get("next") else None
            after = cursors.get("after") if isinstance(cursors, dict) else None
            if not after or after == params.get("after"):
                break
            params = params | {"after": str(after)}
        return found

    def template_slots(self, definition: Mapping[str, Any]) -> list[Any]:
        """See `templates.slots`."""
        return templates.slots(definition)

    def fill_template(self, definition: Mapping[str, Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `templates.fill`."""
        return templates.fill(definition, values)

    def match_template(self, definition: Mapping[str, Any], components: list[dict[str, Any]]) -> None:
        """See `templates.match`."""
        templates.match(definition, components)

    def preview_template(self, definition: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """See `templates.preview`."""
        return templates.preview(definition, values)

    async def _listed(self, account: Account, params: dict[str, str]) -> Answer:
        if not account.account_id:
            raise TemplatesFailed(problem="account_id_missing")
        try:
            answer = await self.client.call(account, "GET", f"{account.account_id}/message_templates", params=params)
        except (Unreachable, Unsure):
            raise TemplatesFailed(problem="unreachable") from None
        except Misdirected as problem:
            raise TemplatesFailed(problem=problem.problem) from None
        if not answer.ok:
            raise TemplatesFailed(problem="refused", vendor_code=judge(account, answer).code)
        return answer

    async def _media_call(self, account: Account, method: str, path: str, **options: Any) -> Answer:
        try:
            answer = await self.client.call(account, method, path, **options)
        except (Unreachable, Unsure):
            raise MediaFailed(problem="unreachable") from None
        except Misdirected as problem:
            raise MediaFailed(problem=problem.problem) from None
        if answer.ok:
            return answer
        result = judge(account, answer)
        missing = answer.status == 404 or (answer.error or {}).get("error_subcode") == 33
        raise MediaFailed(problem="gone" if missing else "refused", vendor_code=result.code)
