"""The refusals of accounts."""

from collections.abc import Mapping
from typing import ClassVar

from atende.kit.refusal import Conflict, Forbidden, Invalid, NotFound, Refusal


class SignedOut(Refusal):
    """There is no valid session."""

    status = 401
    code = "signed_out"


class WrongCredentials(Refusal):
    """E-mail and password do not open an account; which of the two is wrong is told to nobody."""

    status = 401
    code = "wrong_credentials"


class TooManyAttempts(Refusal):
    """Too many failed sign-ins for this account or from this address; `retry_after` in seconds."""

    status = 429
    code = "too_many_attempts"


class CsrfMismatch(Forbidden):
    """The token that comes with a state change is not the session's."""

    code = "csrf_mismatch"


class KeyInvalid(Refusal):
    """The API key is unknown, was revoked, has expired, or who made it no longer works here; which of these is told to nobody."""

    status = 401
    code = "key_invalid"


class MixedCredentials(Refusal):
    """A request comes as a person or as a key, never as both."""

    status = 400
    code = "mixed_credentials"


class PeopleOnly(Forbidden):
    """Only a person can do this, never a key: people and keys are managed by people, and a conversation is taken by somebody."""

    code = "people_only"


class MissingPermission(Forbidden):
    """The person works here, without what this needs: to see the room `permission`, or to change what is in it (`way`: `read`,
    `change`)."""

    code = "missing_permission"


class CannotGrant(Forbidden):
    """Nobody gives away a role or permission they do not hold themselves."""

    code = "cannot_grant"


class NotYourself(Forbidden):
    """Nobody changes their own role, permissions or membership."""

    code = "not_yourself"


class PasswordIsTheirs(Forbidden):
    """The account is the person's own: its e-mail is proved, or it came here from elsewhere. Only they change its password."""

    code = "password_is_theirs"


class EmailUnproven(Conflict):
    """Nobody has shown yet that the account's mailbox is theirs, and it is to open one more business. Whoever reads that
    mailbox chooses a new password by mail first, or an operator gives one."""

    code = "email_unproven"


class UnknownTenant(NotFound):
    """There is no such business, or it is not this person's."""


class UnknownMember(NotFound):
    """Nobody with this id works here."""


class UnknownStore(NotFound):
    """This business has no such store."""


class SlugTaken(Conflict):
    """Another business has this short name."""

    code = "slug_taken"


class EmailTaken(Conflict):
    """An account with this e-mail exists."""

    code = "email_taken"


class AccountClosed(Conflict):
    """The account cannot have its former e-mail back, which is another account's; nobody gets in before an operator gives it one."""

    code = "account_closed"


class AlreadyMember(Conflict):
    """The person works here already."""

    code = "already_member"


class LastOwner(Conflict):
    """A business keeps at least one active owner."""

    code = "last_owner"


class TooManyKeys(Conflict):
    """A business has so many keys already (`most`) that nobody knows them all; revoke some first."""

    code = "too_many_keys"


class LastStore(Conflict):
    """A business keeps at least one store."""

    code = "last_store"


class StoreInUse(Conflict):
    """Conversations or other records name this store; switch it off instead of deleting it."""

    code = "store_in_use"


class WeakPassword(Invalid):
    """The password is too short, too common, or the e-mail itself; `reason` says which."""

    code = "weak_password"


class BadSlug(Invalid):
    """A short name has 3 to 40 small letters, digits and single dashes, and is no word of ours."""

    code = "bad_slug"


class UnknownTimezone(Invalid):
    """Not a name of the IANA time zone database."""

    code = "unknown_timezone"


class SecondFactorRequired(Forbidden):
    """This business, or the person's agency, asks for a second factor and this session was begun without."""

    code = "second_factor_required"


class ConfirmYourself(Forbidden):
    """The person last proved who they are too long ago for this; they confirm it with their password or passkey."""

    code = "confirm_yourself"


class WrongCode(Invalid):
    """The code is not the one expected, or was used before."""

    code = "wrong_code"


class LinkInvalid(Invalid):
    """The link or the half-finished sign-in does not exist, was used, was withdrawn or is too old; nobody is told which."""

    code = "link_invalid"


class SecondFactorIsOn(Conflict):
    """There is an authenticator app already; it is removed before another one is set up."""

    code = "second_factor_is_on"


class SecondFactorMissing(Conflict):
    """Whoever asks others for a second factor uses one, or locks themselves out."""

    code = "second_factor_missing"


class PasskeyRefused(Invalid):
    """What the browser sent is no proof of a passkey for this address."""

    code = "passkey_refused"


class PasskeysNeedName(Conflict):
    """Browsers bind passkeys to a name, and this install is asked for by a bare address (`host`)."""

    code = "passkeys_need_name"


class TooManyPasskeys(Conflict):
    """The account has as many passkeys as one can have (`most`)."""

    code = "too_many_passkeys"


class SignInFirst(Conflict):
    """An account with the invitation's e-mail exists; its person accepts signed in, and nobody alters it from outside."""

    code = "sign_in_first"


class OtherAccount(Forbidden):
    """The link is for another account than the one of the person who is signed in."""

    code = "other_account"


class UnknownInvitation(NotFound):
    """This business has no such invitation waiting."""


class SessionNeeded(Forbidden):
    """This can be asked for in a session here only, not by a token of a service elsewhere: it must end when the session ends."""

    code = "session_needed"


class UnknownSession(NotFound):
    """The person has no such session."""


class UnknownPasskey(NotFound):
    """The person has no such passkey."""


class UnknownHash(Invalid):
    """A password's hash of a kind that is not read here: argon2 and bcrypt are."""

    code = "unknown_hash"


class TokenRefused(Refusal):
    """The token proves nothing here: badly signed, expired, for somebody else, or revoked; `reason` says which kind."""

    status = 401
    code = "token_refused"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class NotLinked(Forbidden):
    """The token is good, and no account here belongs to its holder, or not safely: an account with a way in of its own is
    linked by whoever is signed in to it (S20)."""

    code = "not_linked"


class VouchingAway(Refusal):
    """The service that signed the token cannot be asked right now; `retry_after` in seconds."""

    status = 503
    code = "vouching_away"


class OutsideUnfinished(Invalid):
    """The way over a service elsewhere did not come to its end: refused there, begun in another browser, too long ago, or used."""

    code = "outside_unfinished"


class IdentityTaken(Conflict):
    """This identity elsewhere belongs to another account, or the account has one there already."""

    code = "identity_taken"


class UnknownIdentity(NotFound):
    """No such identity of this person."""


class LastWayIn(Conflict):
    """An account keeps at least one way to sign in."""

    code = "last_way_in"


class ForgedIdentity(Forbidden):
    """The request claims an identity by headers, which only a gateway may write."""

    code = "forged_identity"


class UnknownSite(Forbidden):
    """The app that asks who is signed in is not among those the operator named."""

    code = "unknown_site"
