"""Demand 7: every kind of template is built so that Meta takes it, and what is missing is asked for by name, before any call."""

import itertools
from typing import Any

import pytest

from atende.inbox.errors import ContentInvalid
from atende.inbox.ports import MessageKind, Outbound
from atende.providers.meta_whatsapp import templates
from atende.providers.meta_whatsapp.channel import MetaChannel
from tests.providers.meta_whatsapp.bodies import loaded

CHANNEL = MetaChannel()
PLACE = {"latitude": -23.5, "longitude": -46.6, "name": "Aurora", "address": "Av. Paulista, 1000"}
MEDIA = {"external_id": "780011112222333"}

HEADERS: dict[str, tuple[dict | None, dict[str, Any]]] = {
    "none": (None, {}),
    "still text": ({"type": "HEADER", "format": "TEXT", "text": "Pedido"}, {}),
    "text": ({"type": "HEADER", "format": "TEXT", "text": "Oi {{1}}"}, {"header.1": "Marina"}),
    "named text": ({"type": "HEADER", "format": "TEXT", "text": "Oi {{nome}}"}, {"header.nome": "Marina"}),
    "image": ({"type": "HEADER", "format": "IMAGE"}, {"header": MEDIA}),
    "video": ({"type": "HEADER", "format": "VIDEO"}, {"header": MEDIA}),
    "document": ({"type": "HEADER", "format": "DOCUMENT"}, {"header": {"url": "https://a.example/x.pdf", "filename": "x.pdf"}}),
    "location": ({"type": "HEADER", "format": "LOCATION"}, {"header": PLACE}),
}
BODIES: dict[str, tuple[dict, dict[str, Any]]] = {
    "still": ({"type": "BODY", "text": "Tudo pronto."}, {}),
    "positional": ({"type": "BODY", "text": "{{2}} e {{1}} e {{3}}"}, {"body.1": "a", "body.2": "b", "body.3": "c"}),
    "named": ({"type": "BODY", "text": "{{nome}} em {{loja}}, {{nome}}"}, {"body.nome": "Lia", "body.loja": "Aurora"}),
}
URL = {"type": "URL", "text": "Ver", "url": "https://a.example/{{1}}", "example": ["https://a.example/8812"]}
BUTTONS: dict[str, tuple[list[dict], dict[str, Any]]] = {
    "none": ([], {}),
    "quick reply": ([{"type": "QUICK_REPLY", "text": "Sim"}], {}),
    "quick reply with payload": ([{"type": "QUICK_REPLY", "text": "Sim"}], {"button.0": "SIM"}),
    "still url": ([{"type": "URL", "text": "Ver", "url": "https://a.example/"}], {}),
    "url": ([URL], {"button.0": "8812"}),
    "code": ([{"type": "COPY_CODE", "text": "Copiar", "example": "DESC10"}], {"button.0": "DESC10"}),
    "phone": ([{"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+5511"}], {}),
    "flow": ([{"type": "FLOW", "text": "Abrir"}], {"button.0": "tok"}),
    "several": ([{"type": "QUICK_REPLY", "text": "Sim"}, URL], {"button.0": "SIM", "button.1": "8812"}),
}
ALL = [
    pytest.param(*parts, id="-".join(names))
    for names, parts in (
        ((h, b, t), (HEADERS[h], BODIES[b], BUTTONS[t])) for h, b, t in itertools.product(HEADERS, BODIES, BUTTONS)
    )
]


def made(header, body, buttons) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = [header[0], body[0], {"type": "FOOTER", "text": "Aurora"}]
    parts.append({"type": "BUTTONS", "buttons": buttons[0]} if buttons[0] else None)
    return {"name": "t", "components": [part for part in parts if part]}, header[1] | body[1] | buttons[1]


@pytest.mark.parametrize(("header", "body", "buttons"), ALL)
def test_every_combination_is_built_checked_and_matches_its_definition(header, body, buttons):
    definition, values = made(header, body, buttons)
    components = templates.fill(definition, values)
    templates.match(definition, components)
    content = {"name": "pedido_pronto", "language": "pt_BR", "components": components}
    CHANNEL.check(Outbound("+5511900010001", None, MessageKind.TEMPLATE, None, content, "a"))
    assert len(components) == bool(header[1]) + bool(body[1]) + len(buttons[1])


@pytest.mark.parametrize(("header", "body", "buttons"), ALL)
def test_every_missing_value_is_named(header, body, buttons):
    definition, values = made(header, body, buttons)
    needed = {slot.key for slot in templates.slots(definition) if slot.is_needed}
    assert needed <= set(values)
    if needed:
        with pytest.raises(ContentInvalid) as refusal:
            templates.fill(definition, {})
        assert set(refusal.value.params["missing"].split(", ")) == needed
    for key in needed:
        with pytest.raises(ContentInvalid) as refusal:
            templates.fill(definition, values | {key: "  "})
        assert refusal.value.params["missing"] == key
        assert refusal.value.field == f"values.{key}"


def test_the_recorded_requests_come_out_of_their_definitions():
    positional, named = loaded("api_responses/templates_list")["data"]
    header = {"type": "HEADER", "format": "IMAGE"}
    buttons = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Confirmar"}, URL]}
    definition = positional | {"components": [header, *positional["components"], buttons]}
    values = {
        "header": MEDIA,
        "body.1": "Marina",
        "body.2": "8812",
        "button.0": "CONFIRMAR_PEDIDO_8812",
        "button.1": "8812",
    }
    expected = loaded("api_requests/send_template_positional")["template"]["components"]
    assert templates.fill(definition, values) == expected
    filled = templates.fill(named, {"body.nome": "Marina", "body.loja": "Padaria Aurora"})
    assert filled == loaded("api_requests/send_template_named")["template"]["components"]


def test_slots_show_their_examples():
    positional, named = loaded("api_responses/templates_list")["data"]
    assert [(s.key, s.example) for s in templates.slots(positional)] == [("body.1", "Marina"), ("body.2", "8812")]
    assert [(s.key, s.name, s.example) for s in templates.slots(named)] == [
        ("body.nome", "nome", "Marina"),
        ("body.loja", "loja", "Padaria Aurora"),
    ]


def test_the_preview_is_what_the_customer_reads():
    definition = loaded("api_requests/create_template")
    shown = templates.preview(definition, {"body.1": "Marina", "body.2": "88{{1}}12"})
    assert shown == {
        "header": "Pedido pronto",
        "body": "Olá Marina, seu pedido 88{{1}}12 está pronto.",
        "footer": "Padaria Aurora",
        "buttons": ["Confirmar", "Ver pedido"],
    }
    assert templates.preview(definition, {})["body"] == "Olá {{1}}, seu pedido {{2}} está pronto."


def test_too_few_and_too_many_parameters_are_refused_before_the_call():
    definition = loaded("api_responses/templates_list")["data"][0]
    one = [{"type": "body", "parameters": [{"type": "text", "text": "a"}]}]
    three = [{"type": "body", "parameters": [{"type": "text", "text": c} for c in "abc"]}]
    with pytest.raises(ContentInvalid) as refusal:
        templates.match(definition, one)
    assert refusal.value.params["missing"] == "body.2"
    with pytest.raises(ContentInvalid) as refusal:
        templates.match(definition, three)
    assert refusal.value.params["unknown"] == "body.3"
    with pytest.raises(ContentInvalid):
        templates.fill(definition, {"body.1": "a", "body.2": "b", "body.3": "c"})


def body(*parameters: Any) -> list[dict]:
    return [{"type": "body", "parameters": list(parameters)}]


def button(**part: Any) -> list[dict]:
    given = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "x"}]}
    return [given | part]


@pytest.mark.parametrize(
    "components",
    [
        "text",
        [None],
        [{"type": "footer", "parameters": [{"type": "text", "text": "x"}]}],
        [{"type": "body"}],
        body(),
        body("x"),
        body({"type": "text"}),
        body({"text": "x"}),
        body({"type": "text", "text": ""}),
        body({"type": "text", "text": "x" * 1025}),
        body({"type": "text", "text": "a\nb"}),
        body({"type": "text", "text": "a\tb"}),
        body({"type": "text", "text": "a     b"}),
        body({"type": "image", "image": {"id": "1"}}),
        body({"type": "text", "text": "a"}, {"type": "text", "text": "b", "parameter_name": "n"}),
        body({"type": "text", "text": "a"}) * 2,
        [{"type": "header", "parameters": [{"type": "image", "image": {}}]}],
        [{"type": "header", "parameters": [{"type": "image"}]}],
        [{"type": "header", "parameters": [{"type": "text", "text": "x" * 61}]}],
        [{"type": "header", "parameters": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}],
        [{"type": "header", "parameters": [{"type": "location", "location": {"latitude": 1, "longitude": 1}}]}],
        button(index=None),
        button(index="10"),
        button(index="x"),
        button(sub_type="teleport"),
        button(parameters=[{"type": "payload", "payload": "x"}]),
        button(sub_type="quick_reply", parameters=[{"type": "payload", "payload": ""}]),
        button(sub_type="copy_code", parameters=[{"type": "coupon_code", "coupon_code": "x" * 16}]),
        button() + button(),
    ],
)
def test_components_of_a_wrong_form_are_refused(components):
    content = {"name": "t", "language": "pt_BR", "components": components}
    with pytest.raises(ContentInvalid) as refusal:
        CHANNEL.check(Outbound("+5511900010001", None, MessageKind.TEMPLATE, None, content, "a"))
    assert refusal.value.field.startswith("content.components")
