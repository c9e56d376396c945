"""What every `inbox.ports.Channel` and `integrations.ports.Door` must do, tried against the twin over HTTP.

A new provider adds one builder to `PROVIDERS`; the twin speaks its vendor's protocol."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from atende.inbox.errors import ContentInvalid, MediaFailed
from atende.inbox.ports import Account, Blame, Channel, InboundMessage, MediaInfo, MessageKind, Outbound, SendState, StatusUpdate
from atende.integrations.ports import Door, Parcel, ParcelKind
from atende.providers.meta_whatsapp import door as meta_door
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.sandbox.server import create_app
from tests.providers.meta_whatsapp.recorded import Recorded, running, serving

SECRET, TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "EAAGtokenOfTheTwin0123456789"
WABA, NUMBER = "104512345678901", "110098765432101"
MARINA, LIA = "5511900010001", "BR.30594817263041526374"
PROVIDERS: dict[str, tuple[Callable[[], Any], Any]] = {"meta_whatsapp": (MetaChannel, meta_door)}


@dataclass
class Stage:
    """A channel with its account at the twin, the twin's control, and what the twin posted to us."""

    channel: Channel
    door: Door
    account: Account
    control: httpx.AsyncClient
    hooks: Recorded
    seen: int = 0
    opened: list[tuple[Parcel, Any]] = field(default_factory=list)

    async def do(self, method: str, path: str, **body: Any) -> Any:
        answer = await self.control.request(method, f"/_twin{path}", json=body or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def says(self, phone: str = "marina", **act: Any) -> Any:
        return await self.do("POST", f"/phones/{phone}/threads/{NUMBER}/messages", **act)

    async def until(self, found: Callable[[Any], bool]) -> Any:
        """The first value, verified and opened, for which `found` is true; waits for webhooks as long as it takes."""
        while True:
            for asked in self.hooks.asked[self.seen :]:
                self.seen += 1
                if asked.method == "POST":
                    assert self.door.verify(asked.body, asked.headers, [SECRET.encode()])
                    for parcel in self.door.unpack(asked.body):
                        assert parcel.kind is not ParcelKind.MALFORMED
                        self.opened.append((parcel, self.door.open(parcel.kind, parcel.raw)))
            if hit := next((value for _, value in self.opened if found(value)), None):
                return hit
            await asyncio.sleep(0.01)

    async def send(self, kind: MessageKind = MessageKind.TEXT, text: str | None = "Oi", **content: Any) -> Any:
        message = Outbound("+" + MARINA, None, kind, text, content, "attempt-1")
        self.channel.check(message)
        return await self.channel.send(self.account, message)


@pytest.fixture(params=PROVIDERS)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    build, door = PROVIDERS[request.param]
    twin = create_app(None, token="control")
    async with serving() as hooks, running(twin, lifespan="on") as address:
        hooks.will((200, b""))
        headers = {"Authorization": "Bearer control"}
        async with httpx.AsyncClient(base_url=address, headers=headers, trust_env=False, timeout=30) as control:
            account = Account(address, "v25.0", NUMBER, WABA, TOKEN)
            made = Stage(build(), door, account, control, hooks)
            await made.do("PUT", "/apps/42", app_secret=SECRET, verify_token="v", callback_url=f"{hooks.base_url}/hooks")
            shown = {"display_phone_number": "+55 11 3000-5500", "verified_name": "Padaria Aurora"}
            limits = {"is_pair_limited": False, "throughput": None}
            await made.do("PUT", f"/numbers/{NUMBER}", waba_id=WABA, token=TOKEN, **shown, **limits)
            people = [
                {"id": "marina", "name": "Marina Souza", "phone": MARINA, "user_id": "BR.10483726150948372615"},
                {"id": "lia", "name": "Lia", "username": "lia.rj", "user_id": LIA},
            ]
            await made.do("POST", "/phones", phones=people)
            await made.says(type="text", text="Oi!")
            await made.says("lia", type="text", text="Boa tarde")
            await made.until(lambda v: isinstance(v, InboundMessage) and v.sender.user_id == LIA)
            yield made
            await made.channel.aclose()


async def test_a_text_is_accepted_and_its_statuses_come_back(stage: Stage):
    result = await stage.send()
    assert result.state is SendState.ACCEPTED
    assert result.wa_id == MARINA
    for status in ("sent", "delivered"):
        update = await stage.until(
            lambda v, s=status: isinstance(v, StatusUpdate) and v.external_id == result.external_id and v.status == s
        )
        assert (update.callback, update.recipient.phone) == ("attempt-1", MARINA)


async def test_a_person_without_a_number_is_written_to_by_id(stage: Stage):
    message = Outbound(None, LIA, MessageKind.TEXT, "Oi Lia", {}, "a")
    result = await stage.channel.send(stage.account, message)
    assert (result.state, result.user_id) == (SendState.ACCEPTED, LIA)


BUTTONS = [{"id": "1", "title": "14h"}, {"id": "2", "title": "15h"}]
ROWS = [{"title": "Cabelo", "rows": [{"id": "corte", "title": "Corte", "description": "45 min"}]}]
KINDS: dict[str, tuple[MessageKind, str | None, dict[str, Any]]] = {
    "buttons": (MessageKind.INTERACTIVE, None, {"type": "buttons", "body": "Qual?", "header": "Agenda", "buttons": BUTTONS}),
    "list": (MessageKind.INTERACTIVE, None, {"type": "list", "body": "Escolha", "button": "Ver", "sections": ROWS}),
    "link": (MessageKind.INTERACTIVE, None, {"type": "cta_url", "body": "Siga", "title": "Abrir", "url": "https://a.example/p"}),
    "place request": (MessageKind.INTERACTIVE, None, {"type": "location_request", "body": "Onde?"}),
    "place": (MessageKind.LOCATION, None, {"latitude": -23.5, "longitude": -46.6, "name": "Aurora", "address": "Rua 1"}),
    "contacts": (MessageKind.CONTACTS, None, {"contacts": [{"name": "Bia", "phones": [{"phone": "+5511900000000"}]}]}),
}


@pytest.mark.parametrize("name", KINDS)
async def test_every_kind_we_build_is_taken(stage: Stage, name: str):
    kind, text, content = KINDS[name]
    result = await stage.send(kind, text, **content)
    assert result.state is SendState.ACCEPTED, result


async def test_replies_and_reactions_name_the_message(stage: Stage):
    said = await stage.until(lambda v: isinstance(v, InboundMessage) and v.text == "Oi!")
    reply = Outbound("+" + MARINA, None, MessageKind.TEXT, "Claro", {}, "a", said.external_id)
    assert (await stage.channel.send(stage.account, reply)).state is SendState.ACCEPTED
    for emoji in ("👍", None):
        result = await stage.send(MessageKind.REACTION, None, message_external_id=said.external_id, emoji=emoji)
        assert result.state is SendState.ACCEPTED, result


async def test_a_chosen_button_comes_back_with_its_id(stage: Stage):
    sent = await stage.send(MessageKind.INTERACTIVE, None, type="buttons", body="Qual?", buttons=BUTTONS)
    await stage.says(type="button", message_id=sent.external_id, button_id="2")
    pressed = await stage.until(lambda v: isinstance(v, InboundMessage) and v.kind is MessageKind.BUTTON)
    assert (pressed.content, pressed.reply_to) == ({"id": "2", "title": "15h"}, sent.external_id)


async def test_a_file_goes_up_out_and_comes_back(stage: Stage):
    data = b"%PDF-1.4\n" + bytes(range(256)) * 400
    external_id = await stage.channel.upload(stage.account, data, "application/pdf", "cardápio.pdf")
    sent = await stage.send(MessageKind.DOCUMENT, None, media={"external_id": external_id, "filename": "cardápio.pdf"})
    assert sent.state is SendState.ACCEPTED, sent
    info = await stage.channel.media_info(stage.account, external_id)
    assert (info.mime, info.size) == ("application/pdf", len(data))
    assert b"".join([p async for p in stage.channel.download(stage.account, info)]) == data
    assert info.sha256 == hashlib.sha256(data).hexdigest()
    with pytest.raises(MediaFailed) as failure:
        await stage.channel.media_info(stage.account, "1")
    assert failure.value.params["problem"] == "gone"
    elsewhere = MediaInfo("http://127.0.0.1:9/x", "x/y", None, None)
    with pytest.raises(MediaFailed):
        assert [p async for p in stage.channel.download(stage.account, elsewhere)] == []


async def test_read_ticks_are_taken_with_a_good_token_only(stage: Stage):
    said = await stage.until(lambda v: isinstance(v, InboundMessage) and v.text == "Oi!")
    assert await stage.channel.mark_read(stage.account, said.external_id, typing=True) is True
    stranger = replace(stage.account, token="EAAGwrong")
    assert await stage.channel.mark_read(stranger, said.external_id, typing=False) is False


async def test_an_answer_that_is_lost_is_unknown_and_found_by_its_attempt(stage: Stage):
    await stage.do("POST", "/faults", kind="drop_answer", count=1)
    result = await stage.send()
    assert (result.state, result.external_id) == (SendState.UNKNOWN, None)
    update = await stage.until(lambda v: isinstance(v, StatusUpdate))
    assert update.callback == "attempt-1"


@pytest.mark.parametrize(
    ("fault", "state", "code", "blame"),
    [
        ({"kind": "rate_limit"}, SendState.NOT_SENT, "130429", Blame.NUMBER),
        ({"kind": "rate_limit", "params": {"code": 131056}}, SendState.NOT_SENT, "131056", Blame.PAIR),
        ({"kind": "rate_limit", "params": {"code": 80007}}, SendState.NOT_SENT, "80007", Blame.NUMBER),
        ({"kind": "rate_limit", "params": {"code": 4}}, SendState.NOT_SENT, "4", Blame.NUMBER),
        ({"kind": "token_expired"}, SendState.REFUSED, "190", Blame.CONNECTION),
        ({"kind": "server_error", "params": {"format": "text"}}, SendState.UNKNOWN, "unsure", Blame.NONE),
        ({"kind": "error"}, SendState.UNKNOWN, "131000", Blame.NONE),
        ({"kind": "error", "params": {"code": 131047}}, SendState.REFUSED, "131047", Blame.NONE),
        ({"kind": "error", "params": {"code": 131048}}, SendState.REFUSED, "131048", Blame.CONNECTION),
    ],
)
async def test_faults_end_as_the_port_says(stage: Stage, fault, state, code, blame):
    await stage.do("POST", "/faults", count=1, **fault)
    result = await stage.send()
    assert (result.state, result.code, result.blame) == (state, code, blame)
    assert (await stage.send()).state is SendState.ACCEPTED


async def test_a_dropped_request_is_not_called_sent(stage: Stage):
    await stage.do("POST", "/faults", kind="drop_request", count=1)
    assert (await stage.send()).state is SendState.UNKNOWN


async def test_nobody_there_is_not_sent(stage: Stage):
    stage.account = replace(stage.account, base_url="http://127.0.0.1:9")
    assert (await stage.send()).state is SendState.NOT_SENT


async def test_a_wrong_token_pauses_the_connection_and_fails_the_check(stage: Stage):
    good = await stage.channel.check_connection(stage.account)
    assert [(s.code, s.problem) for s in good if not s.ok] == []
    stage.account = replace(stage.account, token="EAAGwrong")
    result = await stage.send()
    assert (result.state, result.blame) == (SendState.REFUSED, Blame.CONNECTION)
    steps = await stage.channel.check_connection(stage.account)
    assert (steps[0].ok, steps[0].problem) == (False, "token_invalid")


async def test_what_is_too_long_never_leaves(stage: Stage):
    with pytest.raises(ContentInvalid):
        await stage.send(text="x" * 4097)


async def test_templates_are_listed_whole_and_sent(stage: Stage):
    body = {"type": "BODY", "text": "Olá {{1}}.", "example": {"body_text": [["Marina"]]}}
    for n in range(120):
        await stage.do("POST", f"/wabas/{WABA}/templates", name=f"modelo_{n}", language="pt_BR", components=[body])
    listed = await stage.channel.templates(stage.account)
    assert {t["name"] for t in listed} >= {f"modelo_{n}" for n in range(120)}
    filled = [{"type": "body", "parameters": [{"type": "text", "text": "Marina"}]}]
    sent = await stage.send(MessageKind.TEMPLATE, None, name="modelo_7", language="pt_BR", components=filled)
    assert sent.state is SendState.ACCEPTED, sent
    short = await stage.send(MessageKind.TEMPLATE, None, name="modelo_7", language="pt_BR", components=[])
    assert (short.state, short.code, short.blame) == (SendState.REFUSED, "132000", Blame.TEMPLATE)
    missing = await stage.send(MessageKind.TEMPLATE, None, name="nenhum", language="pt_BR", components=[])
    assert (missing.state, missing.code) == (SendState.REFUSED, "132001")
