"""Stopping while people look: their open connections end by themselves, nothing is waited out."""

from pathlib import Path

from playwright.async_api import Browser, expect

from tests.cli.program import Running, atende, environment, two_ports
from tests.database import Database
from tests.e2e.stack import Api, Business, number

EMAIL, PASSWORD = "dona@exemplo.com.br", "tulipa-amarela-42"


async def test_it_stops_while_browsers_listen(own_database: Database, browser: Browser, tmp_path: Path):
    env = environment(own_database.home, port=two_ports(), database_url=own_database.admin_url, demo="false")
    given = {"name": "Clínica", "owner-name": "Dona", "owner-email": EMAIL, "owner-password": PASSWORD}
    made = atende(
        "client", "new", *(word for name, value in given.items() for word in (f"--{name}", value)), env=env, seconds=180
    )
    assert made.returncode == 0, made.stderr
    running = Running(env, tmp_path / "out")
    url = f"http://127.0.0.1:{env['ATENDE_PORT']}"
    api = Api(url, EMAIL, PASSWORD)
    business = Business(api, api.me["tenants"][0])
    business.ask("POST", "connections", {"environment": "sandbox", "name": "Clínica", "phone": f"+{number()}"})
    window = await browser.new_context(base_url=url, locale="pt-BR")
    await window.add_cookies(api.state())
    inbox, simulator = await window.new_page(), await window.new_page()
    async with inbox.expect_response("**/live"):
        await inbox.goto(f"/t/{business.slug}/inbox")
    async with simulator.expect_request("**/simulator/events?*wait=2*"):
        await simulator.goto(f"/t/{business.slug}/simulator")

    assert running.stop() == 0
    assert "graceful shutdown exceeded" not in (own_database.home / "logs" / "web.log").read_text()
    await expect(inbox.get_by_text("Reconectando")).to_be_visible()
    await window.close()
