"""The first paragraph of the product: a customer writes, the bot answers, a person takes over and gives back."""

import uuid
from typing import Any

from tests.flows.install import Business, until

HANDED_OVER_AND_BACK = [("bot", "nobody"), ("nobody", "person"), ("person", "bot")]


async def _owner(business: Business, conversation_id: str) -> str:
    return (await business.api("GET", f"conversations/{conversation_id}"))["owner"]["kind"]


async def test_from_the_first_word_to_the_bot_again(clinic: Business):
    marina = await clinic.phone()
    await marina.says("Oi, bom dia")
    greeting = (await marina.hears())[0]
    assert greeting["type"] == "interactive"
    conversation = await clinic.only_conversation()
    said = (await clinic.messages(conversation["id"], direction="out"))[0]
    titles = [row["title"] for part in said["content"].get("sections", []) for row in part["rows"]]
    titles += [button["title"] for button in said["content"].get("buttons", [])]
    assert titles, said["content"]

    await marina.says("quanto custa a consulta?")
    answer = (await marina.hears())[0]
    assert "220,00" in str(answer["body"])
    told = (await clinic.messages(conversation["id"], direction="out"))[-1]
    services = {one["name"]: one["id"] for one in (await clinic.api("GET", "services"))["items"]}
    assert services["Consulta clínica geral"] in " ".join(told["explanation"]["fact_ids"])

    await marina.says("quero falar com atendente")
    await marina.hears()
    waiting = await clinic.api("GET", f"conversations/{conversation['id']}")
    assert (waiting["owner"]["kind"], waiting["is_waiting"]) == ("nobody", True)
    assert waiting["due_at"] is not None

    camila = await clinic.colleague("Camila Rocha")
    at = f"conversations/{conversation['id']}"
    await clinic.api("POST", f"{at}/assume", camila)
    client_id = str(uuid.uuid4())
    body: dict[str, Any] = {"client_id": client_id, "kind": "text", "text": "Oi, Marina! Aqui é a Camila."}
    first = await clinic.api("POST", f"{at}/messages", camila, json=body)
    again = await clinic.api("POST", f"{at}/messages", camila, json=body)
    assert first["id"] == again["id"]
    assert "Camila" in str((await marina.hears())[0]["body"])

    number = clinic.connection["number_id"]
    await clinic.twin("PATCH", f"phones/{marina.id}/threads/{number}", json={"is_open": True})

    async def is_read() -> bool:
        return (await clinic.api("GET", f"messages/{first['id']}"))["status"] == "read"

    await until(is_read, what="the message being read")

    await marina.says("obrigada!")
    await clinic.settled()
    assert len(await marina.thread()) == marina.heard, "nobody but Camila answers"
    await clinic.api("POST", f"{at}/return", camila)
    assert await _owner(clinic, conversation["id"]) == "bot"
    await marina.says("vocês aceitam Unimed?")
    assert "Unimed" in str((await marina.hears())[0]["body"])
    history = (await clinic.api("GET", at))["ownership_history"]
    assert [(step["from"], step["to"]) for step in reversed(history)] == HANDED_OVER_AND_BACK


async def test_two_stores_are_chosen_between_once_and_changed_when_asked(restaurant: Business):
    bruno = await restaurant.phone("Bruno Salles")
    await bruno.says("oi")
    choice = (await bruno.hears())[0]
    assert choice["type"] == "interactive"
    await bruno.taps(choice, "Vila Aurora")
    await bruno.hears()
    conversation = await restaurant.only_conversation()
    assert conversation["store"]["name"] == "Vila Aurora"
    await bruno.says("quanto é a pizza calabresa?")
    assert "66,90" in str(await bruno.hears())

    await bruno.says("trocar de loja")
    again = (await bruno.hears())[-1]
    await bruno.taps(again, "Parque Norte")
    await bruno.hears()
    assert (await restaurant.only_conversation())["store"]["name"] == "Parque Norte"
    await bruno.says("quanto custa a lasanha?")
    assert "58,90" in str(await bruno.hears())

    nina = await restaurant.phone("Nina Ferraz")
    await nina.says("oi")
    assert (await nina.hears())[0]["type"] == "interactive", "one person's choice is not another's"


async def test_somebody_without_a_number_is_answered(clinic: Business):
    lia = await clinic.phone("Lia Campos", username=f"lia{uuid.uuid4().hex[:8]}")
    await lia.says("oi, qual o endereço?")
    assert "Paineiras" in str(await lia.hears())
    conversation = await clinic.only_conversation()
    assert conversation["contact"]["phone"] is None
    assert conversation["contact"]["username"]
    await clinic.api("POST", f"conversations/{conversation['id']}/assume")
    body = {"client_id": str(uuid.uuid4()), "kind": "text", "text": "Oi, Lia!"}
    await clinic.api("POST", f"conversations/{conversation['id']}/messages", json=body)
    assert "Oi, Lia!" in str(await lia.hears())


async def test_settings_changed_on_screen_hold_from_the_next_turn(clinic: Business):
    marina = await clinic.phone()
    await marina.says("oi")
    await marina.hears()
    settings = await clinic.api("GET", "bot")
    service = (await clinic.api("GET", "services"))["items"][0]
    await clinic.api("PATCH", f"services/{service['id']}", json={"price_cents": 31500})
    await marina.says("quanto custa a consulta clínica geral?")
    assert "315,00" in str(await marina.hears())

    await clinic.api("PUT", "bot", json={**settings, "is_on": False})
    await marina.says("qual o endereço?")

    async def is_handed_over() -> bool:
        return (await clinic.only_conversation())["owner"]["kind"] == "nobody"

    await until(is_handed_over, what="the bot standing back")
    assert len(await marina.thread()) == marina.heard
