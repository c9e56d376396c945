"""Settings: typed, read once from the environment (`ATENDE_*`) and the file `ATENDE_HOME/atende.env`, checked at start."""

import functools
import os
import re
from collections.abc import Iterable
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from atende.core.startup import StartupError
from atende.kit.origins import host_of, parse_origin


def home() -> Path:
    """The folder that holds everything this install keeps: database, files, keys, logs."""
    return Path(os.environ.get("ATENDE_HOME", ".atende")).expanduser().resolve()


class Settings(BaseSettings):
    """All that can be set from outside. `atende config` prints it with its sources, secrets hidden."""

    model_config = SettingsConfigDict(env_prefix="ATENDE_", env_file_encoding="utf-8", extra="ignore")

    home: Path = Field(default_factory=home, description="Folder of the data: database, files, keys")
    host: str = Field("127.0.0.1", description="Address the web server listens on")
    port: int = Field(8400, ge=1, le=65535, description="Port of the web server")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1/32", "::1/128"),
        description="Addresses or networks of our own proxies, by commas: what they say of a client's address is believed",
    )
    public_url: str | None = Field(None, description="Address people use, when it differs from host and port")
    database_url: SecretStr | None = Field(
        None, description="postgresql:// address of an administrator; unset means the embedded PostgreSQL"
    )
    database_pool: int = Field(10, ge=2, le=200, description="Connections each process keeps at most, per role")
    sandbox: bool = Field(True, description="Run the provider twin (simulated WhatsApp) next to the product")
    sandbox_port: int | None = Field(None, description="Port of the twin; unset means the web port plus one")
    graph_url: str = Field("https://graph.facebook.com", description="Base address of Meta's Graph API")
    graph_version: str = Field("v25.0", pattern=r"^v\d+\.\d+$", description="Graph API version in every call")
    meta_app_secret: SecretStr | None = Field(None, description="App secret of this install's Meta app")
    meta_verify_token: SecretStr | None = Field(None, description="Token for the webhook verification handshake")
    google_client_id: str | None = Field(None, description="Client id of this install's Google project, for people's calendars")
    google_client_secret: SecretStr | None = Field(None, description="Its client secret")
    master_key: SecretStr | None = Field(
        None, description="Key that wraps every tenant's data key (base64, 32 bytes; newest first); unset: a file"
    )
    master_key_file: Path | None = Field(None, description="File with the master key; unset: keys/master.key in ATENDE_HOME")
    backup_recipient: str | None = Field(
        None, description="age1... whom backups are encrypted for; unset: a recovery key made in ATENDE_HOME/keys"
    )
    forward_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins (https://painel.example.com) of the apps that ask us who is signed in, by commas"
    )
    forward_cookie_domain: str | None = Field(
        None, description="Parent domain of those apps (example.com): a cookie of its own makes one sign-in hold for all of them"
    )
    forward_key: SecretStr | None = Field(
        None, description="Private key (PEM, P-256) that signs who is signed in; unset: a file in ATENDE_HOME"
    )
    supabase_url: str | None = Field(None, description="Address of a Supabase project whose people may sign in here")
    supabase_issuer: str | None = Field(None, description="Issuer of its tokens; unset: the project's address and /auth/v1")
    supabase_audience: str = Field("authenticated", min_length=1, description="Audience its tokens must name")
    supabase_jwks_url: str | None = Field(
        None, description="Where its public keys are; unset: the issuer's address and /.well-known/jwks.json"
    )
    supabase_jwt_secret: SecretStr | None = Field(
        None, min_length=32, description="Its shared secret, for projects that still sign with HS256; unset: public keys only"
    )
    supabase_api_key: SecretStr | None = Field(
        None, description="Its publishable key, by which we ask whether a person's e-mail is confirmed; unset: never asked"
    )
    supabase_sign_in: Annotated[tuple[tuple[str, str], ...], NoDecode] = Field(
        (),
        description="Providers of the project that the sign-in page offers, by commas: google, azure, keycloak=Clinic's account",
    )
    redis_url: SecretStr | None = Field(
        None, description="redis:// address that several hosts share for limits and live events; unset: PostgreSQL serves"
    )
    # Without a bound in the pattern: pydantic's regular expressions unroll it, and 60 times all of Unicode's letters took 6 MB.
    redis_prefix: str = Field(
        "atende", pattern=r"^[\w.-]+$", max_length=60, description="What this install's names in Redis begin with"
    )
    limit_address_per_minute: int = Field(1200, ge=0, description="Requests a minute from one address; 0: no limit")
    limit_form_per_minute: int = Field(
        40, ge=0, description="Sign-ins and other forms that anybody may send, a minute from one address; 0: no limit"
    )
    limit_page_bookings_per_hour: int = Field(
        60, ge=0, description="Bookings and changes an hour on public pages, of one business from one address; 0: no limit"
    )
    limit_page_phone_per_hour: int = Field(
        6, ge=0, description="Bookings an hour on the public page of one business for one phone number; 0: no limit"
    )
    limit_page_receipts_phone_per_day: int = Field(
        3, ge=0, description="Messages a day about bookings on the public page of one business, to one phone number; 0: no limit"
    )
    limit_page_receipts_phone_everywhere_per_day: int = Field(
        6,
        ge=0,
        description="The same by all businesses of this install together: so many at once, then so many a day; 0: no limit",
    )
    limit_page_receipts_per_hour: int = Field(
        120, ge=0, description="Messages an hour about bookings on the public page of one business; 0: no limit"
    )
    limit_key_per_minute: int = Field(600, ge=0, description="Requests a minute with one API key; 0: no limit")
    limit_tenant_per_minute: int = Field(12000, ge=0, description="Requests a minute to one business; 0: no limit")
    demo: bool = Field(True, description="Load the demo businesses into an empty database")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    worker_slots: int = Field(
        8, ge=1, le=64, description="Measure of a worker: twice as many sends side by side, a quarter as many groups of turns"
    )
    number_rate: float = Field(
        80.0,
        gt=0,
        le=1000,
        description="Messages a second one receiving number sends at most, by each worker process: with two, give half of it",
    )
    bot_wait: float = Field(
        1.2, ge=0, le=8, description="Seconds the bot waits after a lone message for more of it; taps and menu numbers never wait"
    )
    shows_typing: bool = Field(True, description='Customers see the ticks and "typing..." while the bot reads')
    metrics_host: str = Field("127.0.0.1", description="Address of the metrics' ports; never one the public reaches")
    metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port where the web process shows its metrics; unset: nowhere"
    )
    worker_metrics_port: int | None = Field(
        None, ge=1, le=65535, description="Port where a worker shows its metrics; unset: nowhere"
    )
    otlp_endpoint: str | None = Field(
        None, description="Base address of an OpenTelemetry collector (OTLP over HTTP) that traces are sent to; unset: none"
    )
    drain_seconds: float = Field(
        0.0,
        ge=0,
        le=120,
        description="Seconds a web process that was told to end serves on, /ready saying 503, for a proxy to send elsewhere",
    )
    bot_max_age_minutes: int = Field(10, ge=1, description="Inbound messages older than this never start the bot")
    raw_days: int = Field(30, ge=7, description="Days that raw events are kept at least; their month goes when all are older")
    raw_key_days: int = Field(400, ge=30, description="Days for which an event that is posted again is known as such")
    message_months: int | None = Field(None, ge=1, description="Months that messages are kept; unset: for ever")
    mail_from: str = Field("Atende <atende@localhost>", description="Sender of every mail")
    smtp_host: str | None = Field(None, description="Mail server; unset means that mails become files in ATENDE_HOME/mail")
    smtp_port: int | None = Field(None, ge=1, le=65535, description="Its port; unset: 587, 465 with tls, 25 with none")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the way to the mail server is sealed")
    smtp_user: str | None = Field(None, description="Name for the mail server; unset means that it asks for none")
    smtp_password: SecretStr | None = Field(None, description="Password for the mail server")
    session_days: int = Field(14, ge=1, le=90, description="Days a sign-in lasts without use")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if "@" not in address or not value.isprintable():
            raise ValueError("must be an e-mail address, or a name and one: Atende <atende@example.com>")
        return value

    @field_validator("supabase_jwt_secret")
    @classmethod
    def _no_public_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and "-----BEGIN" in value.get_secret_value():
            raise ValueError("is a public key, which everybody may know; the project's keys are fetched by themselves")
        return value

    @field_validator("supabase_sign_in", mode="before")
    @classmethod
    def _ways(cls, value: str | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, str):
            return tuple(value)
        found = [
            (word.strip(), name.strip()) for word, _, name in (one.partition("=") for one in value.split(",")) if word.strip()
        ]
        if any(not re.fullmatch(r"[a-z0-9_:-]{1,60}", word) or len(name) > 40 for word, name in found):
            raise ValueError("must be providers' names as Supabase writes them (google, azure), each with =Name where you wish")
        return tuple(found)

    @field_validator("forward_origins", mode="before")
    @classmethod
    def _origins(cls, value: str | Iterable[str]) -> tuple[str, ...]:
        words = value.split(",") if isinstance(value, str) else value
        return tuple(parse_origin(word) for word in words if word.strip())

    @field_validator("forward_cookie_domain")
    @classmethod
    def _domain(cls, value: str | None) -> str | None:
        domain = (value or "").strip().lower().lstrip(".")
        if not domain:
            return None
        if "." not in domain or any(not label.replace("-", "").isalnum() for label in domain.split(".")):
            raise ValueError("is no domain that a cookie can hold for")
        return domain

    @model_validator(mode="after")
    def _one_sign_in_reaches_all(self) -> Self:
        # Without a cookie that reaches it, an app would send people to us and we them back, for ever.
        hosts = {host_of(one) for one in (*self.forward_origins, self.url)} if self.forward_origins else set()
        domain = self.forward_cookie_domain
        out = [h for h in hosts if not (domain and (h == domain or h.endswith(f".{domain}")))]
        if out and hosts != {host_of(self.url)}:
            raise ValueError(f"{sorted(out)[0]} lies outside ATENDE_FORWARD_COOKIE_DOMAIN, so no sign-in here would hold there")
        return self

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: str | Iterable[str]) -> tuple[str, ...]:
        words = value.split(",") if isinstance(value, str) else value
        return tuple(str(ip_network(word.strip(), strict=False)) for word in words if word.strip())

    @property
    def url(self) -> str:
        """The address people use, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def sandbox_url(self) -> str:
        """Base address of the twin's Graph API."""
        return f"http://127.0.0.1:{self.sandbox_port or self.port + 1}"


@functools.cache
def settings() -> Settings:
    """The settings of this process; raises `pydantic.ValidationError` naming each wrong field, `StartupError` for a file that is
    no text."""
    file = home() / "atende.env"
    try:
        return Settings(_env_file=file)  # type: ignore[call-arg]
    except UnicodeDecodeError as error:
        raise StartupError(f"{file} is not in UTF-8 (byte {error.start + 1})", "Save it in UTF-8") from error


def unknown() -> list[str]:
    """Names that begin like a setting, in the environment or the file, and are none: most likely misspelt, and without effect."""
    file = home() / "atende.env"
    given = {name.upper() for name in [*os.environ, *(dotenv_values(file) if file.exists() else ())]}
    known = {f"ATENDE_{name.upper()}" for name in Settings.model_fields} | _OF_TESTS
    return sorted(name for name in given - known if name.startswith("ATENDE_"))


def misspelt() -> list[str]:
    """A line for each name that looks like a setting and is none, with the one that was meant, perhaps."""
    import difflib  # here: hardly anybody misspells

    known = [f"ATENDE_{name.upper()}" for name in Settings.model_fields]
    lines = []
    for name in unknown():
        near = difflib.get_close_matches(name, known, 1)
        lines.append(f"There is no setting {name}; it has no effect." + (f" Did you mean {near[0]}?" if near else ""))
    return lines


_OF_TESTS = {"ATENDE_CHROMIUM", "ATENDE_TEST_CLUSTER"}
