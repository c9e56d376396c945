"""Decisions of bookings on plain values: no database, network or clock."""
