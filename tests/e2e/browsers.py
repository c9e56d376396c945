"""Which Chromium the journeys use, and how it is started."""

import os
import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]


def executable() -> str | None:
    """The one that ATENDE_CHROMIUM names, or the machine's own; None leaves it to Playwright."""
    return os.environ.get("ATENDE_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
