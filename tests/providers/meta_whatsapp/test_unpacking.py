"""A posted body becomes parcels: all of its items, one by one, and never an exception."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atende.integrations.ports import ParcelKind
from atende.providers.meta_whatsapp.wire import open_parcel, unpack
from tests.providers.meta_whatsapp.bodies import envelope, loaded, names, raw, text, value

MESSAGE, STATUS, MALFORMED = ParcelKind.MESSAGE, ParcelKind.STATUS, ParcelKind.MALFORMED
ACCOUNT, ERROR = ParcelKind.ACCOUNT, ParcelKind.ERROR

# file -> its parcels as (kind, problem)
OUTCOMES: dict[str, list[tuple[ParcelKind, str | None]]] = {
    "batch/messages_and_statuses_changes.json": [(MESSAGE, None), (STATUS, None), (ACCOUNT, None)],
    "batch/one_bad_among_good.json": [(MESSAGE, None)] * 3,
    "batch/same_message_twice.json": [(MESSAGE, None)] * 2,
    "batch/two_entries_two_tenants.json": [(MESSAGE, None)] * 2,
    "batch/two_messages_one_change.json": [(MESSAGE, None)] * 2,
    "batch/two_senders_one_change.json": [(MESSAGE, None)] * 2,
    "inbound/interactive_without_body.json": [(MESSAGE, None), (ERROR, None)],
    "inbound/system_identity_changed.json": [(ParcelKind.IDENTITY, None)],
    "inbound/system_user_changed_number.json": [(ParcelKind.IDENTITY, None)],
    "inbound/system_user_changed_user_id.json": [(ParcelKind.IDENTITY, None)],
    "malformed/array_top_level.json": [(MALFORMED, "not_an_object")],
    "malformed/changes_missing.json": [(MALFORMED, "changes_missing")],
    "malformed/contacts_missing.json": [(MESSAGE, None)],
    "malformed/contacts_order_differs.json": [(MESSAGE, None)],
    "malformed/deeply_nested.txt": [(MALFORMED, "too_deep")],
    "malformed/duplicate_json_keys.txt": [(MALFORMED, "object_wrong")],
    "malformed/empty.txt": [(MALFORMED, "body_empty")],
    "malformed/entry_null.json": [(MALFORMED, "entry_missing")],
    "malformed/entry_object_not_array.json": [(MALFORMED, "entry_missing")],
    "malformed/invalid_utf8.txt": [(MALFORMED, "not_utf8")],
    "malformed/message_id_missing.json": [(MALFORMED, "message_id_missing")],
    "malformed/metadata_missing.json": [(MALFORMED, "metadata_missing")],
    "malformed/nfm_response_not_json.json": [(MESSAGE, None)],
    "malformed/nfm_response_scalar.json": [(MESSAGE, None)],
    "malformed/no_sender_at_all.json": [(MALFORMED, "sender_missing")],
    "malformed/nul_in_text.json": [(MESSAGE, None)],
    "malformed/text_without_body.json": [(MESSAGE, None)],
    "malformed/timestamp_integer_and_future.json": [(MESSAGE, None)],
    "malformed/timestamp_not_number.json": [(MESSAGE, None)],
    "malformed/truncated.txt": [(MALFORMED, "not_json")],
    "malformed/unknown_message_type.json": [(MESSAGE, None)],
    "malformed/unknown_phone_number_id.json": [(MESSAGE, None)],
    "malformed/value_missing.json": [(MALFORMED, "value_missing")],
    "malformed/waba_mismatch.json": [(MESSAGE, None)],
    "malformed/wrong_object.json": [(MALFORMED, "object_wrong")],
    "management/history_chunk.json": [(ParcelKind.HISTORY, None)] * 2,
    "management/history_declined.json": [(ERROR, None)],
    "management/smb_app_state_sync.json": [(ParcelKind.CONTACT, None)] * 2,
    "management/smb_message_echo.json": [(ParcelKind.ECHO, None)],
    "management/unknown_field.json": [(ParcelKind.UNKNOWN, "unknown_field")],
    "management/user_preferences_resume.json": [(ParcelKind.PREFERENCE, None)],
    "management/user_preferences_stop.json": [(ParcelKind.PREFERENCE, None)],
    "management/value_errors_rate_limit.json": [(ERROR, None)],
    "status/out_of_order_read_then_sent.json": [(STATUS, None)] * 2,
}
# everything else in a folder is one parcel of this kind
USUAL = {"inbound": MESSAGE, "status": STATUS, "management": ACCOUNT, "batch": None, "malformed": None}
FILES = [name for folder in USUAL for name in names(folder)]


@pytest.mark.parametrize("name", FILES)
def test_every_recorded_body_has_its_named_outcome(name):
    usual = USUAL[name.split("/")[0]]
    parcels = unpack(raw(name))
    assert [(p.kind, p.problem) for p in parcels] == (OUTCOMES[name] if usual is None else OUTCOMES.get(name, [(usual, None)]))
    for parcel in parcels:
        assert parcel.raw.isascii()
        assert json.loads(parcel.raw)
        if parcel.kind is not MALFORMED:
            open_parcel(parcel.kind, parcel.raw)
        else:
            with pytest.raises(ValueError, match=parcel.problem):
                open_parcel(parcel.kind, parcel.raw)


@pytest.mark.parametrize("name", FILES)
def test_the_same_body_again_has_the_same_keys(name):
    def again(body):
        return [(p.dedupe_key, p.lane, p.raw) for p in unpack(body)]

    assert again(raw(name)) == again(raw(name))


def test_different_notices_have_different_keys():
    seen: dict[str, str] = {}
    for parcel in (p for name in names("management") + names("malformed") for p in unpack(raw(name))):
        assert seen.setdefault(parcel.dedupe_key, parcel.raw) == parcel.raw
    assert len(seen) > 45


def test_a_message_twice_in_one_body_is_two_parcels_of_one_key():
    first, second = unpack(raw("batch/same_message_twice"))
    assert first.dedupe_key == second.dedupe_key == "m:" + json.loads(first.raw)["item"]["id"]


def test_all_45_messages_of_3_entries_with_3_changes_of_5_become_parcels():
    entries = [
        {
            "id": f"10{e}",
            "changes": [
                {"field": "messages", "value": value(messages=[text(f"wamid.{e}{c}{m}") for m in range(5)])} for c in range(3)
            ],
        }
        for e in range(3)
    ]
    parcels = unpack(json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode())
    assert len(parcels) == 45
    assert len({p.dedupe_key for p in parcels}) == 45
    assert [p.account_id for p in parcels] == [f"10{e}" for e in range(3) for _ in range(15)]


def test_a_thousand_updates_in_one_body_become_a_thousand_parcels():
    assert len(unpack(envelope(value(messages=[text(f"wamid.{n}") for n in range(1000)])))) == 1000


def test_bad_items_leave_the_good_ones_alone():
    items = [text("wamid.1"), None, 7, "x", [], {}, {"id": "wamid.2"}, text(None), text("wamid.3")]
    parcels = unpack(envelope(value(messages=items, statuses="x", errors=[{"code": 1}, None])))
    assert [p.dedupe_key for p in parcels if p.kind is MESSAGE] == ["m:wamid.1", "m:wamid.3"]
    problems = [p.problem for p in parcels if p.kind is MALFORMED]
    assert problems == [
        *["item_unreadable"] * 4,
        "message_id_missing",
        "sender_missing",
        "message_id_missing",
        "statuses_unreadable",
        "item_unreadable",
    ]


def test_messages_statuses_and_identity_changes_of_a_person_share_a_lane():
    bodies = ("inbound/text", "status/delivered", "status/failed_131026_undeliverable", "inbound/system_user_changed_number")
    more = ("inbound/system_user_changed_user_id", "management/smb_message_echo", "management/user_preferences_stop")
    assert {unpack(raw(name))[0].lane for name in bodies + more} == {"p:5511900010001"}
    nameless = ("inbound/text_username_no_phone", "status/delivered_username_no_phone", "inbound/contacts_phone_share")
    assert {unpack(raw(name))[0].lane for name in nameless} == {"u:BR.30594817263041526374"}
    group = ("inbound/group_text", "status/group_read")
    assert {unpack(raw(name))[0].lane for name in group} == {"p:551190002002"}


def test_a_person_known_by_id_alone_takes_the_number_of_the_matched_contact():
    contacts = [{"wa_id": "5511900010001", "user_id": "BR.1"}]
    body = value(contacts=contacts, messages=[text(sender=None, from_user_id="BR.1")])
    assert unpack(envelope(body))[0].lane == "p:5511900010001"


def test_a_gateway_that_writes_the_user_id_into_from_is_understood():
    parcel = unpack(envelope(value(contacts=[{"wa_id": "BR.9x"}], messages=[text(sender="BR.9x")])))[0]
    assert parcel.lane == "u:BR.9x"
    sender = open_parcel(parcel.kind, parcel.raw).sender
    assert (sender.phone, sender.user_id) == (None, "BR.9x")


@pytest.mark.parametrize("sender", ["", "abc", "br.123", "B.1", "BR.", "BR.x y", "551190001000155119000", None, [], {}, True])
def test_a_sender_of_neither_form_is_no_sender(sender):
    assert unpack(envelope(value(messages=[text(sender=sender)])))[0].problem == "sender_missing"


def test_contacts_are_matched_by_id_never_by_position():
    parcel = unpack(raw("malformed/contacts_order_differs"))[0]
    assert json.loads(parcel.raw)["contact"]["profile"]["name"] == "Tiago Prado"
    stranger = unpack(envelope(value(contacts=[{"wa_id": "1999", "profile": {"name": "X"}}], messages=[text()])))[0]
    assert json.loads(stranger.raw)["contact"] is None


def test_statuses_of_a_group_are_told_apart_by_participant():
    status = loaded("status/group_read")["entry"][0]["changes"][0]["value"]["statuses"][0]
    other = status | {"recipient_participant_id": "5511900010001"}
    first, second = unpack(envelope(value(statuses=[status, other])))
    assert first.dedupe_key != second.dedupe_key
    assert first.dedupe_key.startswith(f"s:{status['id']}:read:")


def test_routing_ids_are_text_whatever_they_came_as():
    body = value(messages=[text()])
    body["metadata"]["phone_number_id"] = 110098765432101
    parcel = unpack(envelope(body, waba=104512345678901))[0]
    assert (parcel.number_id, parcel.account_id) == ("110098765432101", "104512345678901")


def test_keys_and_lanes_hold_nothing_postgresql_refuses():
    body = value(messages=[text("wam\x00id\ud800" + "y" * 5000)])
    parcel = unpack(envelope(body))[0]
    assert len(parcel.dedupe_key) < 500
    assert "\x00" not in parcel.dedupe_key
    parcel.dedupe_key.encode()
    short = unpack(envelope(value(messages=[text("a\x00b")])))[0]
    assert short.dedupe_key == "m:ab"


def test_the_same_notice_at_another_time_is_another_notice():
    notice = {"event": "APPROVED"}
    keys = {unpack(envelope(notice, "account_update", time=time))[0].dedupe_key for time in (1790000000, 1790000001, None)}
    assert len(keys) == 3


def test_the_same_fault_beside_another_message_is_another_parcel():
    def fault(wamid):
        return unpack(envelope(value(messages=[text(wamid)], errors=[{"code": 131000}])))[1].dedupe_key

    assert fault("wamid.1") == fault("wamid.1") != fault("wamid.2")


def test_numbers_no_database_takes_become_text():
    said = b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"x","value":{"a":1e999,"b":NaN}}]}]}'
    parcel = unpack(said)[0]
    assert json.loads(parcel.raw)["item"] == {"a": "1e999", "b": "NaN"}


@pytest.mark.parametrize("depth", [50, 400, 900, 990, 5000, 100_000])
def test_depth_never_raises(depth):
    nested = "[" * depth + "]" * depth
    body = b'{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"x","value":{"a":%s}}]}]}'
    parcels = unpack(body % nested.encode())
    assert len(parcels) == 1


_KEYS = """id changes field value messages statuses metadata phone_number_id contacts wa_id user_id from type text body errors
    history threads state_sync contact user_preferences timestamp system interactive image context message_echoes to edit revoke
    status recipient_id profile name location order"""
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.sampled_from(["BR.1", "5511999"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(re.split(r"\s+", _KEYS)) | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=40,
)


def _opened(parcel) -> str | None:
    """The word it could not be opened for, None when it could."""
    try:
        open_parcel(parcel.kind, parcel.raw)
    except ValueError as problem:
        return str(problem)
    return None


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_any_json_unpacks_and_opens_without_surprise(tree):
    bodies = [
        json.dumps(tree).encode(),
        json.dumps({"object": "whatsapp_business_account", "entry": tree}).encode(),
        json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": tree}]}).encode(),
        envelope(tree),
        envelope(value(messages=tree, statuses=[tree], history=[tree], contacts=tree)),
        envelope(value(messages=[{"id": "w", "from": "5511", "type": "interactive", "interactive": tree}])),
        envelope(value(messages=[{"id": "w", "from": "5511", "type": "edit", "edit": tree, "context": tree}])),
        envelope(value(messages=[{"id": "w", "from": "5511", "type": "system", "system": tree, "errors": tree}])),
        envelope(value(user_preferences=[tree], state_sync=[tree], message_echoes=[tree], errors=[tree])),
    ]
    for body in bodies:
        parcels = unpack(body)
        assert parcels
        for parcel in parcels:
            assert parcel.raw.isascii()
            parcel.dedupe_key.encode()
            parcel.lane.encode()
            problem = _opened(parcel)
            assert problem is None or problem.replace("_", "").isalnum()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text().map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes_become_one_malformed_parcel(body):
    parcels = unpack(body)
    assert [p.kind for p in parcels] == [MALFORMED]
    assert parcels[0].dedupe_key == unpack(body)[0].dedupe_key
