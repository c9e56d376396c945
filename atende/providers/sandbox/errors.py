"""Meta's error catalogue: HTTP status, title and usual details per code, and the exact body of a refusal."""

import secrets
from dataclasses import dataclass
from typing import Any

HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: the HTTP status it comes with, its title, the details said when nobody says better ones."""

    status: int
    title: str
    details: str | None = None
    subcode: int | None = None
    is_transient: bool = False
    bare: bool = False  # the message is the title alone, without the "(#code)" in front


CATALOGUE: dict[int, Entry] = {
    1: Entry(500, "An unknown error occurred", is_transient=True, bare=True),
    2: Entry(
        503,
        "An unexpected error has occurred. Please retry your request later.",
        is_transient=True,
        bare=True,
    ),
    3: Entry(403, "Application does not have the capability to make this API call."),
    4: Entry(429, "Application request limit reached", is_transient=True),
    10: Entry(403, "Application does not have permission for this action"),
    100: Entry(400, "Invalid parameter", "Invalid parameter."),
    104: Entry(401, "An access token is required to request this resource.", bare=True),
    190: Entry(401, "Error validating access token: Session has expired.", subcode=463, bare=True),
    200: Entry(403, "You do not have the necessary permissions required to send messages on behalf of this number"),
    368: Entry(403, "Temporarily blocked for policies violations"),
    2200: Entry(400, "Callback verification failed"),
    2500: Entry(400, "Unknown path components", bare=True),
    80007: Entry(429, "Rate limit issues"),
    130429: Entry(429, "Rate limit hit", "Throughput reached for this number."),
    130472: Entry(400, "User's number is part of an experiment", "Message was not sent as part of an experiment."),
    130497: Entry(403, "Business account is restricted from messaging users in this country", "Country restricted."),
    131000: Entry(500, "Something went wrong", "Unknown error."),
    131005: Entry(403, "Access denied", "Permission is either not granted or has been removed."),
    131008: Entry(400, "Required parameter is missing", "A required parameter is missing."),
    131009: Entry(400, "Parameter value is not valid", "A parameter value is not valid."),
    131016: Entry(500, "Service unavailable", "A service is temporarily unavailable."),
    131021: Entry(400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    131026: Entry(400, "Message undeliverable", "Recipient cannot receive this message."),
    131030: Entry(
        400,
        "Recipient phone number not in allowed list",
        "Add recipient phone number to recipient list and try again.",
    ),
    131031: Entry(403, "Business Account locked", "Your account has been locked."),
    131037: Entry(
        400,
        "WhatsApp provided number needs display name approval before message can be sent.",
        "Display name not approved.",
    ),
    131042: Entry(400, "Business eligibility payment issue", "There is a problem with the payment method."),
    131045: Entry(500, "Incorrect certificate", "Message failed to send due to a phone number registration error."),
    131047: Entry(400, "Re-engagement message", "More than 24 hours have passed since the recipient last replied."),
    131048: Entry(429, "Spam rate limit hit", "Restrictions on how many messages can be sent from this number."),
    131049: Entry(
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "Not delivered to keep engagement healthy.",
    ),
    131050: Entry(400, "User has stopped marketing messages", "The recipient chose to stop marketing messages."),
    131051: Entry(400, "Unsupported message type", "Message type is currently not supported."),
    131052: Entry(400, "Media download error", "Failed to download the media from the sender."),
    131053: Entry(400, "Media upload error", "Unsupported media type."),
    131055: Entry(400, "Method not allowed", "Method not allowed."),
    131056: Entry(
        429,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages to this recipient.",
    ),
    131057: Entry(500, "Account in maintenance mode", "Business account is in maintenance mode."),
    131062: Entry(
        400,
        "Business-scoped user id cannot receive this message",
        "Authentication templates need a phone number.",
    ),
    132000: Entry(400, "Number of parameters does not match the expected number of params"),
    132001: Entry(404, "Template name does not exist in the translation"),
    132005: Entry(400, "Translated text too long", "Translated text is too long."),
    132007: Entry(400, "Template format character policy violated", "Template content violates a policy."),
    132012: Entry(400, "Parameter format does not match format in the created template", "Parameter format mismatch."),
    132015: Entry(400, "Template is paused", "Template is paused due to low quality."),
    132016: Entry(400, "Template is disabled", "Template was paused too many times and is disabled."),
    132018: Entry(400, "There was an issue with the parameters in your template", "Check the parameters."),
    132068: Entry(400, "Flow is blocked", "Flow is in blocked state."),
    132069: Entry(400, "Flow is throttled", "Flow is in throttled state."),
    133004: Entry(503, "Server Temporarily Unavailable", "Server is temporarily unavailable."),
    133010: Entry(400, "Account not registered", "Phone number not registered on the WhatsApp Business Platform."),
    133016: Entry(429, "Account register deregister rate limit exceeded", "Too many attempts."),
    135000: Entry(400, "Generic user error", "Message failed to send because of an unknown error."),
    137000: Entry(400, "Recipient identity key hash mismatch", "Recipient identity hash mismatch."),
}


def trace_id() -> str:
    """A fresh `fbtrace_id`, in the form Meta gives them."""
    return "A" + secrets.token_urlsafe(16)


class GraphError(Exception):
    """A call is refused as Meta would: `code` from the catalogue, `details` in `error_data`, never a
    success beside it."""

    def __init__(
        self,
        code: int,
        details: str | None = None,
        *,
        message: str | None = None,
        status: int | None = None,
        subcode: int | None = None,
        kind: str = "OAuthException",
        user_title: str | None = None,
        user_message: str | None = None,
    ):
        super().__init__(f"graph error {code}")
        entry = CATALOGUE.get(code) or Entry(400, "Something went wrong")
        self.code = code
        self.status = status or entry.status
        self.details = details or (entry.details if message is None else None)
        self.subcode = subcode if subcode is not None else (entry.subcode if message is None else None)
        self.kind = kind
        self.user_title, self.user_message = user_title, user_message
        self.is_transient = entry.is_transient
        self.message = message or (entry.title if entry.bare else f"(#{code}) {entry.title}")

    def body(self) -> dict[str, Any]:
        """The JSON body, keys in Meta's order."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.is_transient:
            error["is_transient"] = True
        if self.user_title:
            error["error_user_title"], error["error_user_msg"] = self.user_title, self.user_message
        error["fbtrace_id"] = trace_id()
        return {"error": error}


def unknown_object(object_id: str, verb: str = "post") -> GraphError:
    """What Meta says of an id that does not exist or that the token may not see; the two look the same."""
    return GraphError(
        100,
        message=(
            f"Unsupported {verb} request. Object with ID '{object_id}' does not exist, cannot be loaded due to missing "
            "permissions, or does not support this operation."
        ),
        subcode=33,
        kind="GraphMethodException",
    )


def status_error(code: int, details: str | None = None) -> dict[str, Any]:
    """One element of `statuses[].errors` for a message that was accepted and then failed."""
    entry = CATALOGUE.get(code) or Entry(400, "Something went wrong")
    said = details or entry.details or entry.title
    return {
        "code": code,
        "title": entry.title,
        "message": entry.title,
        "error_data": {"details": said},
        "href": HREF,
    }
