"""Traces: nothing when off; when on, one trace per correlation id, and nothing that people wrote."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from atende.core import log, tracing
from atende.core.config import settings
from tests.deploy.collector import Collector, collecting


@pytest.fixture
def collector(home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as made:
        monkeypatch.setenv("ATENDE_OTLP_ENDPOINT", f"http://127.0.0.1:{made.port}")
        settings.cache_clear()
        yield made


@pytest.fixture
def end(collector: Collector) -> Callable[[], None]:
    return tracing.setup("web")


def test_off_a_span_is_nothing(home):
    tracing.setup("web")()
    assert tracing.span("turn", inputs=1) is tracing.span("send")
    tracing.note(outcome="none")


def test_a_trace_bears_the_correlation_id(collector: Collector, end: Callable[[], None]):
    first, second = uuid.uuid4(), "given-by-a-proxy-7"
    for correlation in (str(first), second):
        token = log.correlation_id.set(correlation)
        with tracing.span("door", provider="meta_whatsapp"):
            tracing.note(parcels=2)
        with tracing.span("parcel.open"), tracing.span("inside"):
            pass
        log.correlation_id.reset(token)
    end()
    assert collector.of(first.hex) == {"door": "atende-web", "parcel.open": "atende-web", "inside": "atende-web"}
    assert set(collector.of(f"{tracing.trace_id(second):032x}")) == {"door", "parcel.open", "inside"}
    (door,) = (span for span in collector.spans if span.name == "door" and span.trace_id == first.hex)
    assert door.attributes == {
        "atende.provider": "meta_whatsapp",
        "atende.parcels": "2",
        "atende.correlation_id": str(first),
    }


def test_a_failure_is_told_by_its_type_alone(collector: Collector, end: Callable[[], None]):
    with pytest.raises(ValueError, match="segredo"), tracing.span("turn"):
        raise ValueError("segredo: +5511987654321")
    end()
    (body,) = collector.raw
    assert b"ValueError" in body
    assert b"segredo" not in body
    assert b"5511987654321" not in body
