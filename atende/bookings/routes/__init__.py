"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import appointments, imports, outside, setup, telling

routers = [setup.router, appointments.router, outside.router, imports.router, telling.router]
