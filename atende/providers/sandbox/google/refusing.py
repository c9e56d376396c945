"""Google's refusals, in its two shapes: those of the Calendar API, and those of OAuth."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class CalendarRefusal(Exception):
    """The Calendar API says no."""

    def __init__(self, status: int, reason: str, message: str, *, domain: str = "global", location: str | None = None):
        super().__init__(message)
        self.status, self.reason, self.message, self.domain, self.location = status, reason, message, domain, location

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        first = {"domain": self.domain, "reason": self.reason, "message": self.message}
        if self.location:
            first |= {"locationType": "header" if self.location[0].isupper() else "parameter", "location": self.location}
        return {"error": {"errors": [first], "code": self.status, "message": self.message}}


class OAuthRefusal(Exception):
    """The token address says no."""

    def __init__(self, error: str, description: str, status: int = 400):
        super().__init__(description)
        self.status, self.error, self.description = status, error, description


def unauthorized() -> CalendarRefusal:
    """The token is none, or holds no more."""
    return CalendarRefusal(401, "authError", "Invalid Credentials", location="Authorization")


def not_found() -> CalendarRefusal:
    """There is no such thing, or it is not theirs."""
    return CalendarRefusal(404, "notFound", "Not Found")


def invalid(message: str, location: str | None = None) -> CalendarRefusal:
    """The call makes no sense."""
    return CalendarRefusal(400, "invalid", message, location=location)


async def answer_calendar(_request: Request, error: Exception) -> Response:
    """The refusal as an answer."""
    assert isinstance(error, CalendarRefusal)
    return JSONResponse(error.body(), error.status)


async def answer_oauth(_request: Request, error: Exception) -> Response:
    """The refusal as an answer."""
    assert isinstance(error, OAuthRefusal)
    return JSONResponse({"error": error.error, "error_description": error.description}, error.status)
