"""For how long events are kept as they came is told as this install has it, on the page that lists them."""

from atende.core.config import settings
from tests.accounts.conftest import application, browser, clinic, make_clinic, owner  # noqa: F401 - fixtures


async def test_the_list_of_events_says_for_how_many_days_they_are_kept_here(clinic, owner, monkeypatch):  # noqa: F811
    assert (await owner.get(f"{clinic.url}/custody/events")).json()["raw_days"] == 30
    monkeypatch.setattr(settings(), "raw_days", 90)
    assert (await owner.get(f"{clinic.url}/custody/events")).json()["raw_days"] == 90
