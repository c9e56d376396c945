"""Whatever is said: nothing raises, limits hold, no answer comes three times, a person is always to be had."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from atende.bot.rules import menus
from atende.bot.rules.settings import BotSettings, MenuAction, MenuItem
from atende.bot.rules.state import State, from_json, to_json
from atende.bot.rules.turn import HandOff, Item, SendButtons, SendList, SendLocation, SendText, Turn
from tests.bot.clinic import CLINIC, TWO_STORES, Talk
from tests.bot.test_intents import CASES

words = st.sampled_from([text for text, _ in CASES]) | st.sampled_from(
    ["1", "2", "9", "sim", "não", "ok", "xpto", "", "🙂", "centro"]
)
texts = words | st.text(max_size=80) | st.text(st.characters(exclude_categories=()), max_size=20)
kinds = st.sampled_from(
    ["text", "audio", "image", "location", "sticker", "reaction", "button", "list", "contacts", "unsupported"]
)
options = st.none() | st.sampled_from(
    ["menu:hours", "menu:handoff", "store:s1", "store:gone", "page:menu:2", "page:stores:x", "nav:menu"]
)
coordinates = st.none() | st.floats(-90, 90)
items = st.builds(Item, st.just("i"), kinds, st.none() | texts, options, coordinates, coordinates)
bursts = st.lists(items, min_size=1, max_size=4)
titles = st.text(min_size=1, max_size=60).filter(lambda t: t.strip())
menu = st.lists(st.tuples(titles, st.sampled_from(list(MenuAction))), max_size=14).map(
    lambda rows: tuple(MenuItem(str(n), title, action, "x" * n) for n, (title, action) in enumerate(rows))
)
configured = st.builds(
    BotSettings,
    welcome=st.sampled_from(["", "{{saudacao}} {{nome}}", "x" * 1100]) | st.text(max_size=60),
    menu=menu,
    fallback_text=st.text(max_size=40),
    language=st.sampled_from(["auto", "en", "pt-BR"]),
)
talks = st.builds(
    Talk,
    facts=st.sampled_from([CLINIC, TWO_STORES]),
    settings=configured,
    name=st.none() | st.text(max_size=20),
    seen=st.builds(list),
)


def assert_sendable(turn: Turn) -> None:
    for action in turn.actions:
        match action:
            case SendText(text=text):
                assert 0 < len(text.strip()) <= menus.LONGEST_TEXT
            case SendButtons(body=body, buttons=buttons):
                assert 0 < len(body.strip()) <= 1024
                assert 1 <= len(buttons) <= 3
                assert all(0 < len(b.title.strip()) <= 20 and 0 < len(b.id) <= 256 for b in buttons)
                assert len({b.title for b in buttons}) == len(buttons)
            case SendList(body=body, button=button, rows=rows):
                assert 0 < len(body.strip()) <= 4096
                assert 0 < len(button) <= 20
                assert 1 <= len(rows) <= 10
                assert all(0 < len(r.title.strip()) <= 24 and 0 < len(r.id) <= 200 for r in rows)
                assert all(r.description is None or 0 < len(r.description) <= 72 for r in rows)
                assert len({r.title for r in rows}) == len({r.id for r in rows}) == len(rows)
            case SendLocation(latitude=latitude, longitude=longitude):
                assert abs(latitude) <= 90
                assert abs(longitude) <= 180
            case HandOff(text_if_done=done, text_if_failed=failed):
                assert all(t is None or 0 < len(t.strip()) <= 4096 for t in (done, failed))


@settings(max_examples=120, deadline=None)
@given(talks, st.lists(bursts, min_size=1, max_size=12))
def test_whatever_is_said_the_turn_is_sendable_and_never_the_same_three_times(talk: Talk, said: list[list[Item]]) -> None:
    for burst in said:
        talk.sends(*burst)
        assert talk.last is not None
        assert_sendable(talk.last)
        assert sum(isinstance(a, HandOff) for a in talk.last.actions) <= 1
        assert from_json(to_json(talk.state)) == talk.state
        talk.last.explanation.to_json()
    counts = Counter(talk.seen)
    assert all(count <= 2 for count in counts.values()), counts.most_common(1)


handoffs = st.sampled_from([t for t, i in CASES if i == "handoff"])


@settings(max_examples=120, deadline=None)
@given(talks, st.lists(bursts, max_size=6), handoffs)
def test_a_wish_for_a_person_always_hands_off(talk: Talk, said: list[list[Item]], wish: str) -> None:
    for burst in said:
        talk.sends(*burst)
    talk.says(wish)
    assert talk.reason is not None


@settings(max_examples=60, deadline=None)
@given(words, st.integers(3, 25))
def test_saying_one_thing_for_ever_never_hears_one_answer_three_times(text: str, times: int) -> None:
    talk = Talk()
    for _ in range(times):
        talk.says(text)
    assert all(count <= 2 for count in Counter(talk.seen).values())


@given(
    st.dictionaries(st.text(max_size=12), st.none() | st.text(max_size=5) | st.integers() | st.lists(st.integers(), max_size=2))
)
def test_any_stored_state_can_be_opened(data: dict) -> None:
    assert isinstance(from_json({"version": 1, **data}), State)
