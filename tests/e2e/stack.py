"""One running install for all journeys of a test worker, and its HTTP API for what a journey only needs to find there."""

import itertools
import json
import secrets
from pathlib import Path
from typing import Any

import httpx

from tests.cli.program import Running, environment, two_ports
from tests.database import Database

CLINIC, RESTAURANT = "clinica-ipe", "cantina-sabia"
OWNER, STAFF, AGENT, SUPERUSER = (
    "helena@clinicaipe.example",
    "camila@clinicaipe.example",
    "sofia@vertice.example",
    "suporte@atende.example",
)

_tokens = itertools.count(1)


def token() -> str:
    """A word that nothing else in the install holds, readable in a failure."""
    return f"{next(_tokens)}{secrets.token_hex(2)}"


def number() -> str:
    """A Brazilian mobile number that nobody else has, digits only."""
    return f"55119{70_000_000 + secrets.randbelow(9_999_999)}"


class Stack:
    """`atende run` on a clone of the migrated database, ready; `url` and `sign_ins` are as it printed them."""

    def __init__(self, database: Database, folder: Path, **settings: str):
        settings = {"log_level": "warning", "database_url": database.admin_url} | settings
        self.env = environment(database.home, port=two_ports(), **settings)
        self.running = Running(self.env, folder / "out")
        words = self.running.printed().split()
        self.url = next(word for word in words if word.startswith("http://"))
        self.password = words[words.index(OWNER) + 1]
        self._known: dict[str, Api] = {}

    def api(self, email: str) -> "Api":
        """The API as this person uses it, signed in once."""
        if email not in self._known:
            self._known[email] = Api(self.url, email, self.password)
        return self._known[email]

    def join(self, link: str, name: str) -> "Api":
        """The API as somebody new uses it, who followed the link of an invitation; their password is everybody's."""
        return Api(self.url, link.partition("#")[2], self.password, name)

    def stop(self) -> None:
        """Nothing of it runs any more."""
        if self.running.process.poll() is None:
            self.running.stop()


class Api:
    """A signed-in person's calls; each asserts that it was answered well."""

    def __init__(self, url: str, who: str, password: str, name: str | None = None):
        self.http = httpx.Client(base_url=url, timeout=60, headers={"Origin": url})
        if name is None:
            me = self.ask("POST", "/api/auth/sign-in", {"email": who, "password": password})
        else:
            me = self.ask("POST", "/api/auth/invitation/accept", {"token": who, "name": name, "password": password})
        self.http.headers["X-CSRF-Token"] = me["csrf_token"]
        self.me = me

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON."""
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def state(self) -> list[dict[str, Any]]:
        """The session's cookies, as a browser takes them."""
        return [
            {"name": c.name, "value": c.value, "url": str(self.http.base_url), "httpOnly": True} for c in self.http.cookies.jar
        ]

    def business(self, slug: str) -> "Business":
        """What this person may do in that business."""
        return Business(self, next(one for one in self.me["tenants"] if one["slug"] == slug))


class Business:
    """One tenant through the API."""

    def __init__(self, api: Api, tenant: dict[str, Any]):
        self.api, self.id, self.slug, self.name = api, tenant["id"], tenant["slug"], tenant["name"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """As `Api.ask`, below this tenant's address."""
        return self.api.ask(method, f"/api/t/{self.id}/{path}", body)

    @property
    def number_id(self) -> str:
        """Its first sandbox number."""
        return self.ask("GET", "simulator/numbers")["items"][0]["phone_number_id"]

    def customer(self, name: str, **values: Any) -> "Customer":
        """A new virtual customer of this business."""
        given = {"name": name, "phone": number(), **values}
        return Customer(self, self.ask("POST", "simulator/phones", given))

    def conversation_of(self, name: str) -> dict[str, Any] | None:
        """The conversation of the contact so named, None while there is none."""
        found = self.ask("GET", f"conversations?status=any&q={name}")["items"]
        return found[0] if found else None


class Customer:
    """A virtual customer whose phone is not on the screen."""

    def __init__(self, business: Business, phone: dict[str, Any]):
        self.business, self.id, self.name, self.phone = business, phone["id"], phone["name"], phone["phone"]
        self.number_id = business.number_id

    @property
    def _thread(self) -> str:
        return f"simulator/phones/{self.id}/threads/{self.number_id}"

    def write(self, text: str) -> dict[str, Any]:
        """The text is on its way to the business."""
        return self.act(type="text", text=text)

    def act(self, **values: Any) -> dict[str, Any]:
        """Anything else the customer does."""
        return self.business.ask("POST", f"{self._thread}/messages", values)

    def heard(self) -> list[dict[str, Any]]:
        """What the business said to them, oldest first."""
        items = self.business.ask("GET", self._thread)["items"]
        return [one for one in items if one["from"] == "business"]

    def was_told(self, words: str) -> bool:
        """Whether the business said these words."""
        return any(words in json.dumps(one, ensure_ascii=False) for one in self.heard())
