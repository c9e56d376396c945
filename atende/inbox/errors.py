"""The inbox's refusals. The codes are what every caller of the send gate sees, person, bot and API alike."""

from typing import ClassVar

from atende.kit.refusal import Conflict, Invalid, Refusal


class SendRefused(Refusal):
    """The gate says no; `code` says why and is the same for all callers."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "send_refused"


class WindowClosed(SendRefused):
    """More than 24 hours since the customer's last message: only templates may go out."""

    code = "window_closed"


class NotYourTurn(SendRefused):
    """The conversation is not the caller's: the bot while a person has it, a person while another person has it."""

    code = "not_your_turn"


class NumberPaused(SendRefused):
    """The receiving number cannot send now (token, block, paused, disconnected)."""

    code = "number_paused"


class LoopStopped(SendRefused):
    """The same words to the same person again, or two machines answering each other."""

    code = "loop_stopped"


class Outdated(SendRefused):
    """What the message says is not so any more: its proviso fell before it left."""

    code = "outdated"


class ContentInvalid(Invalid):
    """The channel would not take this content; `field` says which part, `params` the limit."""

    code = "content_invalid"


class MediaFailed(Refusal):
    """The file could not be handed to or fetched from the channel."""

    status = 502
    code = "media_failed"


class TemplatesFailed(Refusal):
    """The channel's message templates could not be listed; `problem` says why."""

    status = 502
    code = "templates_failed"


class TemplateUnusable(Invalid):
    """The template does not exist here or is not approved now; `reason` says which."""

    code = "template_unusable"


class FileEmpty(Invalid):
    """The file has no bytes."""

    code = "file_empty"


class FileTooLarge(Invalid):
    """The file is longer than `limit` bytes."""

    status = 413
    code = "file_too_large"


class FileSwells(Invalid):
    """The file is a picture of too many pixels, or an archive that unpacks to too much; `kind` says which: picture, archive."""

    code = "file_swells"


class NotInTheInbox(Invalid):
    """This colleague may not answer in the inbox, or only sees it, so no conversation is given to them."""

    code = "not_in_the_inbox"


class AlreadyOwned(Conflict):
    """Somebody else took the conversation first."""

    code = "already_owned"


class TooManyStreams(Refusal):
    """The session, person or key has as many live streams open as one may (`most`); `retry_after` in seconds."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "too_many_streams"
