"""A judge over the answers of a finished run, several times, kept as ``judges.json`` beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rag.answering.entailment import open_entailment
from rag.errors import EntailmentError, ModelCapped, ModelError, UsageError
from rag.evaluation.estimates import estimated
from rag.evaluation.formats.form import write_text
from rag.evaluation.formats.ragas import reference
from rag.evaluation.judging.agreement import cohen, steadiness
from rag.evaluation.judging.citing import CitationJudge, by_inference, by_llm
from rag.evaluation.judging.judge import Case, Judge, Mark, Together
from rag.evaluation.judging.llamaindex import LlamaIndexJudge
from rag.evaluation.metrics.citations import claims
from rag.evaluation.observing import observe
from rag.evaluation.questions import gold_of
from rag.evaluation.rows import Row, Run
from rag.evaluation.systems.llm import llm_of
from rag.progress import Progress, silent
from rag.settings import Settings
from rag.types import SCHEMA

FILE = "judges.json"


def judge_of(settings: Settings) -> Judge:
    """LlamaIndex's evaluators with the model that ``RAG_JUDGE`` names, else ``RAG_LLM``; counted
    and capped as all requests are. Citations are judged by ``RAG_ENTAILMENT`` where it names a
    model, else by that one too. Raises UsageError where none of them names one."""
    named = settings
    if settings.judge:  # whose arguments are not those of the model that answers
        named = replace(settings, llm=settings.judge, llm_arguments=None)
    llm = llm_of(named)
    inference = open_entailment(settings.entailment)
    if llm is None and inference is None:
        raise UsageError(
            "a judge is a model, and none is set: RAG_JUDGE=openai:<model> or RAG_LLM names a "
            "language model, RAG_ENTAILMENT one of inference, for citations alone. Every metric "
            "of `rag eval run` is there without"
        )
    judges: list[Judge] = []
    if llm is not None:
        judges.append(LlamaIndexJudge(llm, str(named.llm)))
    if inference is not None:
        judges.append(CitationJudge(by_inference(inference), str(settings.entailment)))
    elif llm is not None:
        judges.append(CitationJudge(by_llm(llm), str(named.llm)))
    return Together(judges)


def judged(run: Run, judge: Judge, times: int = 3, progress: Progress = silent) -> dict[str, Any]:
    """What ``judges.json`` holds: every mark of every time, means, and agreement.

    Answers that said no, and questions that the system failed on, have nothing to be judged.
    Raises ModelCapped where the judge's own caps end it, and UsageError for a run without answers.
    """
    rows = [row for row in run.rows if row.answer and _said(row)]
    if not rows:
        raise UsageError(f"'{run.name}' holds no answer that a judge could read")
    marks: list[list[Mapping[str, Mark]]] = []
    for time in range(times):
        marks.append([])
        for row in rows:
            marks[-1].append(_marks(judge, _case(row)))
            progress("judging", time * len(rows) + len(marks[-1]), times * len(rows))
    return {
        "schema": SCHEMA,
        "judge": judge.name,
        "times": times,
        "answers": len(rows),
        "marks": {name: _kind(name, judge, rows, marks) for name in judge.scales},
        "rows": [
            {"id": row.id, "marks": [_plain(of[at]) for of in marks]} for at, row in enumerate(rows)
        ],
    }


def keep(run: Run, told: Mapping[str, Any]) -> None:
    """Writes it into the run's folder."""
    write_text(run.folder / FILE, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _kind(
    name: str, judge: Judge, rows: Sequence[Row], marks: Sequence[Sequence[Mapping[str, Mark]]]
) -> dict[str, Any]:
    """One kind of mark: the mean over answers of each one's mean, and two agreements."""
    scale = judge.scales[name]
    values = [[of[at][name].value for of in marks] for at in range(len(rows))]
    means = [_mean(each) for each in values]
    said = [None if mean is None else scale.yes(mean) for mean in means]
    metric = [row.scores.get(scale.beside) for row in rows]
    without = [None if value is None else scale.holds_without(value) for value in metric]
    runs = [
        [None if (v := of[at][name].value) is None else scale.yes(v) for at in range(len(rows))]
        for of in marks
    ]
    return {
        **asdict(estimated(means)),
        "scale": [scale.low, scale.high],
        "unscored_marks": sum(each is None for row in values for each in row),
        "beside": scale.beside,
        "agreement": asdict(cohen(said, without)),
        "with_itself": asdict(steadiness(runs)),
    }


def _marks(judge: Judge, case: Case) -> Mapping[str, Mark]:
    try:
        return judge.marks(case)
    except ModelCapped:
        raise
    except (ModelError, EntailmentError) as error:
        return {name: Mark(None, f"failed: {error}") for name in judge.scales}


def _said(row: Row) -> bool:
    answer = row.answer or {}
    return bool(str(answer.get("text") or "").strip()) and answer.get("status") != "not_found"


def _case(row: Row) -> Case:
    answer, gold = row.answer or {}, gold_of(row.gold, 0)
    told = gold.answerable and (gold.answers or gold.expected)
    contexts = [each["text"] for each in answer.get("passages") or () if each.get("text")]
    right = reference(gold) if told else None
    return Case(row.question, str(answer["text"]), contexts, right, claims(observe(answer)))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return sum(known) / len(known) if known else None


def _plain(marks: Mapping[str, Mark]) -> dict[str, Any]:
    return {name: asdict(mark) for name, mark in marks.items()}
