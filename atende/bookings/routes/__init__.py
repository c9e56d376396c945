"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import (
    agenda,
    appointments,
    feeds,
    html,
    imports,
    outside,
    page,
    reminders,
    repeating,
    setup,
    telling,
    visits,
    waiting,
)  # fmt: skip

routers = [
    setup.router,
    reminders.router,
    appointments.router,
    agenda.router,
    page.router,
    visits.router,
    html.router,
    waiting.router,
    repeating.router,
    outside.router,
    imports.router,
    feeds.router,
    feeds.reading,
    telling.router,
]
