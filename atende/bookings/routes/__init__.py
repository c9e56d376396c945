"""Somebody asks: the agenda over HTTP."""

from atende.bookings.routes import agenda, appointments, reminders, setup

routers = [setup.router, reminders.router, appointments.router, agenda.router]
