"""The address of a form: which places it may have, and what it becomes for one appointment."""

import uuid

import pytest
from pydantic import ValidationError

from atende.bookings.queries import setup
from atende.bookings.rules.forms import filled
from atende.bookings.schemas.setup import BookableIn
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import Clinic, new_clinic


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://forms.example/ficha", "https://forms.example/ficha"),
        ("https://forms.example/{{agendamento}}", "https://forms.example/abc"),
        ("https://forms.example?c={{agendamento}}", "https://forms.example?c=abc"),
        ("https://forms.example/f?a={x}&c={{agendamento}}#{{agendamento}}", "https://forms.example/f?a={x}&c=abc#abc"),
        ("https://forms.example/{agendamento}", "https://forms.example/{agendamento}"),
    ],
)
def test_the_code_stands_where_the_address_has_a_place_for_it(url: str, told: str) -> None:
    kept = BookableIn.model_validate({"duration": 30, "form_url": url}).form_url
    assert kept == url
    assert filled(url, "abc") == told


@pytest.mark.parametrize(
    "url",
    [
        "https://forms.example/{{nome}}",
        "https://forms.example/{{agendamento}}/{{nome}}",
        "https://forms.example/{{Codigo}}",
        "https://forms.example/{{agendamento",
        "https://forms.example/agendamento}}",
        "https://{{agendamento}}.example/ficha",
        "https://forms.example{{agendamento}}",
        "http://forms.example/{{agendamento}}",
    ],
)
def test_no_other_place_is_kept_and_none_in_the_name_of_the_site(url: str) -> None:
    with pytest.raises(ValidationError):
        BookableIn.model_validate({"duration": 30, "form_url": url})


@pytest.mark.usefixtures("database")
async def test_an_address_with_another_place_that_was_kept_before_is_still_shown() -> None:
    clinic = await new_clinic()
    await clinic.service("consulta", form_url="https://forms.example/{{nome}}")
    async with clinic.tx() as tx:
        assert (
            await tx.value("select form_url from bookings_services where tenant_id = $1", tx.tenant_id)
            == (await setup.services(tx))[0].form_url
        )


async def test_what_cannot_be_filled_is_refused_when_it_is_saved(make_clinic, browser):  # noqa: F811 - fixtures
    business, owner = await make_clinic(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    here = Clinic(business.tenant.id, uuid.uuid4())
    await here.resource("Dra. Ana")
    url = f"{business.url}/bookings/services/{await here.service('consulta')}"
    refused = await owner.put(url, json={"duration": 30, "form_url": "https://forms.example/{{nome}}"})
    assert refused.status_code == 422
    assert "form_url" in refused.text
    kept = await owner.put(url, json={"duration": 30, "form_url": "https://forms.example/{{agendamento}}"})
    assert kept.json()["form_url"] == "https://forms.example/{{agendamento}}"
