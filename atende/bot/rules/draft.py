"""A turn in the making: what will be said, never the same three times, within the limits of the protocol."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from atende.bot.rules.deeds import Deed
from atende.bot.rules.hearing import Heard, titled, typed_choice
from atende.bot.rules.menus import (
    BUTTON_BODY,
    LONGEST_TEXT,
    choice,
    menu_options,
    menu_title,
    store_options,
)
from atende.bot.rules.speech import Scene, answering, fit
from atende.bot.rules.state import State, Step
from atende.bot.rules.turn import (
    Action,
    HandOff,
    Option,
    SendList,
    SendLocation,
    SendText,
    SetStore,
)
from atende.kit.phone import display

_WORDINGS = 4


class Draft:
    """Collects actions and moves the state along; every text goes through `_fresh`."""

    def __init__(self, scene: Scene, state: State):
        self.scene = scene
        self.state = state
        self.actions: list[Action] = []
        self.intents: list[str] = []
        self.matched: list[str] = []
        self.is_handed_off = False
        self.deed: Deed | None = None
        self.deeds: list[str] = []

    def lead(self) -> str:
        """Who speaks, once in a talk, before the first words."""
        has_spoken = any(not isinstance(action, SetStore) for action in self.actions)
        return "" if self.state.greeted_at or has_spoken else self.scene.introduction("intro") + "\n\n"

    def note(self, intent: str, heard: Heard | None = None) -> None:
        """For the explanation: what was understood, from which words."""
        self.intents.append(intent)
        for reading in heard.readings if heard else ():
            self.matched.extend(w for i in reading.intents if i == intent for w in reading.words(i))

    def typed(self, heard: Heard) -> str | None:
        """The option that the words name: a number of those shown, or the title of a menu item."""
        menu = self.scene.settings.menu
        for reading in heard.readings:
            chosen = typed_choice(reading.tokens, self.state.offered)
            if chosen is not None:
                return chosen
            for titles in ([menu_title(self.scene, i) for i in menu], [i.title for i in menu]):
                index = titled(reading.tokens, titles)
                if index is not None:
                    return f"menu:{menu[index].id}"
        return None

    def set_store(self, store_id: str) -> None:
        store = next(s for s in self.scene.facts.open_stores() if s.id == store_id)
        self.scene = replace(self.scene, store=store)
        self.state = replace(self.state, store_id=store_id, pending=(), step=Step.TALKING, offered=())
        self.actions.append(SetStore(store_id))

    def text(self, build: Callable[[int], str], fact_ids: Sequence[str] = (), *, again: bool = True) -> bool:
        """Say it in words not worn out; False (and nothing said) when all are. `again`: it may be announced as a repetition."""
        text = self._fresh(build, LONGEST_TEXT, again=again)
        if text is None:
            return False
        self.actions.append(SendText(text, tuple(fact_ids)))
        self.state = self.state.having_said(text)
        return True

    def pin(self, location: SendLocation) -> None:
        mark = f"pin {location.latitude} {location.longitude}"
        if self.state.may_say(mark):
            name, line = fit(location.name, 200), fit(location.address, 200)
            self.actions.append(replace(location, name=name, address=line))
            self.state = self.state.having_said(mark)

    def menu(self, build: Callable[[int], str], page: int = 1) -> bool:
        """The words, with the business's menu under them."""
        return self._options("menu", build, menu_options(self.scene), page)

    def stores(self, build: Callable[[int], str], page: int = 1) -> bool:
        """The words, with the stores to choose from under them."""
        self.state = replace(self.state, step=Step.CHOOSING_STORE)
        return self._options("stores", build, store_options(self.scene.facts.open_stores()), page)

    def options(
        self, what: str, build: Callable[[int], str], options: Sequence[Option], fact_ids: Sequence[str] = (), page: int = 1
    ) -> bool:
        """The words, with these to choose from under them."""
        return self._options(what, build, options, page, fact_ids)

    def _options(
        self, what: str, build: Callable[[int], str], options: Sequence[Option], page: int, fact_ids: Sequence[str] = ()
    ) -> bool:
        if not options:
            return self.text(build, fact_ids)
        body = self._fresh(build, LONGEST_TEXT)
        if body is None:
            return False
        self.state = self.state.having_said(body)
        if len(body) > BUTTON_BODY:
            self.actions.append(SendText(body, tuple(fact_ids)))
            body = self._fresh(lambda n: self.scene.say("menu", n), BUTTON_BODY) or self.scene.say("more")
            self.state = self.state.having_said(body)
        action = replace(choice(self.scene, what, body, options, page), fact_ids=tuple(fact_ids))
        shown = action.rows if isinstance(action, SendList) else action.buttons
        self.actions.append(action)
        self.state = replace(self.state, offered=tuple(o.id for o in shown))
        return True

    def hand_off(self, reason: str, lead: str = "") -> None:
        """A person is called, once per turn; what is announced says when somebody will answer.
        Silent once all words are worn out."""
        if self.is_handed_off:
            return
        self.is_handed_off = True
        when = answering(self.scene)
        done = self._fresh(lambda n: self._done(n, when.kind, when.words, lead), LONGEST_TEXT, again=False)
        phone = self.scene.store.phone if self.scene.store else None
        suffix = self.scene.say("failed_phone", phone=display(phone, "BR")) if phone else ""
        failed = self._fresh(lambda n: self.scene.say("failed", n, phone=suffix), LONGEST_TEXT, again=False)
        ids = when.fact_ids if when.kind == "later" else ()
        self.actions.append(HandOff(reason, done, failed, ids))
        self.state = replace(
            self.state.having_said(done, failed), step=Step.HANDED_OFF, unknown_count=0, asked=None, offered=(), pending=(),
            booking=None,
        )  # fmt: skip

    def _done(self, n: int, kind: str, when: str, lead: str) -> str:
        rules = self.scene.settings.handoff
        template = rules.during_hours_text if kind == "now" else rules.after_hours_text
        own = self.scene.own(template, quando=when) if n == 0 else None
        if own is not None:
            if when not in own:
                own = f"{own.rstrip()} {self.scene.say('when_suffix', when=when)}"
            return f"{lead} {own}".strip()
        # The first wording opens with "Certo!", which does not follow from a sentence of ours.
        return f"{lead} {self.scene.say(f'done_{kind}', n + 1 if lead else n, when=when)}".strip()

    def _fresh(self, build: Callable[[int], str], limit: int, *, again: bool = True) -> str | None:
        """The least worn wording: a new one, a new one announced as a repetition, then one said once; None when all were said
        twice."""
        plain = [t for t in dict.fromkeys(fit(build(n), limit) for n in range(_WORDINGS)) if t]
        if not plain:
            return None
        announced = [fit(f"{self.scene.say('again', n)}\n{plain[0]}", limit) for n in range(3)] if again else []
        worn = sorted(((self.state.times_said(t), n, t) for n, t in enumerate([*plain, *announced])), key=lambda w: w[:2])
        return worn[0][2] if self.state.may_say(worn[0][2]) else None
