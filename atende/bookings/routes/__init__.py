"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import appointments, html, page, setup, visits

routers = [setup.router, appointments.router, page.router, visits.router, html.router]
