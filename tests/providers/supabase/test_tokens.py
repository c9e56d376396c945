"""What a token proves (S18): the recorded vectors, and every way to forge one that we know."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwk

from atende.accounts.errors import TokenRefused
from atende.accounts.ports import Vouched
from atende.providers.supabase import tokens
from tests.providers.supabase.signing import ISSUER, claims, new_key, payload, published, signed

THEN = datetime.fromtimestamp(1_790_000_000, UTC)
HS, ES = payload("hs256_token_vectors"), payload("es256_token_vectors")
SUBJECT = payload("claims_authenticated")["sub"]
SECRET = "uma-senha-inventada-com-mais-de-32-letras"
KEY, OTHER, RSA = new_key("one"), new_key("two"), new_key("three", "RSA")


def judged(token: str, document: Any, secret: str | None, now: datetime, audience: str = "authenticated") -> Vouched | str:
    """Whose it is, or the reason of the refusal."""
    keys = tokens.public_keys(document)
    expected = tokens.Expected(ISSUER, audience, secret.encode() if secret else None)
    try:
        return tokens.verify(token, expected, keys.get, now)
    except TokenRefused as refusal:
        return str(refusal.params["reason"])


@pytest.mark.parametrize("vector", HS["tokens"], ids=lambda v: v["name"])
def test_recorded_tokens_of_the_shared_secret(vector):
    outcome = judged(vector["token"], payload("jwks_empty_hs256_only"), HS["secret"], THEN)
    if vector["expect"].startswith("accept"):
        assert isinstance(outcome, Vouched)
        assert outcome.subject == SUBJECT
    else:
        assert outcome in {
            "expired": {"expired"}, "wrong audience": {"audience"}, "wrong issuer": {"issuer"}, "wrong key": {"signature"},
            "alg none": {"algorithm", "malformed"}, "no sub": {"claims"},
            "service_role key used as a user token": {"issuer", "role"},
        }[vector["name"]]  # fmt: skip


@pytest.mark.parametrize("vector", ES["tokens"], ids=lambda v: v["name"])
def test_recorded_tokens_of_public_keys(vector):
    before = judged(vector["token"], payload("jwks"), HS["secret"], THEN)
    after = judged(vector["token"], payload("jwks_after_rotation"), HS["secret"], THEN)
    outcomes = {
        "valid, known kid": (SUBJECT, SUBJECT),
        "valid, new kid": ("key", SUBJECT),
        "kid of key 1, signed by key 2": ("signature", "signature"),
        "HS256 made with the public key text": ("signature", "signature"),
    }
    found = tuple(one.subject if isinstance(one, Vouched) else one for one in (before, after))
    assert found == outcomes[vector["name"]]
    if vector["token"].startswith("eyJhbGciOiJIUzI1NiI"):  # the swap is refused also where no secret is set at all
        assert judged(vector["token"], payload("jwks"), None, THEN) == "key"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("claims_authenticated", SUBJECT),
        ("claims_mfa_aal2", SUBJECT),
        ("claims_phone_user", SUBJECT),
        ("claims_anonymous_user", "anonymous"),
        ("claims_legacy_anon_key", "issuer"),
        ("claims_legacy_service_role_key", "issuer"),
    ],
)
def test_recorded_claims(name, outcome):
    said = payload(name)
    found = judged(signed(SECRET, said), {}, SECRET, THEN)
    assert (found.subject if isinstance(found, Vouched) else found) == outcome
    if isinstance(found, Vouched):
        assert found.has_second_factor == (said["aal"] == "aal2")


def test_the_recorded_answer_of_the_token_endpoint_holds_a_good_token():
    token = payload("auth_token_response")["access_token"]
    found = judged(token, {}, HS["secret"], THEN)
    assert isinstance(found, Vouched)
    assert found.subject == payload("auth_token_response")["user"]["id"]


def test_legacy_keys_are_refused_by_their_role_even_when_they_name_the_issuer():
    for role in ("anon", "service_role", "postgres", "", None, 5, ["authenticated"]):
        assert judged(signed(SECRET, claims(role=role)), {}, SECRET, datetime.now(UTC)) == "role"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": None}, "claims"),
        ({"iat": None}, "claims"),
        ({"iss": None}, "issuer"),
        ({"aud": None}, "audience"),
        ({"sub": None}, "claims"),
        ({"sub": ""}, "claims"),
        ({"sub": "admin"}, "claims"),
        ({"sub": 7}, "claims"),
        ({"sub": ["3d6f0a52-9a1e-4c77-8f55-0f2f6c1d2e3b"]}, "claims"),
        ({"exp": "4102444800"}, "claims"),
        ({"exp": True}, "claims"),
        ({"exp": 1e300}, "claims"),
        ({"exp": -5}, "claims"),
        ({"exp": 4102444800}, "claims"),  # a token that never ends is none of a person's
        ({"aud": ["other", "another"]}, "audience"),
        ({"aud": {"authenticated": True}}, "audience"),
        ({"aud": "authenticated "}, "audience"),
        ({"iss": ISSUER + "/"}, "issuer"),
        ({"iss": [ISSUER]}, "issuer"),
        ({"nbf": "soon"}, "claims"),
        ({"is_anonymous": "false"}, "anonymous"),
        ({"is_anonymous": 0}, "anonymous"),
    ],
)
def test_a_claim_that_is_missing_or_odd_is_refused(changes, reason):
    assert judged(signed(KEY, claims(**changes)), published(KEY), None, datetime.now(UTC)) == reason


def test_clocks_may_differ_by_ten_seconds_and_no_more():
    now = datetime.now(UTC)
    said = claims()
    for shift, outcome in ((3600 + 5, said["sub"]), (3600 + 15, "expired"), (-5, said["sub"]), (-15, "early")):
        found = judged(signed(KEY, said), published(KEY), None, now + timedelta(seconds=shift))
        assert (found.subject if isinstance(found, Vouched) else found) == outcome
    early = claims(nbf=int(now.timestamp()) + 60)
    assert judged(signed(KEY, early), published(KEY), None, now) == "early"


def test_an_audience_may_be_one_of_several():
    found = judged(signed(RSA, claims(aud=["other", "authenticated"])), published(KEY, RSA), None, datetime.now(UTC))
    assert isinstance(found, Vouched)


def _text(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _swapped(token: str, **header: Any) -> str:
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=="))
    return f"{_text({**said, **header})}.{body}.{signature}"


GOOD = signed(KEY, claims())
FORGED = {
    "no algorithm": _swapped(GOOD, alg="none"),
    "None": _swapped(GOOD, alg="None"),
    "nOnE without signature": _swapped(GOOD, alg="nOnE").rpartition(".")[0] + ".",
    "no signature": GOOD.rpartition(".")[0] + ".",
    "two parts": GOOD.rpartition(".")[0],
    "five parts": GOOD + ".x.y",
    "algorithm as a list": _swapped(GOOD, alg=["ES256"]),
    "algorithm missing": _swapped(GOOD, alg=None),
    "another algorithm of the same key": _swapped(GOOD, alg="ES384"),
    "RSA's algorithm on an EC key": _swapped(GOOD, alg="RS256"),
    "PSS": _swapped(GOOD, alg="PS256"),
    "HS256 over an EC signature": _swapped(GOOD, alg="HS256"),
    "HS512 by the secret": _swapped(signed(SECRET, claims()), alg="HS512"),
    "another key's name": _swapped(GOOD, kid="two"),
    "foreign name": _swapped(GOOD, kid="../../etc/passwd"),
    "name as a number": _swapped(GOOD, kid=1),
    "no name": _swapped(GOOD, kid=None),
    "its own key": signed(new_key("one"), claims(), jwk=OTHER.as_dict(private=False)),
    "an address of keys": signed(new_key("evil"), claims(), jku="https://evil.example/jwks.json"),
    "certificates": signed(new_key("one"), claims(), x5c=["MII"]),
    "rules of its own": _swapped(GOOD, crit=["exp"], exp=1),
    "a forger with the right name": signed(new_key("one"), claims()),
    "body changed": GOOD.split(".")[0] + "." + _text(claims()) + "." + GOOD.split(".")[2],
    "signature of zeros": GOOD.rpartition(".")[0] + "." + base64.urlsafe_b64encode(bytes(64)).decode().rstrip("="),
    "signature cut": GOOD[:-4],
    "not text": GOOD.replace(".", "\u200b."),
    "head is a list": _text([1]) + "." + GOOD.partition(".")[2],
    "head is nested deep": base64.urlsafe_b64encode(b'{"alg":' + b"[" * 9000).decode() + "." + GOOD.partition(".")[2],
    "very long": GOOD + "A" * 20_000,
    "empty": "",
    "dots": "..",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_proves_nothing(name):
    for secret in (None, SECRET):
        found = judged(FORGED[name], published(KEY, OTHER, RSA), secret, datetime.now(UTC))
        assert found in ("malformed", "algorithm", "key", "signature"), found


def test_a_public_key_text_as_secret_opens_nothing():
    """The swap of HS and RS: the attacker signs by HMAC with what everybody may read."""
    for key in (KEY, RSA):
        for text in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
            unsigned = f"{_text({'alg': 'HS256', 'kid': key.kid})}.{_text(claims())}"
            by_it = hmac.new(text, unsigned.encode(), "sha256").digest()
            token = f"{unsigned}.{base64.urlsafe_b64encode(by_it).decode().rstrip('=')}"
            assert judged(token, published(KEY, RSA), None, datetime.now(UTC)) == "key"
            assert judged(token, published(KEY, RSA), SECRET, datetime.now(UTC)) == "signature"


@pytest.mark.filterwarnings("ignore:Key size should be")  # the weak one is refused by us
def test_only_fit_keys_of_a_document_are_taken():
    ours = published(KEY)["keys"][0]
    weak = jwk.RSAKey.generate_key(1024, {"kid": "weak"}).as_dict(private=False)
    curve = jwk.ECKey.generate_key("P-384", {"kid": "p384"}).as_dict(private=False)
    odd: list[Any] = [
        {**ours, "kid": 5}, {**ours, "kid": "enc", "use": "enc"}, {**ours, "kid": "x", "x": "AAAA"}, 
        {"kty": "oct", "kid": "k", "k": "c2VjcmV0"},
        {**ours, "kid": "lies", "alg": "RS256"}, {**KEY.as_dict(private=True), "kid": "private"}, weak, curve, "text", None, {},
    ]  # fmt: skip
    assert set(tokens.public_keys({"keys": [*odd, ours]})) == {"one"}
    for document in (None, [], "x", {"keys": "x"}, {"keys": None}, payload("jwks_empty_hs256_only")):
        assert tokens.public_keys(document) == {}
    assert set(tokens.public_keys(payload("jwks_after_rotation"))) == {
        one["kid"] for one in payload("jwks_after_rotation")["keys"]
    }
