"""JSON logs: one event name and fields. Never the content of messages, never a whole phone number, never a secret."""

import contextvars
import logging
import re
import sys
import traceback
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog

correlation_id: contextvars.ContextVar[str] = contextvars.ContextVar("correlation_id", default="")

_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_DIGITS = re.compile(r"(?<![\w-])\+?\d{8,15}(?![\w-])")


def mask_phone(value: str | None) -> str | None:
    """The number with all but its last four digits hidden."""
    return None if value is None else "…" + value[-4:]


def _mask(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "correlation_id"):
            event[key] = _DIGITS.sub(lambda m: mask_phone(m.group()) or "", value)
    return event


def _where(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its types and places only: its text and its variables can hold what people wrote."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given if isinstance(given, BaseException) else sys.exc_info()[1]
    chain = []
    while error is not None and len(chain) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        chain.append(
            {
                "type": f"{type(error).__module__}.{type(error).__qualname__}",
                "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or error.__context__
    event["exception"] = chain
    return event


def _short(path: str) -> str:
    for root in ("/site-packages/", "/atende/"):
        if root in path:
            return root.strip("/").removeprefix("site-packages") + "/" * (root == "/atende/") + path.rsplit(root, 1)[1]
    return path.rsplit("/", 1)[-1]


def _correlate(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if current := correlation_id.get():
        event.setdefault("correlation_id", current)
    return event


def correlation_for(given: str) -> str:
    """The correlation id that a caller brought, where it looks like one, otherwise a fresh one; whoever asks sets it."""
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex


def setup(level: str = "info", stream=None) -> None:
    """From here on every log line of this process is one JSON object on `stream` (default standard error)."""
    logging.basicConfig(level=logging.WARNING, stream=stream or sys.stderr, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
            _correlate,
            _mask,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


def get(name: str):
    """A logger that carries the room's name."""
    return structlog.get_logger(room=name)
