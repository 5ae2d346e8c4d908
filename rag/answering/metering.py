"""A model that is counted and capped: by the answer, by the minute and by the day.

A cap holds within one call: before a request is sent, the most that it may take is set aside, and
what would go beyond a cap is not sent. Afterwards what it did take stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.answering.models import ChatModel, Message, Piece, TakesGrammar
from rag.answering.tokens import TokenCounter
from rag.answering.usage_log import Standing, Taken, UsageLog
from rag.errors import ModelCapped, ModelError, ModelTimeout
from rag.telemetry import ModelCall, model_call
from rag.types import Caps, Usage

A_MILLION = 1_000_000
LEAST_OUTPUT = 32
"""Tokens; an answer's cap that leaves less than this leaves no answer."""


@dataclass(frozen=True)
class Prices:
    """For a million tokens each, in whatever currency they were set."""

    prompt: float = 0.0
    completion: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.prompt or self.completion)

    def of(self, prompt: int, completion: int) -> float:
        return (prompt * self.prompt + completion * self.completion) / A_MILLION


@dataclass(frozen=True)
class Meter:
    """What all answers of one model are counted by."""

    counter: TokenCounter
    log: UsageLog
    caps: Caps = field(default_factory=Caps)
    prices: Prices = field(default_factory=Prices)

    def taken(self, prompt: int, completion: int) -> Taken:
        return Taken(prompt, completion, self.prices.of(prompt, completion))

    def refusal(self, most: Taken, standing: Standing) -> str | None:
        """Why a request that may take so much is not sent; None when it is."""
        caps, today = self.caps, standing.today
        if (
            caps.requests_per_minute is not None
            and standing.last_minute >= caps.requests_per_minute
        ):
            return (
                f"{caps.requests_per_minute:,} requests were sent in the last minute, which is the "
                f"cap (RAG_LLM_REQUESTS_PER_MINUTE); ask again in {standing.next_in:.0f} seconds"
            )
        tokens = most.prompt + most.completion
        if caps.tokens_per_day is not None and today.total_tokens + tokens > caps.tokens_per_day:
            return (
                f"{today.total_tokens:,} of {caps.tokens_per_day:,} tokens a day are taken, and "
                f"this answer may take {tokens:,} (RAG_LLM_TOKENS_PER_DAY); the day ends at "
                "00:00 UTC"
            )
        if caps.cost_per_day is not None and today.cost + most.cost > caps.cost_per_day:
            return (
                f"{today.cost:.4f} of {caps.cost_per_day:.4f} a day are spent, and this answer may "
                f"cost {most.cost:.4f} (RAG_LLM_COST_PER_DAY); the day ends at 00:00 UTC"
            )
        return None


@dataclass
class MeteredModel:
    """A ChatModel for the requests of one answer."""

    model: ChatModel
    meter: Meter
    tally: Tally = field(default_factory=lambda: Tally())

    @property
    def usage(self) -> Usage | None:
        """What they took together so far; None before the first is sent."""
        return self.tally.usage

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def endpoint(self) -> str | None:
        return self.model.endpoint

    def with_grammar(self, grammar: str) -> ChatModel:
        """Bound to a grammar where the model takes one; counted together with this."""
        if not isinstance(self.model, TakesGrammar):
            return self
        return replace(self, model=self.model.with_grammar(grammar))

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Piece]:
        """See :meth:`ChatModel.stream`. Raises ModelCapped before anything is sent."""
        prompt = self.meter.counter.count_messages(messages)
        max_tokens = self._within_answer(prompt, max_tokens)
        most = self.meter.taken(prompt, max_tokens)
        number = self.meter.log.begin(most, lambda standing: self.meter.refusal(most, standing))
        if isinstance(number, str):
            raise ModelCapped(number)
        request = _Request(prompt)
        with model_call(self.name, self.endpoint, max_tokens, temperature) as call:
            try:
                yield from request.followed(
                    self.model.stream(messages, max_tokens=max_tokens, temperature=temperature),
                    call,
                )
            finally:
                took = self._settle(number, messages, request)
                call.took(took.prompt_tokens, took.completion_tokens, took.cost, request.finish)
                call.talk([(each.role, each.text) for each in messages], "".join(request.text))

    def _within_answer(self, prompt: int, max_tokens: int) -> int:
        """The output's limit that the answer's cap leaves. Raises ModelCapped."""
        cap = self.meter.caps.tokens_per_answer
        if cap is None:
            return max_tokens
        left = cap - (self.usage.total_tokens if self.usage else 0) - prompt
        if left < min(LEAST_OUTPUT, max_tokens):
            raise ModelCapped(
                f"this answer's prompt takes about {prompt:,} tokens, and {cap:,} are the cap for "
                "all of an answer (RAG_LLM_TOKENS_PER_ANSWER)"
            )
        return min(max_tokens, left)

    def _settle(self, number: int, messages: Sequence[Message], request: _Request) -> Usage:
        prompt, completion = request.prompt, 0
        if request.reported is not None:
            prompt = request.reported.prompt_tokens
            completion = request.reported.completion_tokens
            self.meter.counter.learn(messages, prompt)
        elif request.text:
            completion = self.meter.counter.count("".join(request.text))
        elif request.turned_away:
            prompt = 0
        taken = self.meter.taken(prompt, completion)
        self.meter.log.end(number, taken)
        cost = taken.cost if self.meter.prices else None
        own = Usage(prompt, completion, cost, estimated=request.reported is None)
        self.tally.usage = own if self.usage is None else self.usage + own
        return own


@dataclass
class Tally:
    """The sum of an answer's requests."""

    usage: Usage | None = None


@dataclass
class _Request:
    """One request as it runs."""

    prompt: int
    reported: Usage | None = None
    text: list[str] = field(default_factory=list)
    finish: str | None = None
    turned_away: bool = False
    """Whether it failed before anything was computed, as far as can be told from here."""

    def followed(self, stream: Iterator[Piece], call: ModelCall) -> Iterator[Piece]:
        try:
            for piece in stream:
                if piece.text:
                    call.first()
                    self.text.append(piece.text)
                self.finish = piece.finish or self.finish
                self.reported = piece.usage or self.reported
                yield piece
        except ModelTimeout:
            raise
        except ModelError:
            self.turned_away = not self.text
            raise
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()
