"""What goes out has the recorded shapes, and nothing Meta would refuse goes out."""

from typing import Any

import pytest

from atende.inbox.errors import ContentInvalid
from atende.inbox.ports import MessageKind, Outbound
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.meta_whatsapp.payload import build
from tests.providers.meta_whatsapp.bodies import loaded

K = MessageKind
CHANNEL = MetaChannel()
WAMID = loaded("api_requests/send_reaction")["reaction"]["message_id"]


def out(kind: MessageKind = K.TEXT, content: dict | None = None, text: str | None = None, **more: Any) -> Outbound:
    given = {"phone": "+5511900010001", "user_id": None, "callback": ""} | more
    return Outbound(kind=kind, text=text, content=content or {}, **given)


LIA: dict[str, Any] = {"phone": None, "user_id": "BR.30594817263041526374"}
BUTTONS = [{"id": "h:14", "title": "14h"}, {"id": "h:15", "title": "15h"}, {"id": "h:outro", "title": "Outro horário"}]
SECTIONS = [
    {"title": "Cabelo", "rows": [{"id": "servico:corte", "title": "Corte feminino", "description": "45 min, R$ 90"}]},
    {"title": "Barba", "rows": [{"id": "servico:barba", "title": "Barba"}]},
]
FLOW = {
    "mode": "published",
    "flow_token": "tok-7f1c",
    "flow_id": "770011223344556",
    "flow_cta": "Preencher",
    "flow_action": "navigate",
    "flow_action_payload": {"screen": "CADASTRO", "data": {"nome": "Marina"}},
}
TEMPLATE = loaded("api_requests/send_template_positional")["template"]["components"]
NAMED = loaded("api_requests/send_template_named")["template"]["components"]

SHAPES: dict[str, Outbound] = {
    "send_text": out(text="Oi Marina! Entregamos sim.", content={"preview_url": False}, callback="outbox=9c1e7d0a"),
    "send_text_reply": out(text="Respondendo a esta", reply_to=WAMID),
    "send_text_to_user_id": out(text="Oi Lia", **LIA),
    "send_buttons": out(
        K.INTERACTIVE,
        {
            "type": "buttons",
            "header": "Agenda",
            "body": "Qual horário prefere?",
            "footer": "Padaria Aurora",
            "buttons": BUTTONS,
        },
    ),
    "send_list": out(
        K.INTERACTIVE,
        {
            "type": "list",
            "header": "Serviços",
            "body": "Escolha um serviço",
            "footer": "Até 10 opções no total",
            "button": "Ver serviços",
            "sections": SECTIONS,
        },
    ),
    "send_cta_url": out(
        K.INTERACTIVE,
        {
            "type": "cta_url",
            "body": "Acompanhe seu pedido",
            "title": "Abrir pedido",
            "url": "https://padaria-aurora.example/p/8812",
        },
    ),
    "send_flow": out(K.INTERACTIVE, {"type": "flow", "body": "Preencha o cadastro", "flow": FLOW}),
    "send_contact_info_request": out(K.INTERACTIVE, {"type": "contact_request", "body": "Podemos ter seu telefone?"}, **LIA),
    "send_location_request": out(K.INTERACTIVE, {"type": "location_request", "body": "Envie sua localização"}),
    "send_document_by_link": out(
        K.DOCUMENT,
        {
            "media": {"url": "https://padaria-aurora.example/cardapio.pdf", "filename": "cardapio.pdf"},
            "caption": "Cardápio completo",
        },
    ),
    "send_image_by_id": out(K.IMAGE, {"media": {"external_id": "780011112222333"}}, text="Cardápio"),
    "send_location": out(
        K.LOCATION,
        {"latitude": -23.5613, "longitude": -46.6565, "name": "Padaria Aurora", "address": "Av. Paulista, 1000"},
    ),
    "send_reaction": out(K.REACTION, {"message_external_id": WAMID, "emoji": "👍"}),
    "remove_reaction": out(K.REACTION, {"message_external_id": WAMID, "emoji": None}),
    "send_template_positional": out(K.TEMPLATE, {"name": "pedido_pronto", "language": "pt_BR", "components": TEMPLATE}),
    "send_template_named": out(K.TEMPLATE, {"name": "boas_vindas", "language": "pt_BR", "components": NAMED}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_kind_is_written_in_the_recorded_shape(name):
    expected = loaded(f"api_requests/{name}")
    if name in ("send_image_by_id", "send_contact_info_request"):
        expected.setdefault("recipient_type", "individual")  # the default, which we always write
    CHANNEL.check(SHAPES[name])
    assert build(SHAPES[name]) == expected


def test_contacts_are_written_as_cards():
    person = {
        "name": "Bia Lima",
        "phones": [{"phone": "+5511900000000", "type": "CELL"}],
        "emails": ["b@example.com"],
        "org": "Lima",
    }
    sent = build(out(K.CONTACTS, {"contacts": [person]}))
    assert sent["contacts"] == [
        {
            "name": {"formatted_name": "Bia Lima", "first_name": "Bia"},
            "phones": [{"phone": "+5511900000000", "type": "CELL"}],
            "emails": [{"email": "b@example.com"}],
            "org": {"company": "Lima"},
        }
    ]


def test_the_number_wins_over_the_id_and_keeps_its_plus():
    sent = build(out(text="x", user_id="BR.1"))
    assert sent["to"] == "+5511900010001"
    assert "recipient" not in sent


def test_a_header_may_be_a_file():
    header = {"type": "image", "media": {"external_id": "7"}}
    message = out(K.INTERACTIVE, {"type": "buttons", "header": header, "body": "b", "buttons": BUTTONS})
    CHANNEL.check(message)
    assert build(message)["interactive"]["header"] == {"type": "image", "image": {"id": "7"}}


def buttons(n: int, **more: Any) -> dict:
    made = [{"id": f"b{i}", "title": f"T{i}"} for i in range(n)]
    return {"type": "buttons", "body": "b", "buttons": made} | more


def rows(n: int, sections: int = 1, **more: Any) -> dict:
    made = [{"title": f"S{s}", "rows": [{"id": f"r{s}.{i}", "title": f"T{i}"} for i in range(n)]} for s in range(sections)]
    return {"type": "list", "body": "b", "button": "Ver", "sections": made} | more


def row(**more: Any) -> dict:
    return rows(0, 0) | {"sections": [{"title": "S", "rows": [{"id": "1", "title": "t"} | more]}]}


FITS: list[tuple[str, Outbound]] = [
    ("text", out(text="x" * 4096)),
    ("text of composed emoji", out(text="👩‍👩‍👧‍👦" * 585)),
    ("caption", out(K.IMAGE, {"media": {"external_id": "1"}, "caption": "x" * 1024})),
    ("three buttons", out(K.INTERACTIVE, buttons(3, footer="x" * 60, header="x" * 60, body="x" * 1024))),
    ("button at its longest", out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": "x" * 256, "title": "ç" * 20}]})),
    ("ten rows", out(K.INTERACTIVE, rows(5, 2, body="x" * 4096))),
    ("row at its longest", out(K.INTERACTIVE, row(id="x" * 200, title="x" * 24, description="x" * 72))),
    ("one section without title", out(K.INTERACTIVE, rows(1) | {"sections": [{"rows": [{"id": "1", "title": "t"}]}]})),
    ("callback", out(text="x", callback="x" * 512)),
    ("parent id", out(text="x", phone=None, user_id="BR.ENT.123abc")),
    ("cta title", out(K.INTERACTIVE, {"type": "cta_url", "body": "b", "title": "x" * 20, "url": "https://a.example"})),
]
REFUSED: list[tuple[str, str, Outbound]] = [
    ("text", "missing", out(text=None)),
    ("text", "missing", out(text="")),
    ("text", "missing", out(text=" \n ")),
    ("text", "too_long", out(text="x" * 4097)),
    ("text", "form", out(text="a\x00b")),
    ("text", "form", out(text="a\ud800")),
    ("phone", "form", out(text="x", phone="5511900010001")),
    ("phone", "form", out(text="x", phone="+55 11 9")),
    ("phone", "form", out(text="x", phone="+0511900010001")),
    ("phone", "missing", out(text="x", phone=None)),
    ("user_id", "form", out(text="x", phone=None, user_id="5511900010001")),
    ("callback", "too_long", out(text="x", callback="x" * 513)),
    ("content.media", "missing", out(K.IMAGE)),
    ("content.media", "missing", out(K.VIDEO, {"media": {}})),
    ("content.media.url", "form", out(K.VIDEO, {"media": {"url": "file:///etc/passwd"}})),
    ("content.caption", "too_long", out(K.IMAGE, {"media": {"external_id": "1"}, "caption": "x" * 1025})),
    ("content.caption", "not_allowed", out(K.AUDIO, {"media": {"external_id": "1"}, "caption": "x"})),
    ("content.buttons", "missing", out(K.INTERACTIVE, buttons(0))),
    ("content.buttons", "too_many", out(K.INTERACTIVE, buttons(4))),
    ("content.body", "too_long", out(K.INTERACTIVE, buttons(1, body="x" * 1025))),
    ("content.body", "missing", out(K.INTERACTIVE, buttons(1, body=None))),
    ("content.footer", "too_long", out(K.INTERACTIVE, buttons(1, footer="x" * 61))),
    ("content.header", "too_long", out(K.INTERACTIVE, buttons(1, header="x" * 61))),
    ("content.header", "not_allowed", out(K.INTERACTIVE, buttons(1, header={"type": "audio"}))),
    ("content.buttons.0.title", "too_long", out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": "1", "title": "x" * 21}]})),
    ("content.buttons.0.title", "missing", out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": "1", "title": ""}]})),
    ("content.buttons.0.id", "too_long", out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": "x" * 257, "title": "t"}]})),
    (
        "content.buttons.1.title",
        "not_unique",
        out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": c, "title": "t"} for c in "ab"]}),
    ),
    ("content.buttons.1.id", "not_unique", out(K.INTERACTIVE, buttons(0) | {"buttons": [{"id": "1", "title": c} for c in "ab"]})),
    ("content.sections", "missing", out(K.INTERACTIVE, rows(1, 0))),
    ("content.sections", "too_many", out(K.INTERACTIVE, rows(11))),
    ("content.sections", "too_many", out(K.INTERACTIVE, rows(4, 3))),
    ("content.sections", "too_many", out(K.INTERACTIVE, rows(1, 11))),
    ("content.sections.0.rows", "missing", out(K.INTERACTIVE, rows(0, 1))),
    ("content.sections.0.title", "too_long", out(K.INTERACTIVE, rows(1) | {"sections": [{"title": "x" * 25, "rows": []}]})),
    ("content.sections.0.title", "missing", out(K.INTERACTIVE, rows(1) | {"sections": [{"rows": []}, {"rows": []}]})),
    ("content.sections.0.rows.0.title", "too_long", out(K.INTERACTIVE, row(title="x" * 25))),
    ("content.sections.0.rows.0.id", "too_long", out(K.INTERACTIVE, row(id="x" * 201))),
    ("content.sections.0.rows.0.description", "too_long", out(K.INTERACTIVE, row(description="x" * 73))),
    ("content.button", "too_long", out(K.INTERACTIVE, rows(1, button="x" * 21))),
    ("content.body", "too_long", out(K.INTERACTIVE, rows(1, body="x" * 4097))),
    ("content.header", "not_allowed", out(K.INTERACTIVE, rows(1, header={"type": "image", "media": {"external_id": "1"}}))),
    ("content.header", "not_allowed", out(K.INTERACTIVE, {"type": "location_request", "body": "b", "header": "h"})),
    ("content.title", "too_long", out(K.INTERACTIVE, {"type": "cta_url", "body": "b", "title": "x" * 21, "url": "https://a.b"})),
    ("content.url", "form", out(K.INTERACTIVE, {"type": "cta_url", "body": "b", "title": "x", "url": "javascript:alert(1)"})),
    ("content.flow.flow_cta", "form", out(K.INTERACTIVE, {"type": "flow", "body": "b", "flow": FLOW | {"flow_cta": "Ir 🚀"}})),
    ("content.flow.flow_id", "missing", out(K.INTERACTIVE, {"type": "flow", "body": "b", "flow": {"flow_cta": "Ir"}})),
    ("content.type", "not_allowed", out(K.INTERACTIVE, {"type": "carousel", "body": "b"})),
    ("content.latitude", "form", out(K.LOCATION, {"latitude": 91, "longitude": 0})),
    ("content.longitude", "form", out(K.LOCATION, {"latitude": 1, "longitude": "2"})),
    ("content.contacts", "missing", out(K.CONTACTS, {"contacts": []})),
    ("content.message_external_id", "missing", out(K.REACTION, {"emoji": "👍"})),
    ("content.name", "form", out(K.TEMPLATE, {"name": "Pedido Pronto", "language": "pt_BR"})),
    ("content.language", "missing", out(K.TEMPLATE, {"name": "pedido"})),
    ("kind", "not_allowed", out(K.ORDER)),
    ("kind", "not_allowed", out(K.SYSTEM)),
]


@pytest.mark.parametrize("message", [m for _, m in FITS], ids=[n for n, _ in FITS])
def test_what_is_exactly_at_the_limit_passes(message):
    CHANNEL.check(message)


@pytest.mark.parametrize(("field", "problem", "message"), REFUSED, ids=[f"{f}-{p}" for f, p, _ in REFUSED])
def test_what_meta_would_refuse_is_refused_with_its_field(field, problem, message):
    with pytest.raises(ContentInvalid) as refusal:
        CHANNEL.check(message)
    assert (refusal.value.field, refusal.value.params["problem"]) == (field, problem)
    if problem in ("too_long", "too_many"):
        assert refusal.value.params["limit"]
