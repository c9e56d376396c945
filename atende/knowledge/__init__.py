"""Typed facts of the business: profile, services, professionals, plans, and the rules of opening hours.

Not here: stores (accounts) and what is said about facts (bot)."""
