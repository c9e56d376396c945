"""The control API: who may call it, what it keeps apart, the live feed, and a world that can be emptied."""

import asyncio
import json

import httpx
import pytest

from atende.providers.sandbox.server import create_app
from tests.providers.sandbox.conftest import NUMBER, SECRET, TOKEN, WABA, Running, Stage


async def test_only_the_control_token_opens_it(stage: Stage) -> None:
    for token in ("x", TOKEN, "contro"):
        answer = await stage.control.get("/_twin/phones", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"
    transport = httpx.ASGITransport(app=stage.twin, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://twin") as far:
        answer = await far.get("/_twin/phones", headers={"Authorization": "Bearer control"})
        assert answer.status_code == 401


async def test_the_token_lies_in_the_folder_for_its_owner_only(tmp_path) -> None:
    tokens = set()
    for _ in range(2):
        twin = create_app(tmp_path)
        tokens.add(twin.control_token)
        await twin.world.close()
    assert tokens == {(tmp_path / "control.token").read_text()}
    assert (tmp_path / "control.token").stat().st_mode & 0o777 == 0o600


async def test_putting_twice_is_once_and_keeps_what_is_not_said(stage: Stage) -> None:
    before = await stage.do("GET", "/numbers")
    await stage.do("PUT", f"/numbers/{NUMBER}", json={"verified_name": "Padaria Nova", "owner": "t1"})
    after = (await stage.do("GET", "/numbers"))["items"]
    assert after == [before["items"][0] | {"verified_name": "Padaria Nova", "owner": "t1"}]
    assert (await stage.do("GET", "/numbers?owner=t2"))["items"] == []
    assert (await stage.do("GET", "/apps"))["items"][0]["app_secret"] == SECRET
    assert (await stage.do("GET", "/wabas"))["items"][0]["subscriptions"] == {"42": {}}
    wrong = await stage.control.put(f"/_twin/numbers/{NUMBER}", json={"colour": "red"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "invalid")
    await stage.do("DELETE", f"/numbers/{NUMBER}")
    assert (await stage.control.delete(f"/_twin/numbers/{NUMBER}")).status_code == 404


async def test_phones_keep_their_numbers_apart(stage: Stage) -> None:
    for double in ({"phone": "+55 11 90001-0001"}, {"user_id": "BR.30594817263041526374"}, {}, {"name": "x"}, {"phone": "12"}):
        assert (await stage.control.post("/_twin/phones", json=double)).status_code == 422
    assert (await stage.control.post("/_twin/phones", json={"phone": "5511977770000", "colour": 1})).status_code == 422
    made = await stage.do("POST", "/phones", json={"phone": "551187654321", "name": "Sem nono", "owner": "t1"})
    double = {"phone": "5511987654321", "owner": "t1"}
    assert (await stage.control.post("/_twin/phones", json=double)).status_code == 422
    assert [p["id"] for p in (await stage.do("GET", "/phones?owner=t1"))["items"]] == [made["id"]]
    await stage.do("DELETE", f"/phones/{made['id']}")
    assert (await stage.control.get(f"/_twin/phones/{made['id']}")).status_code == 404
    await stage.text(to="+5511955550001")
    everybody = (await stage.do("GET", "/phones"))["items"]
    assert [p["is_stranger"] for p in everybody] == [False, False, True]
    assert len((await stage.do("GET", "/phones?strangers=0"))["items"]) == 2


async def test_the_same_person_has_other_ids_in_other_portfolios(stage: Stage) -> None:
    other = {"waba_id": "2", "display_phone_number": "+1 415 555 0142", "token": "t2"}
    await stage.do("PUT", "/numbers/110012345678909", json=other)
    await stage.do("POST", "/phones", json={"id": "ana", "name": "Ana", "phone": "5511944443333"})
    for number in (NUMBER, "110012345678909"):
        await stage.do("POST", f"/phones/ana/threads/{number}/messages", json={"type": "text", "text": "oi"})
    await stage.do("POST", "/drain")
    ids = {m["from_user_id"] for m in stage.receiver.of("messages")}
    assert len(ids) == 2
    mine = (await stage.do("GET", "/phones/ana"))["user_ids"]
    assert set(mine.values()) == ids
    assert {c["value"]["metadata"]["phone_number_id"] for c in stage.receiver.changes} == {NUMBER, "110012345678909"}
    payload = {"type": "text", "text": {"body": "oi"}}
    assert (await stage.send(payload, to=None, recipient=mine[NUMBER])).json()["contacts"][0]["user_id"] == mine[NUMBER]
    assert (await stage.do("GET", "/phones"))["total"] == 3
    assert (await stage.graph.get(f"/v25.0/{WABA}/subscribed_apps", headers={"Authorization": "Bearer t2"})).status_code == 400


async def test_each_owner_has_people_of_its_own(stage: Stage) -> None:
    for owner in ("t1", "t2"):
        number = {"waba_id": f"w{owner}", "display_phone_number": f"+55 11 3000-000{owner[1]}", "token": owner, "owner": owner}
        await stage.do("PUT", f"/numbers/{owner}", json=number | {"is_pair_limited": False})
        await stage.do("POST", "/phones", json={"id": f"ana-{owner}", "phone": "5511944443333", "owner": owner, "name": owner})
        act = {"type": "text", "text": f"de {owner}"}
        await stage.do("POST", f"/phones/ana-{owner}/threads/{owner}/messages", json=act)
    for owner in ("t1", "t2"):
        for to in ("+5511944443333", "+5511955550000"):
            body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": f"para {owner}"}}
            auth = {"Authorization": f"Bearer {owner}"}
            assert (await stage.graph.post(f"/v25.0/{owner}/messages", json=body, headers=auth)).status_code == 200
        found = (await stage.do("GET", f"/phones?owner={owner}"))["items"]
        assert [(p["phone"], p["is_stranger"]) for p in found] == [("5511944443333", False), ("5511955550000", True)]
        lines = (await stage.do("GET", f"/phones/ana-{owner}/threads/{owner}"))["items"]
        assert [m["preview"] for m in lines] == [f"de {owner}", f"para {owner}"]


async def test_threads_as_the_customer_lists_them(open_stage: Stage) -> None:
    stage = open_stage
    for n in range(5):
        await stage.text(f"linha {n}")
    (head,) = (await stage.do("GET", "/phones/marina/threads"))["items"]
    assert (head["unread"], head["verified_name"], head["last_message"]["preview"]) == (5, "Padaria Aurora", "linha 4")
    assert head["window_closes_at"]
    last = await stage.do("GET", f"/phones/marina/threads/{NUMBER}?limit=2")
    assert [m["preview"] for m in last["items"]] == ["linha 3", "linha 4"]
    assert last["has_more"] is True
    older = await stage.do("GET", f"/phones/marina/threads/{NUMBER}?limit=10&before={last['items'][0]['seq']}")
    assert [m["preview"] for m in older["items"]] == ["Oi!", "linha 0", "linha 1", "linha 2"]
    assert older["has_more"] is False
    newer = await stage.do("GET", f"/phones/marina/threads/{NUMBER}?after={older['items'][-1]['seq']}")
    assert [m["preview"] for m in newer["items"]] == ["linha 3", "linha 4"]


async def test_the_feed_by_waiting(stage: Stage) -> None:
    start = (await stage.do("GET", "/events"))["cursor"]
    waiting = asyncio.create_task(stage.do("GET", f"/events?after={start}&wait=30&number_id={NUMBER}"))
    await asyncio.sleep(0)
    await stage.act(type="text", text="olá")
    found = await waiting
    assert (found["reset"], found["items"][0]["kind"], found["items"][0]["message"]["preview"]) == (False, "message", "olá")
    again = await stage.do("GET", f"/events?after={start}")
    assert again["items"] == found["items"]
    assert (await stage.do("GET", f"/events?after={start}&number_id=other"))["items"] == []
    assert (await stage.do("GET", "/events?after=1"))["reset"] is True


async def test_the_feed_as_a_stream_resumes_where_it_was_left(stage: Stage) -> None:
    async def read(headers: dict[str, str], count: int) -> list[dict]:
        found: list[dict] = []
        accept = {"accept": "text/event-stream"} | headers
        async with stage.control.stream("GET", f"/_twin/events?number_id={NUMBER}&phone_id=marina", headers=accept) as answer:
            started.set()
            async for line in answer.aiter_lines():
                if line.startswith("data: ") and (data := json.loads(line[6:])):
                    found.append(data)
                    if len(found) == count:
                        return found
        return found

    started = asyncio.Event()
    reading = asyncio.create_task(read({}, 2))
    await started.wait()
    await stage.act(type="text", text="um")
    await stage.act("lia", type="text", text="não é dela")
    await stage.act(type="text", text="dois")
    events = await reading
    assert [e["message"]["preview"] for e in events] == ["um", "dois"]
    resumed = await read({"last-event-id": str(events[0]["cursor"])}, 1)
    assert resumed[0]["message"]["preview"] == "dois"


async def test_sent_is_paged(open_stage: Stage) -> None:
    for n in range(5):
        await open_stage.text(str(n), biz_opaque_callback_data=f"c{n}")
    seen, since = [], 0
    while since is not None:
        page = await open_stage.do("GET", f"/sent?since={since}&limit=2&number_id={NUMBER}")
        seen += [one["callback"] for one in page["items"]]
        since = page["next_since"]
    assert seen == [f"c{n}" for n in range(5)]


async def test_settings_refuse_nonsense_and_change_nothing(stage: Stage) -> None:
    before = await stage.do("GET", "/settings")
    for wrong in (
        {"colour": 1}, {"strangers": "x"}, {"max_batch": 0}, {"max_batch": 1001}, {"parallel": 1.5}, {"retry_steps_s": []},
        {"sent_after_ms": "1"}, {"fetch_links": 1}, {"sent_after_ms": 5, "colour": 1},
    ):  # fmt: skip
        assert (await stage.control.patch("/_twin/settings", json=wrong)).status_code == 422
    assert await stage.do("GET", "/settings") == before


async def test_reset_empties_the_world(open_stage: Stage) -> None:
    await open_stage.text()
    await open_stage.do("POST", "/reset")
    assert (await open_stage.do("GET", "/phones"))["items"] == []
    assert (await open_stage.do("GET", "/stats"))["messages"] == {}
    assert (await open_stage.graph.get(f"/v25.0/{NUMBER}")).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/phones/nobody", None, 404),
        ("GET", "/phones/marina/threads/1", None, 404),
        ("POST", "/phones", b"[1]", 400),
        ("POST", "/phones", b"{", 400),
        ("POST", "/inject", b"{}", 422),
        ("POST", f"/wabas/{WABA}/notices", b"{}", 422),
        ("POST", f"/wabas/{WABA}/templates/1/events", b"{}", 404),
        ("POST", f"/numbers/{NUMBER}/burst", b"{}", 422),
        ("POST", f"/numbers/{NUMBER}/history", b'{"threads":[{"phone_id":"x"}]}', 422),
        ("DELETE", "/faults/x", None, 404),
        ("GET", "/files/x", None, 404),
    ],
)
async def test_control_refusals_have_a_code(stage: Stage, method: str, path: str, body: bytes | None, status: int) -> None:
    answer = await stage.control.request(method, f"/_twin{path}", content=body)
    assert answer.status_code == status
    assert answer.json()["error"]["code"]


async def test_a_world_in_a_folder_survives_and_sends_what_was_left(receiver, tmp_path) -> None:
    steer = {"Authorization": "Bearer control"}
    dead = "http://127.0.0.1:9/dead"
    async with (
        Running(create_app(tmp_path, token="control")) as address,
        httpx.AsyncClient(base_url=f"{address}/_twin", headers=steer, trust_env=False) as control,
    ):
        await control.put("/apps/42", json={"app_secret": SECRET, "callback_url": dead})
        number = {"waba_id": WABA, "display_phone_number": "+55 11 3000-5500", "token": TOKEN}
        await control.put(f"/numbers/{NUMBER}", json=number)
        await control.post("/phones", json={"id": "marina", "name": "Marina", "phone": "5511900010001"})
        said = {"type": "text", "text": "antes"}
        answer = await control.post(f"/phones/marina/threads/{NUMBER}/messages", json=said)
        assert answer.status_code == 200
        await control.put("/apps/42", json={"callback_url": receiver.address})
    twin = create_app(tmp_path, token="control")
    async with Running(twin) as address:
        await receiver.until(lambda: receiver.of("messages"))
        assert receiver.of("messages")[0]["text"]["body"] == "antes"
        async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as graph:
            body = {"messaging_product": "whatsapp", "recipient": receiver.of("messages")[0]["from_user_id"]}
            answer = await graph.post(f"/v25.0/{NUMBER}/messages", json=body | {"type": "text", "text": {"body": "depois"}})
            assert answer.status_code == 200
        assert len(twin.world.people.phones) == 1
