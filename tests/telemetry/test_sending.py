"""Where telemetry goes: a collector, stderr, the program around Byline; and nowhere unless set."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path

import grpc
import pytest
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2_grpc as metrics_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as trace_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as trace_grpc
from project.children import RAG, python, run

from rag import Rag, Settings
from rag.errors import SettingsError

WHY = "Why did the ferry crews stop work?"


class Collector(trace_grpc.TraceServiceServicer, metrics_grpc.MetricsServiceServicer):
    """A collector of OTLP on this machine, which keeps the names of what it is sent."""

    def __init__(self) -> None:
        self.spans: list[str] = []
        self.metrics: set[str] = set()
        self.resource: dict[str, str] = {}
        self._server = grpc.server(futures.ThreadPoolExecutor(2))
        trace_grpc.add_TraceServiceServicer_to_server(self, self._server)
        metrics_grpc.add_MetricsServiceServicer_to_server(self, self._server)
        self.endpoint = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def close(self) -> None:
        self._server.stop(None).wait()

    def Export(  # noqa: N802 - the protocol's name
        self, request: object, _context: object
    ) -> object:
        if isinstance(request, trace_pb2.ExportTraceServiceRequest):
            for resource in request.resource_spans:
                told = resource.resource.attributes
                self.resource |= {each.key: each.value.string_value for each in told}
                self.spans += [s.name for scope in resource.scope_spans for s in scope.spans]
            return trace_pb2.ExportTraceServiceResponse()
        assert isinstance(request, metrics_pb2.ExportMetricsServiceRequest)
        for each in request.resource_metrics:
            self.metrics |= {m.name for scope in each.scope_metrics for m in scope.metrics}
        return metrics_pb2.ExportMetricsServiceResponse()


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture(scope="module")
def index(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the bay's library that no process holds."""
    folder = tmp_path_factory.mktemp("telemetry") / "index"
    shutil.copytree(bay.settings.index, folder)
    return folder


def test_a_collector_is_sent_all_before_the_library_is_closed(
    index: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "newsdesk")
    with Rag.open(index, telemetry="otlp", telemetry_endpoint=collector.endpoint) as rag:
        rag.ask(WHY)
    assert collector.spans[-1] == "byline.question"
    assert {"byline.answers", "byline.step.duration", "byline.question.duration"} <= (
        collector.metrics
    )
    assert collector.resource["service.name"] == "newsdesk"


def test_a_collector_that_is_not_there_costs_no_answer(index: Path) -> None:
    with Rag.open(index, telemetry="otlp", telemetry_endpoint="http://127.0.0.1:1") as rag:
        assert rag.ask(WHY).status == "answered"


def test_the_command_line_tells_on_stderr_and_stdout_stays_json(index: Path) -> None:
    words = (RAG, "ask", WHY, "--index", index, "--json")
    result = run(*words, extra={"RAG_TELEMETRY": "console"})
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    told = [json.loads(line) for line in result.stderr.splitlines()]
    (question,) = [each for each in told if each.get("name") == "byline.question"]
    assert question["attributes"]["byline.trace_id"] == answer["trace_id"]
    assert "ferry" not in result.stderr


GLOBAL = """
import sys
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from rag import Rag

exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
for telemetry in (None, "global"):
    with Rag.open(sys.argv[1], telemetry=telemetry) as rag:
        rag.ask(sys.argv[2])
    print(len(exporter.get_finished_spans()))
"""


def test_what_the_program_has_set_up_is_told_only_where_the_setting_says_so(index: Path) -> None:
    result = python(GLOBAL, index, WHY)
    assert result.returncode == 0, result.stderr
    off, on = (int(line) for line in result.stdout.split())
    assert off == 0
    assert on >= 7


def test_without_telemetry_asking_does_not_load_it(index: Path) -> None:
    code = (
        "import sys\nfrom rag import Rag\n"
        "with Rag.open(sys.argv[1]) as rag: rag.ask(sys.argv[2])\n"
        "print([name for name in sys.modules if name.startswith('rag.telemetry.')\n"
        "       or name.startswith('opentelemetry.sdk.metrics')])"
    )
    result = python(code, index, WHY)
    assert result.stdout.strip() == "[]", result.stderr


def test_another_way_to_tell_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match="otlp or console or global, not 'jaeger'"):
        Settings.load({"telemetry": "jaeger"}, environment={})
