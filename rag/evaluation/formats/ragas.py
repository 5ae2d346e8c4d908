"""Datasets of ragas: JSON Lines, or one JSON list, of samples.

Since 0.2 a sample has ``user_input``, ``reference``, ``reference_contexts``, and of a system that
was asked ``response`` and ``retrieved_contexts``; before, ``question``, ``ground_truth`` (or
``ground_truths``), ``answer`` and ``contexts``. A reference is one wording of many: it counts for
token F1 and for judges, and no words of it are expected. What else a question of ours holds stands
under ``byline``, which ragas passes over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.evaluation.formats.form import Form, Row, Sample, by_row, text, texts, write_lines
from rag.evaluation.questions import Gold, gold_of
from rag.evaluation.rows import Run
from rag.evaluation.shapes import faults, question_schema

_OURS = "byline"


def _recognised(sample: Sample) -> bool:
    older = sample.has("question") and bool(
        sample.first.keys() & {"ground_truth", "ground_truths", "contexts"}
    )
    return sample.has("user_input") or older


def _gold(row: Row, line: int) -> Gold:
    asked = "user_input" if "user_input" in row else "question"
    if isinstance(row[asked], list):
        raise TypeError(f"'{asked}' is a conversation; only questions by themselves can be asked")
    ours = row.get(_OURS)
    if isinstance(ours, Mapping):
        wrong = next(faults({"question": "?", **ours}, question_schema()), None)
        if wrong:
            raise ValueError(f"under '{_OURS}' {wrong}")
        return gold_of({**ours, "question": text(row, asked)}, line)
    return Gold(
        id=str(row.get("id") or f"line-{line}"),
        kind=str(row.get("synthesizer_name") or "question"),
        question=text(row, asked),
        answers=tuple(_references(row)),
        facts=texts(row.get("reference_contexts"), "reference_contexts"),
    )


def _references(row: Row) -> Iterator[str]:
    told = [row.get("reference"), row.get("ground_truth"), *(row.get("ground_truths") or ())]
    yield from (each for each in told if isinstance(each, str) and each.strip())


def _write(golds: Sequence[Gold], path: Path) -> None:
    write_lines(path, map(_sample, golds))


def _sample(gold: Gold) -> dict[str, Any]:
    ours = {name: each for name, each in gold.to_dict().items() if name != "question"}
    return {
        "user_input": gold.question,
        "reference": reference(gold),
        "reference_contexts": contexts(gold),
        _OURS: ours,
    }


def reference(gold: Gold) -> str:
    """What a right answer says, in as many words as the question tells."""
    if not gold.answerable:
        return "The articles do not say."
    told = gold.answers[:1] or tuple(group[0] for group in gold.expected)
    return "; ".join(told)


def contexts(gold: Gold) -> list[str]:
    """The words that carry the answer."""
    return list(dict.fromkeys([*(each.quote for each in gold.spans), *gold.facts]))


def write_run(run: Run, path: Path) -> None:
    """A finished run with what was said and found, ready for ragas' own metrics."""
    write_lines(path, _samples(run))


def _samples(run: Run) -> Iterator[Mapping[str, Any]]:
    for row in run.rows:
        said = row.answer or {}
        yield {
            **_sample(gold_of(row.gold, 0)),
            "response": said.get("text") or "",
            "retrieved_contexts": [each["text"] for each in said.get("passages") or ()],
        }


RAGAS = Form("ragas", "a dataset of ragas", _recognised, by_row(_gold), _write)
