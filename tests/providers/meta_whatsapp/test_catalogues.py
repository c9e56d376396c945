"""Every code that can reach a person has its sentences: what happened, why, and what to do next, in both languages."""

import json
import re
from pathlib import Path

import pytest

from atende.inbox.ports import Blame
from atende.inbox.rules.failure import word_of
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.meta_whatsapp.faults import KEYS, verdict

FOLDER = Path(__file__).parents[3] / "web" / "src" / "i18n"
CHANNEL = MetaChannel()
REFERENCE = """1 2 131016 131000 133004 4 80007 130429 131056 131057 133016 131048 368 131031 131042 190 0 10 200
    299 3 131005 131045 100 131008 131009 131021 131026 131030 131047 131050 131051 131052 131053 131055
    131062 131063 135000 137000 131049 130472 130497 132000 132001 132005 132007 132008 132012 132015
    132016 132018 132068 132069 131064 133000 133005 133006 133008 133009 133010 133015 134011 138000
    138999 139000 139100 139101 139102 139103 147001 147002 147003 147004 131037 131060 2593109"""


def catalogue(language: str) -> dict[str, dict[str, str]]:
    return json.loads((FOLDER / language / "provider-errors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_key_has_title_cause_and_next_step(language):
    sentences = catalogue(language)
    assert set(sentences) >= KEYS
    for key, entry in sentences.items():
        assert set(entry) - {"title"} == {"cause", "next_step"}, key
        assert "title" in entry or key not in KEYS, key
        for text in entry.values():
            assert text == text.strip(), key
            assert len(text) > 5, key
        assert entry["cause"].endswith("."), key
        assert entry["next_step"].endswith("."), key


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_word_of_a_failure_has_its_sentences(language):
    words = {word_of(code) for code in re.findall(r"\d+", REFERENCE)} | {
        "not_your_turn",
        "number_paused",
        "loop_stopped",
        "media_failed",
        "restored",
    }
    assert words <= set(catalogue(language))


def test_the_languages_differ():
    pt, en = catalogue("pt-BR"), catalogue("en")
    assert [key for key in KEYS if pt[key]["cause"] == en[key]["cause"]] == []


@pytest.mark.parametrize("code", re.findall(r"\d+", REFERENCE))
def test_every_code_of_the_reference_leads_to_sentences(code):
    key = verdict(code).key
    assert key in KEYS - {"unknown"}
    assert CHANNEL.error_key(code) == key


@pytest.mark.parametrize(("code", "key"), [("unsure", "unsure"), ("http_403", "unknown"), (None, "unknown")])
def test_our_own_words_lead_to_sentences_too(code, key):
    assert CHANNEL.error_key(code) == key


def test_a_failed_status_blames_as_a_send_does():
    assert CHANNEL.blame("131048") is Blame.CONNECTION
    assert CHANNEL.blame("131026") is Blame.PERSON
    assert CHANNEL.blame("unsure") is CHANNEL.blame(None) is Blame.NONE
