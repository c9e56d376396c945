"""Where somebody may be sent: a list of the known ways to lead them elsewhere, none of which leaves (S20)."""

import pytest

from atende.kit.origins import parse_origin, safe_return

ORIGINS = {"https://painel.example.com", "http://localhost:3000", "https://[2001:db8::1]:8443"}

LEADING_AWAY = [
    "https://evil.example",
    "https://evil.example/painel.example.com",
    "//evil.example",
    "///evil.example",
    "////painel.example.com@evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "https://painel.example.com@evil.example",
    "https://painel.example.com:x@evil.example",
    "https://painel.example.com%40evil.example",
    "https://painel.example.com\\@evil.example",
    "https://painel.example.com\\.evil.example",
    "https://evil.example\\@painel.example.com",
    "https://evil.example#@painel.example.com",
    "https://evil.example?@painel.example.com",
    "https://evil.example;@painel.example.com/",
    "https://painel.example.com.evil.example",
    "https://painel.example.comevil.example",
    "https://painelXexample.com",
    "https://xpainel.example.com",
    "https://example.com",
    "https://painel.example.com:8443/",
    "https://painel.example.com:0/",
    "https://painel.example.com:99999/",
    "https://painel.example.com:44 3/",
    "http://painel.example.com/",
    "javascript:alert(1)",
    "javascript://painel.example.com/%0aalert(1)",
    "data:text/html,x",
    "ftp://painel.example.com/",
    "https://painel.example.com\n.evil.example/",
    "https://painel.example.com\t.evil.example/",
    "https://painel.example.com\0.evil.example/",
    " https://evil.example",
    "\thttps://painel.example.com/",
    "https://painel.example。com/",
    "https://ⓟainel.example.com/",
    "https://painel.example.com./",
    "https://[::1]/",
    "https://[painel.example.com]/",
    "https://user:pw@painel.example.com/",
    "https://%70ainel.example.com/",
    "https://painel.example.com/" + "a" * 3000,
    "https://",
    "https://?x",
    "",
    "/",
    "/api/me",
    "painel.example.com",
]


@pytest.mark.parametrize("address", LEADING_AWAY)
def test_nothing_leads_to_where_nobody_was_meant_to_go(address):
    assert safe_return(address, ORIGINS) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://painel.example.com", "https://painel.example.com/"),
        ("https://painel.example.com/a/b?c=d&e=%20f", "https://painel.example.com/a/b?c=d&e=%20f"),
        ("https://PAINEL.example.com:443/A", "https://painel.example.com/A"),
        ("HTTPS://painel.example.com/", "https://painel.example.com/"),
        ("https://painel.example.com//evil.example", "https://painel.example.com//evil.example"),
        ("https://painel.example.com/@evil.example", "https://painel.example.com/@evil.example"),
        ("https://painel.example.com/#//evil.example", "https://painel.example.com/"),
        ("http://localhost:3000/x", "http://localhost:3000/x"),
        ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
    ],
)
def test_what_lies_in_a_named_origin_is_written_in_one_reading(address, written):
    assert safe_return(address, ORIGINS) == written


def test_an_origin_is_an_origin():
    assert parse_origin(" https://Painel.Example.com:443/ ") == "https://painel.example.com"
    for wrong in (
        "painel.example.com",
        "https://a/b",
        "https://u@a",
        "ftp://a",
        "https://",
        "https://a?x",
        "https://ç.example",
        "https://a:x",
    ):
        with pytest.raises(ValueError, match=r"."):
            parse_origin(wrong)
