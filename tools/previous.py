"""`make previous`: the version before the newest migration does its work on today's schema (R18).

An upgrade brings the schema first, while web and workers of the version before still run. So that version's own sources, as they were
in the history, are put beside today's migrations, and its own tests of what web and workers do are run there, with its own processes.
What compares its models with the migrations, or needs a browser or a built web app, is left out: that is to differ.

PATHS=tests/flows tries less. `tools/previous.py --planted` adds a migration that takes away what that version needs: it must fail."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
VERSIONS = "migrations/versions"
# What a web process and a worker do, by room.
PATHS = [
    f"tests/{name}"
    for name in ("flows", "integrations", "contacts", "inbox", "knowledge", "bot", "bookings", "accounts", "reports")
]
# A rename in one step: safe for whoever knows the new name only.
PLANTED = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None


def upgrade():
    op.execute("ALTER TABLE bot_sessions RENAME COLUMN turn_due_at TO due_at")
"""


def main(paths: list[str]) -> int:
    """Leaves with 1 when a test of the version before fails, with 2 when the history does not hold that version."""
    from atende.core.revisions import newest

    [newest_file] = (ROOT / VERSIONS).glob(f"{newest()}_*.py")
    name = f"{VERSIONS}/{newest_file.name}"
    # The first parents are what was the product at each time: a migration came in with the merge that brought it.
    added = _git("log", "--first-parent", "-m", "-1", "--diff-filter=A", "--format=%H", "--", name).strip()
    if not added:
        print(f"The history here does not hold the commit that brought {name}; a shallow clone has none.", file=sys.stderr)
        return 2
    previous = _git("log", "-1", "--format=%H", f"{added}^1").strip()
    with tempfile.TemporaryDirectory(prefix="atende-previous-") as scratch:
        folder = Path(scratch)
        with (
            subprocess.Popen(["git", "archive", previous], cwd=ROOT, stdout=subprocess.PIPE) as archive,
            tarfile.open(fileobj=archive.stdout, mode="r|") as tar,
        ):
            tar.extractall(folder, filter="data")
        had = {path.name for path in (folder / VERSIONS).glob("[0-9]*.py")}
        shutil.rmtree(folder / VERSIONS)
        shutil.copytree(ROOT / VERSIONS, folder / VERSIONS)
        if "--planted" in paths:
            paths = [path for path in paths if path != "--planted"]
            (folder / VERSIONS / "9999_planted.py").write_text(PLANTED.format(newest=newest()))
        new = sorted({path.name for path in (folder / VERSIONS).glob("[0-9]*.py")} - had)
        print(f"The version of {_git('log', '-1', '--format=%h, %cs', previous).strip()}, with {', '.join(new)}", flush=True)
        # Its processes must be its own: the installed package is today's.
        env = {**os.environ, "PYTHONPATH": str(folder)}
        there = [path for path in paths or PATHS if (folder / path.partition("::")[0]).exists()]
        return subprocess.run([sys.executable, "-m", "pytest", "-q", *there], cwd=folder, env=env, check=False).returncode and 1


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
