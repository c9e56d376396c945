"""Reads across everything and has no rows of its own: custody (what came in and what became of it), the invariants of a live
database, and what waits in it."""
