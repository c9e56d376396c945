"""The embedded PostgreSQL: made once, started and stopped with Atende, reachable by a private unix socket only.

`cluster` makes and configures the data folder, `server` starts and stops it, `account` decides which system user runs it
when Atende itself runs as root, `binaries` finds the programs inside the Python package that carries them.
`ATENDE_DATABASE_URL` replaces all of this by a PostgreSQL that somebody else runs; nothing here is used then.
"""

from atende.core.postgres.server import Server

__all__ = ["Server"]
