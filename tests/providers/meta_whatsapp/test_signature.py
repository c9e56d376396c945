"""Only Meta's own signature over the very bytes opens the door."""

import json

import pytest

from atende.providers.meta_whatsapp.signature import answer_challenge, sign, verify
from tests.providers.meta_whatsapp.bodies import loaded, raw

VECTORS = loaded("signature/vectors")
SECRET = VECTORS["app_secret"].encode()


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: f"{v['file']}-{v['expect'][:12]}")
def test_the_recorded_vectors_are_decided_as_written(vector):
    body = raw(f"signature/{vector['file']}")
    headers = {"x-hub-signature-256": vector["X-Hub-Signature-256"]}
    assert verify(body, headers, [SECRET]) is (vector["expect"] == "accept")


def test_sign_writes_what_verify_accepts():
    for body in (b"", b"{}", "ção".encode(), bytes(range(256)), b"x" * 3_000_000):
        assert verify(body, {"X-Hub-Signature-256": sign(body, b"s")}, [b"s"])


def _mangled(good: str) -> list[str | None]:
    digest = good.removeprefix("sha256=")
    return [
        None,
        "",
        "sha256=",
        good[:-1],
        good[:-2],
        good + "0",
        good + " ",
        " " + good,
        good.upper(),
        "sha256=" + digest.upper(),
        "SHA256=" + digest,
        "sha1=" + digest,
        "sha256:" + digest,
        digest,
        good + "," + good,
        "sha256=" + "0" * 64,
        good.replace(digest[0], "é", 1),
        good[:-1] + "\udc80",
        "sha256=" + digest[::-1],
    ]


def test_anything_but_the_exact_header_is_refused():
    body = b'{"object":"whatsapp_business_account"}'
    for header in _mangled(sign(body, SECRET)):
        headers = {} if header is None else {"x-hub-signature-256": header}
        assert verify(body, headers, [SECRET]) is False, header


def test_the_header_is_found_in_any_case():
    assert verify(b"{}", {"X-HUB-Signature-256": sign(b"{}", b"k")}, [b"k"])


def test_a_changed_byte_is_refused():
    body = raw("inbound/text")
    good = {"x-hub-signature-256": sign(body, SECRET)}
    assert verify(body, good, [SECRET])
    assert not verify(body + b"\n", good, [SECRET])
    assert not verify(json.dumps(json.loads(body)).encode() + b" ", good, [SECRET])


def test_one_of_several_secrets_is_enough_and_every_one_is_tried():
    tried = []

    def candidates():
        for secret in (b"one", b"two", b"three"):
            tried.append(secret)
            yield secret

    assert verify(b"{}", {"x-hub-signature-256": sign(b"{}", b"one")}, candidates())
    assert tried == [b"one", b"two", b"three"]


def test_no_secret_and_an_empty_secret_open_nothing():
    assert verify(b"{}", {"x-hub-signature-256": sign(b"{}", b"")}, [b""]) is False
    assert verify(b"{}", {"x-hub-signature-256": sign(b"{}", b"k")}, []) is False


def test_the_handshake_answers_the_challenge_for_our_token_only():
    query = dict(part.split("=") for part in VECTORS["get_verification"]["query"].split("&"))
    expected = VECTORS["get_verification"]["expect_body"]
    assert answer_challenge(query, ["outro", "meu-token-secreto"]) == expected
    assert answer_challenge(query, ["outro"]) is None
    assert answer_challenge(query, []) is None
    assert answer_challenge(query | {"hub.mode": "unsubscribe"}, ["meu-token-secreto"]) is None
    assert answer_challenge({}, [""]) is None
