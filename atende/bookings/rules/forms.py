"""The form that a business asks to be filled in before an appointment: its address may have a place for the appointment's id, so
that an answer can be told to belong to it. Its link's code is nothing for a form: whoever has that may cancel."""

import re

PLACE = "{{agendamento}}"

# Behind the name of the site: an id in that would be another site.
_AHEAD = re.compile(r"^https://[^/?#{}]+[/?#]")


def is_filled_by_id(url: str) -> bool:
    """Whether every place in the address is the id's, where it can stand; so it is of an address with no place."""
    if "{{" in url.replace(PLACE, "") or "}}" in url.replace(PLACE, ""):
        return False
    return PLACE not in url or _AHEAD.match(url) is not None


def filled(url: str, id_: str) -> str:
    """The address for the appointment with this id; one without a place is as it was typed."""
    return url.replace(PLACE, id_)
