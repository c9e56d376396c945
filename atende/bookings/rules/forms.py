"""The form that a business asks to be filled in before an appointment: its address may have a place for the appointment's code, so that
an answer can be told to belong to it."""

import re

PLACE = "{{codigo}}"  # the last part of the appointment's own link

# Behind the name of the site: a code in that would be another site.
_AHEAD = re.compile(r"^https://[^/?#{}]+[/?#]")


def is_filled_by_code(url: str) -> bool:
    """Whether every place in the address is the code's, where it can stand; so it is of an address with no place."""
    if "{{" in url.replace(PLACE, "") or "}}" in url.replace(PLACE, ""):
        return False
    return PLACE not in url or _AHEAD.match(url) is not None


def filled(url: str, code: str) -> str:
    """The address for the appointment with this code; one without a place is as it was typed."""
    return url.replace(PLACE, code)
