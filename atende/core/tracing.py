"""Traces of the way of a message, for whoever wants them: OpenTelemetry, sent as OTLP over HTTP.

Off unless an address is set (ATENDE_OTLP_ENDPOINT); then the SDK is needed, which the image has and a checkout gets from
`requirements/otel.txt`. Off, a span costs one comparison. The trace's id is made from the correlation id, which travels with the
work in the database, so that the webhook in one process, the turn in another and the send in a third are one trace, and a log line
leads to it.
No span holds what people wrote, a phone or an exception's text.
"""

import contextlib
import hashlib
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from atende.core import log
from atende.core.config import settings
from atende.core.startup import StartupError

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_tracer: "Tracer | None" = None
_NOTHING = contextlib.nullcontext()


def span(name: str, **attributes: str | int | bool) -> contextlib.AbstractContextManager[None]:
    """A piece of work with a name, from here to the end of the block; part of the trace of the current correlation id."""
    return _NOTHING if _tracer is None else _span(_tracer, name, attributes)


def note(**attributes: str | int | bool) -> None:
    """The current span knows this too."""
    if _tracer is not None:
        from opentelemetry import trace

        trace.get_current_span().set_attributes({f"atende.{name}": value for name, value in attributes.items()})


@contextlib.contextmanager
def _span(tracer: "Tracer", name: str, attributes: dict[str, Any]) -> Iterator[None]:
    from opentelemetry.trace import Status, StatusCode

    given = {f"atende.{key}": value for key, value in attributes.items()}
    given["atende.correlation_id"] = log.correlation_id.get()
    # Recorded by us: as the SDK would record it, an exception comes with its text, which may quote what people wrote (S27).
    with tracer.start_as_current_span(name, attributes=given, record_exception=False, set_status_on_exception=False) as current:
        try:
            yield
        except BaseException as error:
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def trace_id(correlation: str) -> int:
    """128 bits: the correlation id itself when it is a UUID, otherwise made from it."""
    try:
        return uuid.UUID(correlation).int
    except ValueError:
        return int.from_bytes(hashlib.sha256(correlation.encode()).digest()[:16])


def setup(part: str) -> Callable[[], None]:
    """From here on spans are sent, when an address is set; `part` is the process (web, worker). Returns what ends it, sending
    what is left. Refuses `StartupError` when the SDK is not installed."""
    endpoint = settings().otlp_endpoint
    if endpoint is None:
        return lambda: None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
    except ImportError as error:
        raise StartupError(
            "ATENDE_OTLP_ENDPOINT is set, but OpenTelemetry is not installed",
            "In a checkout: .venv/bin/pip install --require-hashes --no-deps -r requirements/otel.txt",
        ) from error

    class FromCorrelation(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            correlation = log.correlation_id.get()
            return trace_id(correlation) if correlation else super().generate_trace_id()

    resource = Resource.create({"service.name": f"atende-{part}", "service.namespace": "atende"})
    provider = TracerProvider(resource=resource, id_generator=FromCorrelation())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=5)))
    global _tracer
    _tracer = provider.get_tracer("atende")

    def end() -> None:
        global _tracer
        _tracer = None
        provider.shutdown()

    return end
