"""JSON logs: one event name and fields. Never the content of messages, never a whole phone number, never a secret.

What libraries log comes out the same way. Of what they say only the part written in their source stands in the line: what they put into
it, and the text of an exception, can hold rows of the database.
"""

import contextvars
import errno
import logging
import re
import sys
import threading
import traceback
import uuid
import warnings
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

correlation_id: contextvars.ContextVar[str] = contextvars.ContextVar("correlation_id", default="")

_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_DIGITS = re.compile(r"(?<![\w-])\+?\d{8,15}(?![\w-])")
# Where a value may begin in a line that a library has already put together: `exception=ValueError('…')`, `failed: …`, `app. …`.
_VALUE = re.compile(r"[\n<>(){}\[\]:;='\"`|]|[.!?,](?=\s)|\s-\s")
_SERVER = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


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
                "type": _type(error),
                "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        error = error.__cause__ or error.__context__
    event["exception"] = chain
    return event


def _type(error: object) -> str:
    """With the system's own word for what went wrong, which is none of anybody's."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    word = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    return f"{name} {word}" if word else name


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


_DRESS = (_where, _correlate, _mask, structlog.processors.JSONRenderer())


class _Libraries(logging.Handler):
    """Writes what libraries log as lines like ours. One that cannot be written is gone: `logging` would print it as it is."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.stream.write(_line(record) + "\n")
            self.stream.flush()
        except Exception:  # noqa: S110 - a log that cannot be written has nowhere to say so
            pass


def _line(record: logging.LogRecord) -> str:
    at = f"{_short(record.pathname)}:{record.lineno} {record.funcName}"
    event: Any = {"logger": record.name, "at": at, "event": _said(record), "level": record.levelname.lower()}
    event = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", event)
    event["exc_info"] = record.exc_info[1] if record.exc_info else None
    for dress in _DRESS:
        event = dress(None, "", event)
    return event


def _said(record: logging.LogRecord) -> str:
    """The sentence of the library's source, with numbers in it and whatever else was put into it left out."""
    if not isinstance(record.msg, str):
        return _type(record.msg)
    if not record.args:
        return _VALUE.split(record.msg, maxsplit=1)[0].strip() or "…"
    given = record.args
    shown: Any
    if isinstance(given, Mapping):  # which `logging` takes out of the tuple it came in, also where it is one value
        shown = {key: _shown(value) for key, value in given.items()} if "%(" in record.msg else ("…",)
    else:
        shown = tuple(map(_shown, given))
    try:
        return (record.msg % shown).strip()
    except (TypeError, ValueError, KeyError):
        return record.msg.strip()


def _shown(value: object) -> object:
    if isinstance(value, int | float) or value is None:
        return value
    return _type(value) if isinstance(value, BaseException) else "…"


def setup(level: str = "info", stream=None) -> None:
    """From here on every log line of this process, a library's as well, is one JSON object on `stream` (default standard error)."""
    root = logging.getLogger()
    handler = logging.lastResort = _Libraries(
        stream or sys.stderr
    )  # the last: of loggers that hand nothing on, as uvicorn's for access
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _SERVER:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *_DRESS,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


def setup_process(level: str) -> None:
    """The same, and what ends a thread or the whole process is such a line, too; for processes that stay."""
    setup(level)
    log = get("core")
    sys.excepthook = lambda _kind, error, _places: log.critical("process_broke", exc_info=error)
    sys.unraisablehook = lambda broken: log.error("error_in_passing", exc_info=broken.exc_value)
    threading.excepthook = lambda broken: log.error("thread_broke", exc_info=broken.exc_value)

    def warned(_words: object, kind: type[Warning], path: str, number: int, *_: object) -> None:
        log.warning("warned", kind=kind.__name__, at=f"{_short(path)}:{number}")  # its words can hold a value

    warnings.showwarning = warned


def get(name: str):
    """A logger that carries the room's name."""
    return structlog.get_logger(room=name)
