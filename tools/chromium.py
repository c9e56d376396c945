"""Print the path of a Chromium for the browser tests; install one where that is possible without asking anybody."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium")


def find() -> str | None:
    """An executable: named by ATENDE_CHROMIUM, on the PATH, or fetched earlier by Playwright."""
    given = os.environ.get("ATENDE_CHROMIUM")
    if given:
        if not os.access(given, os.X_OK):
            raise SystemExit(f"ATENDE_CHROMIUM names {given}, which cannot be executed.")
        return given
    for name in NAMES:
        if found := shutil.which(name):
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    fetched = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return next((place for place in (*map(str, reversed(fetched)), *PLACES) if os.access(place, os.X_OK)), None)


def install() -> None:
    """By the machine's package manager as root on Debian and Ubuntu, else by Playwright into the user's cache."""
    print("Installing Chromium for the browser tests ...", file=sys.stderr, flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=quiet, stdout=subprocess.DEVNULL, check=False)
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"]
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    found = find()
    if found is None:
        install()
        found = find()
    if found is None:
        raise SystemExit(
            "The browser tests need Chromium: install it (apt install chromium), or set ATENDE_CHROMIUM to its path."
        )
    print(found)
