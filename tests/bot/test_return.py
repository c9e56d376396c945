"""The bot takes over again some time after the last sign of a person, when the business wants that."""

from datetime import timedelta

import pytest

from atende.bot import reactions
from atende.bot.service import settings
from atende.core import clock as core_clock
from atende.inbox.service import ownership
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("_channel")


@pytest.fixture(autouse=True)
def _reactions():
    reactions.register()


async def _wants(desk, minutes):  # noqa: F811
    async with desk.tx() as tx:
        await settings.write(tx, {"handoff": {"return_after_minutes": minutes}})


async def test_the_time_starts_anew_with_each_sign_of_a_person(desk, clock):  # noqa: F811
    await _wants(desk, 30)
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    first = (await desk.conversation()).return_at
    clock.shift(timedelta(minutes=20))
    await desk.say("já te respondo", by=desk.ana)
    second = (await desk.conversation()).return_at
    assert second - first >= timedelta(minutes=20)
    assert desk.lane not in await ownership.returns_due(10_000)


async def test_without_a_wish_the_bot_stays_out(desk):  # noqa: F811
    await _wants(desk, None)
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
    assert (await desk.conversation()).return_at is None


async def test_when_it_is_over_the_bot_has_it_again(desk):  # noqa: F811
    await _wants(desk, 30)
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
        await ownership.return_by(tx, desk.conversation_id, core_clock.now() - timedelta(seconds=1))
    await ownership.take_back(desk.lane)
    row = await desk.conversation()
    assert (row.owner_kind, row.return_at) == ("bot", None)
