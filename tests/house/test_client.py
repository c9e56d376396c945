"""The web app speaks the wire the server speaks: its types come from the description, its sentences cover the answers."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from atende.core.web import answers
from tools import openapi

WEB = Path(__file__).parents[2] / "web"


def test_the_description_is_as_the_code_has_it():
    assert openapi.TARGET.read_text(encoding="utf-8") == openapi.description(), "web/openapi.json is stale. Run: make client"


def test_the_description_is_the_same_each_time():
    assert openapi.description() == openapi.description()


def test_the_types_were_generated_from_the_description():
    head, _, types = (WEB / "src" / "client" / "schema.ts").read_text(encoding="utf-8").partition(" */\n\n")
    made_of = (WEB / "openapi.json").read_bytes(), types.encode()
    prints = [hashlib.sha256(text).hexdigest() for text in made_of]
    assert re.findall(r"[0-9a-f]{64}", head) == prints, "web/src/client/schema.ts is not what was generated. Run: make client"


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_what_the_framework_and_the_database_refuse_has_its_sentence(language):
    sentences = json.loads((WEB / "src" / "i18n" / language / "errors.json").read_text(encoding="utf-8"))
    codes = {code for code, _ in answers._BY_STATUS.values()} | set(answers._CONFLICTS.values())
    assert sorted((codes | {"unavailable", "internal", "cross_site"}) - set(sentences)) == []
