"""What a visit needs to know of a route: whose its ids are, a body where the smallest is refused, what answers differently and why."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from atende.core import clock

# What an id in a query or a body belongs to: the word of `Planted.ids`.
FIELDS = {
    "actor_id": "team",
    "subject_id": "contacts",
    "store_id": "stores",
    "store_ids": "stores",
    "service_id": "services",
    "service_ids": "services",
    "resource_id": "resources",
    "professional_id": "professionals",
    "resource_ids": "resources",
    "user_id": "team",
    "reply_to": "messages",
    "file_id": "files",
    "connection_id": "connections",
    "channel_id": "channels",
    "appointment_id": "appointments",
    "contact_id": "strangers",
    "moving": "appointments",
    "conversation_id": "conversations",
    "event_id": "events",
    "message_id": "messages",
    "import_id": "imports",
}
# Ids of the twin in a query or a body: plain words there, so the description does not tell that they are ids.
TWIN_FIELDS = {"number_id": "simulator/numbers", "phone_id": "simulator/phones"}
# Words in an address that are a choice and no id.
CHOICES = {"change": "change-identity"}
# Ids that name nothing that exists.
NOT_AN_ID = {"client_id": "the asker's own new id of a message or an appointment"}

_OFF_CLOCK = {
    "was_starts_at": "2126-01-01T10:00:00Z",
    "was_agreed_local": "2126-01-01T10:00:00",
    "was_timezone": "America/Manaus",
}

# operation id -> body, given one's own planted ids.
BODIES: dict[str, Callable[[dict[str, uuid.UUID]], dict[str, Any]]] = {
    "accounts_create_key": lambda _ids: {"name": "Integração", "scopes": ["inbox:read"]},
    "accounts_invite": lambda _ids: {"email": f"convidada-{uuid.uuid4().hex}@exemplo.com.br"},
    "accounts_set_team_policy": lambda _ids: {"requires_second_factor": False},
    "accounts_change_member": lambda _ids: {"permissions": []},
    "accounts_change_store": lambda _ids: {"name": "Outra"},
    "accounts_change_tenant": lambda _ids: {"name": "Outro"},
    "bookings_write_bookable_service": lambda _ids: {"duration": 30},
    "bookings_change_resource": lambda _ids: {"position": 1},
    "bookings_put_back_off_clock": lambda _ids: _OFF_CLOCK,
    "bookings_keep_off_clock": lambda _ids: _OFF_CLOCK,
    "bookings_add_customer": lambda _ids: {"name": "Cliente nova", "phone": f"+55118{uuid.uuid4().int % 10**8:08}"},
    "bot_offer_time": lambda _ids: {"starts_at": "2126-01-01T10:00:00Z"},
    "bookings_join_waits": lambda ids: {
        "contact_id": str(ids["strangers"]), "service_id": str(ids["services"]), "professional_id": None, "store_id": None,
        "appointment_id": None,
        "first_on": f"{clock.now():%Y-%m-%d}", "last_on": f"{clock.now() + timedelta(days=9):%Y-%m-%d}",
    },
    "bookings_book_series": lambda ids: {
        "service_id": str(ids["services"]), "contact_id": str(ids["strangers"]), "starts_at": "2126-01-01T10:00:00Z",
        "repeat": {"count": 2},
    },
    "bookings_book_visit": lambda ids: {
        "parts": [{"service_id": str(ids["services"])}] * 2, "contact_id": str(ids["strangers"]), "starts_at": "2126-01-01T10:00:00Z",
    },
    "bookings_resize_appointment": lambda _ids: {"ends_at": "2026-01-01T10:00:00Z"},
    "bookings_write_reminder_settings": lambda ids: {
        "is_on": False, "leads": [120], "services": [{"service_id": str(ids["services"]), "leads": []}],
        "templates": [{"connection_id": str(ids["connections"]), "name": "aviso", "language": "pt_BR", "values": {}}],
        "offer_templates": [{"connection_id": str(ids["connections"]), "name": "aviso", "language": "pt_BR", "values": {}}],
    },
    "bookings_write_page": lambda ids: {
        "slug": f"pagina-{uuid.uuid4().hex[:12]}",
        "receipt_templates": [{"connection_id": str(ids["connections"]), "name": "aviso", "language": "pt_BR", "values": {}}],
    },
    "bookings_change_calendar": lambda _ids: {"name": "Particular"},
    "bookings_choose_calendars": lambda _ids: {"written": None, "blocking": ["helena@example.com"]},
    "bookings_start_consent": lambda ids: {"resource_id": str(ids["resources"]), "environment": "sandbox"},
    "bookings_ask_source": lambda _ids: {"api_key": "cal_planted"},
    "bookings_settle_import": lambda ids: {"how": "booked", "appointment_id": str(ids["appointments"])},
    "bookings_write_import_routes": lambda ids: {"routes": [{"service_id": str(ids["services"])}]},
    "bookings_subscribe_calendar": lambda ids: {
        "resource_id": str(ids["resources"]), "name": "Particular", "address": f"https://exemplo.com.br/{uuid.uuid4().hex}.ics",
    },
    "contacts_rename_contact": lambda _ids: {"name": "Nome novo"},
    "bot_write_bot": lambda _ids: {},
    "integrations_add_connection": lambda _ids: {
        "environment": "sandbox", "name": "Nova linha", "phone": f"+55118{uuid.uuid4().int % 10**8:08}",
    },
    "simulator_change_identity": lambda ids: {"number_id": ids["simulator/numbers"]},
    "simulator_act": lambda _ids: {"type": "text", "text": "Oi"},
    "simulator_add_phone": lambda _ids: {"name": "Cliente", "phone": f"+55217{uuid.uuid4().int % 10**8:08}"},
    "simulator_add_fault": lambda ids: {"kind": "delay", "number_id": ids["simulator/numbers"]},
    "simulator_change_thread": lambda _ids: {"is_open": True},
    "simulator_echo": lambda ids: {"phone_id": ids["simulator/phones"], "type": "text", "text": "Oi"},
    "inbox_send_message": lambda ids: {
        "client_id": str(uuid.uuid4()), "kind": "text", "text": "Oi", "reply_to": str(ids["messages"]),
    },
}  # fmt: skip

# operation id -> the statuses its own tenant may get, where the planted rows or this machine do not allow a success.
CONTROL: dict[str, tuple[set[int], str]] = {
    "integrations_remove_connection": ({409}, "a conversation was held through it"),
    "inbox_assume_conversation": ({200, 409}, "the owner has it already"),
    "inbox_reopen_conversation": ({200, 409}, "its case is open"),
    "knowledge_remove_service": ({409}, "it was booked"),
    "bookings_remove_bookable_service": ({409}, "it was booked"),
    "bookings_remove_resource": ({409}, "an appointment has it"),
    "bookings_resize_appointment": ({422}, "it ends before it begins"),
    "bookings_put_back_off_clock": ({409}, "no clock moved it"),
    "bookings_keep_off_clock": ({409}, "no clock moved it"),
    "bookings_put_page_cover": ({422}, "what is sent is no picture"),
    "bookings_prove_domain": ({422}, "the planted page has no domain"),
    "bookings_take_appointment": ({409}, "it is no hold"),
    "bot_offer_time": ({409, 422}, "the planted bot is off, or the planted store is never open"),
    "bookings_book": ({409}, "the planted store is never open"),
    "bookings_book_series": ({409}, "the planted store is never open"),
    "bookings_book_visit": ({409}, "the planted store is never open"),
    "bookings_reschedule_rest": ({409}, "the planted store is never open"),
    "bookings_reschedule_visit": ({409}, "the planted store is never open"),
    "bookings_connect_calendar": ({409}, "nobody consented"),
    "bookings_list_choice": ({409}, "nobody consented"),
    "bookings_list_source_kinds": ({409}, "the planted source is not asked"),
    "bookings_choose_calendars": ({409}, "nobody consented"),
    "bookings_reschedule_appointment": ({409, 422}, "the planted store is never open"),
}
# What no API key may, whatever its scopes: people and keys are managed by people, and some things only a person can have.
PEOPLE_ONLY = {
    "audit_list_entries",
    "audit_export_entries",
    "audit_see_standing",
    "audit_check_chain",
    "accounts_list_team",
    "accounts_list_removed",
    "accounts_change_member",
    "accounts_remove_member",
    "accounts_see_team_policy",
    "accounts_set_team_policy",
    "accounts_list_invitations",
    "accounts_invite",
    "accounts_resend_invitation",
    "accounts_revoke_invitation",
    "accounts_list_keys",
    "accounts_create_key",
    "accounts_revoke_key",
    "bookings_start_consent",
    "bookings_connect_calendar",
    "inbox_assume_conversation",
    "inbox_reopen_conversation",
    "inbox_add_note",
}
# operation id -> how long to wait for something that may not come, in seconds; left to itself it would be most of a minute.
WAITS = {"simulator_wait_for_events": ("wait", 0.05)}
# Operations whose answer does not end; only that a stranger gets none is looked at.
STREAMS = {"inbox_follow"}
# The public booking page, for everybody; tests/bookings/test_page.py looks at what strangers are told there.
VISITS = {
    "bookings_visit_page",
    "bookings_see_cover",
    "bookings_list_free_times",
    "bookings_list_free_days",
    "bookings_book_by_oneself",
    "bookings_see_ones_appointment",
    "bookings_list_times_to_move_to",
    "bookings_list_days_to_move_to",
    "bookings_move_ones_appointment",
    "bookings_cancel_ones_appointment",
    "bookings_take_to_ones_calendar",
}
