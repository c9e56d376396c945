"""GoTrue's own endpoints over real HTTP, as a browser and a server meet them: /authorize, the provider's page, /callback's way back,
/token?grant_type=pkce, /user and the public keys.

What it refuses is what supabase/auth refuses: an address to come back to that is not on the list goes to the site's own, a code works
once and for five minutes, and only with the verifier whose SHA-256 is the challenge it began with (internal/api/pkce.go).
"""

import base64
import contextlib
import hashlib
import html
import json
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwk

from tests.providers.supabase.signing import claims, new_key, payload, published, signed

API_KEY = "sb_publishable_of_the_twin"
CODE_SECONDS = 300


@dataclass
class Flow:
    """One browser's way, from /authorize to /token."""

    challenge: str
    back: str
    begun: float
    is_over: bool = False


@dataclass
class GoTrue:
    """A project with one provider, `google`; `person` is who its page asks. `allowed` are the addresses to come back to."""

    allowed: list[str] = field(default_factory=list)
    site: str = "http://127.0.0.1:9/"
    email: str = "bruno@example.com"
    subject: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: jwk.Key = field(default_factory=lambda: new_key("twin"))
    flows: dict[str, Flow] = field(default_factory=dict)
    base_url: str = ""

    def is_now(self, email: str) -> None:
        """Somebody else sits at the provider's page from here on."""
        self.email, self.subject = email, str(uuid.uuid4())

    @property
    def issuer(self) -> str:
        return f"{self.base_url}/auth/v1"

    def token(self) -> str:
        """A token of whoever just signed in."""
        proof = [{"method": "oauth", "timestamp": int(time.time())}]
        return signed(self.key, claims(self.issuer, sub=self.subject, email=self.email, amr=proof))

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        status, kind, content, more = self._answer(scope["method"], scope["path"], asked, headers, body)
        listed = [(b"content-type", kind.encode()), *((k.encode(), v.encode()) for k, v in more.items())]
        await send({"type": "http.response.start", "status": status, "headers": listed})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, method: str, path: str, asked: dict, headers: dict, body: bytes) -> tuple[int, str, bytes, dict[str, str]]:
        match method, path.removeprefix("/auth/v1"):
            case "GET", "/authorize":
                return self._authorize(asked)
            case "GET", "/callback":
                return self._callback(asked)
            case "POST", "/token" if asked.get("grant_type") == "pkce":
                return self._token(headers, json.loads(body))
            case "GET", "/user" if headers.get("apikey") == API_KEY:
                found = {"id": self.subject, "email": self.email, "email_confirmed_at": "2026-01-01T00:00:00Z"}
                return _json(200, payload("auth_user_response") | found)
            case "GET", "/.well-known/jwks.json":
                return _json(200, published(self.key))
        return _json(404, {"code": 404, "error_code": "not_found", "msg": path})

    def _authorize(self, asked: dict) -> tuple[int, str, bytes, dict[str, str]]:
        if asked.get("provider") != "google":
            return _json(400, {"code": 400, "error_code": "validation_failed", "msg": "Unsupported provider"})
        if asked.get("code_challenge_method", "").lower() != "s256" or not 43 <= len(asked.get("code_challenge", "")) <= 128:
            return _json(400, {"code": 400, "error_code": "validation_failed", "msg": "PKCE flow requires code_challenge"})
        back = asked["redirect_to"] if asked.get("redirect_to") in self.allowed else self.site
        code = str(uuid.uuid4())
        self.flows[code] = Flow(asked["code_challenge"], back, time.monotonic())
        page = (
            "<!doctype html><html lang=en><title>Google</title><h1>Choose an account</h1>"
            f"<p><a href='/auth/v1/callback?state={code}'>Continue as {html.escape(self.email)}</a></p>"
            f"<p><a href='/auth/v1/callback?state={code}&error=access_denied'>Cancel</a></p>"
        )
        return 200, "text/html; charset=utf-8", page.encode(), {}

    def _callback(self, asked: dict) -> tuple[int, str, bytes, dict[str, str]]:
        flow = self.flows[asked["state"]]
        if "error" in asked:
            said = {"error": asked["error"], "error_code": asked["error"], "error_description": "The person <b>said no</b>"}
            return 303, "text/plain", b"", {"location": f"{flow.back}?{urlencode(said)}#{urlencode(said)}"}
        return 303, "text/plain", b"", {"location": f"{flow.back}?{urlencode({'code': asked['state']})}"}

    def _token(self, headers: dict, given: dict) -> tuple[int, str, bytes, dict[str, str]]:
        if headers.get("apikey") != API_KEY:
            return _json(401, {"message": "No API key found in request"})
        flow = self.flows.get(given["auth_code"])
        if flow is None or flow.is_over:
            return _json(
                404, {"code": 404, "error_code": "flow_state_not_found", "msg": "invalid flow state, no valid flow state found"}
            )
        if time.monotonic() - flow.begun > CODE_SECONDS:
            return _json(
                403, {"code": 403, "error_code": "flow_state_expired", "msg": "invalid flow state, flow state has expired"}
            )
        hashed = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if not secrets.compare_digest(hashed, flow.challenge):
            return _json(400, {"code": 400, "error_code": "bad_code_verifier", "msg": "code challenge does not match"})
        flow.is_over = True
        return _json(200, payload("auth_token_response") | {"access_token": self.token()})


def _json(status: int, body: Any) -> tuple[int, str, bytes, dict[str, str]]:
    return status, "application/json", json.dumps(body).encode(), {}


@contextlib.contextmanager
def serving() -> Iterator[GoTrue]:
    """The twin on a port of its own and a thread of its own, for as long as the block lasts."""
    twin = GoTrue()
    listening = socket.create_server(("127.0.0.1", 0))
    twin.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(twin, lifespan="off", log_level="critical", ws="none", proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield twin
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
