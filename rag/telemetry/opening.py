"""Settings turned into telemetry: who is told, and how it is sent.

What is not set here follows OpenTelemetry's own variables: ``OTEL_EXPORTER_OTLP_ENDPOINT`` and
``_HEADERS``, ``OTEL_SERVICE_NAME``, ``OTEL_RESOURCE_ATTRIBUTES``, ``OTEL_TRACES_SAMPLER``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.errors import SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import TracerProvider

    from rag.telemetry.telling import Cover, Telemetry

PATIENCE = 2.0
"""Seconds that a collector has to take what it is sent, at the end too."""


def open_telemetry(settings: Settings, cover: Cover) -> Telemetry:
    """``cover`` takes secrets out of words that are told.

    Raises SettingsError where the exporter of OTLP is not installed.
    """
    from opentelemetry import metrics, trace

    from rag.telemetry.telling import Telemetry

    words = cover if settings.telemetry_text else None
    if settings.telemetry == "global" and not settings.metrics:
        return Telemetry(trace.get_tracer_provider(), metrics.get_meter_provider(), cover=words)
    return _of_our_own(settings, words)


def _of_our_own(settings: Settings, words: Cover | None) -> Telemetry:
    from opentelemetry.sdk.metrics import MeterProvider

    from rag.telemetry.telling import Telemetry

    readers, ends = _readers(settings), list[Callable[[], None]]()
    exposition = None
    if settings.metrics:
        reader, exposition = _prometheus()
        readers.append(reader)
    resource = _resource()
    meters = MeterProvider(readers, resource, shutdown_on_exit=False)
    ends.append(lambda: meters.shutdown(timeout_millis=1000 * PATIENCE))
    tracers = _tracers(settings, resource, ends)
    return Telemetry(
        tracers,
        meters,
        cover=words,
        exposition=exposition,
        close=lambda: _ended(ends),
    )


def _tracers(
    settings: Settings, resource: Resource, ends: list[Callable[[], None]]
) -> TracerProvider:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider

    if settings.telemetry == "global":
        return trace.get_tracer_provider()
    if settings.telemetry is None:
        return trace.NoOpTracerProvider()
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    tracers.add_span_processor(_processor(settings))
    ends.append(tracers.shutdown)
    return tracers


def _processor(settings: Settings) -> SpanProcessor:
    from opentelemetry.sdk.trace.export import (
        BatchSpanProcessor,
        ConsoleSpanExporter,
        SimpleSpanProcessor,
    )

    if settings.telemetry == "console":
        lines = ConsoleSpanExporter(
            out=sys.stderr, formatter=lambda span: f"{span.to_json(indent=None)}\n"
        )
        return SimpleSpanProcessor(lines)
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise SettingsError(_NO_EXPORTER) from error
    return BatchSpanProcessor(OTLPSpanExporter(settings.telemetry_endpoint, timeout=PATIENCE))


def _readers(settings: Settings) -> list[MetricReader]:
    from opentelemetry.sdk.metrics.export import (
        ConsoleMetricExporter,
        PeriodicExportingMetricReader,
    )

    if settings.telemetry == "console":
        lines = ConsoleMetricExporter(
            out=sys.stderr, formatter=lambda data: f"{data.to_json(indent=None)}\n"
        )
        return [PeriodicExportingMetricReader(lines)]
    if settings.telemetry != "otlp":
        return []
    try:
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    except ImportError as error:
        raise SettingsError(_NO_EXPORTER) from error
    return [
        PeriodicExportingMetricReader(
            OTLPMetricExporter(settings.telemetry_endpoint, timeout=PATIENCE)
        )
    ]


def _prometheus() -> tuple[MetricReader, Callable[[], str]]:
    """A reader with a registry of its own, and what it gives to Prometheus."""
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    reader = PrometheusMetricReader(scope_info_enabled=False, registry=registry)
    return reader, lambda: generate_latest(registry).decode("utf-8")


def _resource() -> Resource:
    """Who tells; OpenTelemetry's variables may say otherwise."""
    from importlib.metadata import version

    from opentelemetry.sdk.resources import OTELResourceDetector, Resource

    told = Resource({"service.name": "byline", "service.version": version("byline")})
    return Resource.get_empty().merge(told).merge(OTELResourceDetector().detect())


def _ended(ends: list[Callable[[], None]]) -> None:
    for end in ends:
        end()


_NO_EXPORTER = (
    "telemetry is otlp and the exporter is not installed; run: "
    "pip install opentelemetry-exporter-otlp-proto-grpc"
)
