"""One parcel becomes one value of the inbox's own words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from atende.inbox.ports import (
    AccountNotice,
    AddressBookChange,
    EchoedMessage,
    IdentityChange,
    InboundMessage,
    MessageEdited,
    MessageKind,
    PreferenceChange,
    Sender,
    StatusUpdate,
    VendorFault,
)
from atende.providers.meta_whatsapp.wire import open_parcel, unpack
from tests.providers.meta_whatsapp.bodies import envelope, names, raw, text, value

MARINA = Sender("5511900010001", "BR.10483726150948372615", name="Marina Souza")
LIA = Sender(None, "BR.30594817263041526374", username="@lia.rj", name="Lia")


def opened(name: str, at: int = 0) -> Any:
    parcel = unpack(raw(name))[at]
    return open_parcel(parcel.kind, parcel.raw)


def said(**message: Any) -> Any:
    parcel = unpack(envelope(value(messages=[{**text(), **message}])))[0]
    return open_parcel(parcel.kind, parcel.raw)


def media(number: int, mime: str, sha256: str, **more: Any) -> dict[str, Any]:
    return {"mime": mime, "external_id": f"7800111122223{number}", "sha256": sha256, **more}


# file -> (kind, text, content)
K = MessageKind
CONTENT: dict[str, tuple[MessageKind, str | None, dict]] = {
    "call_permission_reply": (
        K.SYSTEM,
        None,
        {
            "type": "call_permission_reply",
            "response": "accept",
            "expiration_timestamp": "1790604800",
            "response_source": "user_action",
        },
    ),
    "contacts": (
        K.CONTACTS,
        None,
        {
            "contacts": [
                {
                    "name": "Otávio Lima",
                    "phones": [{"phone": "+55 11 90003-0003", "wa_id": "5511900030003", "type": "CELL"}],
                    "emails": ["otavio@example.com"],
                    "org": "Lima Reformas",
                },
                {"name": "Bia", "phones": [{"phone": "0800 000 0000", "type": "WORK"}], "emails": []},
            ]
        },
    ),
    "interactive_button_reply": (K.BUTTON, "14h", {"id": "horario:2026-09-22T14:00", "title": "14h"}),
    "interactive_list_reply": (
        K.LIST,
        "Corte feminino",
        {"id": "servico:corte", "title": "Corte feminino", "description": "45 min, R$ 90"},
    ),
    "interactive_list_reply_no_description": (K.LIST, "Barba", {"id": "servico:barba", "title": "Barba"}),
    "interactive_nfm_reply": (
        K.FORM,
        None,
        {
            "name": "flow",
            "response": {
                "flow_token": "tok-7f1c",
                "nome": "Marina",
                "data": "2026-09-25",
                "aceita_termos": True,
                "itens": ["bolo", "torta"],
            },
        },
    ),
    "interactive_nfm_reply_no_token": (K.FORM, None, {"name": "flow", "response": {"nota": "5"}}),
    "interactive_without_body": (
        K.UNSUPPORTED,
        None,
        {"code": "131000", "title": "Something went wrong", "type": "interactive"},
    ),
    "location_current": (K.LOCATION, None, {"latitude": -23.5489, "longitude": -46.6388}),
    "location_pin": (
        K.LOCATION,
        None,
        {
            "latitude": -23.5613,
            "longitude": -46.6565,
            "name": "Padaria Aurora",
            "address": "Av. Paulista, 1000, São Paulo",
            "url": "https://padaria-aurora.example",
        },
    ),
    "order": (
        K.ORDER,
        "Sem glúten, por favor",
        {
            "catalog_id": "330011223344556",
            "text": "Sem glúten, por favor",
            "items": [
                {"product_id": "BOLO-CENOURA-1KG", "quantity": 1, "price": 79.9, "currency": "BRL"},
                {"product_id": "PAO-QUEIJO-500G", "quantity": 3, "price": 18, "currency": "BRL"},
            ],
        },
    ),
    "template_button": (K.BUTTON, "Confirmar", {"id": "CONFIRMAR_PEDIDO_8812", "title": "Confirmar"}),
    "template_button_no_context": (K.BUTTON, "Parar promoções", {"id": "Parar promoções", "title": "Parar promoções"}),
    "text": (K.TEXT, "Oi! Vocês entregam em Pinheiros hoje? 🍞", {}),
    "text_frequently_forwarded": (K.TEXT, "Corrente", {"is_frequently_forwarded": True}),
    "text_product_enquiry": (
        K.TEXT,
        "Esse bolo serve quantas pessoas?",
        {"referred_product": {"catalog_id": "330011223344556", "product_id": "BOLO-CENOURA-1KG"}},
    ),
    "unsupported_131051": (K.UNSUPPORTED, None, {"code": "131051", "title": "Message type unknown", "type": "poll"}),
    "unsupported_131060_first_ctwa": (
        K.UNSUPPORTED,
        None,
        {"code": "131060", "title": "This message is currently unavailable."},
    ),
}


@pytest.mark.parametrize("name", CONTENT)
def test_each_type_is_read_as_written(name):
    message = opened(f"inbound/{name}")
    assert isinstance(message, InboundMessage)
    assert (message.kind, message.text, message.content) == CONTENT[name]


@pytest.mark.parametrize(
    ("name", "kind", "caption", "extra"),
    [
        ("image_caption", K.IMAGE, "Foto do pedido", {"caption": "Foto do pedido"}),
        ("image_no_caption_no_url", K.IMAGE, None, {}),
        ("video", K.VIDEO, "Vazamento na pia", {"caption": "Vazamento na pia"}),
        ("audio_voice_note", K.AUDIO, None, {"is_voice": True}),
        ("audio_file", K.AUDIO, None, {"is_voice": False}),
        ("document", K.DOCUMENT, "Comprovante", {"caption": "Comprovante"}),
        ("sticker", K.STICKER, None, {"is_animated": True}),
    ],
)
def test_media_is_named_by_its_id_type_and_hash(name, kind, caption, extra):
    message = opened(f"inbound/{name}")
    content = dict(message.content)
    file = content.pop("media")
    assert (message.kind, message.text, content) == (kind, caption, extra)
    assert {"external_id", "mime", "sha256"} <= set(file)
    assert file.get("filename") == ("comprovante pix (1).pdf" if name == "document" else None)


def test_media_that_will_never_come_says_so():
    message = opened("inbound/media_download_error_131052")
    assert message.kind is K.DOCUMENT
    assert [error["code"] for error in message.errors] == ["131052"]


@pytest.mark.parametrize(
    ("name", "emoji"),
    [("reaction", "❤️"), ("reaction_removed_empty_emoji", None), ("reaction_removed_no_emoji", None)],
)
def test_a_reaction_without_emoji_is_taken_back(name, emoji):
    message = opened(f"inbound/{name}")
    assert message.kind is K.REACTION
    assert message.content["emoji"] == emoji
    assert message.content["message_external_id"].endswith("NkU0NwA=")


def test_a_plain_message_carries_its_sender_and_time():
    message = opened("inbound/text")
    assert message.sender == MARINA
    assert message.sent_at == datetime.fromtimestamp(1790000000, UTC)
    assert (message.reply_to, message.group_id, message.referral, message.is_forwarded) == (None, None, None, False)


def test_replies_forwards_groups_and_ads_are_marked():
    assert opened("inbound/text_reply_context").reply_to.endswith("NkU0NwA=")
    assert opened("inbound/text_forwarded").is_forwarded
    assert opened("inbound/text_frequently_forwarded").is_forwarded
    assert opened("inbound/group_text").group_id == "Y2FwaV9ncm91cDppbnZlbnRlZDAwMDE"
    assert opened("inbound/text_ctwa_referral").referral["ctwa_clid"] == "ARAkInventedClickIdentifier0001"


def test_people_without_a_number_are_known_by_their_ids():
    assert opened("inbound/text_username_no_phone").sender == LIA
    assert opened("inbound/text_parent_user_id").sender == Sender(
        None, "BR.30594817263041526374", "BR.ENT.40817263549182736450", name="Lia"
    )
    shared = opened("inbound/contacts_phone_share")
    assert shared.sender == LIA
    assert shared.content["origin"] == "contact_request"
    assert shared.content["contacts"][0]["phones"][0]["wa_id"] == "5521900040004"


def test_edits_and_withdrawals_name_the_original():
    edit, revoke = opened("inbound/edit_text"), opened("inbound/revoke")
    assert isinstance(edit, MessageEdited)
    assert edit.original_external_id == revoke.original_external_id == opened("inbound/text").external_id
    assert (edit.message.kind, edit.message.text) == (K.TEXT, "Oi! Vocês entregam em Pinheiros amanhã?")
    assert revoke.message is None


def test_an_unreadable_edit_is_not_a_withdrawal():
    edit = said(type="edit", edit={"original_message_id": "wamid.0"})
    assert edit.message.kind is K.UNSUPPORTED
    with pytest.raises(ValueError, match="original_message_id_missing"):
        said(type="edit", edit={})


def test_identity_changes_carry_old_and_new():
    number, scoped, code = (
        opened(f"inbound/system_{name}") for name in ("user_changed_number", "user_changed_user_id", "identity_changed")
    )
    assert isinstance(number, IdentityChange)
    assert (number.kind, number.old.phone, number.new) == ("number_changed", "5511900010001", Sender("5511900019999"))
    assert (scoped.kind, scoped.old.user_id) == ("user_id_changed", "BR.10483726150948372615")
    assert scoped.new == Sender("5511900010001", "BR.99887766554433221100")
    assert (code.kind, code.old) == ("security_code_changed", code.new)


def test_a_system_event_nobody_knows_is_shown_as_what_it_says():
    message = said(type="system", system={"type": "user_levitated", "body": "Up"})
    assert (message.kind, message.text, message.content) == (K.SYSTEM, "Up", {"type": "user_levitated", "body": "Up"})


def test_nul_and_lone_surrogates_are_gone_from_every_string():
    message = opened("malformed/nul_in_text")
    assert (message.text, message.sender.name) == ("antesdepois ", "Nome")
    flow = said(type="interactive", interactive={"type": "nfm_reply", "nfm_reply": {"response_json": '{"a\\u0000":"b\\ud800"}'}})
    assert flow.content["response"] == {"a": "b"}


@pytest.mark.parametrize(
    ("name", "response", "given"),
    [("nfm_response_not_json", None, "{not json"), ("nfm_response_scalar", None, '"texto"')],
)
def test_a_form_answer_that_is_no_object_stays_readable(name, response, given):
    content = opened(f"malformed/{name}").content
    assert (content["response"], content["raw"]) == (response, given)


def test_a_message_without_its_body_is_shown_as_unsupported():
    message = opened("malformed/text_without_body")
    assert (message.kind, message.content["type"]) == (K.UNSUPPORTED, "text")
    assert opened("malformed/unknown_message_type").content["type"] == "hologram"
    middle = opened("batch/one_bad_among_good", 1)
    assert (middle.kind, middle.sent_at) == (K.UNSUPPORTED, None)


@pytest.mark.parametrize(
    "location",
    [
        {},
        {"latitude": 1},
        {"latitude": "x", "longitude": 1},
        {"latitude": 91, "longitude": 0},
        {"latitude": None, "longitude": 1},
    ],
)
def test_a_place_that_is_none_is_unsupported(location):
    assert said(type="location", location=location).kind is K.UNSUPPORTED


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("1790000000", 1790000000), (1790000000, 1790000000), (0, 0), (4102444800, 4102444800), *((bad, None) for bad in (
        "ontem", "", None, True, [], {}, -1, "-5", 10**30, "9" * 5000, "1e5", "nan",
    ))],
)  # fmt: skip
def test_clocks_are_seconds_or_nothing(given, seconds):
    expected = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    assert said(timestamp=given).sent_at == expected


@pytest.mark.parametrize("name", names("status"))
def test_statuses_name_the_message_the_person_and_the_reason(name):
    status = opened(name)
    assert isinstance(status, StatusUpdate)
    assert status.external_id.startswith("wamid.")
    assert status.at is not None
    assert status.recipient.phone or status.recipient.user_id
    if "failed_" in name:
        assert [error["code"] for error in status.errors] == [name.split("_")[1]]
        assert status.errors[0]["detail"]


def test_statuses_carry_callback_pricing_and_the_groups_participant():
    assert opened("status/sent_callback_data").callback == "tenant=42;outbox=9c1e7d0a"
    assert opened("status/sent").pricing == {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
    assert opened("status/group_read").recipient.phone == "551190002002"
    assert opened("status/unknown_status_value").status == "warehoused"
    assert opened("status/delivered_username_no_phone").recipient == LIA


def test_the_phone_apps_words_are_echoes():
    echo = opened("management/smb_message_echo")
    assert isinstance(echo, EchoedMessage)
    assert (echo.to, echo.text, echo.is_history) == (MARINA, "Respondido pelo celular da loja", False)


def test_history_tells_who_wrote():
    first, second = (opened("management/history_chunk", at) for at in (0, 1))
    assert (first.from_customer, first.text, first.status) == (True, "Mensagem antiga", "read")
    assert (second.from_customer, second.text, second.status) == (False, "Resposta antiga", "delivered")
    assert first.is_history
    assert second.to == Sender("5511900010001")


def test_the_address_book_and_preferences_name_the_person():
    added, removed = (opened("management/smb_app_state_sync", at) for at in (0, 1))
    assert added == AddressBookChange(
        Sender("5511900010001", name="Marina Souza"), is_removed=False, at=datetime.fromtimestamp(1790000000, UTC)
    )
    assert removed.is_removed
    stop = opened("management/user_preferences_stop")
    assert isinstance(stop, PreferenceChange)
    assert (stop.person, stop.category, stop.value) == (MARINA, "marketing_messages", "stop")
    assert stop.at == datetime.fromtimestamp(1790000000, UTC)


@pytest.mark.parametrize(
    "name",
    [n for n in names("management") if not any(w in n for w in ("history", "smb_", "preferences", "value_errors"))],
)
def test_management_events_come_through_as_they_are(name):
    notice = opened(name)
    assert isinstance(notice, AccountNotice)
    assert notice.field
    assert notice.value
    assert notice.account_id == "104512345678901"


def test_the_vendors_own_faults_are_named():
    for name, code in (("value_errors_rate_limit", "130429"), ("history_declined", "2593109")):
        fault = opened(f"management/{name}")
        assert isinstance(fault, VendorFault)
        assert [error["code"] for error in fault.errors] == [code]
        assert fault.number_id == "110098765432101"
