"""The door vendors call, when what is behind it broke: they are asked to come again, it is counted and it is said which kind it was."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import structlog
from prometheus_client import REGISTRY

from atende.app import create_app
from atende.core import config, keyring, log
from atende.core.tenancy import in_tenant
from atende.integrations import door
from atende.integrations.service import connections, sealing
from atende.providers.meta_whatsapp.signature import sign
from tests.contacts.people import new_tenant

SECRET = "segredo-do-app"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the door logs meanwhile."""
    stream = io.StringIO()
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level, last = root.handlers[:], root.level, logging.lastResort
    log.setup("debug", stream)
    monkeypatch.setattr(door, "_log", log.get("integrations"))
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.lastResort = last
    structlog.configure(**before)


async def _address() -> str:
    """Of a number with an app of its own, whose secret is sealed."""
    async with in_tenant(await new_tenant()) as tx:
        row = await connections.connect(
            tx, provider="meta_whatsapp", environment="sandbox", name="Linha", phone="+5511300055000",
            number_id="104500000000001", account_id="1045", token="EAAtest", app_secret=SECRET,
        )  # fmt: skip
    sealing._keys.clear()
    door._secrets.clear()
    return f"/hooks/whatsapp/{row.id}"


def _master_key(words: str) -> None:
    (config.settings().home / "keys" / "master.key").write_text(words)


async def _knock(path: str) -> httpx.Response:
    body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    headers = {"x-hub-signature-256": sign(body, SECRET.encode()), "content-type": "application/json"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://door") as client:
        return await client.post(path, content=body, headers=headers)


def _counted() -> float:
    return REGISTRY.get_sample_value("atende_door_answers_total", {"provider": "meta_whatsapp", "status": "503"}) or 0


@pytest.mark.parametrize(("how", "error"), [("another", "Unreadable"), ("no words", "StartupError")])
async def test_a_master_key_that_opens_nothing_asks_the_vendor_to_come_again(own_install, logged, how, error):
    path = await _address()
    right = keyring._file().read_text()
    _master_key(f"{keyring.fresh_word()}\n" if how == "another" else "nenhuma chave\n")
    before = _counted()
    answer = await _knock(path)
    assert (answer.status_code, answer.headers["retry-after"], answer.text) == (503, str(door.RETRY_AFTER), "try again")
    assert len(answer.headers["x-request-id"]) >= 8
    assert _counted() == before + 1
    (line,) = [json.loads(one) for one in logged.getvalue().splitlines()]
    assert (line["event"], line["provider"], line["error"]) == ("door_broke", "meta_whatsapp", error)
    assert line["exception"][0]["type"].endswith(error)
    _master_key(right)
    assert (await _knock(path)).status_code == 200
