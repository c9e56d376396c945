"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import appointments, feeds, imports, outside, setup, telling

routers = [setup.router, appointments.router, outside.router, imports.router, feeds.router, feeds.reading, telling.router]
