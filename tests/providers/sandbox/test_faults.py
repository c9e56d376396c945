"""Faults on demand, in the API and in the webhooks, and what stays true under them."""

import asyncio
import json

import httpx
import pytest

from atende.providers.sandbox.faults import Faults
from atende.providers.sandbox.store import Store
from tests.providers.sandbox.conftest import NUMBER, Stage
from tests.providers.sandbox.test_refusals import same_refusal


async def fault(stage: Stage, kind: str, **values) -> dict:
    return await stage.do("POST", "/faults", json={"kind": kind} | values)


async def test_a_dropped_answer_hides_a_send_that_happened(open_stage: Stage) -> None:
    stage = open_stage
    await fault(stage, "drop_answer", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await stage.text("um", biz_opaque_callback_data="a1")
    assert (await stage.text("um", biz_opaque_callback_data="a1")).status_code == 200
    await stage.do("POST", "/drain")
    assert len({s["id"] for s in stage.receiver.of("statuses")}) == 2
    sent = await stage.do("GET", "/sent?content=1")
    assert [one["callback"] for one in sent["items"]] == ["a1", "a1"]
    assert len({one["body_sha256"] for one in sent["items"]}) == 1
    doubles = (await stage.do("GET", "/sent/doubles"))["items"]
    assert [(one["callback"], one["count"]) for one in doubles] == [("a1", 2)]
    assert (await stage.do("GET", "/sent/unanswered"))["items"] == [{"callback": "a1", "number_id": NUMBER}]


async def test_a_dropped_request_leaves_nothing(open_stage: Stage) -> None:
    await fault(open_stage, "drop_request", count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await open_stage.text()
    assert (await open_stage.do("GET", "/sent"))["items"] == []


@pytest.mark.parametrize(
    ("kind", "params", "name"),
    [
        ("token_expired", {}, "error_190_token_expired"),
        ("rate_limit", {}, "error_130429_throughput"),
        ("rate_limit", {"code": 131056}, "error_131056_pair_rate"),
        ("rate_limit", {"code": 80007}, "error_80007_account_rate"),
        ("server_error", {}, "error_2_service"),
        ("error", {"code": 131048}, "error_131048_spam_limit"),
        ("error", {"code": 368}, "error_368_policy_block"),
        ("error", {"code": 131000}, "error_131000_unknown"),
    ],
)
async def test_refusals_on_demand_are_the_recorded_ones(open_stage: Stage, kind: str, params: dict, name: str) -> None:
    await fault(open_stage, kind, count=2, params=params)
    for _ in range(2):
        same_refusal(await open_stage.text(), name + ".json")
    assert (await open_stage.text()).status_code == 200
    assert (await open_stage.do("GET", "/faults"))["items"] == []
    assert len((await open_stage.do("GET", "/sent"))["items"]) == 1


async def test_a_broken_gateway_with_and_without_the_send(open_stage: Stage) -> None:
    for accepted, count in ((False, 0), (True, 1)):
        await fault(open_stage, "server_error", count=1, params={"format": "text", "accepted": accepted})
        answer = await open_stage.text()
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (502, "text/html")
        with pytest.raises(json.JSONDecodeError):
            answer.json()
        assert len((await open_stage.do("GET", "/sent"))["items"]) == count


async def test_faults_of_one_number_spare_others(open_stage: Stage) -> None:
    await fault(open_stage, "token_expired", number_id="another")
    assert (await open_stage.text()).status_code == 200
    made = await fault(open_stage, "token_expired", number_id=NUMBER)
    assert (await open_stage.text()).status_code == 401
    await open_stage.do("DELETE", f"/faults/{made['id']}")
    assert (await open_stage.text()).status_code == 200
    assert await open_stage.do("DELETE", "/faults") == {"cleared": 1}


async def test_webhooks_are_repeated_dropped_delayed_and_shuffled(stage: Stage) -> None:
    await fault(stage, "repeat", count=1, params={"times": 3, "of": "messages"})
    await stage.act(type="text", text="três vezes")
    await stage.do("POST", "/drain")
    assert len(stage.receiver.of("messages")) == 3
    assert len({m["id"] for m in stage.receiver.of("messages")}) == 1
    stage.receiver.posts.clear()
    await fault(stage, "drop_webhook", count=1, params={"of": "statuses"})
    await stage.text()
    await stage.do("POST", "/drain")
    assert [s["status"] for s in stage.receiver.of("statuses")] == ["delivered"]
    stage.receiver.posts.clear()
    made = await fault(stage, "reorder", params={"window": 6, "hold_ms": 10_000}, seed=3)
    for n in range(6):
        await stage.act(type="text", text=str(n))
    await stage.do("POST", "/drain")
    order = [m["text"]["body"] for m in stage.receiver.of("messages")]
    assert sorted(order) == list("012345")
    assert order != sorted(order)
    await stage.do("DELETE", f"/faults/{made['id']}")
    await fault(stage, "delay", count=1, params={"ms": 200})
    await stage.act(type="text", text="tarde")
    await stage.act(type="text", text="cedo")
    await stage.do("POST", "/drain")
    assert [m["text"]["body"] for m in stage.receiver.of("messages")][-2:] == ["cedo", "tarde"]


async def test_a_held_update_is_released_after_a_while(stage: Stage) -> None:
    await fault(stage, "reorder", params={"window": 100, "hold_ms": 20})
    await stage.act(type="text", text="só uma")
    assert (await stage.do("POST", "/drain"))["is_empty"] is True
    assert len(stage.receiver.of("messages")) == 1


async def test_accepted_and_then_failed(open_stage: Stage) -> None:
    await fault(open_stage, "fail_status", count=1, params={"code": 131042})
    assert (await open_stage.text()).status_code == 200
    await open_stage.do("POST", "/drain")
    assert open_stage.receiver.of("statuses")[0]["errors"][0]["title"] == "Business eligibility payment issue"
    thread = await open_stage.do("GET", f"/phones/marina/threads/{NUMBER}")
    assert (thread["items"][-1]["status"], thread["items"][-1]["error"]["code"]) == ("failed", 131042)


async def test_media_download_fails(open_stage: Stage) -> None:
    made = await open_stage.do("POST", "/files", content=b"x", headers={"content-type": "image/png"})
    seen = await open_stage.act(type="image", file_id=made["id"])
    url = (await open_stage.graph.get(f"/v25.0/{seen['media']['id']}")).json()["url"]
    await fault(open_stage, "media_download_fail", count=1)
    assert (await open_stage.graph.get(url)).status_code == 404
    assert (await open_stage.graph.get(url)).status_code == 200


async def test_a_slow_answer_outlives_an_impatient_caller(open_stage: Stage) -> None:
    await fault(open_stage, "slow_answer", count=1, params={"ms": 60_000})
    body = {"messaging_product": "whatsapp", "to": "+5511900010001", "type": "text", "text": {"body": "x"}}
    with pytest.raises(httpx.ReadTimeout):
        await open_stage.graph.post(f"/v25.0/{NUMBER}/messages", json=body, timeout=0.1)
    assert len((await open_stage.do("GET", "/sent"))["items"]) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "earthquake"},
        {"kind": "delay", "params": {"colour": 1}},
        {"kind": "delay", "params": {"of": "x"}},
        {"kind": "delay", "probability": 2},
        {"kind": "delay", "count": 0},
        {"kind": "delay", "who": 1},
    ],
)
async def test_faults_that_make_no_sense(stage: Stage, values: dict) -> None:
    assert (await stage.control.post("/_twin/faults", json=values)).status_code == 422


def test_the_same_seed_strikes_the_same_way_also_after_a_restart(tmp_path) -> None:
    def strikes(faults: Faults, times: int) -> list[bool]:
        return [faults.strikes("delay", "n") is not None for _ in range(times)]

    whole = Faults(Store(None))
    whole.add({"kind": "delay", "probability": 0.4, "seed": 7})
    expected = strikes(whole, 60)
    assert 0 < sum(expected) < 60
    store = Store(tmp_path / "a.sqlite")
    first = Faults(store)
    first.add({"kind": "delay", "probability": 0.4, "seed": 7})
    seen = strikes(first, 25)
    store.close()
    assert seen + strikes(Faults(Store(tmp_path / "a.sqlite")), 35) == expected


async def test_refused_webhooks_come_again_until_they_are_taken(stage: Stage) -> None:
    stage.receiver.answers = [500, 301, 404]
    await stage.act(type="text", text="insiste")
    await stage.receiver.until(lambda: stage.receiver.of("messages"))
    await stage.do("POST", "/drain")
    assert len(stage.receiver.of("messages")) == 1
    stats = await stage.do("GET", "/stats")
    assert stats["webhooks"] | {"posts": 0} == {"open": 0, "posts": 0, "refused": 3, "delivered": 1}


async def test_webhooks_are_given_up_after_their_time(stage: Stage) -> None:
    await stage.do("PATCH", "/settings", json={"give_up_after_s": 0})
    stage.receiver.answers = [500]
    await stage.act(type="text", text="desiste")
    await stage.do("POST", "/drain")
    assert stage.receiver.posts == []
    assert (await stage.do("GET", "/stats"))["webhooks"]["given_up"] == 1


async def test_a_backlog_comes_in_batches_and_stays_whole(stage: Stage) -> None:
    await stage.do("PATCH", "/settings", json={"max_batch": 1000, "parallel": 1})
    phones = [{"id": f"p{n}", "name": f"P {n}", "phone": f"55119{80000000 + n}"} for n in range(300)]
    await stage.do("POST", "/phones", json={"phones": phones})
    acts = [{"phone_id": f"p{n}", "type": "text", "text": f"oi {n}"} for n in range(300)]
    assert len((await stage.do("POST", f"/numbers/{NUMBER}/burst", json={"acts": acts}))["ids"]) == 300
    await stage.do("POST", "/drain", json={"seconds": 30})
    assert sorted(m["text"]["body"] for m in stage.receiver.of("messages")) == sorted(f"oi {n}" for n in range(300))
    assert len(stage.receiver.posts) < 300
    assert stage.receiver.all_signed()


async def test_a_dead_callback_delays_no_other(stage: Stage) -> None:
    await stage.do("PUT", "/apps/43", json={"app_secret": "x", "callback_url": "http://127.0.0.1:9/dead"})
    await stage.do("PUT", "/wabas/104512345678901", json={"subscribe": ["43"]})
    await stage.act(type="text", text="chega")
    await stage.receiver.until(lambda: stage.receiver.of("messages"))
    assert (await stage.do("POST", "/drain", json={"seconds": 0.05}))["is_empty"] is False


async def test_injected_bytes_arrive_as_they_are(stage: Stage) -> None:
    raw = '{"object":"whatsapp_business_account","entry":[],"x":"Pão \\ud800"}'
    answer = await stage.do("POST", "/inject", json={"raw": raw, "times": 3})
    assert [one["status"] for one in answer["answers"]] == [200] * 3
    assert stage.receiver.posts == [raw.encode()] * 3
    assert stage.receiver.headers[0]["x-hub-signature-256"] == answer["signature"]
    assert stage.receiver.all_signed()
    await stage.do("POST", "/inject", json={"body": {"a": "b/ç"}})
    assert stage.receiver.posts[-1] == rb'{"a":"b\/\u00e7"}'


async def test_concurrent_sends_are_each_accepted_once(open_stage: Stage) -> None:
    answers = await asyncio.gather(*(open_stage.text(str(n), biz_opaque_callback_data=f"c{n}") for n in range(100)))
    ids = {a.json()["messages"][0]["id"] for a in answers}
    assert len(ids) == 100
    await open_stage.do("POST", "/drain")
    seen = {(s["biz_opaque_callback_data"], s["status"]) for s in open_stage.receiver.of("statuses")}
    assert seen == {(f"c{n}", status) for n in range(100) for status in ("sent", "delivered")}
    assert (await open_stage.do("GET", "/sent/doubles"))["items"] == []
