"""Reads across everything and writes nothing. Today: the invariants of a live database."""
