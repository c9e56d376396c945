"""The bot's settings: read with refusals by field, written back the same."""

from typing import Any

import pytest

from atende.bot.rules import settings as rules
from atende.bot.rules.settings import BotSettings, HandoffRules, MenuAction, MenuItem

FULL = BotSettings(
    False,
    "Sofia",
    "Oi {{nome}}",
    (MenuItem("a", "Promo", MenuAction.TEXT, "x"),),
    "?",
    HandoffRules("já", "depois", 30, 5, 3),
    "en",
)


def test_settings_survive_json() -> None:
    assert rules.from_json(rules.to_json(FULL)) == FULL
    assert rules.from_json({}) == BotSettings()
    assert rules.from_json({"menu": []}).menu == ()


def item(**other: Any) -> dict[str, Any]:
    return {"menu": [{"id": "a", "title": "A", "action": "hours", **other}]}


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        ([], None, "not_an_object"),
        ({"is_on": "yes"}, "is_on", "bad_flag"),
        ({"language": "fr"}, "language", "bad_choice"),
        ({"welcome": 3}, "welcome", "not_a_text"),
        ({"welcome": "x" * 1025}, "welcome", "too_long"),
        ({"menu": {}}, "menu", "not_a_list"),
        ({"menu": [{}] * 21}, "menu", "too_many"),
        (item(title=" "), "menu.0.title", "empty"),
        (item(id=""), "menu.0.id", "empty"),
        (item(action="dance"), "menu.0.action", "bad_choice"),
        (item(action="text"), "menu.0.text", "empty"),
        ({"menu": item()["menu"] * 2}, "menu.1.id", "repeated_id"),
        ({"handoff": {"on_unknown_after": 0}}, "handoff.on_unknown_after", "bad_number"),
        ({"handoff": {"return_after_minutes": True}}, "handoff.return_after_minutes", "bad_number"),
    ],
)
def test_bad_settings_are_refused_by_field(value: Any, field: str | None, reason: str) -> None:
    with pytest.raises(rules.BotSettingsInvalid) as refusal:
        rules.from_json(value)
    assert (refusal.value.field, refusal.value.params["reason"]) == (field, reason)
