"""The outbox and the two posts: files, and a real SMTP server."""

import asyncio
import ssl
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

import asyncpg
import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from atende.core.config import settings
from atende.core.mail import outbox
from atende.core.mail.letter import Letter, message
from atende.core.mail.post import FilePost, NotSent, SmtpPost
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from tests.accounts.mailbox import letters, text

LETTER = Letter("Olá, você", "Bom dia, João.\n", "<p>Bom dia, João.</p>\n")


def _message(recipient: str = "joao@exemplo.com.br", letter: Letter = LETTER) -> Any:
    return message(
        letter, sender="Atende <recepcao@atende.test>", recipient=recipient, mail_id=uuid.uuid4(), at=datetime.now(UTC)
    )


class Server:
    """An SMTP server on a free port that keeps what it is given; `say` answers the recipient or the message otherwise."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.say: dict[str, str] = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if "RCPT" in self.say:
            return self.say["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if "DATA" in self.say:
            return self.say["DATA"]
        self.kept.append(envelope)
        return "250 OK"


@pytest.fixture
async def smtp() -> AsyncIterator[Callable[..., Awaitable[tuple[Server, int]]]]:
    loop, started = asyncio.get_running_loop(), []

    async def start(*, tls: ssl.SSLContext | None = None, **kwargs: Any) -> tuple[Server, int]:
        handler = Server()
        started.append(await loop.create_server(lambda: SMTP(handler, loop=loop, **kwargs), "127.0.0.1", 0, ssl=tls))
        return handler, started[-1].sockets[0].getsockname()[1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def certificate(tmp_path, monkeypatch) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1 that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    crt, pem = tmp_path / "server.crt", tmp_path / "server.key"
    crt.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem.write_bytes(key.private_bytes(*form))
    monkeypatch.setenv("SSL_CERT_FILE", str(crt))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, pem)
    return context


async def test_without_a_server_a_mail_is_a_file_for_its_owner_only(tmp_path):
    where = await FilePost(tmp_path / "mail").send(_message())
    [file] = (tmp_path / "mail").iterdir()
    assert where == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    [read] = letters("joao@exemplo.com.br", tmp_path / "mail")
    assert read["Subject"] == "Olá, você"
    assert text(read) == "Bom dia, João.\n"
    assert read.get_body(("html",)).get_content() == "<p>Bom dia, João.</p>\n"


async def test_a_server_without_tls_gets_the_mail(smtp):
    server, port = await smtp()
    await SmtpPost("127.0.0.1", port, "none", None, None).send(_message())
    [envelope] = server.kept
    assert envelope.rcpt_tos == ["joao@exemplo.com.br"]
    assert envelope.mail_from == "recepcao@atende.test"
    assert b"Message-ID: <" in envelope.content


async def test_starttls_and_a_password(smtp, certificate):
    def authenticator(_server, _session, _envelope, _mechanism, data):
        is_right = (data.login, data.password) == (b"ana", b"segredo")
        return AuthResult(success=is_right, handled=is_right)

    server, port = await smtp(tls_context=certificate, require_starttls=True, authenticator=authenticator, auth_required=True)
    await SmtpPost("127.0.0.1", port, "starttls", "ana", "segredo").send(_message())
    assert len(server.kept) == 1
    with pytest.raises(NotSent, match="does not accept ATENDE_SMTP_USER"):
        await SmtpPost("127.0.0.1", port, "starttls", "ana", "errada").send(_message())


async def test_tls_from_the_first_byte(smtp, certificate):
    server, port = await smtp(tls=certificate)
    await SmtpPost("127.0.0.1", port, "tls", None, None).send(_message())
    assert len(server.kept) == 1


async def test_a_certificate_that_nobody_vouches_for_gets_nothing(smtp, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    server, port = await smtp(tls=certificate)
    with pytest.raises(NotSent, match="certificate"):
        await SmtpPost("127.0.0.1", port, "tls", None, None).send(_message())
    assert server.kept == []


@pytest.mark.parametrize(
    ("step", "said", "is_final"),
    [
        ("RCPT", "550 nobody here", True),
        ("RCPT", "450 later", False),
        ("DATA", "554 no", True),
        ("DATA", "451 later", False),
    ],
)
async def test_a_refusal_is_one_clear_line_without_the_address(smtp, step, said, is_final):
    server, port = await smtp()
    server.say[step] = said
    with pytest.raises(NotSent) as caught:
        await SmtpPost("127.0.0.1", port, "none", None, None).send(_message())
    assert caught.value.is_final is is_final
    assert said[:3] in caught.value.problem
    assert "joao" not in caught.value.problem


async def test_a_server_without_starttls_is_told_apart_from_one_that_is_away(smtp):
    _, port = await smtp()
    with pytest.raises(NotSent, match="does not offer STARTTLS"):
        await SmtpPost("127.0.0.1", port, "starttls", None, None).send(_message())
    with pytest.raises(NotSent, match="cannot be reached"):
        await SmtpPost("127.0.0.1", 1, "none", None, None).send(_message())
    with pytest.raises(NotSent, match="no such host"):
        await SmtpPost("mail.atende.invalid", 25, "none", None, None).send(_message())


def test_no_name_and_no_address_can_add_a_header():
    made = _message(letter=Letter("Oi\r\nBcc: todos@exemplo.com", "a\n", "<p>a</p>"))
    assert made["Bcc"] is None
    for recipient in ("a@b.com\r\nBcc: c@d.com", "a@b.com, c@d.com", "", "sem-arroba"):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            _message(recipient)


@pytest.fixture
def box(database, tmp_path, monkeypatch):
    """A kind of mail of this test's own, whose letters can be made to fail; `row` reads the outbox's row."""
    kind = f"tests.{uuid.uuid4().hex}"
    written: list[outbox.Asked] = []
    answer: list[Any] = [LETTER]

    async def write(asked: outbox.Asked) -> Letter | None:
        written.append(asked)
        if isinstance(answer[0], Exception):
            raise answer[0]
        return answer[0]

    outbox.written_by(kind, write)

    class Box:
        pass

    made = Box()
    made.kind, made.written, made.answer = kind, written, answer

    async def row(mail_id):
        connection = await asyncpg.connect(database.admin_url)
        try:
            return await connection.fetchrow("select * from atende.mails where id = $1", mail_id)
        finally:
            await connection.close()

    made.row = row
    return made


async def _ask(box, recipient: str = "joao@exemplo.com.br") -> uuid.UUID:
    async with across_tenants(Crossing.SIGN_IN) as session:
        return await outbox.queue(session, box.kind, recipient, about="x")


async def _handle(mail_id: uuid.UUID) -> bool:
    [stage] = outbox.stages()
    return await stage.handle(outbox.Lane(outbox._NOBODYS, str(mail_id)))


async def test_a_mail_leaves_once_whoever_asks_for_it(box, smtp, monkeypatch):
    server, port = await smtp()
    monkeypatch.setattr(settings(), "smtp_host", "127.0.0.1")
    monkeypatch.setattr(settings(), "smtp_port", port)
    monkeypatch.setattr(settings(), "smtp_security", "none")
    mail_id = await _ask(box)
    did = await asyncio.gather(*(_handle(mail_id) for _ in range(5)))
    assert sorted(did) == [False] * 4 + [True]
    assert await _handle(mail_id) is False
    assert len(server.kept) == 1
    assert (await box.row(mail_id))["status"] == "sent"
    assert f"<{mail_id}@".encode() in server.kept[0].content


async def test_what_did_not_go_is_tried_later_and_longer_each_time_until_it_has_failed(box, monkeypatch, clock):
    monkeypatch.setattr(settings(), "smtp_host", "127.0.0.1")
    monkeypatch.setattr(settings(), "smtp_port", 1)
    monkeypatch.setattr(settings(), "smtp_security", "none")
    mail_id = await _ask(box)
    ahead = timedelta()
    for seconds in outbox.BACK_OFF_SECONDS:
        assert await _handle(mail_id) is True
        row = await box.row(mail_id)
        assert row["status"] == "queued"
        assert "cannot be reached" in row["problem"]
        assert await _handle(mail_id) is False  # not due
        ahead += timedelta(seconds=seconds + 5)
        clock.shift(ahead)
    assert await _handle(mail_id) is True
    assert (await box.row(mail_id))["status"] == "failed"
    found = await outbox.standing()
    assert found.counts["failed"] >= 1
    assert "cannot be reached" in (found.problem or "")


async def test_a_worker_that_died_leaves_the_mail_to_another_after_its_lease(box, clock):
    mail_id = await _ask(box)
    assert await outbox._claim(mail_id) is not None
    assert await _handle(mail_id) is False
    clock.shift(timedelta(seconds=outbox.LEASE_SECONDS + 1))
    assert await _handle(mail_id) is True
    row = await box.row(mail_id)
    assert (row["status"], row["attempts"]) == ("sent", 2)


async def test_a_mail_that_nobody_wants_any_more_is_dropped(box):
    mail_id = await _ask(box)
    box.answer[0] = None
    assert await _handle(mail_id) is True
    assert (await box.row(mail_id))["status"] == "dropped"


async def test_a_letter_that_cannot_be_written_does_not_go_on_for_ever(box, clock):
    mail_id = await _ask(box)
    box.answer[0] = RuntimeError("broken")
    ahead = timedelta()
    while (await box.row(mail_id))["status"] != "failed":
        if ahead < timedelta(seconds=outbox.LEASE_SECONDS * (len(outbox.BACK_OFF_SECONDS) + 1)):
            with pytest.raises(RuntimeError):
                await _handle(mail_id)
        else:
            await _handle(mail_id)
        ahead += timedelta(seconds=outbox.LEASE_SECONDS + 1)
        clock.shift(ahead)
    assert len(box.written) == len(outbox.BACK_OFF_SECONDS) + 1


async def test_a_mail_is_queued_with_its_transaction_or_not_at_all(box):
    tenant_id = uuid.uuid4()
    made: list[uuid.UUID] = []

    async def work(is_broken: bool) -> None:
        async with in_tenant(tenant_id) as tx:
            made.append(await outbox.queue(tx.session, box.kind, "joao@exemplo.com.br"))
            if is_broken:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        await work(True)
    await work(False)
    assert await box.row(made[0]) is None
    assert (await box.row(made[1]))["status"] == "queued"


async def test_a_tenants_transaction_reads_no_mail(database):
    with pytest.raises(Exception, match="permission denied"):
        async with in_tenant(uuid.uuid4()) as tx:
            await tx.session.execute(outbox.select(outbox.Mail.id))
