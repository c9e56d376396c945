"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import appointments, outside, setup, telling

routers = [setup.router, appointments.router, outside.router, telling.router]
