"""People's side of calendars outside and of Cal.com, for journeys that look at what the agenda makes of it."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.e2e.stack import Business, Stack
from tests.flows.install import until

_PAYLOAD = Path(__file__).parents[1] / "providers" / "calcom" / "payloads" / "booking_created.json"


class Google:
    """The simulated Google account of somebody who works here, connected to their column of the agenda."""

    def __init__(self, stack: Stack, business: Business, resource_id: str):
        self._business = business
        self.email = f"agenda-{secrets.token_hex(4)}@example.com"
        self._twin = f"http://127.0.0.1:{int(stack.env['ATENDE_PORT']) + 1}/_twin/google"
        token = (Path(stack.env["ATENDE_HOME"]) / "sandbox" / "control.token").read_text().strip()
        self._steer = {"Authorization": f"Bearer {token}"}
        asked = {"resource_id": resource_id, "environment": "sandbox"}
        address = business.ask("POST", "bookings/calendars/consent", asked)["address"]
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        with httpx.Client(trust_env=False, timeout=60) as browser:
            form = {**wanted, "email": self.email, "answer": "allow", "granted": wanted["scope"].split()}
            back = browser.post(address.partition("?")[0], data=form)
        brought = {name: values[0] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}
        self.id = business.ask("POST", "bookings/calendars/connect", {"state": brought["state"], "code": brought["code"]})["id"]

    def _do(self, method: str, path: str, body: Any = None) -> Any:
        answer = httpx.request(
            method, f"{self._twin}/calendars/{self.email}/{path}", json=body, headers=self._steer, trust_env=False, timeout=60
        )
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def add(self, since: str, minutes: int = 60) -> None:
        """Something of their own is in it."""
        self._do("POST", "events", _times(since, minutes))

    async def ours(self) -> str:
        """The entry of the one appointment that was written there, when Google tells of what changes, too."""
        found: list[str] = []

        async def is_written() -> bool:
            if not self._business.ask("GET", "bookings/calendars")["items"][0]["channel"]["is_open"]:
                return False
            items = self._do("GET", "events")["items"]
            found[:] = [one["id"] for one in items if one["status"] != "cancelled" and one.get("extendedProperties")]
            return len(found) == 1

        await until(is_written, what="the entry of the appointment")
        return found[0]

    def move(self, event_id: str, since: str, minutes: int = 30) -> None:
        """Somebody drags the entry in their own calendar."""
        self._do("PATCH", f"events/{event_id}", _times(since, minutes))


def _times(since: str, minutes: int) -> dict[str, Any]:
    at = datetime.fromisoformat(since)
    return {
        side: {"dateTime": one.isoformat(), "timeZone": "America/Sao_Paulo"}
        for side, one in (("start", at), ("end", at + timedelta(minutes=minutes)))
    }


def booked_at_cal(stack: Stack, business: Business, since: str) -> str:
    """Somebody books at Cal.com, where nobody has said yet what that is here; the source's id."""
    source = business.ask("POST", "bookings/sources", {"name": "Cal.com"})
    tree = json.loads(_PAYLOAD.read_text())
    at, uid = datetime.fromisoformat(since), secrets.token_hex(8)
    tree["payload"] |= {
        "uid": uid, "iCalUID": uid, "startTime": at.isoformat(), "endTime": (at + timedelta(minutes=30)).isoformat(),
    }  # fmt: skip
    body = json.dumps(tree).encode()
    sign = hmac.new(source["secret"].encode(), body, hashlib.sha256).hexdigest()
    answer = httpx.post(
        f"{stack.url}/hooks/calcom/{source['id']}",
        content=body,
        headers={"X-Cal-Signature-256": sign},
        trust_env=False,
        timeout=60,
    )
    assert answer.is_success, answer.text
    return source["id"]
