"""What people do stands in the audit log of their business; it is asked for, exported, and told to nobody else (S28, S13)."""

import csv
import io
import uuid
from datetime import timedelta

import pytest

from atende import wiring
from atende.accounts.service import people
from atende.audit import rules
from atende.core import clock as core_clock
from atende.core.audit import recording, verifying
from atende.core.tenancy import Actor, in_tenant
from atende.integrations.service import connections
from atende.kit.ids import new_id
from tests.accounts.conftest import PASSWORD, fresh_email, hire


async def entries(who, url: str, **filters: str) -> list[dict]:
    answer = await who.get(f"{url}/audit", params={"limit": "200", **filters})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_what_people_do_is_there_with_who_when_and_from_where(clinic, owner, browser):
    bia = await hire(clinic, owner, browser(), fresh_email(), "inbox", name="Bia")
    await owner.patch(f"{clinic.url}/team/{bia}", json={"permissions": ["settings"]})
    await owner.patch(f"{clinic.url}/tenant", json={"name": "Clínica Nova"})
    await owner.delete(f"{clinic.url}/team/{bia}")
    made = (await owner.post(f"{clinic.url}/keys", json={"name": "Site", "scopes": ["inbox:read"]})).json()
    await owner.delete(f"{clinic.url}/keys/{made['id']}")
    told = {one["action"]: one for one in await entries(owner, clinic.url)}
    assert set(told) >= {
        "accounts.entered", "accounts.tenant_created", "accounts.tenant_changed", "accounts.member_added",
        "accounts.member_changed", "accounts.member_removed", "accounts.key_created", "accounts.key_revoked",
    }  # fmt: skip
    changed = told["accounts.member_changed"]
    assert changed["actor"]["name"] == "Ana Dona"
    assert (changed["actor"]["kind"], changed["actor"]["role"]) == ("user", "owner")
    assert changed["subject"] == {"id": bia, "name": "Bia"}
    assert changed["detail"]["permissions"] == ["settings"]
    assert changed["address"].startswith("10.")
    assert told["accounts.tenant_created"]["actor"]["kind"] == "operator"
    assert told["accounts.key_revoked"]["subject"]["name"] == "Site"
    assert (await verifying.verify(clinic.tenant.id)).problem is None


async def test_a_session_enters_once_and_an_agencys_visit_is_told(make_clinic, browser):
    clinic = await make_clinic(in_agency=True)
    email = fresh_email("agencia")
    await people.create_person(email=email, name="Caio Agente", password=PASSWORD, agency_id=clinic.agency_id)
    agent = browser()
    await agent.sign_in(email)
    for _ in range(3):
        assert (await agent.get(f"{clinic.url}/stores")).status_code == 200
    again = browser()
    await again.sign_in(email)
    await again.get(f"{clinic.url}/stores")
    visits = [one for one in await entries(agent, clinic.url) if one["action"] == "accounts.entered"]
    assert [(one["actor"]["name"], one["actor"]["role"]) for one in visits] == [("Caio Agente", "agency_staff")] * 2


async def test_secrets_that_are_written_are_named_and_never_shown(clinic, owner):
    token, secret = f"EAA{uuid.uuid4().hex}", uuid.uuid4().hex
    given = {
        "environment": "live", "name": "Linha", "phone": "+551130009999", "number_id": uuid.uuid4().hex, "account_id": "1045",
        "token": token, "app_secret": secret,
    }  # fmt: skip
    async with in_tenant(clinic.tenant.id, Actor("operator")) as tx:
        row = await connections.connect(tx, provider="meta_whatsapp", **given)
    answer = await owner.patch(f"{clinic.url}/connections/{row.id}", json={"app_secret": ""})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["has_token"], answer.json()["has_app_secret"]) == (True, False)
    written = [one for one in await entries(owner, clinic.url, what="keys") if one["action"] == "integrations.secret_written"]
    assert [(one["detail"]["which"], one["detail"]["is_removed"]) for one in written] == [
        ("app_secret", True), ("app_secret", False), ("token", False),
    ]  # fmt: skip
    everything = (await owner.get(f"{clinic.url}/audit/export")).text + str(await entries(owner, clinic.url))
    assert token not in everything
    assert secret not in everything


async def test_filters_and_pages(clinic, owner):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    other = new_id()
    for n in range(7):
        async with in_tenant(clinic.tenant.id, Actor("user", other)) as tx:
            recording.record(tx, "audit.exported", n=n)
    assert {one["actor"]["id"] for one in await entries(owner, clinic.url, actor_id=str(other))} == {str(other)}
    assert {one["actor"]["kind"] for one in await entries(owner, clinic.url, actor_kind="operator")} == {"operator"}
    assert {one["group"] for one in await entries(owner, clinic.url, what="records")} == {"records"}
    assert [one["actor"]["id"] for one in await entries(owner, clinic.url, what="access")] == [me]
    later = (core_clock.now() + timedelta(hours=1)).isoformat()
    assert await entries(owner, clinic.url, since=later) == []
    seen: list[str] = []
    cursor = None
    while True:
        page = (await owner.get(f"{clinic.url}/audit", params={"limit": 3, **({"cursor": cursor} if cursor else {})})).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [one["id"] for one in await entries(owner, clinic.url)]
    assert len(seen) == len(set(seen)) >= 10
    assert (await owner.get(f"{clinic.url}/audit", params={"cursor": "x"})).status_code == 422


async def test_the_export_holds_the_same_safe_for_a_spreadsheet_and_is_told_itself(clinic, owner):
    async with in_tenant(clinic.tenant.id, Actor("operator")) as tx:
        recording.record(tx, "=cmd|' /C calc'!A1", agent="@SUM(1+1)")
    answer = await owner.get(f"{clinic.url}/audit/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [int(row["no"]) for row in table] == [one["no"] for one in await entries(owner, clinic.url)]
    assert table[0]["action"] == "audit.exported"
    assert "'=cmd|' /C calc'!A1" in [row["action"] for row in table]
    assert not [cell for row in table for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    only = await owner.get(f"{clinic.url}/audit/export", params={"what": "access"})
    assert {row["action"] for row in csv.DictReader(io.StringIO(only.text.removeprefix("\ufeff")))} == {"accounts.entered"}


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx"])
def test_what_a_spreadsheet_would_run_is_text(start):
    assert rules.cell(start) == f"'{start}"


async def test_only_who_may_sees_it(clinic, owner, browser):
    email = fresh_email("colega")
    clerk = browser()
    bia = await hire(clinic, owner, clerk, email, "settings", "staff", "inbox")
    for path in ("audit", "audit/export"):
        assert (await clerk.get(f"{clinic.url}/{path}")).status_code == 403
    assert (await owner.patch(f"{clinic.url}/team/{bia}", json={"permissions": ["audit"]})).status_code == 200
    await clerk.sign_in(email)
    assert (await clerk.get(f"{clinic.url}/audit")).status_code == 200


def test_every_group_is_found_by_its_actions():
    wiring.wire()
    known = recording.covered()
    for group in rules.GROUPS:
        assert rules.actions_of(group, known), group
    assert {rules.group_of(action) for action in {*known, *rules.RECORDED}} == set(rules.GROUPS)
