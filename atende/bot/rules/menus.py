"""Choices as buttons (up to three) or a list (up to ten rows, paged), within the limits of the protocol."""

from collections.abc import Sequence

from atende.bot.rules.facts import Service, Store
from atende.bot.rules.language import detect
from atende.bot.rules.settings import MenuAction, MenuItem
from atende.bot.rules.speech import Scene, fit
from atende.bot.rules.turn import Option, SendButtons, SendList
from atende.bot.rules.words import tokens_of
from atende.kit.text import cut

MOST_BUTTONS, BUTTON_TITLE, BUTTON_BODY = 3, 20, 1024
MOST_ROWS, ROW_TITLE, ROW_DESCRIPTION, LIST_BODY = 10, 24, 72, 4096
LONGEST_TEXT = 4096
_LONGEST_ID = 200


def menu_options(scene: Scene) -> tuple[Option, ...]:
    """The business's menu. Standard actions are named in the person's language when that is not the business's."""
    return tuple(Option(f"menu:{item.id}", menu_title(scene, item)) for item in scene.settings.menu)


def menu_title(scene: Scene, item: MenuItem) -> str:
    """The item's title; in another language than the business's, the title of what it does in that language."""
    is_foreign = scene.language != scene.settings.own_language and item.action is not MenuAction.TEXT
    if is_foreign and detect(tokens_of(item.title), scene.settings.own_language) != scene.language:
        return scene.say(f"action_{item.action}")
    return item.title


def service_options(services: Sequence[Service]) -> tuple[Option, ...]:
    """The services that can be booked."""
    return tuple(Option(f"book:service:{s.id}", s.name, s.name if len(s.name) > ROW_TITLE else None) for s in services)


def store_options(stores: Sequence[Store]) -> tuple[Option, ...]:
    """The stores to choose from, each with its address below."""
    return tuple(Option(f"store:{s.id}", s.name, s.address.line() or None) for s in stores)


def choice(scene: Scene, what: str, body: str, options: Sequence[Option], page: int = 1) -> SendButtons | SendList:
    """The options under `body`. `what` (menu, stores, services or times) names the pages and the list's button; a page beyond the
    last is the first again."""
    if len(options) <= MOST_BUTTONS and all(len(o.title) <= BUTTON_TITLE for o in options) and len(body) <= BUTTON_BODY:
        return SendButtons(fit(body, BUTTON_BODY), _fitted(options, BUTTON_TITLE, described=False))
    rows = list(options)
    if len(rows) > MOST_ROWS:
        size = MOST_ROWS - 1
        pages = [rows[n : n + size] for n in range(0, len(rows), size)]
        index = (page - 1) % len(pages)
        more = Option(f"page:{what}:{(index + 1) % len(pages) + 1}", scene.say("more"))
        rows = [*pages[index], more]
    label = scene.say(f"{what}_button")
    return SendList(fit(body, LIST_BODY), cut(label, BUTTON_TITLE), _fitted(rows, ROW_TITLE, described=True))


def _fitted(options: Sequence[Option], limit: int, *, described: bool) -> tuple[Option, ...]:
    """Titles cut and made different, as the protocol refuses equal ones."""
    seen: set[str] = set()
    fitted = []
    for number, option in enumerate(options, 1):
        title = fit(option.title, limit) or str(number)
        if title.casefold() in seen:
            title = f"{fit(option.title, limit - len(f' {number}'))} {number}"
        seen.add(title.casefold())
        text = fit(option.description or "", ROW_DESCRIPTION) if described else ""
        fitted.append(Option(option.id[:_LONGEST_ID], title, text or None))
    return tuple(fitted)
