"""Speed as ratios against a named rival in the same run, on the same machine, with the same PostgreSQL (durable)."""
