"""A whole install as its users meet it: processes, addresses, and the people on both ends of a conversation."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx

from atende.kit.ids import new_id
from tests.cli.program import environment, two_ports
from tests.database import Database

T = TypeVar("T")

SCHEMA = {"search_path": "atende"}
APP_SECRET = "5f4dcc3b5aa765d61d8327deb882cf99"
PASSWORD = "tulipa-amarela-42"
OPERATOR = "operacao@exemplo.com.br"


async def until(look: Callable[[], Awaitable[T]], *, seconds: float = 90, what: str = "") -> T:
    """What `look` gives once it gives something; an error says what never came."""
    deadline = time.monotonic() + seconds
    while True:
        found = await look()
        if found:
            return found
        assert time.monotonic() < deadline, f"it never came: {what or look}"
        await asyncio.sleep(0.1)


def sign(body: bytes, secret: str = APP_SECRET) -> str:
    """The signature header's value."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Install:
    """Web, worker and twin of one install, running; one database."""

    def __init__(self, database: Database, folder: Path):
        self.database, self.folder = database, folder
        self.port = two_ports()
        self.environment = environment(
            database.home,
            database_url=database.admin_url,
            port=self.port,
            meta_app_secret=APP_SECRET,
            demo="false",
            database_pool=6,
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.url = f"http://127.0.0.1:{self.port}"
        self.second_url: str | None = None
        self._client: httpx.AsyncClient | None = None
        self._pool: asyncpg.Pool | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @contextlib.asynccontextmanager
    async def http(self) -> AsyncIterator[httpx.AsyncClient]:
        """A client for any address: shared on the tests' loop, of its own on any other."""
        if self._client is None:
            self._client, self._loop = httpx.AsyncClient(trust_env=False, timeout=60), asyncio.get_running_loop()
        if asyncio.get_running_loop() is self._loop:
            yield self._client
            return
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            yield client

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        if asyncio.get_running_loop() is not self._loop:
            connection = await asyncpg.connect(self.database.admin_url, server_settings=SCHEMA)
            try:
                yield connection
            finally:
                await connection.close()
            return
        if self._pool is None:
            self._pool = await asyncpg.create_pool(self.database.admin_url, min_size=0, max_size=4, server_settings=SCHEMA)
        async with self._pool.acquire() as connection:
            yield connection

    def start(self, name: str, command: str, **more: str) -> None:
        """One more process of the install; what it logs is in `log(name)`."""
        with self.log_of(name).open("ab") as out:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "atende", command], env=self.environment | more, stdout=out, stderr=out
            )

    def log_of(self, name: str) -> Path:
        """Where this process writes."""
        return self.folder / f"{name}.log"

    def logs(self) -> str:
        """Everything that any process wrote."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    async def open(self) -> None:
        """All three are up."""
        self.start("sandbox", "sandbox")
        self.start("web", "web")
        self.start("worker", "worker")
        await self.answers(f"{self.url}/ready", f"http://127.0.0.1:{self.port + 1}/_twin/health")

    async def second(self) -> str:
        """The address of a second web process of the same install."""
        if self.second_url is None:
            port = two_ports()
            self.start("web-2", "web", ATENDE_PORT=str(port), ATENDE_SANDBOX_PORT=str(self.port + 1))
            self.second_url = f"http://127.0.0.1:{port}"
            await self.answers(f"{self.second_url}/ready")
        return self.second_url

    async def answers(self, *addresses: str) -> None:
        """Whoever listens there is up; a process that ended instead is an error with what it wrote."""

        async def look() -> bool:
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} ended: {self.log_of(name).read_text()[-2000:]}"
            async with self.http() as client:
                try:
                    return all([(await client.get(url)).status_code < 500 for url in addresses])
                except httpx.HTTPError:
                    return False

        await until(look, seconds=180, what=f"an answer of {addresses}")

    async def close(self) -> None:
        """All processes have stopped."""
        if self._client is not None:
            await self._client.aclose()
        if self._pool is not None:
            self._pool.terminate()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(30)

    async def sql(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        """Rows by the administrator, past every wall."""
        async with self._connection() as connection:
            return await connection.fetch(statement, *values)

    async def post(self, body: Any, *, url: str | None = None, secret: str = APP_SECRET, path: str = "/hooks/whatsapp") -> int:
        """What the door answers to this body, signed as Meta signs."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json", "x-hub-signature-256": sign(raw, secret)}
        async with self.http() as client:
            return (await client.post((url or self.url) + path, content=raw, headers=headers)).status_code


class Person:
    """Somebody who is signed in, in a browser."""

    def __init__(self, client: httpx.AsyncClient, me: dict[str, Any]):
        self.client, self.me = client, me
        self.id = me["user"]["id"]

    @classmethod
    async def sign_in(cls, install: Install, email: str, password: str = PASSWORD) -> "Person":
        """Signed in; every later call carries the session and its token."""
        return await cls._begin(install, "sign-in", email=email, password=password)

    @classmethod
    async def join(cls, install: Install, link: str, name: str) -> "Person":
        """Somebody new, who followed the link of an invitation."""
        return await cls._begin(install, "invitation/accept", token=link.partition("#")[2], name=name, password=PASSWORD)

    @classmethod
    async def _begin(cls, install: Install, door: str, **given: str) -> "Person":
        headers = {"sec-fetch-site": "same-origin"}
        client = httpx.AsyncClient(base_url=install.url, headers=headers, trust_env=False, timeout=60)
        answer = await client.post(f"/api/auth/{door}", json=given)
        assert answer.status_code == 200, answer.text
        me = answer.json()
        client.headers["x-csrf-token"] = me["csrf_token"]
        return cls(client, me)

    def elsewhere(self) -> "Person":
        """The same session with connections of its own, for another event loop; close its `client`."""
        client = httpx.AsyncClient(
            base_url=self.client.base_url, headers=self.client.headers, cookies=self.client.cookies, trust_env=False, timeout=60
        )
        return Person(client, self.me)

    async def do(self, method: str, path: str, *, expect: int | None = None, **more: Any) -> Any:
        """The answer's JSON; a refusal is an error unless it is what is expected."""
        answer = await self.client.request(method, path, **more)
        if expect is not None:
            assert answer.status_code == expect, f"{answer.status_code} {answer.text[:600]}"
        else:
            assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:600]}"
        return answer.json() if answer.content else None


@dataclass
class Business:
    """A fresh tenant with its owner signed in, a sandbox number, and the twin's control within reach."""

    install: Install
    id: str
    owner: Person
    connection: dict[str, Any]
    phones: list[str] = field(default_factory=list)

    async def api(self, method: str, path: str, who: Person | None = None, **more: Any) -> Any:
        """A call below this tenant, by its owner unless somebody else is named."""
        return await (who or self.owner).do(method, f"/api/t/{self.id}/{path}", **more)

    async def colleague(self, name: str) -> Person:
        """One more person who works here, signed in."""
        email = f"{uuid.uuid4().hex}@exemplo.com.br"
        asked = await self.api("POST", "invitations", json={"email": email, "permissions": ["inbox"]})
        return await Person.join(self.install, asked["link"], name)

    async def phone(self, name: str = "Marina Souza", **more: Any) -> "Phone":
        """A customer's phone in the twin."""
        number = {} if "username" in more else {"phone": some_number()}
        body = {"id": f"p{uuid.uuid4().hex[:16]}", "name": name, "owner": self.id, **number, **more}
        made = await self.twin("POST", "phones", json=body)
        return Phone(self, made["id"], made.get("phone"), name)

    async def twin(self, method: str, path: str, **more: Any) -> Any:
        """A call of the twin's control API."""
        token = (self.install.database.home / "sandbox" / "control.token").read_text().strip()
        headers = {"authorization": f"Bearer {token}"}
        async with self.install.http() as client:
            url = f"http://127.0.0.1:{self.install.port + 1}/_twin/{path}"
            answer = await client.request(method, url, headers=headers, **more)
        assert answer.is_success, f"{method} {path}: {answer.text}"
        return answer.json() if answer.content else None

    async def conversations(self, **query: Any) -> list[dict[str, Any]]:
        """What the inbox lists."""
        return (await self.api("GET", "conversations", params={"status": "any", "limit": 100, **query}))["items"]

    async def only_conversation(self) -> dict[str, Any]:
        """The one conversation there is, once there is one."""
        found = await until(self.conversations, what="a conversation")
        assert len(found) == 1
        return found[0]

    async def timeline(self, conversation_id: str) -> list[dict[str, Any]]:
        """Everything that stands in the conversation, oldest first."""
        return (await self.api("GET", f"conversations/{conversation_id}/messages", params={"limit": 100}))["items"]

    async def messages(self, conversation_id: str, **equal: Any) -> list[dict[str, Any]]:
        """Its messages with these values."""
        items = [item for item in await self.timeline(conversation_id) if item["type"] == "message"]
        return [m for m in items if all(m[key] == value for key, value in equal.items())]

    def body(self, *messages: dict[str, Any], **value: Any) -> dict[str, Any]:
        """A webhook of Meta's for this number."""
        metadata = {"display_phone_number": self.connection["phone"].lstrip("+"), "phone_number_id": self.connection["number_id"]}
        content: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        if messages:
            content["messages"] = list(messages)
            content.setdefault("contacts", [{"wa_id": m["from"], "profile": {"name": "Marina"}} for m in messages if "from" in m])
        change = {"field": "messages", "value": content}
        return {"object": "whatsapp_business_account", "entry": [{"id": self.connection["account_id"], "changes": [change]}]}

    async def settled(self) -> None:
        """Every parcel of this business has its outcome."""
        look = "select count(*) from integrations_parcels where tenant_id = $1 and state = 'waiting'"

        async def none_waits() -> bool:
            return (await self.install.sql(look, uuid.UUID(self.id)))[0][0] == 0

        await until(none_waits, what="parcels being opened")


@dataclass
class Phone:
    """A customer with the phone in hand."""

    business: Business
    id: str
    number: str | None
    name: str
    heard: int = 0

    async def act(self, **act: Any) -> dict[str, Any]:
        """The customer does something on the business's number."""
        return await self.business.twin(
            "POST", f"phones/{self.id}/threads/{self.business.connection['number_id']}/messages", json=act
        )

    async def says(self, words: str) -> dict[str, Any]:
        """A text."""
        return await self.act(type="text", text=words)

    async def hears(self, count: int = 1) -> list[dict[str, Any]]:
        """The next messages of the business, once at least so many new ones are on the phone."""

        async def look() -> list[dict[str, Any]]:
            fresh = (await self.thread())[self.heard :]
            return fresh if len(fresh) >= count else []

        found = await until(look, what=f"{count} message(s) on the phone of {self.name}")
        self.heard += len(found)
        return found

    async def thread(self) -> list[dict[str, Any]]:
        """What the business said so far, as the phone shows it."""
        number = self.business.connection["number_id"]
        page = await self.business.twin("GET", f"phones/{self.id}/threads/{number}", params={"limit": 200})
        return [m for m in page["items"] if m["from"] == "business"]

    async def taps(self, message: dict[str, Any], title: str) -> None:
        """The button or row of that title."""
        interactive = message["body"]["interactive"] if "interactive" in message["body"] else message["body"]
        action = interactive["action"]
        for button in action.get("buttons", []):
            if button["reply"]["title"] == title:
                await self.act(type="button", message_id=message["id"], button_id=button["reply"]["id"])
                return
        for section in action.get("sections", []):
            for row in section["rows"]:
                if row["title"] == title:
                    await self.act(type="list", message_id=message["id"], row_id=row["id"])
                    return
        raise AssertionError(f"no option {title!r} in {json.dumps(action, ensure_ascii=False)}")


def text(words: str, *, sender: str, wamid: str | None = None, at: float | None = None) -> dict[str, Any]:
    """One text message as Meta writes it."""
    stamp = str(int(at if at is not None else time.time()))
    return {
        "id": wamid or f"wamid.{uuid.uuid4().hex}",
        "from": sender,
        "timestamp": stamp,
        "type": "text",
        "text": {"body": words},
    }


def some_number() -> str:
    """A Brazilian mobile number nobody has, as Meta writes it."""
    return f"551199{uuid.uuid4().int % 10**7:07d}"


async def found_business(install: Install, operator: Person, kind: str = "clinic", **more: Any) -> Business:
    """A new business, set up as an agency would on screen."""
    mark = uuid.uuid4().hex[:10]
    body = {
        "name": f"Negócio {mark}",
        "kind": kind,
        "owner_email": f"dona-{mark}@exemplo.com.br",
        "store_name": more.get("store_name", "Centro"),
    }
    made = await operator.do("POST", "/api/agency/tenants", json=body)
    owner = await Person.join(install, made["owner_link"], "Helena Prado")
    phone = f"+551130{uuid.uuid4().int % 10**6:06d}"
    connection = {"name": "Recepção", "phone": phone, "environment": "sandbox"}
    business = Business(install, made["id"], owner, {})
    business.connection = await business.api("POST", "connections", json=connection)
    return business


async def operator_of(install: Install, password_hash: str) -> Person:
    """The install's first superuser, signed in."""
    await install.sql(
        "insert into accounts_users (id, email, name, password_hash, is_superuser) values ($1, $2, 'Operação', $3, true)",
        new_id(),
        OPERATOR,
        password_hash,
    )
    return await Person.sign_in(install, OPERATOR)
