"""Reads across everything and has no rows of its own: custody (what came in and what became of it), and the invariants of a live
database."""
