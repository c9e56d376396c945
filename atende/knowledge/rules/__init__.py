"""Decisions about the business's facts on plain values; no database, network or clock."""
