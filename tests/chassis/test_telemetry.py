"""Logs are one JSON object a line with the trace's id; spans never carry what an exception says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from chassis import telemetry


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "tracer", provider.get_tracer("test"))
    return exporter


@pytest.fixture
def logs() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    telemetry._set_up_logs("consent", "info")
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.usefixtures("logs")
def test_a_line_of_log_is_json_with_the_trace(capsys: pytest.CaptureFixture[str], spans: InMemorySpanExporter) -> None:
    telemetry._set_up_logs("consent", "info")  # writes to what is stderr now
    with telemetry.span("work"):
        logging.getLogger("somewhere").info("done", extra={"count": 3})

    entry = json.loads(capsys.readouterr().err)
    (span,) = spans.get_finished_spans()
    assert span.context is not None
    assert entry["trace_id"] == trace.format_trace_id(span.context.trace_id)
    assert (entry["service"], entry["event"], entry["count"], entry["level"]) == ("consent", "done", 3, "info")


@pytest.mark.usefixtures("logs")
def test_a_logged_exception_tells_its_kind_and_place_and_not_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    telemetry._set_up_logs("consent", "info")
    try:
        try:
            int("secret words")
        except ValueError as error:
            raise RuntimeError("more secret words") from error
    except RuntimeError:
        logging.getLogger("somewhere").exception("it failed")

    line = capsys.readouterr().err
    entry = json.loads(line)
    assert entry["exception"] == ["RuntimeError", "ValueError"]
    assert "test_telemetry.py" in entry["at"][-1]
    assert "secret" not in line


def test_a_span_tells_the_kind_of_an_error_and_not_its_words(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="secret"), telemetry.span("work"):
        raise ValueError("secret words")

    (span,) = spans.get_finished_spans()
    assert span.status.description == "ValueError"
    assert "secret" not in span.to_json()


def test_a_trace_goes_on_where_its_parent_was(spans: InMemorySpanExporter) -> None:
    with telemetry.span("cause"):
        parent = telemetry.traceparent()
    with telemetry.span("effect", parent=parent):
        assert telemetry.traceparent().split("-")[1] == parent.split("-")[1]

    cause, effect = spans.get_finished_spans()
    assert _trace(cause) == _trace(effect)
    assert effect.parent is not None


def test_without_a_trace_there_is_no_traceparent() -> None:
    assert telemetry.traceparent() == ""
    assert telemetry.context_of("") is None
    assert telemetry.context_of(f"00-{'0' * 32}-{'1' * 16}-01") is None
    assert telemetry.context_of("00-nobody-knows-01") is None


def test_one_of_very_many_carries_its_cause_on_and_makes_no_span_that_goes_nowhere(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = f"00-{'1' * 32}-{'a' * 16}-01"
    with telemetry.Continued("handle", SpanKind.CONSUMER, parent):
        assert telemetry.traceparent() == parent
    assert telemetry.traceparent() == ""
    assert spans.get_finished_spans() == ()

    monkeypatch.setattr(telemetry, "_exporting", True)
    with telemetry.Continued("handle", SpanKind.CONSUMER, parent):
        assert telemetry.traceparent()[3:35] == "1" * 32
    assert [each.name for each in spans.get_finished_spans()] == ["handle"]


def test_what_has_no_cause_begins_a_trace(spans: InMemorySpanExporter) -> None:
    with telemetry.Continued("handle", SpanKind.CONSUMER, ""):
        assert telemetry.traceparent()
    assert [each.name for each in spans.get_finished_spans()] == ["handle"]


def _trace(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.trace_id)
