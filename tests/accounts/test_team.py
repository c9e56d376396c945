"""Who works here, as what, and who may change that."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from atende.accounts.service import people
from tests.accounts.conftest import PASSWORD, accept, fresh_email, hire
from tests.accounts.mailbox import newest_token


@pytest.fixture
async def colleague(clinic, owner, browser):
    """A member of staff with the permissions asked for, signed in."""

    async def make(*permissions: str, role: str = "staff"):
        email = fresh_email("colega")
        one = browser()
        return await hire(clinic, owner, one, email, *permissions, role=role), one, email

    return make


async def test_a_new_member_may_do_what_was_granted_and_no_more(clinic, colleague):
    _, clerk, _ = await colleague("inbox")
    assert (await clerk.get(f"{clinic.url}/stores")).status_code == 200
    refused = await clerk.post(f"{clinic.url}/stores", json={"name": "Filial"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "missing_permission")
    assert refused.json()["error"]["params"] == {"permission": "settings", "way": "change"}
    assert (await clerk.delete(f"{clinic.url}/team/{uuid.uuid4()}")).status_code == 403


async def test_changed_permissions_hold_at_once_and_end_the_sessions(clinic, owner, colleague, browser):
    user_id, clerk, email = await colleague("inbox")
    answer = await owner.patch(f"{clinic.url}/team/{user_id}", json={"permissions": ["settings"]})
    assert answer.json()["permissions"] == ["settings"]
    assert (await clerk.get("/api/me")).status_code == 401
    again = browser()
    await again.sign_in(email)
    assert (await again.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == 201


async def test_who_only_sees_reads_and_is_told_what_is_missing(clinic, owner, colleague):
    user_id, watcher, _ = await colleague("inbox:read", "settings:read", "settings", "bot:read")
    me = (await watcher.get("/api/me")).json()["tenants"][0]
    assert me["permissions"] == ["inbox:read", "bot:read", "settings"], "each room once, in our order"
    team = (await owner.get(f"{clinic.url}/team")).json()
    assert [one["permissions"] for one in team["items"] if one["user_id"] == user_id] == [me["permissions"]]
    assert {"inbox", "inbox:read", "audit:read"} <= set(team["offered_permissions"])
    assert (await watcher.get(f"{clinic.url}/conversations")).status_code == 200
    assert (await watcher.get(f"{clinic.url}/bot")).status_code == 200
    assert (await watcher.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == 201
    refused = [
        (await watcher.post(f"{clinic.url}/conversations/{uuid.uuid4()}/assume"), "inbox", "change"),
        (await watcher.patch(f"{clinic.url}/contacts/{uuid.uuid4()}", json={"name": "X"}), "inbox", "change"),
        (await watcher.get(f"{clinic.url}/invitations"), "staff", "read"),
        (await watcher.delete(f"{clinic.url}/team/{uuid.uuid4()}"), "staff", "change"),
    ]
    for answer, permission, way in refused:
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["params"]) == (
            403,
            "missing_permission",
            {"permission": permission, "way": way},
        )


async def test_who_manages_people_gives_and_takes_within_what_they_hold(clinic, owner, colleague):
    _, manager, _ = await colleague("staff", "inbox:read")
    clerk_id, _, _ = await colleague("inbox", "bot")
    post, invitations, email = f"{clinic.url}/team", f"{clinic.url}/invitations", fresh_email()
    refused = await manager.post(invitations, json={"email": email, "permissions": ["inbox"]})
    assert refused.json()["error"]["code"] == "cannot_grant"
    made = await manager.post(invitations, json={"email": email, "permissions": ["inbox:read"]})
    assert (made.status_code, made.json()["permissions"]) == (201, ["inbox:read"])
    less = await manager.patch(f"{post}/{clerk_id}", json={"permissions": ["inbox:read", "bot"]})
    assert (less.status_code, less.json()["permissions"]) == (200, ["inbox:read", "bot"]), "what they have already is not given"
    back = await manager.patch(f"{post}/{clerk_id}", json={"permissions": ["inbox", "bot"]})
    assert back.json()["error"]["params"] == {"permission": "inbox"}


async def test_a_removed_member_is_out_at_once_and_may_come_back(clinic, owner, colleague, browser):
    user_id, clerk, email = await colleague("inbox")
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    assert (await clerk.get(f"{clinic.url}/stores")).status_code == 401
    again = browser()
    assert (await again.sign_in(email)).json()["tenants"] == []
    assert (await again.get(f"{clinic.url}/stores")).status_code == 404
    back = await owner.post(f"{clinic.url}/invitations", json={"email": email})
    assert (await again.get(f"{clinic.url}/stores")).status_code == 404  # asked, and has not answered
    token = back.json()["link"].partition("#")[2]
    assert (await again.post("/api/me/invitations", json={"token": token})).status_code == 204
    assert (await again.get(f"{clinic.url}/stores")).status_code == 200


async def test_a_removed_member_does_not_come_back_by_an_invitation_from_before(clinic, owner, colleague, browser, database):
    user_id, clerk, email = await colleague("inbox")
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    asked = (await owner.post(f"{clinic.url}/invitations", json={"email": email, "role": "owner"})).json()
    assert (await owner.patch(f"{clinic.url}/team/{user_id}", json={"is_active": True})).status_code == 200
    assert (await owner.get(f"{clinic.url}/invitations")).json()["items"] == []
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    await clerk.sign_in(email)
    refused = await clerk.post("/api/me/invitations", json={"token": asked["link"].partition("#")[2]})
    assert refused.json()["error"]["code"] == "link_invalid"
    assert (await clerk.get("/api/me")).json()["tenants"] == []


async def test_a_removed_member_leaves_no_invitation_behind(clinic, owner, colleague, database):
    user_id, _, email = await colleague("inbox")
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute(
        "insert into atende.accounts_invitations (tenant_id, id, email, role, sent_at, expires_at)"
        " values ($1, gen_random_uuid(), $2, 'staff', now(), now() + interval '7 days')",
        clinic.tenant.id,
        email,
    )
    await connection.close()
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    assert (await owner.get(f"{clinic.url}/invitations")).json()["items"] == []


async def test_a_members_password_can_be_reset_until_they_prove_their_mailbox(clinic, owner, colleague, browser):
    user_id, clerk, email = await colleague("inbox")
    assert (await owner.patch(f"{clinic.url}/team/{user_id}", json={"password": "nova-senha-forte"})).status_code == 200
    assert (await clerk.get("/api/me")).status_code == 401
    assert (await browser().sign_in(email, "nova-senha-forte")).status_code == 200
    await browser().post("/api/auth/forgotten", json={"email": email})
    given = {"token": await newest_token(email), "password": "agora-so-minha-1"}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    refused = await owner.patch(f"{clinic.url}/team/{user_id}", json={"password": "tomada-de-conta"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "password_is_theirs")
    assert (await browser().sign_in(email, "agora-so-minha-1")).status_code == 200


async def test_a_business_keeps_an_owner(clinic, owner, colleague):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    assert (await owner.delete(f"{clinic.url}/team/{me}")).json()["error"]["code"] == "not_yourself"
    second, other, _ = await colleague(role="owner")
    assert (await other.delete(f"{clinic.url}/team/{me}")).status_code == 204
    assert (await owner.get("/api/me")).status_code == 401
    third, _, _ = second, other, None
    assert (await other.patch(f"{clinic.url}/team/{third}", json={"role": "staff"})).json()["error"]["code"] == "not_yourself"


async def test_a_manager_cannot_climb(clinic, owner, colleague):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    own_id, manager, _ = await colleague("staff", "bot")
    post = f"{clinic.url}/team"
    for attempt in (
        manager.patch(f"{post}/{own_id}", json={"permissions": ["inbox"]}),
        manager.patch(f"{post}/{me}", json={"password": "dona-nova-senha"}),
        manager.delete(f"{post}/{me}"),
    ):
        assert (await attempt).status_code == 403


async def test_agency_people_see_their_clients_without_messages_and_leave_their_name(make_clinic, browser, database):
    clinic = await make_clinic(in_agency=True)
    foreign = await make_clinic(in_agency=True)
    email = fresh_email("agencia")
    user_id = await people.create_person(email=email, name="Caio Agência", password=PASSWORD, agency_id=clinic.agency_id)
    agent = browser()
    me = (await agent.sign_in(email)).json()
    assert me["agency"]["id"] == str(clinic.agency_id)
    [place] = me["tenants"]
    assert (place["id"], place["role"]) == (str(clinic.tenant.id), "agency_staff")
    assert "inbox" not in place["permissions"]
    assert (await agent.get(f"{foreign.url}/stores")).status_code == 404
    assert (await agent.get(f"{clinic.url}/stores")).status_code == 200
    team = (await agent.get(f"{clinic.url}/team")).json()["items"]
    assert ("Caio Agência", "agency_staff") in [(one["name"], one["role"]) for one in team]

    owner = browser()
    await owner.sign_in(clinic.owner_email)
    granted = [*place["permissions"], "inbox"]
    answer = await owner.patch(f"{clinic.url}/team/{user_id}", json={"permissions": granted})
    assert answer.status_code == 200, answer.text
    await agent.sign_in(email)
    assert "inbox" in (await agent.get("/api/me")).json()["tenants"][0]["permissions"]
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    await agent.sign_in(email)
    assert (await agent.get(f"{clinic.url}/stores")).status_code == 404


async def test_agency_people_set_up_clients_and_nobody_else_does(make_clinic, owner, browser):
    agency_id = await people.create_agency("Agência Boreal")
    email = fresh_email("agencia")
    await people.create_person(email=email, name="Duda", password=PASSWORD, agency_id=agency_id)
    agent = browser()
    await agent.sign_in(email)
    owner_email = fresh_email("dono")
    given = {
        "name": "Restaurante São João", "kind": "restaurant", "timezone": "America/Recife", "owner_email": owner_email,
        "store_name": "Centro",
    }  # fmt: skip
    assert (await owner.post("/api/agency/tenants", json=given)).status_code == 403
    assert (await owner.get("/api/agency/tenants")).status_code == 403
    made = await agent.post("/api/agency/tenants", json=given)
    assert made.status_code == 201, made.text
    assert made.json()["slug"].startswith("restaurante-sao-joao")
    listed = (await agent.get("/api/agency/tenants")).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    new_owner = browser()
    me = (await accept(new_owner, made.json()["owner_link"].partition("#")[2], "João")).json()
    assert [t["role"] for t in me["tenants"]] == ["owner"]
    stores = (await new_owner.get(f"/api/t/{made.json()['id']}/stores")).json()["items"]
    assert [one["name"] for one in stores] == ["Centro"]
    slug = f"slug-{uuid.uuid4().hex[:10]}"
    for expected in (201, 409):
        again = await agent.post("/api/agency/tenants", json={**given, "slug": slug, "owner_email": fresh_email()})
        assert again.status_code == expected
    assert again.json()["error"]["code"] == "slug_taken"
    bad = await agent.post("/api/agency/tenants", json={**given, "timezone": "Mars/Olympus"})
    assert (bad.status_code, bad.json()["error"]["field"]) == (422, "timezone")


async def test_whoever_runs_the_install_may_enter_everywhere(clinic, browser):
    email = fresh_email("raiz")
    await people.create_person(email=email, name="Raiz", password=PASSWORD, is_superuser=True)
    root = browser()
    me = (await root.sign_in(email)).json()
    assert me["is_superuser"] is True
    assert str(clinic.tenant.id) in [t["id"] for t in me["tenants"]]
    assert (await root.patch(f"{clinic.url}/tenant", json={"timezone": "America/Manaus"})).json()["timezone"] == "America/Manaus"
    team = (await root.get(f"{clinic.url}/team")).json()["items"]
    assert "superuser" in [one["role"] for one in team]


async def test_what_happened_to_people_is_on_record(clinic, owner, colleague, database):
    user_id, _, _ = await colleague("inbox")
    await owner.delete(f"{clinic.url}/team/{user_id}")
    connection = await asyncpg.connect(database.admin_url)
    rows = await connection.fetch(
        "select name, actor from atende.facts where tenant_id = $1 order by commit_no, seq", clinic.tenant.id
    )
    await connection.close()
    assert [row["name"] for row in rows] == [
        "accounts.tenant_created", "accounts.member_added", "accounts.invitation_sent", "accounts.member_added",
        "accounts.invitation_accepted", "accounts.member_removed",
    ]  # fmt: skip
    assert rows[-1]["actor"].startswith("user:")


async def test_who_was_removed_is_listed_and_comes_back_as_before_without_sessions_and_keys(
    clinic, owner, colleague, browser, database
):
    user_id, clerk, email = await colleague("inbox", "bot", "settings")
    made = await clerk.post(f"{clinic.url}/keys", json={"name": "Caixa", "scopes": ["inbox:read"]})
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    assert (await owner.get(f"{clinic.url}/team/removed")).json() == {"items": [], "next_cursor": None}
    assert (await owner.delete(f"{clinic.url}/team/{user_id}")).status_code == 204
    [gone] = (await owner.get(f"{clinic.url}/team/removed")).json()["items"]
    assert (gone["user_id"], gone["email"], gone["permissions"]) == (user_id, email, ["inbox", "bot", "settings"])
    assert (gone["removed_by"], gone["is_active"]) == ("Ana Dona", False)
    assert gone["removed_at"] is not None
    assert user_id not in [one["user_id"] for one in (await owner.get(f"{clinic.url}/team")).json()["items"]]

    back = await owner.patch(f"{clinic.url}/team/{user_id}", json={"is_active": True})
    assert (back.status_code, back.json()["role"], back.json()["permissions"]) == (200, "staff", ["inbox", "bot", "settings"])
    assert (await owner.get(f"{clinic.url}/team/removed")).json()["items"] == []
    assert (await clerk.get("/api/me")).status_code == 401
    assert (await browser().get(f"{clinic.url}/conversations", headers=key)).status_code == 401
    again = browser()
    await again.sign_in(email)
    assert (await again.get(f"{clinic.url}/stores")).status_code == 200
    connection = await asyncpg.connect(database.admin_url)
    said = await connection.fetch(
        "select action from atende.audit_entries where tenant_id = $1 and subject_id = $2 and action like 'accounts.member_%'"
        " order by no",
        clinic.tenant.id,
        uuid.UUID(user_id),
    )
    await connection.close()
    assert [one["action"].rpartition("_")[2] for one in said] == ["added", "removed", "added"]


async def test_the_removed_are_paged_latest_first_and_shown_to_who_sees_the_team(clinic, owner, colleague, clock):
    gone = []
    for minutes in (1, 2, 3):
        user_id, _, _ = await colleague("inbox")
        clock.shift(timedelta(minutes=minutes))
        await owner.delete(f"{clinic.url}/team/{user_id}")
        gone.insert(0, user_id)
    first = (await owner.get(f"{clinic.url}/team/removed", params={"limit": 2})).json()
    rest = (await owner.get(f"{clinic.url}/team/removed", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["user_id"] for one in first["items"] + rest["items"]] == gone
    assert rest["next_cursor"] is None
    for cursor in ("x", "WyJ4IiwieCJd"):
        assert (await owner.get(f"{clinic.url}/team/removed", params={"cursor": cursor})).status_code == 422
    _, clerk, _ = await colleague("inbox")
    _, watcher, _ = await colleague("staff:read")
    seen = [(await one.get(f"{clinic.url}/team/removed")).status_code for one in (clerk, watcher)]
    assert seen == [403, 200]
    assert (await watcher.patch(f"{clinic.url}/team/{gone[0]}", json={"is_active": True})).status_code == 403
