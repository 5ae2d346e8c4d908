"""Telemetry kept in memory, read as plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rag.telemetry.telling import Telemetry


class Watch:
    """What one ``Rag`` told."""

    def __init__(self, cover: Callable[[str], str] | None = None) -> None:
        self._exporter, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers = TracerProvider(shutdown_on_exit=False)
        self.tracers.add_span_processor(SimpleSpanProcessor(self._exporter))
        meters = MeterProvider([self._reader], shutdown_on_exit=False)
        self.telemetry = Telemetry(self.tracers, meters, cover=cover)

    def spans(self) -> list[ReadableSpan]:
        """Those that ended, in the order they began."""
        return sorted(self._exporter.get_finished_spans(), key=lambda each: each.start_time or 0)

    def named(self, name: str) -> list[ReadableSpan]:
        return [each for each in self.spans() if each.name == name]

    def tree(self) -> list[tuple[str, str | None]]:
        """Each span's name and its parent's, once."""
        names = {each.context.span_id: each.name for each in self.spans() if each.context}
        rows = [
            (each.name, names.get(each.parent.span_id) if each.parent else None)
            for each in self.spans()
        ]
        return list(dict.fromkeys(rows))

    def metrics(self) -> dict[str, list[tuple[dict[str, Any], Any]]]:
        """Name to rows of attributes and value; of a histogram its count."""
        data = self._reader.get_metrics_data()
        found: dict[str, list[tuple[dict[str, Any], Any]]] = {}
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    found[metric.name] = [
                        (dict(p.attributes or {}), getattr(p, "value", getattr(p, "count", None)))
                        for p in metric.data.data_points
                    ]
        return found

    def words(self) -> set[str]:
        """Every word that is the value of an attribute, an event, or why a span failed."""
        told: list[Any] = [row for rows in self.metrics().values() for row, _ in rows]
        for span in self.spans():
            told += [dict(span.attributes or {}), span.status.description, span.links]
            told += [(event.name, dict(event.attributes or {})) for event in span.events]
        return set(re.findall(r"[a-z]+", " ".join(_texts(told)).lower()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
