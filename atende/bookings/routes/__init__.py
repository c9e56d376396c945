"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import agenda, appointments, html, page, reminders, repeating, setup, visits, waiting

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
]
