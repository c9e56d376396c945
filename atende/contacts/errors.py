"""The refusals of contacts."""

from atende.kit.refusal import Conflict, Invalid, NotFound


class ContactNotFound(NotFound):
    """No such person in this tenant."""

    code = "contact_not_found"


class MergeNotFound(NotFound):
    """No such merge in this tenant."""

    code = "merge_not_found"


class NoEvidence(Invalid):
    """Nothing that says who somebody is: no phone, no id, no username."""

    code = "no_evidence"


class PhoneInvalid(Invalid):
    """That is no whole phone number: its area is missing, or it is too short or too long."""

    code = "phone_invalid"


class NameInvalid(Invalid):
    """The name is longer than people's names are; `params` has the limit."""

    code = "name_invalid"


class SameContact(Conflict):
    """The two records are one already."""

    code = "same_contact"


class MergeAlreadyUndone(Conflict):
    """It was undone before; there is nothing left to put back."""

    code = "merge_already_undone"


class LaterMergeDepends(Conflict):
    """A later merge builds on this one and has to be undone first; `params` has its id as `merge_id`."""

    code = "later_merge_depends"


class PreferenceInvalid(Invalid):
    """A state other than granted or withdrawn, or no purpose."""

    code = "preference_invalid"
