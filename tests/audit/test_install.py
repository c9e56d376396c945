"""The install's own audit log on screen: for superusers only, filtered, paged, exported, and checked (S28)."""

import csv
import io
import json

import asyncpg
import pytest

from atende.accounts.service import people
from atende.audit import rules
from atende.core.audit import chain
from atende.core.audit.models import INSTALL
from tests.accounts.conftest import PASSWORD, fresh_email

URL = "/api/install/audit"


@pytest.fixture(autouse=True)
def _as_often_as_one_likes(monkeypatch):
    monkeypatch.setattr(rules, "CHECKS_PER_MINUTE", 0)


@pytest.fixture
async def operator(browser):
    """A superuser, signed in."""
    email = fresh_email("suporte")
    await people.create_person(email=email, name="Sônia Suporte", password=PASSWORD, is_superuser=True)
    one = browser()
    assert (await one.sign_in(email)).status_code == 200
    return one


async def test_only_superusers_see_check_and_take_it(clinic, owner, browser, operator):
    asked = [("GET", URL), ("GET", f"{URL}/export"), ("GET", f"{URL}/chain"), ("POST", f"{URL}/chain")]
    for method, path in asked:
        assert (await browser().request(method, path)).status_code == 401
        refused = await owner.request(method, path)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "missing_permission")
        assert (await operator.request(method, path)).status_code == 200


async def test_what_operators_did_is_there_by_name_filtered_and_paged(operator):
    me = (await operator.get("/api/me")).json()["user"]["id"]
    made = (await operator.get(URL, params={"subject_id": me})).json()["items"]
    assert [(one["action"], one["actor"]["kind"], one["subject"]["name"]) for one in made] == [
        ("accounts.person_made", "operator", "Sônia Suporte")
    ]
    await operator.get(URL)
    mine = (await operator.get(URL, params={"actor_id": me})).json()["items"]
    assert [one["action"] for one in mine].count("audit.read") == 1, "once a session"
    assert {one["actor"]["name"] for one in mine} == {"Sônia Suporte"}
    assert (mine[0]["actor"]["role"], mine[0]["group"]) == ("superuser", "records")
    first = (await operator.get(URL, params={"limit": 1})).json()
    second = (await operator.get(URL, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert first["items"][0]["no"] == second["items"][0]["no"] + 1
    groups = {one["group"] for one in (await operator.get(URL, params={"what": "records"})).json()["items"]}
    assert groups == {"records"}
    assert (await operator.get(URL, params={"cursor": "x"})).status_code == 422


async def test_it_is_taken_along_as_a_spreadsheet_and_as_lines_that_a_program_can_follow(operator):
    me = (await operator.get("/api/me")).json()["user"]["id"]
    sheet = await operator.get(f"{URL}/export", params={"subject_id": me})
    assert sheet.headers["content-disposition"] == 'attachment; filename="auditoria-instalacao.csv"'
    head, *rows = csv.reader(io.StringIO(sheet.text.removeprefix("\ufeff")))
    assert [dict(zip(head, row, strict=True))["subject"] for row in rows] == ["Sônia Suporte"]
    taken = await operator.get(f"{URL}/export", params={"format": "jsonl"})
    assert taken.headers["content-type"].startswith("application/jsonl")
    lines = [json.loads(line) for line in taken.text.splitlines()]
    last = chain.beginning(INSTALL)
    for line in reversed(lines):
        assert line["hash"] == _hash(last, line)
        last = bytes.fromhex(line["hash"])
    assert lines[0]["action"] == "audit.exported"
    assert (await operator.get(f"{URL}/export", params={"format": "exe"})).status_code == 422


def _hash(before: bytes, line: dict) -> str:
    """As a program elsewhere computes it, from the line alone."""
    import hashlib

    covered = {"chain": str(INSTALL), "no": line["no"], **{name: line[name] for name in chain.FIELDS}}
    return hashlib.sha256(before + json.dumps(covered, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def test_up_to_where_the_chain_was_checked_is_told(operator):
    done = (await operator.post(f"{URL}/chain")).json()
    assert (done["problem"], done["problem_no"]) == (None, None)
    assert 0 < done["entries"] == done["last_no"]
    await operator.get(URL)
    seen = (await operator.get(f"{URL}/chain")).json()
    assert {**seen, "last_no": done["last_no"]} == done
    assert seen["last_no"] == done["last_no"] + 1


async def test_a_business_checks_its_own_chain_and_a_touched_entry_shows(clinic, owner, browser, database):
    url = f"{clinic.url}/audit/chain"
    await owner.get(f"{clinic.url}/audit")
    assert (await owner.get(url)).json()["checked_at"] is None
    done = (await owner.post(url)).json()
    assert (done["problem"], done["entries"]) == (None, done["last_no"])
    admin = await asyncpg.connect(database.admin_url)
    touched = "update atende.audit_entries set address = {} where tenant_id = $1 and no = 2"
    before = await admin.fetchval("select address from atende.audit_entries where tenant_id = $1 and no = 2", clinic.tenant.id)
    await admin.execute(touched.format("'192.0.2.1'"), clinic.tenant.id)
    broken = (await owner.post(url)).json()
    await admin.execute(touched.format("$2"), clinic.tenant.id, before)
    await admin.close()
    assert (broken["problem"], broken["problem_no"], broken["entries"]) == ("changed", 2, 1)
    assert (await owner.get(url)).json() == broken, "kept until the next check"
    assert (await owner.post(url)).json()["problem"] is None
