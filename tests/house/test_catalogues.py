"""Lists that must hold no two alike and leave nothing out: facts, refusals, and the sentences people read for them."""

import importlib
import json
import pkgutil
import sys
from collections import Counter
from pathlib import Path

import pytest

import atende
from atende.kit.facts import Fact
from atende.kit.refusal import Refusal

CATALOGUES = Path(__file__).parents[2] / "web" / "src" / "i18n"
LANGUAGES = ("pt-BR", "en")
# Refusals that no browser of ours can get; each with its reason.
UNSEEN: dict[str, str] = {"refused": "the class above all; never raised itself"}


def _everything() -> None:
    for module in pkgutil.walk_packages(atende.__path__, "atende."):
        if ".__main__" not in module.name:
            importlib.import_module(module.name)


def _below(kind: type) -> list[type]:
    _everything()
    found, waiting = [], [kind]
    while waiting:
        for one in waiting.pop().__subclasses__():
            is_itself = getattr(sys.modules[one.__module__], one.__name__, None) is one  # `slots=True` makes each class twice
            if one not in found and is_itself and one.__module__.startswith("atende."):
                found.append(one)
                waiting.append(one)
    return found


def test_every_fact_has_a_name_of_its_own_in_the_past_of_its_room():
    facts = _below(Fact)
    names = Counter(fact.name for fact in facts)
    assert [name for name, count in names.items() if count > 1] == []
    for fact in facts:
        room, _, past = fact.name.partition(".")
        assert fact.__module__ == f"atende.{room}.events", f"{fact.name} is stated by {fact.__module__}"
        assert past.replace("_", "") == fact.__name__.lower(), f"{fact.__name__} is called {fact.name}"
        assert "__slots__" in fact.__dict__, f"{fact.__name__} is frozen, with slots"


def test_every_refusal_has_a_code_of_its_own_or_its_parents():
    seen: dict[str, type] = {}
    for refusal in _below(Refusal):
        if "code" not in refusal.__dict__:
            continue
        other = seen.setdefault(refusal.code, refusal)
        related = issubclass(refusal, other) or issubclass(other, refusal) or _siblings(refusal, other)
        assert related, f"{refusal.__qualname__} and {other.__qualname__} share the code {refusal.code}"
        assert 400 <= refusal.status < 600


def _siblings(one: type, other: type) -> bool:
    """The same refusal named in two rooms that may not know each other."""
    return one.__name__ == other.__name__


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language):
    words = json.loads((CATALOGUES / language / "errors.json").read_text(encoding="utf-8"))
    codes = {refusal.code for refusal in _below(Refusal)} - set(UNSEEN)
    assert sorted(codes - set(words)) == [], f"add them to web/src/i18n/{language}/errors.json"


def test_both_languages_have_the_same_keys():
    for file in sorted((CATALOGUES / "en").glob("*.json")):
        english, ours = (
            _keys(json.loads((CATALOGUES / lang / file.name).read_text(encoding="utf-8"))) for lang in ("en", "pt-BR")
        )
        assert english ^ ours == set(), file.name


def _keys(value: object, at: str = "") -> set[str]:
    if isinstance(value, dict):
        return {key for name, one in value.items() for key in _keys(one, f"{at}.{name}")}
    return {at.removesuffix("_one").removesuffix("_other").removesuffix("_many")}
