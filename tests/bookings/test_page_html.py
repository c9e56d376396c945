"""The public page's HTML and its addresses: what search engines and shared links read, and businesses' own domains."""

import json
import re
import uuid

import pytest

from atende import wiring
from atende.accounts.models import Store, Tenant
from atende.bookings.errors import AddressTaken, BookingInvalid, DomainUnproven
from atende.bookings.rules.page.head import country_of, in_script
from atende.bookings.rules.page.paths import is_domain, path_of, paths
from atende.bookings.rules.page.words import language_of
from atende.bookings.schemas.page import PageIn
from atende.bookings.service import page as pages
from atende.core import nameservice
from atende.core.config import settings
from atende.core.web import answers, hosts
from tests.bookings.clinic import Clinic, new_clinic
from tests.bookings.nameserver import serving
from tests.bookings.visitor import booking, open_page, visitors

pytestmark = pytest.mark.usefixtures("database")

NASTY = "</script><script>alert(1)</script><!-- \" ' & Ú"


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana Lúcia")
    await made.service("consulta")
    return made


def _data(html: str, kind: str) -> dict:
    [found] = re.findall(rf'<script type="{re.escape(kind)}"[^>]*>(.*?)</script>', html, re.DOTALL)
    return json.loads(found)


def _meta(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html))


async def test_the_head_says_what_the_page_is(clinic):
    slug = await open_page(clinic, intro={"pt-BR": "Odontologia no centro.", "en": "Dentists downtown."})
    async with visitors() as one:
        answer = await one.get(f"/b/{slug}")
        english = await one.get(f"/b/{slug}", headers={"Accept-Language": "en-GB,en;q=0.9"})
        asked = await one.get(f"/b/{slug}?lang=pt-BR", headers={"Accept-Language": "en"})
        head = await one.head(f"/b/{slug}")
    assert (answer.status_code, head.status_code) == (200, 200)
    assert "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    meta = _meta(answer.text)
    assert meta["description"] == meta["og:description"] == "Odontologia no centro."
    assert meta["og:title"].startswith("Agendar com ")
    assert meta["og:url"].endswith(f"/b/{slug}")
    assert f'<link rel="canonical" href="{meta["og:url"]}">' in answer.text
    business = _data(answer.text, "application/ld+json")
    assert business["potentialAction"]["@type"] == "ReserveAction"
    assert len(business["openingHoursSpecification"]) == 7
    assert _data(answer.text, "application/json")["page"]["slug"] == slug
    assert ('<html lang="en">' in english.text, _meta(english.text)["og:locale"]) == (True, "en_US")
    assert _meta(english.text)["description"] == "Dentists downtown."
    assert '<html lang="pt-BR">' in asked.text


async def test_a_professional_and_a_store_have_pages_of_their_own(clinic):
    slug = await open_page(clinic)
    async with visitors() as one:
        person = await one.get(f"/b/{slug}/dra-ana-lucia")
        store = await one.get(f"/b/{slug}/unidade-centro")
        nobody = await one.get(f"/b/{slug}/dr-ninguem")
    assert _data(person.text, "application/json")["chosen"] == str(clinic.people["Dra. Ana Lúcia"])
    assert _data(person.text, "application/ld+json")["employee"]["name"] == "Dra. Ana Lúcia"
    assert _data(store.text, "application/json")["chosen"] == str(clinic.store)
    assert _data(store.text, "application/ld+json")["name"].startswith("Unidade Centro")
    assert nobody.status_code == 404


async def test_what_people_of_the_business_typed_ends_no_script_and_opens_no_element(clinic):
    slug = await open_page(clinic, intro={"pt-BR": NASTY})
    async with clinic.tx() as tx:
        (await tx.session.get_one(Store, (tx.tenant_id, clinic.store))).name = NASTY
        (await tx.session.get_one(Tenant, tx.tenant_id)).name = NASTY
    async with visitors() as one:
        html = (await one.get(f"/b/{slug}")).text
    assert "<script>alert" not in html
    assert _data(html, "application/ld+json")["name"] == NASTY
    assert _data(html, "application/json")["page"]["intro"] == NASTY
    assert '<!-- "' not in in_script({"a": NASTY})


async def test_ones_own_appointment_is_kept_by_no_engine_and_says_nothing_in_its_head(clinic):
    slug = await open_page(clinic)
    async with visitors() as one:
        given = booking(clinic, clinic.at(9))
        made = (await one.post(f"/api/public/bookings/pages/{slug}/appointments", json=given)).json()
        answer = await one.get(f"/b/-/{made['link']}")
    assert answer.status_code == 200
    assert _meta(answer.text)["robots"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "no-store"
    assert "og:" not in answer.text
    assert _data(answer.text, "application/json")["booked"] == made
    assert given["phone"] not in answer.text


@pytest.mark.parametrize(
    ("wanted", "accepted", "found"),
    [
        ("en", "pt-BR", "en"), ("fr", "en-US,en;q=0.5", "en"), (None, "fr,pt;q=0.8", "pt-BR"), (None, "de", "en"), (None, "", "en"),
        (None, "en;q=0, pt-BR", "pt-BR"), ("</script>", "*", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_asked_for_or_read(wanted, accepted, found):
    assert language_of(wanted, accepted, "en") == found


def test_addresses_are_made_from_names():
    assert path_of("Dra. Ana Lúcia  d'Ávila") == "dra-ana-lucia-d-avila"
    assert list(paths([(1, "Ana"), (2, "ANA!"), (3, "日本"), (4, "ana 2")]).values()) == ["ana", "ana-2", "a", "ana-2-2"]


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("agenda.clinica.com.br", True), ("clinica.com", True), ("localhost", False), ("127.0.0.1", False), ("a..b", False),
        ("-a.com", False), ("a.com/x", False), ("a.com:80", False), ("A.com", False), ("", False), ("é.com", False),
        ("x" * 64 + ".com", False),
    ],
)  # fmt: skip
def test_a_domain_is_a_hosts_name(word, is_one):
    assert is_domain(word) is is_one


def _given(**more) -> PageIn:
    return PageIn.model_validate({"is_on": True, "slug": f"pagina-{uuid.uuid4().hex[:12]}"} | more)


async def test_an_address_belongs_to_one_business(clinic):
    other = await new_clinic()
    mine = _given()
    async with clinic.tx() as tx:
        made = await pages.write(tx, mine)
    assert made.address.endswith(f"/b/{mine.slug}")
    with pytest.raises(AddressTaken):
        async with other.tx() as tx:
            await pages.write(tx, mine)
    async with clinic.tx() as tx:  # to whom it belongs may write it again
        assert (await pages.write(tx, mine)).consent_version == 1
        changed = await pages.write(tx, _given(slug=mine.slug, consent={"pt-BR": "Concordo."}))
    assert (changed.consent_version, changed.consent) == (2, {"pt-BR": "Concordo."})


async def test_a_domain_shows_the_page_once_the_name_service_says_whose_it_is(clinic, monkeypatch):
    domain = f"agenda-{uuid.uuid4().hex[:10]}.clinica.example"
    given = _given(domain=domain)
    async with clinic.tx() as tx:
        wanted = (await pages.write(tx, given)).domain_record
    assert wanted is not None
    clinic_other = await new_clinic()
    records: dict[str, list[str]] = {}
    async with serving(records) as ask:
        with pytest.raises(DomainUnproven):
            await pages.refuse_unproven(clinic.tenant_id, domain, ask)
        records[wanted.name] = ["v=spf1 -all", "atende=somebody-elses"]
        with pytest.raises(DomainUnproven):
            await pages.refuse_unproven(clinic.tenant_id, domain, ask)
        records[wanted.name].append(wanted.value)
        await pages.refuse_unproven(clinic.tenant_id, domain, ask)
        with pytest.raises(DomainUnproven):  # the record is this business's, not whoever's copies it
            await pages.refuse_unproven(clinic_other.tenant_id, domain, ask)
    async with clinic.tx() as tx:
        assert (await pages.confirm_domain(tx, domain)).address == f"https://{domain}/"
        with pytest.raises(BookingInvalid):
            await pages.confirm_domain(tx, "outro.clinica.example")
    monkeypatch.setattr(hosts, "KEPT_SECONDS", 0.0)
    async with visitors(host=domain) as one:
        root = await one.get("/")
        person = await one.get("/dra-ana-lucia")
        assert (root.status_code, person.status_code) == (200, 200)
        assert _meta(root.text)["og:url"] == f"https://{domain}"
        assert _meta(person.text)["og:url"] == f"https://{domain}/dra-ana-lucia"
        assert (await one.get(f"/api/public/bookings/pages/{given.slug}")).status_code == 200
        assert (await one.get(f"/b/{given.slug}/dra-ana-lucia")).status_code == 200
        assert (await one.get(f"/b/{await open_page(clinic_other)}")).status_code == 404
        for path in ("/auth", "/t/x/inbox", "/api/me", "/a/b"):
            assert (await one.get(path)).status_code in (404,), path
        booked = booking(clinic, clinic.at(9))
        made = (await one.post(f"/api/public/bookings/pages/{given.slug}/appointments", json=booked)).json()
        assert made["address"] == f"https://{domain}/b/-/{made['link']}"
        assert (await one.get(f"/b/-/{made['link']}")).status_code == 200
    async with clinic.tx() as tx:  # another domain is not proven by the one before
        changed = await pages.write(tx, _given(slug=given.slug, domain=f"x{domain}"))
    assert changed.domain_verified_at is None
    async with visitors(host=domain) as one:
        assert (await one.get("/auth")).status_code == 200  # nobody's any more: the app itself


async def test_two_businesses_may_want_a_domain_and_one_proves_it(clinic):
    domain = f"{uuid.uuid4().hex[:10]}.clinica.example"
    other = await new_clinic()
    for one in (clinic, other):
        async with one.tx() as tx:
            await pages.write(tx, _given(domain=domain))
    async with clinic.tx() as tx:
        await pages.confirm_domain(tx, domain)
    with pytest.raises(AddressTaken):
        async with other.tx() as tx:
            await pages.confirm_domain(tx, domain)


async def test_a_domain_that_was_sold_is_the_new_owners_once_the_former_record_is_gone(clinic):
    domain = f"{uuid.uuid4().hex[:10]}.clinica.example"
    other = await new_clinic()
    wanted = {}
    for one in (clinic, other):
        async with one.tx() as tx:
            wanted[one.tenant_id] = (await pages.write(tx, _given(domain=domain))).domain_record
    former, new = (wanted[one.tenant_id] for one in (clinic, other))
    async with clinic.tx() as tx:
        await pages.confirm_domain(tx, domain)
    async with serving({former.name: [former.value, new.value]}) as ask:
        await pages.end_former_proof(other.tenant_id, domain, ask)
    with pytest.raises(AddressTaken):  # whose record still stands there keeps it
        async with other.tx() as tx:
            await pages.confirm_domain(tx, domain)
    async with serving({new.name: [new.value]}) as ask:
        await pages.end_former_proof(other.tenant_id, domain, ask)
        async with other.tx() as tx:
            assert (await pages.confirm_domain(tx, domain)).address == f"https://{domain}/"
        await pages.end_former_proof(other.tenant_id, domain, ask)
    async with clinic.tx() as tx:
        left = await pages.read(tx)
    assert (left.domain, left.domain_verified_at) == (domain, None)
    async with other.tx() as tx:
        assert (await pages.read(tx)).domain_verified_at is not None


async def test_a_name_service_that_does_not_answer_is_told_from_one_that_knows_nothing(monkeypatch):
    monkeypatch.setattr(nameservice, "SECONDS", 0.5)
    async with serving({}, is_silent=True) as ask:
        with pytest.raises(nameservice.NameServiceAway):
            await nameservice.texts("_atende.clinica.example", ask)
    async with serving({}) as ask:
        assert await nameservice.texts("_atende.clinica.example", ask) == []


def test_a_links_word_stands_in_no_log():
    link, id_ = "x" * 64, str(uuid.uuid4())
    assert answers.without_links(f"/api/public/bookings/links/{link}/cancel") == "/api/public/bookings/links/…/cancel"
    assert answers.without_links(f"/api/t/{id_}/stores") == f"/api/t/{id_}/stores"


async def test_pages_are_limited_by_address_as_the_api_is(clinic, monkeypatch):
    slug = await open_page(clinic)
    monkeypatch.setattr(settings(), "limit_address_per_minute", 8)
    async with visitors("203.0.113.78") as one:
        found = [(await one.get(f"/b/{slug}")).status_code for _ in range(4)]
        found.append((await one.get(f"/b/-/{'x' * 64}")).status_code)
    assert (found[0], found[-1]) == (200, 429)


async def test_whoever_tells_of_calendars_is_limited_by_address_too(database, monkeypatch):
    monkeypatch.setattr(settings(), "limit_address_per_minute", 4)
    async with visitors("203.0.113.79") as one:
        found = [(await one.post("/hooks/calendars", headers={"X-Goog-Channel-Id": "f" * 64})).status_code for _ in range(8)]
    assert (found[0], found[-1]) == (404, 429)


@pytest.mark.parametrize("host", ["a]b.c", "[::1", "[a.b", "a@b.c", "x.com:99999999", "a..b", "%00.com", "x.com?x", "a.b\\c"])
async def test_a_host_that_is_no_name_is_nobodys_domain(clinic, host):
    async with visitors() as one:
        assert (await one.get("/api/nothing", headers={"Host": host})).status_code < 500


@pytest.mark.parametrize(
    ("zone", "phone", "country"),
    [
        ("America/Sao_Paulo", None, "BR"),
        ("America/Sao_Paulo", "(11) 3333-4444", "BR"),  # its own country's way of writing says nothing of the country
        ("Europe/Lisbon", "+351 21 123 4567", "PT"),
        ("America/Manaus", "+55 92 3333-4444", "BR"),
        ("UTC", "+55 11 3333-4444", "BR"),
        ("UTC", None, None),
        (None, "0800 123 456", None),
        ("Europe/Lisbon", "+55 11 3333-4444", None),  # who knows
        ("America/New_York", "+800 1234 5678", "US"),
    ],
)
def test_the_country_is_what_clock_and_telephone_say_or_is_left_out(zone, phone, country):
    assert country_of(zone, phone) == country


@pytest.mark.parametrize(("zone", "country"), [(None, "BR"), ("Europe/Lisbon", "PT")])
async def test_a_store_abroad_is_not_said_to_be_in_brazil(clinic, zone, country):
    slug = await open_page(clinic)
    async with clinic.tx() as tx:
        row = await tx.session.get_one(Store, (tx.tenant_id, clinic.store))
        row.timezone, row.address = zone, {"street": "Rua Augusta", "city": "Lisboa"}
    async with visitors() as one:
        html = (await one.get(f"/b/{slug}")).text
    assert _data(html, "application/ld+json")["address"]["addressCountry"] == country
