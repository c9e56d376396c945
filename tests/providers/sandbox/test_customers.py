"""What customers do: every act becomes the webhook that was recorded from Meta."""

import json
from typing import Any

import pytest

from tests.providers.sandbox.conftest import NUMBER, PAYLOADS, Stage
from tests.providers.sandbox.test_messages import shape

OPUS = b"OggS" + b"\x00" * 24 + b"OpusHead\x01\x01" + b"\x00" * 40


def recorded(name: str, folder: str = "inbound") -> dict[str, Any]:
    """The first change of a recorded body."""
    return json.loads((PAYLOADS / folder / f"{name}.json").read_text())["entry"][0]["changes"][0]


async def file(stage: Stage, data: bytes, mime: str, filename: str = "f") -> str:
    """A file on a phone."""
    answer = await stage.do("POST", f"/files?filename={filename}", content=data, headers={"content-type": mime})
    return answer["id"]


async def same(stage: Stage, name: str, folder: str = "inbound") -> dict[str, Any]:
    """The last change received has the shape of the recorded one; returned."""
    await stage.do("POST", "/drain")
    change, reference = stage.receiver.changes[-1], recorded(name, folder)
    assert change["field"] == reference["field"]
    assert shape(change) == shape(reference)
    assert stage.receiver.all_signed()
    return change


async def test_texts(stage: Stage) -> None:
    await stage.act(type="text", text="Oi! 🍞")
    change = await same(stage, "text")
    assert change["value"]["messages"][0]["text"] == {"body": "Oi! 🍞"}
    await stage.act(type="text", text="a", forwarded="once")
    await same(stage, "text_forwarded")
    await stage.act(type="text", text="a", forwarded="often")
    await same(stage, "text_frequently_forwarded")
    await stage.act("lia", type="text", text="Boa tarde")
    await same(stage, "text_username_no_phone")
    await stage.act(type="text", text="a", group_id="Y2FwaV9ncm91cDppbnZlbnRlZDAwMDE")
    assert (await stage.do("GET", f"/phones/marina/threads/{NUMBER}"))["items"]
    referral = recorded("text_ctwa_referral")["value"]["messages"][0]["referral"]
    await stage.act(type="text", text="Vi o anúncio", referral=referral)
    await same(stage, "text_ctwa_referral")
    sent = (await stage.text("Bom dia")).json()["messages"][0]["id"]
    await stage.do("POST", "/drain")
    reference = recorded("sent_free_entry_point", "status")
    change = next(c for c in stage.receiver.changes if "statuses" in c["value"])
    assert shape(change) == shape(reference)
    await stage.act(type="text", text="Pode ser esse mesmo", reply_to=sent)
    change = await same(stage, "text_reply_context")
    assert change["value"]["messages"][0]["context"] == {"from": "551130005500", "id": sent}
    await stage.do("PATCH", "/phones/lia", json={"parent_user_id": "BR.ENT.40817263549182736450", "username": None})
    await stage.act("lia", type="text", text="Oi")
    await same(stage, "text_parent_user_id")
    await stage.do("PATCH", "/phones/marina", json={"name": ""})
    await stage.act(type="text", text="sem nome")
    await same(stage, "text_no_profile_name")


async def test_files(stage: Stage) -> None:
    for kind, mime, act, name in (
        ("image", "image/jpeg", {"caption": "Foto"}, "image_caption"),
        ("voice", "audio/ogg", {}, "audio_voice_note"),
        ("video", "video/mp4", {"caption": "Vazamento"}, "video"),
        ("document", "application/pdf", {"caption": "Comprovante"}, "document"),
    ):
        await stage.act(type=kind, file_id=await file(stage, OPUS, mime), **act)
        change = await same(stage, name)
    assert change["value"]["messages"][0]["document"]["filename"] == "f"
    await stage.act(type="sticker", file_id=await file(stage, b"RIFFxxxxWEBP", "image/webp"), animated=True)
    await stage.do("POST", "/drain")
    change = stage.receiver.changes[-1]
    change["value"]["messages"][0]["sticker"].pop("url")
    assert shape(change) == shape(recorded("sticker"))
    await stage.act(type="document", file_id=await file(stage, b"x", "application/acad"), failed_download=True)
    await stage.do("POST", "/drain")
    assert (
        stage.receiver.of("messages")[-1]["errors"] == recorded("media_download_error_131052")["value"]["messages"][0]["errors"]
    )


async def test_places_people_and_orders(stage: Stage) -> None:
    await stage.act(type="location", latitude=-23.5, longitude=-46.6)
    await same(stage, "location_current")
    await stage.act(type="location", latitude=-23.5, longitude=-46.6, name="Padaria", address="Rua A", url="https://a.example")
    await same(stage, "location_pin")
    people = recorded("contacts")["value"]["messages"][0]["contacts"]
    await stage.act(type="contacts", contacts=people)
    await same(stage, "contacts")
    order = recorded("order")["value"]["messages"][0]["order"]
    await stage.act(type="order", catalog_id=order["catalog_id"], text=order["text"], items=order["product_items"])
    change = await same(stage, "order")
    assert change["value"]["messages"][0]["order"] == order
    await stage.act(type="unsupported", kind="poll")
    change = await same(stage, "unsupported_131051")
    assert change["value"]["messages"][0]["errors"] == recorded("unsupported_131051")["value"]["messages"][0]["errors"]


async def test_a_hidden_number_is_known_after_it_was_shared(stage: Stage) -> None:
    tina = {"id": "tina", "name": "Tina", "phone": "5521987654321", "username": "tina", "is_hidden": True}
    await stage.do("POST", "/phones", json=tina)
    await stage.act("tina", type="text", text="Oi")
    await same(stage, "text_username_no_phone")
    user_id = stage.receiver.of("messages")[-1]["from_user_id"]
    assert user_id.startswith("BR.")
    body = json.loads((PAYLOADS / "api_requests" / "send_contact_info_request.json").read_text())
    asked = await stage.send(body, to=None, recipient=user_id)
    await stage.do("POST", "/drain")
    stage.receiver.posts.clear()
    stage.receiver.headers.clear()
    await stage.act("tina", type="share_phone", reply_to=asked.json()["messages"][0]["id"])
    change = await same(stage, "contacts_phone_share")
    assert change["value"]["messages"][0]["contacts"][0]["phones"][0]["phone"] == "+5521987654321"
    await stage.act("tina", type="text", text="Oi de novo")
    change = await same(stage, "text_with_phone_and_user_id")
    assert change["value"]["messages"][0]["from"] == "5521987654321"
    assert change["value"]["messages"][0]["from_user_id"] == user_id


async def test_taps_on_buttons_and_rows(open_stage: Stage) -> None:
    stage = open_stage
    buttons = await stage.send(json.loads((PAYLOADS / "api_requests" / "send_buttons.json").read_text()))
    await stage.do("POST", "/drain")
    await stage.act(type="button", message_id=buttons.json()["messages"][0]["id"], button_id="h:15")
    change = await same(stage, "interactive_button_reply")
    assert change["value"]["messages"][0]["interactive"]["button_reply"] == {"id": "h:15", "title": "15h"}
    listed = (await stage.send(json.loads((PAYLOADS / "api_requests" / "send_list.json").read_text()))).json()["messages"][0][
        "id"
    ]
    await stage.do("POST", "/drain")
    await stage.act(type="list", message_id=listed, row_id="servico:corte")
    await same(stage, "interactive_list_reply")
    await stage.act(type="list", message_id=listed, row_id="servico:barba")
    await same(stage, "interactive_list_reply_no_description")
    flow = await stage.send(json.loads((PAYLOADS / "api_requests" / "send_flow.json").read_text()))
    await stage.do("POST", "/drain")
    await stage.act(type="flow", message_id=flow.json()["messages"][0]["id"], response={"nota": "5"})
    change = await same(stage, "interactive_nfm_reply_no_token")
    reference = recorded("interactive_nfm_reply_no_token")["value"]["messages"][0]["interactive"]
    assert change["value"]["messages"][0]["interactive"] == reference
    path = f"/_twin/phones/marina/threads/{NUMBER}/messages"
    answer = await stage.control.post(path, json={"type": "list", "message_id": listed, "row_id": "nope"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "row_id")


async def test_reactions_edits_and_withdrawals(open_stage: Stage) -> None:
    stage = open_stage
    sent = (await stage.text("Bom dia")).json()["messages"][0]["id"]
    await stage.do("POST", "/drain")
    seen = await stage.act(type="reaction", message_id=sent, emoji="❤️")
    assert seen["reactions"] == [{"by": "customer", "emoji": "❤️"}]
    await same(stage, "reaction")
    await stage.act(type="reaction", message_id=sent, emoji=None)
    await same(stage, "reaction_removed_no_emoji")
    own = await stage.act(type="text", text="Oi! Vocês entregam?")
    edited = await stage.act(type="edit", message_id=own["id"], text="Vocês entregam amanhã?")
    assert (edited["preview"], edited["is_edited"]) == ("Vocês entregam amanhã?", True)
    await same(stage, "edit_text")
    gone = await stage.act(type="revoke", message_id=own["id"])
    assert (gone["body"], gone["is_revoked"]) == ({}, True)
    change = await same(stage, "revoke")
    assert change["value"]["messages"][0]["revoke"] == {"original_message_id": own["id"]}


async def test_a_voice_message_is_played(open_stage: Stage) -> None:
    stage = open_stage
    files = {"file": ("v.ogg", OPUS, "audio/ogg")}
    form = {"messaging_product": "whatsapp", "type": "audio/ogg"}
    media = (await stage.graph.post(f"/v25.0/{NUMBER}/media", data=form, files=files)).json()["id"]
    sent = (await stage.send({"type": "audio", "audio": {"id": media, "voice": True}})).json()["messages"][0]["id"]
    await stage.do("POST", "/drain")
    played = await stage.act(type="play", message_id=sent)
    assert played["status"] == "played"
    await same(stage, "played_voice", "status")


async def test_numbers_ids_and_codes_change(open_stage: Stage) -> None:
    stage = open_stage
    await stage.do("POST", "/phones/marina/change-user-id", json={"user_id": "BR.99887766554433221100"})
    change = await same(stage, "system_user_changed_user_id")
    assert change["value"]["messages"][0]["from_user_id"] == "BR.10483726150948372615"
    assert change["value"]["messages"][0]["system"]["user_id"] == "BR.99887766554433221100"
    await stage.do("POST", "/phones/marina/change-number", json={"phone": "5511988889999"})
    change = await same(stage, "system_user_changed_number")
    assert change["value"]["messages"][0]["from"] == "5511900010001"
    assert change["value"]["messages"][0]["system"]["wa_id"] == "5511988889999"
    await stage.do("POST", "/phones/marina/change-identity", json={"number_id": NUMBER})
    await same(stage, "system_identity_changed")


async def test_marketing_choices(stage: Stage) -> None:
    await stage.do("POST", "/phones/marina/preferences", json={"number_id": NUMBER, "value": "stop"})
    await same(stage, "user_preferences_stop", "management")
    assert (await stage.do("GET", "/phones/marina"))["wants_marketing"] is False


@pytest.mark.parametrize(
    ("act", "field"),
    [
        ({}, "type"),
        ({"type": "dance"}, "type"),
        ({"type": "text"}, "text"),
        ({"type": "image", "file_id": "1"}, "file_id"),
        ({"type": "location", "latitude": "x", "longitude": 1}, "latitude"),
        ({"type": "reaction", "message_id": "wamid.x", "emoji": "x"}, "message_id"),
        ({"type": "text", "text": "x", "referral": {"who": 1}}, "referral"),
    ],
)
async def test_acts_that_make_no_sense_do_nothing(stage: Stage, act: dict[str, Any], field: str) -> None:
    answer = await stage.control.post(f"/_twin/phones/marina/threads/{NUMBER}/messages", json=act)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    await stage.do("POST", "/drain")
    assert not stage.receiver.posts


async def test_a_file_of_another_business_cannot_be_sent(stage: Stage) -> None:
    for owner in ("t1", "t2"):
        number = {"waba_id": f"w{owner}", "display_phone_number": f"+55 11 3000-000{owner[1]}", "token": owner, "owner": owner}
        await stage.do("PUT", f"/numbers/{owner}", json=number | {"is_pair_limited": False})
        await stage.do("POST", "/phones", json={"id": f"ana-{owner}", "phone": "5511944443333", "owner": owner, "name": owner})
    kept = await stage.control.post(
        "/_twin/files", params={"number_id": "t1"}, content=b"\xff\xd8\xff", headers={"content-type": "image/jpeg"}
    )
    act = {"type": "image", "file_id": kept.json()["id"]}
    answer = await stage.control.post("/_twin/phones/ana-t2/threads/t2/messages", json=act)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "file_id")
    assert (await stage.control.post("/_twin/phones/ana-t1/threads/t1/messages", json=act)).status_code == 200
