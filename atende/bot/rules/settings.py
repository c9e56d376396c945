"""What a business decides about its bot: words, menu, hand-off. Read from the API's JSON with refusals by field."""

import enum
from dataclasses import dataclass, field
from typing import Any

from atende.kit.refusal import Invalid


class MenuAction(enum.StrEnum):
    """What an item of the menu does when chosen."""

    HOURS = "hours"
    ADDRESS = "address"
    SERVICES = "services"
    PLANS = "plans"
    PROFESSIONALS = "professionals"
    HANDOFF = "handoff"
    TEXT = "text"
    STORES = "stores"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu; `text` is said when its action is text."""

    id: str
    title: str
    action: MenuAction
    text: str | None = None


@dataclass(frozen=True, slots=True)
class HandoffRules:
    """Empty texts mean our own; `{{quando}}` in them is when somebody will answer. `on_unknown_after` is the number of messages
    in a row that were not understood after which a person is called; minutes are used by the caller, not here."""

    during_hours_text: str = ""
    after_hours_text: str = ""
    return_after_minutes: int | None = None
    unclaimed_alert_minutes: int = 10
    on_unknown_after: int = 2


DEFAULT_MENU = (
    MenuItem("hours", "Horários", MenuAction.HOURS),
    MenuItem("address", "Endereço", MenuAction.ADDRESS),
    MenuItem("services", "Serviços e preços", MenuAction.SERVICES),
    MenuItem("handoff", "Falar com atendente", MenuAction.HANDOFF),
)


@dataclass(frozen=True, slots=True)
class BotSettings:
    """`language` is pt-BR or en (fixed) or auto (the person's); texts are in the fixed language, pt-BR when auto."""

    is_on: bool = True
    tone_name: str = ""
    welcome: str = ""
    menu: tuple[MenuItem, ...] = DEFAULT_MENU
    fallback_text: str = ""
    handoff: HandoffRules = field(default_factory=HandoffRules)
    language: str = "auto"

    @property
    def own_language(self) -> str:
        return "en" if self.language == "en" else "pt-BR"


MOST_MENU_ITEMS, LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 20, 60, 1024, 60


class BotSettingsInvalid(Invalid):
    """The settings cannot be kept as given; `field` says where, `params["reason"]` is not_an_object, not_a_list, not_a_text,
    too_long, too_many, empty, bad_choice, bad_flag, bad_number or repeated_id."""

    code = "bot_settings_invalid"


def from_json(value: Any) -> BotSettings:
    """The settings that this JSON says; missing parts take their defaults. Refuses with `BotSettingsInvalid`."""
    data = _object(value, "")
    is_on = data.get("is_on", True)
    if not isinstance(is_on, bool):
        raise _refusal("bad_flag", "is_on")
    language = data.get("language", "auto")
    if language not in ("pt-BR", "en", "auto"):
        raise _refusal("bad_choice", "language")
    rules = _object(data.get("handoff") or {}, "handoff")
    return BotSettings(
        is_on=is_on,
        tone_name=_text(data.get("tone_name"), "tone_name", LONGEST_NAME),
        welcome=_text(data.get("welcome"), "welcome", LONGEST_TEXT),
        menu=DEFAULT_MENU if data.get("menu") is None else _menu(data["menu"]),
        fallback_text=_text(data.get("fallback_text"), "fallback_text", LONGEST_TEXT),
        handoff=HandoffRules(
            during_hours_text=_text(rules.get("during_hours_text"), "handoff.during_hours_text", LONGEST_TEXT),
            after_hours_text=_text(rules.get("after_hours_text"), "handoff.after_hours_text", LONGEST_TEXT),
            return_after_minutes=_number(rules.get("return_after_minutes"), "handoff.return_after_minutes", None, 1, 10080),
            unclaimed_alert_minutes=_number(rules.get("unclaimed_alert_minutes"), "handoff.unclaimed_alert_minutes", 10, 1, 10080)
            or 10,
            on_unknown_after=_number(rules.get("on_unknown_after"), "handoff.on_unknown_after", 2, 1, 5) or 2,
        ),
        language=language,
    )


def to_json(settings: BotSettings) -> dict[str, Any]:
    """The JSON that `from_json` reads back to equal settings."""
    rules = settings.handoff
    return {
        "is_on": settings.is_on,
        "tone_name": settings.tone_name,
        "welcome": settings.welcome,
        "menu": [{"id": i.id, "title": i.title, "action": i.action.value, "text": i.text} for i in settings.menu],
        "fallback_text": settings.fallback_text,
        "handoff": {
            "during_hours_text": rules.during_hours_text,
            "after_hours_text": rules.after_hours_text,
            "return_after_minutes": rules.return_after_minutes,
            "unclaimed_alert_minutes": rules.unclaimed_alert_minutes,
            "on_unknown_after": rules.on_unknown_after,
        },
        "language": settings.language,
    }


def _menu(value: Any) -> tuple[MenuItem, ...]:
    if not isinstance(value, list):
        raise _refusal("not_a_list", "menu")
    if len(value) > MOST_MENU_ITEMS:
        raise _refusal("too_many", "menu")
    items: list[MenuItem] = []
    for n, entry in enumerate(value):
        data = _object(entry, f"menu.{n}")
        identity = _text(data.get("id"), f"menu.{n}.id", 64)
        title = _text(data.get("title"), f"menu.{n}.title", LONGEST_TITLE).strip()
        if not identity or not title:
            raise _refusal("empty", f"menu.{n}.{'title' if identity else 'id'}")
        if any(i.id == identity for i in items):
            raise _refusal("repeated_id", f"menu.{n}.id")
        action = data.get("action")
        if action not in {a.value for a in MenuAction}:
            raise _refusal("bad_choice", f"menu.{n}.action")
        text = _text(data.get("text"), f"menu.{n}.text", LONGEST_TEXT) or None
        if action == MenuAction.TEXT and not (text or "").strip():
            raise _refusal("empty", f"menu.{n}.text")
        items.append(MenuItem(identity, title, MenuAction(action), text))
    return tuple(items)


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal("not_an_object", at)
    return value


def _text(value: Any, at: str, most: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _refusal("not_a_text", at)
    if len(value) > most:
        raise _refusal("too_long", at)
    return value


def _number(value: Any, at: str, default: int | None, least: int, most: int) -> int | None:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _refusal("bad_number", at)
    return value


def _refusal(reason: str, at: str) -> BotSettingsInvalid:
    return BotSettingsInvalid(reason.replace("_", " "), field=at or None, reason=reason)
