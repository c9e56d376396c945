"""Everybody in the agenda has a colour of their own, which can be seen on every ground; the settings offer the same ones."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from atende import wiring
from atende.bookings.queries import setup as queries
from atende.bookings.rules.colors import PALETTE, next_color
from atende.bookings.schemas.setup import ResourceIn, ResourcePatch
from atende.bookings.service import setup
from atende.kit.ids import new_id
from atende.knowledge.models import Professional
from tests.bookings.clinic import new_clinic

_WEB = Path(__file__).parents[2] / "web" / "src"


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def _grounds() -> Iterator[str]:
    shades = "canvas|surface|raised|sunken|hover|accent-soft|wait-soft|danger-soft|ok-soft"
    yield from re.findall(rf"--c-(?:{shades}): (#[0-9a-f]{{6}})", (_WEB / "ui" / "palette.css").read_text())


def test_each_has_three_to_one_on_every_ground_of_both_looks():
    grounds = list(_grounds())
    assert len(grounds) == 18
    for color in PALETTE:
        for ground in grounds:
            least, most = sorted((_luminance(color) + 0.05, _luminance(ground) + 0.05))
            assert most / least >= 3, (color, ground)


def test_the_settings_offer_the_same_ones():
    offered = (_WEB / "features" / "settings" / "rules" / "colors.ts").read_text()
    assert tuple(re.findall(r"#[0-9a-f]{6}", offered)) == PALETTE


def test_the_next_is_the_one_that_fewest_have():
    assert next_color([]) == PALETTE[0]
    assert next_color([*PALETTE[1:], None, "#123456"]) == PALETTE[0]
    assert next_color([*PALETTE, *PALETTE[:4]]) == PALETTE[4]


@pytest.mark.usefixtures("database")
async def test_whoever_comes_has_a_colour_that_others_have_not_and_may_choose_another():
    wiring.wire()
    clinic = await new_clinic()
    async with clinic.tx() as tx:
        made = [
            await setup.add_resource(tx, ResourceIn.model_validate({"kind": "room", "name": f"Sala {n}"}))
            for n in range(len(PALETTE))
        ]
    assert sorted(one.color or "" for one in made) == sorted(PALETTE)
    async with clinic.tx() as tx:
        chosen = await setup.add_resource(
            tx, ResourceIn.model_validate({"kind": "room", "name": "Sala azul", "color": "#0000ff"})
        )
        assert chosen.color == "#0000ff"
        again = await setup.change_resource(tx, chosen.id, ResourcePatch.model_validate({"color": None}))
        assert again.color == PALETTE[0], "none is one of its own again"
        kept = await setup.change_resource(tx, chosen.id, ResourcePatch.model_validate({"name": "Sala do fundo"}))
        assert kept.color == PALETTE[0]


@pytest.mark.usefixtures("database")
async def test_a_professional_has_a_colour_from_the_beginning_and_keeps_what_was_chosen():
    wiring.wire()
    clinic = await new_clinic()
    ids = [new_id() for _ in range(2)]
    async with clinic.tx() as tx:
        for one in ids:
            tx.session.add(Professional(tenant_id=tx.tenant_id, id=one, name=f"Dra. {one}"))
            await tx.session.flush()
            await setup.follow_professional(tx, one)
        assert [(await queries.resource(tx, one)).color for one in ids] == list(PALETTE[:2])
        await setup.change_resource(tx, ids[0], ResourcePatch.model_validate({"color": PALETTE[7]}))
        await setup.follow_professional(tx, ids[0])
        assert (await queries.resource(tx, ids[0])).color == PALETTE[7]
