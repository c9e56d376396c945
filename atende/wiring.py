"""The only list of what the program is made of: each room's doors, reactions, background work and vendors. Add a line here."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from atende.accounts.service import letters, outside
from atende.audit import reactions as audit_reactions
from atende.bookings import reactions as bookings_reactions
from atende.bookings.models import Calendar, CalendarConsent
from atende.bookings.service import asking
from atende.bookings.service.outside import vendors
from atende.bot import reactions as bot_reactions
from atende.core import partitions, readiness, redis
from atende.core.jobs import Stage
from atende.core.mail import outbox
from atende.core.tenancy import Tx
from atende.inbox import reactions as inbox_reactions
from atende.inbox.service import channels, templates
from atende.integrations.models import Connection
from atende.integrations.ports import CheckStep
from atende.integrations.service import checking, doors, rotating, sandbox
from atende.providers.calcom import door as calcom_door
from atende.providers.calcom.lists import CalcomLists
from atende.providers.google_calendar import GoogleCalendars
from atende.providers.ics_feed.feeds import IcsFeeds
from atende.providers.meta_whatsapp import door as meta_door
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.supabase.voucher import SupabaseVoucher
from atende.reports import waiting

if TYPE_CHECKING:
    from fastapi import APIRouter


@functools.cache
def wire() -> None:
    """Facts reach whoever reacts to them and ports have their providers. Every entrance calls it first; again does nothing."""
    doors.register(meta_door, aliases=("/hooks/whatsapp", "/webhook/whatsapp"))
    doors.register(calcom_door)
    channels.register(MetaChannel())
    outside.vouch_with(SupabaseVoucher())
    vendors.register(GoogleCalendars())
    vendors.register(IcsFeeds())
    asking.register(CalcomLists())
    rotating.also(Calendar, "secret_sealed", "access_sealed")
    rotating.also(CalendarConsent, "verifier_sealed")
    checking.check_with("meta_whatsapp", _outward_check)
    sandbox.introduce_with(templates.as_listed)
    letters.register()
    inbox_reactions.register()
    bookings_reactions.register()
    bot_reactions.register()
    audit_reactions.register()
    readiness.tell_work_with(waiting.summary)


async def _outward_check(tx: Tx, connection: Connection) -> Callable[[], Awaitable[list[CheckStep]]]:
    account = await channels.account_of(tx, connection)
    return lambda: channels.channel_for(connection.provider).check_connection(account)


async def close() -> None:
    """What `wire` opened to the outside is closed; the database is closed by `core.db.dispose`."""
    await sandbox.close()
    await channels.close()
    await redis.close()


def routers() -> "list[APIRouter]":
    """Door one of each room: what people ask over HTTP. Imported here, because a worker has no such door and starts without."""
    from atende.accounts import routes as accounts_routes
    from atende.audit import routes as audit_routes
    from atende.bookings import routes as bookings_routes
    from atende.bot import routes as bot_routes
    from atende.contacts import routes as contacts_routes
    from atende.inbox import routes as inbox_routes
    from atende.integrations import routes as integrations_routes
    from atende.knowledge import routes as knowledge_routes
    from atende.reports import routes as reports_routes

    return [
        *accounts_routes.routers,
        *integrations_routes.routers,
        *contacts_routes.routers,
        *inbox_routes.routers,
        knowledge_routes.router,
        *bookings_routes.routers,
        bot_routes.router,
        *reports_routes.routers,
        *audit_routes.routers,
    ]


async def domains() -> Mapping[str, str]:
    """Which public page each business's own domain shows."""
    from atende.bookings.queries import page

    return await page.domains()


async def close_routers() -> None:
    """What the routes hold open is closed: the live tail."""
    from atende.inbox.routes import live

    await live.close()


def stages() -> list[Stage]:
    """Door three of each room: the work that a worker looks for. Imported here, because the web looks for none."""
    from atende.accounts import schedule as accounts_schedule
    from atende.bookings import schedule as bookings_schedule
    from atende.bot import schedule as bot_schedule
    from atende.inbox import schedule as inbox_schedule
    from atende.integrations import schedule as integrations_schedule

    keeping = partitions.Keeping([integrations_schedule.raw_events_kept(), inbox_schedule.messages_kept(bot_schedule.leave)])
    return [
        *integrations_schedule.stages(),
        *inbox_schedule.stages(),
        *bookings_schedule.stages(),
        *bot_schedule.stages(),
        Stage("partitions", keeping.due, keeping.handle, slots=1, busy=60.0, idle=600.0),
        *outbox.stages(),
        *accounts_schedule.stages(),
    ]
