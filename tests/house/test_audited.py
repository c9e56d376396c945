"""Every fact is covered by the audit log or says why not (promise S28)."""

import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

import atende
from atende.accounts.rules import ALL_PERMISSIONS
from atende.audit.reactions import COVERED, LEFT_OUT, OF_INSTALL
from atende.audit.rules import RECORDED
from atende.inbox.rules.hearing import ROOMS
from atende.kit.facts import Fact


def _facts() -> set[type[Fact]]:
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(atende.__path__, "atende.")
        if module.name.endswith(".events")
    ]
    return {kind for module in modules for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Fact)} - {
        Fact
    }


def test_every_fact_is_audited_or_says_why_not():
    known = {*COVERED, *LEFT_OUT, *OF_INSTALL}
    missing = sorted(kind.__qualname__ for kind in _facts() - known)
    assert missing == [], "one line in atende/audit/reactions.py: COVERED, or LEFT_OUT with the reason"
    assert len(known) == len(COVERED) + len(LEFT_OUT) + len(OF_INSTALL), "one list only"
    assert all(LEFT_OUT.values())


def test_every_fact_is_told_in_a_room_on_the_live_stream():
    """Promise S36: what has no room is told to nobody, and that is to be meant. What concerns no tenant is in no stream."""
    named = {kind.name for kind in _facts() - OF_INSTALL}
    assert sorted(named ^ set(ROOMS)) == [], "one line in atende/inbox/rules/hearing.py"
    assert {room for rooms in ROOMS.values() for room in rooms} <= set(ALL_PERMISSIONS)


def test_no_audited_fact_has_a_field_for_a_secret():
    words = re.compile(r"token|secret|password|hash|code|text|body")
    assert [
        f"{kind.__name__}.{name}" for kind in {*COVERED, *OF_INSTALL} for name in kind.__annotations__ if words.search(name)
    ] == []


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_audited_action_has_a_sentence_on_screen(language):
    catalogue = Path(__file__).parents[2] / "web" / "src" / "i18n" / language / "audit.json"
    sentences = json.loads(catalogue.read_text(encoding="utf-8"))["actions"]
    actions = {*(kind.name for kind in {*COVERED, *OF_INSTALL}), *RECORDED}
    assert sorted(action for action in actions if action.replace(".", "_") not in sentences) == []
