"""Traces, metrics and logs, the same for every service.

One trace runs through HTTP, store, relay, Kafka, consumer and connector: `traceparent()` is what travels. Logs are one
JSON object a line with the trace's id. Neither carries bodies, queries, names or addresses of people.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import Token
from functools import cache
from types import TracebackType
from typing import Any

import structlog
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanContext, SpanKind, StatusCode, TraceFlags
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

tracer = trace.get_tracer("restu")
_exporting = False
_TRACEPARENT = re.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

MOST_CAUSES, MOST_FRAMES = 5, 12

_requests = Counter("restu_http_requests_total", "HTTP requests.", ["method", "route", "status"])
_seconds = Histogram(
    "restu_http_request_seconds",
    "Duration of HTTP requests.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def set_up(service: str, *, otlp_endpoint: str, log_level: str) -> None:
    """Sets up logging and, with an endpoint, the export of traces. Call once, from `main`."""
    global _exporting  # noqa: PLW0603 - as global as the provider that is set below
    _set_up_logs(service, log_level)
    _exporting = bool(otlp_endpoint)
    provider = TracerProvider(resource=Resource.create({"service.name": f"restu-{service}"}))
    if otlp_endpoint:
        exporter = OTLPSpanExporter(endpoint=otlp_endpoint.rstrip("/") + "/v1/traces")
        provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def exporting() -> bool:
    """Whether spans go anywhere: who would make one for each of many events need not, where they do not."""
    return _exporting


def _set_up_logs(service: str, level: str) -> None:
    def name_service_and_trace(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = trace.format_trace_id(context.trace_id)
            event["span_id"] = trace.format_span_id(context.span_id)
        return event

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                name_service_and_trace,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _tell_exception,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("aiokafka", "httpx", "httpcore", "uvicorn.access", "pymongo", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _tell_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Where an exception came from and of which kinds it was; never its text, which may quote somebody's words."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        kinds: list[str] = []
        cause: BaseException | None = error
        while cause is not None and len(kinds) < MOST_CAUSES:
            kinds.append(type(cause).__qualname__)
            cause = cause.__cause__ or cause.__context__
        event["exception"] = kinds
        event["at"] = [
            f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        ]
    return event


def traceparent() -> str:
    """The current trace as a W3C traceparent, or nothing."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def context_of(parent: str) -> Context | None:
    """The context of a traceparent, or None where it is none. One event in a batch of many has not time for more."""
    found = _TRACEPARENT.fullmatch(parent)
    if found is None:
        return None
    cause = SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16)))
    return trace.set_span_in_context(trace.NonRecordingSpan(cause), Context()) if cause.is_valid else None


@contextmanager
def span(name: str, kind: SpanKind = SpanKind.INTERNAL, *, parent: str = "", **attributes: str | int) -> Iterator[Span]:
    """A span around a block; a raised exception is noted by its type only, for messages may quote people."""
    with tracer.start_as_current_span(
        name,
        context=context_of(parent),
        kind=kind,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(StatusCode.ERROR, type(error).__name__)
            raise


class Continued:
    """Around a block that is one of very many: a span where spans go somewhere, else only the trace of its cause."""

    def __init__(self, name: str, kind: SpanKind, parent: str) -> None:
        self._name, self._kind, self._parent = name, kind, parent
        self._span: AbstractContextManager[Span] | None = None
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span | None:
        if exporting() or not (cause := context_of(self._parent)):
            self._span = span(self._name, self._kind, parent=self._parent)
            return self._span.__enter__()
        self._token = attach(cause)
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._span is not None:
            self._span.__exit__(kind, error, at)
        elif self._token is not None:
            detach(self._token)


@cache
def _measures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """What counts such requests: of methods, routes and statuses there are few, and finding it takes its time."""
    return _requests.labels(method, route, str(status)), _seconds.labels(method, route)


class HttpTelemetry:
    """ASGI middleware: the trace, and rate, errors and duration for each request, by route template.

    A request is a server span where spans go somewhere, or where it begins a trace.
    """

    QUIET = frozenset({"/livez", "/readyz", "/metrics"})

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one connection."""
        if scope["type"] != "http" or scope["path"] in self.QUIET:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        parent = headers.get(b"traceparent", b"").decode("latin-1")
        status = 500
        started = time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with Continued(scope["method"], SpanKind.SERVER, parent) as current:
            try:
                await self._app(scope, receive, watch)
            finally:
                route = getattr(scope.get("route"), "path", "unmatched")
                if current is not None:
                    current.update_name(f"{scope['method']} {route}")
                    current.set_attributes({"http.route": route, "http.response.status_code": status})
                requests, seconds = _measures(scope["method"], route, status)
                requests.inc()
                seconds.observe(time.perf_counter() - started)
