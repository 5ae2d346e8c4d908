"""What is counted and measured: seconds, tokens, cost, answers by status, how far indexes lag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation

from rag.telemetry import PREFIX, Fact

SCOPE = "byline"
Lags = Callable[[], Mapping[str, int]]
"""Changes that each index lacks, by its name; empty while no library is open."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# As the GenAI conventions ask: powers of two of 10 ms, and of four of a token.
_CALL_SECONDS = tuple(0.01 * 2**n for n in range(14))
_TOKENS = tuple(4**n for n in range(14))


class Instruments:
    """Named and with units as OpenTelemetry's conventions have them."""

    def __init__(self, meters: MeterProvider) -> None:
        meter = meters.get_meter(SCOPE)
        self.lags: Lags = dict
        self._question = meter.create_histogram(
            "byline.question.duration",
            "s",
            "How long a question took; an answer by its status and by what wrote it.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self._answers = meter.create_counter(
            "byline.answers", "{answer}", "Answers by status: answered, partial, not_found."
        )
        self._step = meter.create_histogram(
            "byline.step.duration",
            "s",
            "How long each step of a question took.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )
        self._call = meter.create_histogram(
            "gen_ai.client.operation.duration",
            "s",
            "How long a request to a model took.",
            explicit_bucket_boundaries_advisory=_CALL_SECONDS,
        )
        self._first = meter.create_histogram(
            "gen_ai.client.operation.time_to_first_chunk",
            "s",
            "How long a model took to begin its output.",
            explicit_bucket_boundaries_advisory=_CALL_SECONDS,
        )
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage",
            "{token}",
            "Tokens of a request to a model, by input and output.",
            explicit_bucket_boundaries_advisory=_TOKENS,
        )
        self._cost = meter.create_counter(
            "byline.model.cost", "{currency}", "Cost of requests at the prices that are set."
        )
        meter.create_observable_gauge(
            "byline.follower.lag",
            [self._lag],
            "{revision}",
            "Changes of the ledger that an index lacks.",
        )

    def answered(self, labels: Mapping[str, Fact]) -> None:
        self._answers.add(1, labels)

    def asked(self, labels: Mapping[str, Fact], seconds: float) -> None:
        self._question.record(seconds, labels)

    def stepped(self, name: str, seconds: float) -> None:
        self._step.record(seconds, {PREFIX + "step": name})

    def called(self, named: Mapping[str, Fact], seconds: float, waited: float | None) -> None:
        self._call.record(seconds, named)
        if waited is not None:
            self._first.record(waited, named)

    def took(
        self, named: Mapping[str, Fact], prompt: int, completion: int, cost: float | None
    ) -> None:
        for kind, tokens in (("input", prompt), ("output", completion)):
            self._tokens.record(tokens, {**named, "gen_ai.token.type": kind})
        if cost is not None:
            self._cost.add(cost, named)

    def _lag(self, _options: CallbackOptions) -> Iterable[Observation]:
        for name, lag in self.lags().items():
            yield Observation(lag, {PREFIX + "follower": name})
