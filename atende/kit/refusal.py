"""A refusal: the one exception by which a verb says no."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeAlias

# A plain value, words, or things of which each says several: never two lists of which one explains the other.
Param: TypeAlias = "str | int | float | Sequence[str] | Sequence[Mapping[str, Param]] | None"


class Refusal(Exception):
    """A verb did nothing because of a stated rule.

    `status` is the HTTP status, `code` the stable word that clients and catalogues key on, `field` the input at fault
    (dotted path) when there is one, and `params` values for the translated sentence, as they go into JSON. Nothing of the caller's
    other data, of SQL or of the system goes in here.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    headers: ClassVar[Mapping[str, str]] = {}  # of the HTTP answer

    def __init__(self, message: str = "", *, field: str | None = None, **params: Param):
        super().__init__(message or self.code)
        self.message = message or self.code.replace("_", " ")
        self.field = field
        self.params = params


class NotFound(Refusal):
    """It does not exist, or belongs to somebody else; the two are told apart by nobody."""

    status = 404
    code = "not_found"


class Invalid(Refusal):
    """The input cannot be accepted as it is; `field` says where."""

    status = 422
    code = "invalid"


class Forbidden(Refusal):
    """The person is signed in and this is not theirs to do."""

    status = 403
    code = "forbidden"


class Conflict(Refusal):
    """It changed in the meantime."""

    status = 409
    code = "conflict"
