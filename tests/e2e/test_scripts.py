"""What people write is shown and never run: 200 texts, in every place that shows what somebody typed (promise S12).

The pages are opened with the content security policy switched off, so that nothing but escaping holds them back.
"""

import re

from playwright.async_api import Page, expect

from tests.e2e.agenda import DAY, WEEK
from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.scripts import texts
from tests.e2e.stack import Business, number, token

# What only somebody's text could have brought into a page of ours.
_INTRUDERS = """() => [...document.querySelectorAll('*')].filter(one =>
    [...one.attributes].some(a => a.name.startsWith('on')
        || (/href|src|action|^data$/i.test(a.name) && /^\\s*(javascript|vbscript|data:text)/i.test(a.value)))
    || ['MARQUEE', 'OBJECT', 'EMBED', 'BASE', 'XSS'].includes(one.tagName)
    || (one.tagName === 'SCRIPT' && !one.src && !/^application\\/(ld\\+)?json$/.test(one.type))
).map(one => one.outerHTML.slice(0, 200))"""

_SHOWS_THEM = """() => document.body.innerText.includes('ran=')
    || [...document.querySelectorAll('input, textarea')].some(one => one.value.includes('ran='))"""


# How many of those texts the page shows.
_SHOWN = """() => (document.body.innerText.match(/ran=|fromCharCode|cmFuPTE|ran%3D/g) || []).length"""


def packed(length: int) -> list[str]:
    """All texts, each whole, in few of at most that length."""
    made: list[str] = []
    for text in sorted((re.sub(r"\s", " ", one).strip() for one in texts()), key=len, reverse=True):
        place = next((n for n, one in enumerate(made) if len(one) + 1 + len(text) <= length), None)
        if place is None:
            made.append(text)
        else:
            made[place] += f" {text}"
    return made


async def _assert_nothing_ran(page: Page) -> None:
    assert await page.evaluate("self.ran") is None
    assert await page.evaluate(_INTRUDERS) == []


async def test_no_text_of_anybodys_runs_as_a_script(business: Business, visit: Visit):
    all_texts = texts()
    flat = [re.sub(r"\s", " ", text) for text in all_texts]
    customer = business.customer(flat[2][:60])
    parts = [all_texts[start : start + 8] for start in range(0, len(all_texts), 8)]
    for part in parts:
        customer.write("\n".join(part))
    for place, text in enumerate(flat[:24]):
        business.ask("POST", "services", {"name": text[:120], "description": flat[-place - 1][:300], "category": text[:40]})
    for text in flat[24:34]:
        business.ask("POST", "professionals", {"name": text[:120], "title": text[:40], "specialty": text[:60]})
    business.ask("POST", "stores", {"name": flat[34][:100], "address": {"street": flat[35][:100], "district": flat[36][:60]}})
    profile = business.ask("GET", "business")
    profile |= {"about": "\n".join(flat[40:60]), "extra": [{"question": text[:150], "answer": text} for text in flat[60:80]]}
    business.ask("PUT", "business", profile)
    bot = business.ask("GET", "bot")
    business.ask("PUT", "bot", bot | {"welcome": flat[81], "fallback_text": flat[82]})

    page = await visit(f"/t/{business.slug}/inbox", business.api, bypass_csp=True)
    conversations = page.locator("[data-conversation]")
    await expect(conversations).to_have_count(1)
    await conversations.click()
    inbox = Inbox(page)
    await expect(inbox.composer).to_be_visible()
    found = business.ask("GET", "conversations?status=any")["items"][0]["id"]
    business.ask("POST", f"conversations/{found}/assume")
    for text in flat[90:100]:
        business.ask("POST", f"conversations/{found}/notes", {"body": text})
    uploaded = business.api.http.post(
        f"/api/t/{business.id}/files", files={"file": ("<img src=x onerror=ran=1>.html", b"<script>ran=1</script>", "text/html")}
    ).json()
    shown = business.api.http.get(f"/api/t/{business.id}/files/{uploaded['id']}")
    assert shown.headers["content-disposition"].startswith("attachment")
    assert shown.headers["x-content-type-options"] == "nosniff"
    names = packed(120)
    contact = business.ask("GET", "conversations?status=any")["items"][0]["contact"]["id"]
    business.ask("PATCH", f"contacts/{contact}", {"name": names[0]})
    business.api.ask("PATCH", "/api/me", {"name": names[1]})
    for text in packed(3900):
        business.ask("POST", f"conversations/{found}/notes", {"body": text})
    await expect(page.get_by_role("article").filter(has_text=flat[99]).first).to_be_visible()
    await expect(page.get_by_role("article").filter(has_text="vbscript:").first).to_be_attached()
    await page.keyboard.press("PageUp")
    await _assert_nothing_ran(page)
    for route in (
        "settings/business",
        "settings/services",
        "settings/professionals",
        "settings/stores",
        "settings/bot",
        "settings/audit",
        "settings/team",
        "custody",
        "simulator",
        f"inbox/{found}",
    ):
        await page.goto(f"/t/{business.slug}/{route}")
        await page.wait_for_function(_SHOWS_THEM)
        await _assert_nothing_ran(page)
    # Who it is stands beside the conversation too.
    await expect(page.get_by_role("complementary").get_by_text(names[0]).first).to_be_visible()
    await _assert_nothing_ran(page)


async def test_no_name_runs_as_a_script_in_the_agenda_or_on_the_public_page(business: Business, visit: Visit):
    """Every text is part of the name of a professional, a service, a store and a customer, and stands in what is written beside them."""
    names, words = packed(120), packed(1900)
    store = (business.ask("GET", "stores")["items"] or [business.ask("POST", "stores", {"name": names[0]})])[0]["id"]
    business.ask("PATCH", f"stores/{store}", {"name": names[0], "hours": {"weekly": WEEK}})
    slug = f"nomes-{token()}"
    said = {"pt-BR": packed(990)[0], "en": packed(990)[1]}
    business.ask("PUT", "bookings/page", {"is_on": True, "slug": slug, "intro": said, "consent": said})
    booked = []
    for place, name in enumerate(names):
        text = words[place % len(words)]
        who = business.ask("POST", "professionals", {"name": name, "title": name[:60], "specialty": text[:200]})["id"]
        service = {"name": name, "description": text, "category": names[-place - 1], "price_note": text[:200]}
        what = business.ask("POST", "services", service)["id"]
        business.ask("PUT", f"bookings/services/{what}", {"duration": 30, "step": 30})
        customer = business.ask("POST", "bookings/customers", {"name": name, "phone": f"+{number()}"})["id"]
        asked = {"service_id": what, "professional_id": who, "contact_id": customer, "note": text[:1000]}
        booked.append(business.ask("POST", "bookings/appointments", {"starts_at": f"{DAY}T09:00:00-03:00", **asked}))
    for name in names[1:]:
        business.ask("POST", "stores", {"name": name, "address": {"street": name, "district": name[:60]}})

    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, bypass_csp=True)
    await page.wait_for_function(f"({_SHOWN})() > {len(texts())}")  # names of people and, in their appointments, of customers
    await _assert_nothing_ran(page)
    await page.goto(f"/t/{business.slug}/agenda?day={DAY}&appointment={booked[0]['id']}")
    await expect(page.get_by_role("dialog").get_by_text(names[0]).first).to_be_visible()
    await _assert_nothing_ran(page)
    for view in ("week", "month"):
        await page.goto(f"/t/{business.slug}/agenda?day={DAY}&view={view}")
        await page.wait_for_function(_SHOWS_THEM)
        await _assert_nothing_ran(page)
    for route in ("settings/services", "settings/professionals", "settings/stores"):
        await page.goto(f"/t/{business.slug}/{route}")
        await page.wait_for_function(_SHOWS_THEM)
        await _assert_nothing_ran(page)

    public = await visit(f"/b/{slug}", bypass_csp=True)
    await public.wait_for_function(_SHOWS_THEM)
    await _assert_nothing_ran(public)
    # What the page is given as data, and says to search engines, is whole: no text ends its block.
    assert (
        await public.evaluate("[...document.querySelectorAll('script[type$=json]')].map(one => JSON.parse(one.text)).length") > 0
    )
