"""Typed facts of the business: profile, hours, services, professionals, plans. Not here: stores (accounts) and what is said about facts (bot)."""
