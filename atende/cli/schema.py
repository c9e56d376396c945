"""Whether the database is ready as it is; asked at every start, so it costs two short queries and loads nothing."""

import subprocess
from pathlib import Path

from atende.core.addresses import APP_KEY, FILE, SYSTEM_KEY, client_environment
from atende.core.postgres.binaries import program
from atende.core.revisions import newest
from atende.core.startup import StartupError

_WHERE = "select current_database() || ' ' || oid from pg_database where datname = current_database()"
_WHERE_AND_WHEN = (
    f"{_WHERE}; select version_num || case when to_regclass('atende.inbox_messages' || to_char(now() at time zone 'UTC',"  # noqa: S608 - our own words
    " '_YYYY_MM')) is null then ' lacks this month' else '' end from atende.alembic_version"
)


def is_up_to_date(url: str, home: Path) -> bool:
    """The schema is at this program's newest revision, this month has its partitions and `database.env` opens the same database;
    else `db upgrade` is due."""
    try:
        lines = dict(line.split("=", 1) for line in (home / FILE).read_text().splitlines() if "=" in line)
    except FileNotFoundError:
        return False
    theirs = _ask(lines.get(APP_KEY, ""), _WHERE)
    ours = _ask(url, _WHERE_AND_WHEN)
    return theirs is not None and ours == f"{theirs}\n{newest()}"


def has_people(home: Path) -> bool | None:
    """Whether anybody has an account, asked as the role of the crossings; None when the database does not say."""
    try:
        lines = dict(line.split("=", 1) for line in (home / FILE).read_text().splitlines() if "=" in line)
    except FileNotFoundError:
        return None
    found = _ask(lines.get(SYSTEM_KEY, ""), "select count(*) from (select from atende.accounts_users limit 1) as found")
    return None if found is None else found == "1"


def _ask(url: str, query: str) -> str | None:
    if not url:
        return None
    try:
        psql = program("psql")
    except StartupError:
        return None
    done = subprocess.run(  # noqa: S603 - our own program and words
        [psql, "--no-psqlrc", "--no-password", "-qAtc", query],
        env=client_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else None
