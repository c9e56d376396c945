"""Bookings that Cal.com took: its signed webhooks, believed (`signature`), taken apart (`wire`) and given to the integrations' door as any
vendor's are (`door`). Should they not come, its API lists them (`lists`). Written from its webhook guide (versions 2021-10-20 and
2026-07-27) and the types of its API.

It names no account of ours in what it posts: whose it is says the address that it is posted to."""

PROVIDER = "calcom"
