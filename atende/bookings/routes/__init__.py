"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import appointments, setup

routers = [setup.router, appointments.router]
