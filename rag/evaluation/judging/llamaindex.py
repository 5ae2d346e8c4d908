"""LlamaIndex's evaluators as a judge: faithfulness, relevancy and correctness, by one model.

Two of them look for "yes" anywhere in what the model says and call all else a no; the third takes
any number, and fails on a reply of one line. So the replies themselves are read here: a reply that
says neither yes nor no, or both, or a number off the scale, is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rag.evaluation.judging.judge import Case, Mark, Scale

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

_NUMBER = re.compile(r"\s*(?:score:?\s*)?(-?\d+(?:\.\d+)?)(?:\s*/\s*5)?\s*(?:\n|\Z)", re.IGNORECASE)


class LlamaIndexJudge:
    """One LLM of LlamaIndex's behind its three evaluators."""

    scales: Mapping[str, Scale] = {
        "faithfulness": Scale(0, 1, 1, "unsupported", 0.0, lower_is_better=True),
        "relevancy": Scale(0, 1, 1, "relevant", 0.5),
        "correctness": Scale(1, 5, 4, "right", 1.0),
    }

    def __init__(self, llm: LLM, name: str) -> None:
        from llama_index.core.evaluation import (
            CorrectnessEvaluator,
            FaithfulnessEvaluator,
            RelevancyEvaluator,
        )

        self.name = name
        self._yes_or_no = {
            "faithfulness": FaithfulnessEvaluator(llm=llm),
            "relevancy": RelevancyEvaluator(llm=llm),
        }
        self._correctness = CorrectnessEvaluator(llm=llm, parser_function=scored)

    def marks(self, case: Case) -> dict[str, Mark]:
        """Correctness only where there is a reference; the others only where there are passages."""
        found = {name: Mark(None, "not asked") for name in self.scales}
        if case.contexts:
            for name, evaluator in self._yes_or_no.items():
                found[name] = _marked(evaluator.evaluate, case, yes_or_no)
        if case.reference:
            found["correctness"] = _marked(self._correctness.evaluate, case, self._corrected)
        return found

    def _corrected(self, result: Any) -> Mark:
        scale = self.scales["correctness"]
        return Mark.within(result.score, scale.low, scale.high, str(result.feedback or ""))


def _marked(evaluate: Callable[..., Any], case: Case, read: Callable[[Any], Mark]) -> Mark:
    return read(
        evaluate(
            query=case.question,
            response=case.answer,
            contexts=list(case.contexts),
            **({"reference": case.reference} if read is not yes_or_no else {}),
        )
    )


def yes_or_no(result: Any) -> Mark:
    """What an evaluator's model said: 1, 0, or unscored where it is neither yes nor no."""
    said = str(result.feedback or "")
    words = set(re.findall(r"\b(?:yes|no)\b", said.casefold()))
    return Mark(float(words == {"yes"}) if len(words) == 1 else None, said)


def scored(reply: str) -> tuple[float | None, str]:
    """The number that a reply begins with, and all of it."""
    found = _NUMBER.match(reply)
    return (float(found[1]) if found else None), reply.strip()
