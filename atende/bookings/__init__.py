"""Appointments: what can be booked with whom and when, what is held, booked, moved and cancelled. Not here: who the person is
(contacts), what the business offers in words (knowledge), what the bot says (bot)."""
