"""Refusals of the facts of a business."""

from atende.kit.refusal import Conflict, Invalid, NotFound


class FactInvalid(Invalid):
    """The fact cannot be kept as given; `field` says which part."""

    code = "fact_invalid"


class FactNotFound(NotFound):
    """No such service or professional here."""


class FactInUse(Conflict):
    """Something that happened names it, so it cannot go; it can be switched off."""

    code = "fact_in_use"
