"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import agenda, appointments, setup

routers = [setup.router, appointments.router, agenda.router]
