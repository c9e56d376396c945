"""The twin as a process of its own: killed, started again, stopped, and a port that is taken."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.cli.program import free_port
from tests.providers.sandbox.conftest import NUMBER, SECRET, TOKEN, WABA, Receiver

_PROGRAM = "import sys; from atende.providers.sandbox.server import serve; serve(int(sys.argv[1]), sys.argv[2])"


async def start(port: int, folder: Path) -> asyncio.subprocess.Process:
    """The twin runs and answers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, str(port), str(folder), stderr=asyncio.subprocess.PIPE
    )
    async with httpx.AsyncClient(trust_env=False) as client:
        while process.returncode is None:
            try:
                await client.get(f"http://127.0.0.1:{port}/_twin/health")
                return process
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    assert process.stderr is not None
    raise AssertionError((await process.stderr.read()).decode())


async def test_nothing_accepted_is_lost_by_kill_9(receiver: Receiver, tmp_path: Path) -> None:
    port = free_port()
    process = await start(port, tmp_path)
    steer = {"Authorization": f"Bearer {(tmp_path / 'control.token').read_text()}"}
    accepted: set[str] = set()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

        async def control(method: str, path: str, body: Any = None) -> Any:
            answer = await client.request(method, f"/_twin{path}", json=body, headers=steer)
            assert answer.is_success, answer.text
            return answer.json()

        await control("PUT", "/apps/42", {"app_secret": SECRET, "callback_url": receiver.address})
        number = {"waba_id": WABA, "display_phone_number": "+55 11 3000-5500", "token": TOKEN}
        await control("PUT", f"/numbers/{NUMBER}", number | {"throughput": None, "is_pair_limited": False})
        await control("POST", "/phones", {"id": "marina", "name": "Marina", "phone": "5511900010001"})
        await control("POST", f"/phones/marina/threads/{NUMBER}/messages", {"type": "text", "text": "oi"})

        async def send(n: int) -> None:
            body = {"messaging_product": "whatsapp", "to": "+5511900010001", "type": "text", "text": {"body": str(n)}}
            auth = {"Authorization": f"Bearer {TOKEN}"}
            try:
                answer = await client.post(f"/v25.0/{NUMBER}/messages", json=body, headers=auth)
            except httpx.TransportError:
                return
            accepted.add(answer.json()["messages"][0]["id"])

        for life in range(3):
            sending = [asyncio.create_task(send(life * 1000 + n)) for n in range(150)]
            while sum(task.done() for task in sending) < 60:
                await asyncio.sleep(0.002)
            os.kill(process.pid, signal.SIGKILL)
            await asyncio.gather(*sending)
            await process.wait()
            process = await start(port, tmp_path)
        sent = (await control("GET", "/sent?limit=5000"))["items"]
        assert accepted <= {one["id"] for one in sent}
        assert (await control("POST", "/drain", {"seconds": 60}))["is_empty"]
        delivered = {s["id"] for s in receiver.of("statuses") if s["status"] == "delivered"}
        assert accepted <= delivered
    process.send_signal(signal.SIGTERM)
    await process.wait()
    assert len(accepted) >= 180
    assert receiver.all_signed()


async def test_stopping_lets_watchers_go_and_says_nothing_of_content(tmp_path: Path) -> None:
    port = free_port()
    process = await start(port, tmp_path)
    headers = {"Authorization": f"Bearer {(tmp_path / 'control.token').read_text()}", "accept": "text/event-stream"}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
        client.stream("GET", f"http://127.0.0.1:{port}/_twin/events", headers=headers) as watching,
    ):
        lines = watching.aiter_lines()
        assert (await anext(lines)).startswith("id: ")
        process.send_signal(signal.SIGTERM)
        async for _ in lines:
            pass
    assert await process.wait() in (0, -signal.SIGTERM)
    assert process.stderr is not None
    said = [json.loads(line) for line in (await process.stderr.read()).decode().splitlines()]
    assert [line["event"] for line in said] == ["sandbox_starting", "sandbox_stopped"]
