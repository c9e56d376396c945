"""Templates: as the vendor lists them, changed by its events, sent outside the window, previewed byte for byte."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from atende.core.jobs import Lane
from atende.inbox.errors import ContentInvalid, TemplateUnusable
from atende.inbox.models import Template
from atende.inbox.ports import AccountNotice, MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import media, templates
from atende.inbox.service.send import Draft, send
from atende.integrations.models import Connection
from tests.inbox.test_media import PNG, pieces

LISTED = [
    {
        "id": "889900112233445",
        "name": "pedido_pronto",
        "language": "pt_BR",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": "Olá {{1}}, seu pedido {{2}} está pronto."}],
    },
    {
        "id": "889900112233446",
        "name": "convite",
        "language": "pt_BR",
        "status": "APPROVED",
        "category": "MARKETING",
        "parameter_format": "NAMED",
        "components": [
            {"type": "HEADER", "format": "IMAGE"},
            {"type": "BODY", "text": "Olá {{nome}}!"},
            {"type": "FOOTER", "text": "Clínica"},
        ],
    },
]


@pytest.fixture
async def listed(desk, peer):
    peer.listed = LISTED
    assert await templates.fetch_now(desk.tenant_id, desk.connection_id) == 2
    return desk


async def rows(desk) -> dict[str, Template]:
    async with desk.tx() as tx:
        return {t.name: t for t in (await tx.session.scalars(select(Template))).all()}


async def say(desk, content, **more):
    async with desk.tx(desk.ana) as tx:
        draft = Draft(MessageKind.TEMPLATE, content=content, **more)
        return await send(tx, desk.conversation_id, draft, Author(AuthorKind.USER, desk.ana))


async def test_a_template_goes_out_when_the_window_is_closed_as_it_was_previewed(listed, peer):
    await listed.customer_wrote(ago=timedelta(days=3))
    values = {"body.1": "Marina", "body.2": "8812"}
    message = await say(listed, {"name": "pedido_pronto", "language": "pt_BR", "values": values})
    assert message.text == "Olá Marina, seu pedido 8812 está pronto."
    assert message.content["preview"]["body"] == message.text
    await listed.deliver()
    (call,) = peer.received
    assert call["template"]["name"] == "pedido_pronto"
    assert [p["text"] for p in call["template"]["components"][0]["parameters"]] == ["Marina", "8812"]


async def test_components_that_come_ready_are_matched_and_previewed(listed, peer):
    parameters = [{"type": "text", "text": "Marina"}, {"type": "text", "text": "8812"}]
    components = [{"type": "body", "parameters": parameters}]
    message = await say(listed, {"name": "pedido_pronto", "language": "pt-BR", "components": components})
    assert message.text == "Olá Marina, seu pedido 8812 está pronto."
    short = [{"type": "body", "parameters": parameters[:1]}]
    with pytest.raises(ContentInvalid):
        await say(listed, {"name": "pedido_pronto", "language": "pt_BR", "components": short})


async def test_missing_values_are_asked_for_by_name(listed):
    with pytest.raises(ContentInvalid) as refusal:
        await say(listed, {"name": "convite", "language": "pt_BR", "values": {}})
    assert "body.nome" in str(refusal.value.params["missing"])


async def test_a_header_file_is_uploaded_and_sent_by_its_id(listed, peer):
    async with listed.tx(listed.ana) as tx:
        file = await media.store_upload(tx, pieces(PNG), "convite.png")
    values = {"header": {"file_id": str(file.id)}, "body.nome": "Marina"}
    await say(listed, {"name": "convite", "language": "pt_BR", "values": values})
    await listed.deliver()
    header = next(c for c in peer.received[0]["template"]["components"] if c["type"] == "header")
    assert header["parameters"] == [{"type": "image", "image": {"id": "media1"}}]


async def test_the_values_a_template_asks_for_are_listed(listed):
    async with listed.tx() as tx:
        found = await templates.of_connection(tx, listed.connection_id)
    assert [(t.name, [s["key"] for s in t.slots]) for t in found] == [
        ("convite", ["header", "body.nome"]),
        ("pedido_pronto", ["body.1", "body.2"]),
    ]


async def test_what_is_paused_or_gone_cannot_be_used(listed, peer):
    value = {
        "event": "PAUSED",
        "message_template_name": "pedido_pronto",
        "message_template_language": "pt_BR",
        "reason": "NONE",
    }
    async with listed.tx() as tx:
        connection = await tx.session.get(Connection, (tx.tenant_id, listed.connection_id))
        notice = AccountNotice("message_template_status_update", value)
        assert await templates.apply_notice(tx, connection, notice)
        assert not await templates.apply_notice(tx, connection, AccountNotice("account_review_update", {}))
    with pytest.raises(TemplateUnusable) as refusal:
        await say(listed, {"name": "pedido_pronto", "language": "pt_BR", "values": {}})
    assert refusal.value.params["reason"] == "paused"
    (fact,) = await listed.facts("template_changed")
    assert (fact["template_name"], fact["status"]) == ("pedido_pronto", "PAUSED")
    peer.listed = LISTED[1:]
    await templates.refresh(Lane(listed.tenant_id, str(listed.connection_id)))
    assert set(await rows(listed)) == {"convite"}


async def test_an_account_that_was_shut_down_sends_no_more(desk):
    async with desk.tx() as tx:
        connection = await tx.session.get(Connection, (tx.tenant_id, desk.connection_id))
        value = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
        assert await templates.apply_notice(tx, connection, AccountNotice("account_update", value))
    assert (await desk.connection()).state_reason == "account:disabled_update"
