"""What people write is shown and never run: 200 texts, in every place that shows what somebody typed (promise S12).

The pages are opened with the content security policy switched off, so that nothing but escaping holds them back.
"""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.scripts import texts
from tests.e2e.stack import Business

# What only somebody's text could have brought into a page of ours.
_INTRUDERS = """() => [...document.querySelectorAll('*')].filter(one =>
    [...one.attributes].some(a => a.name.startsWith('on')
        || (/href|src|action|^data$/i.test(a.name) && /^\\s*(javascript|vbscript|data:text)/i.test(a.value)))
    || ['MARQUEE', 'OBJECT', 'EMBED', 'BASE', 'XSS'].includes(one.tagName)
    || (one.tagName === 'SCRIPT' && !one.src)
).map(one => one.outerHTML.slice(0, 200))"""

_SHOWS_THEM = """() => document.body.innerText.includes('ran=')
    || [...document.querySelectorAll('input, textarea')].some(one => one.value.includes('ran='))"""


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
        "simulator",
    ):
        await page.goto(f"/t/{business.slug}/{route}")
        await page.wait_for_function(_SHOWS_THEM)
        await _assert_nothing_ran(page)
