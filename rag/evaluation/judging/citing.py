"""Citation recall and precision as ALCE has them: a model decides whether spans support a sentence.

The model is one of natural language inference (``RAG_ENTAILMENT``), as in the paper (Gao et al.,
EMNLP 2023), or where there is none the judge's language model. The arithmetic is that of the
metrics that gold spans and the verifier decide (``rag.evaluation.metrics.citations``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rag.answering.entailment import Entailment, scored
from rag.evaluation.judging.judge import Case, Mark, Scale
from rag.evaluation.judging.llamaindex import yes_or_no
from rag.evaluation.metrics.citations import precision, recall
from rag.evaluation.observed import Said, Span

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

Entails = Callable[[str, Sequence[str]], bool | None]
"""Whether texts together support a sentence; None where that was not said."""
LIKELY = 0.5
"""Probability of entailment from which a sentence is supported: more likely than not."""
_MARK = re.compile(r"\s*\[\d+\]")
_SCALES: Mapping[str, Scale] = {
    "citation_recall": Scale(0, 1, 1, "citation_recall_verifier", 1.0),
    "citation_precision": Scale(0, 1, 1, "citation_precision_verifier", 1.0),
}


class _Unsaid(Exception):
    """A pair that the model said nothing of."""


class CitationJudge:
    """Marks how far citations carry an answer's sentences."""

    scales = _SCALES

    def __init__(self, entails: Entails, name: str) -> None:
        self.name, self._entails = name, entails

    def marks(self, case: Case) -> dict[str, Mark]:
        """Unscored where the model says nothing of a pair that counts, and without sentences."""
        known: dict[tuple[str, tuple[str, ...]], bool] = {}

        def supports(said: Said, spans: Sequence[Span]) -> bool:
            pair = _MARK.sub("", said.text), tuple(span.text for span in spans)
            if pair not in known:
                found = self._entails(*pair)
                if found is None:
                    raise _Unsaid
                known[pair] = found
            return known[pair]

        marks = {}
        for name, share in (("citation_recall", recall), ("citation_precision", precision)):
            try:
                score = share(case.claims, supports)
                marks[name] = Mark(score.value, score.reason)
            except _Unsaid:
                marks[name] = Mark(None, "of a sentence the model said neither yes nor no")
        return marks


def by_inference(model: Entailment) -> Entails:
    """A model of natural language inference. Raises EntailmentError when it misbehaves."""

    def entails(sentence: str, texts: Sequence[str]) -> bool:
        return scored(model, "\n".join(texts), sentence).entailment >= LIKELY

    return entails


def by_llm(llm: LLM) -> Entails:
    """LlamaIndex's evaluator of faithfulness, shown one sentence and what it cites."""
    from llama_index.core.evaluation import FaithfulnessEvaluator

    evaluator = FaithfulnessEvaluator(llm=llm)

    def entails(sentence: str, texts: Sequence[str]) -> bool | None:
        said = yes_or_no(evaluator.evaluate(response=sentence, contexts=list(texts)))
        return None if said.value is None else bool(said.value)

    return entails
