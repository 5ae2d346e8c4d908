"""LlamaIndex's datasets, each one JSON object.

``LabelledRagDataset`` has ``examples`` with ``query``, ``reference_answer`` and
``reference_contexts``; ``EmbeddingQAFinetuneDataset`` has ``queries``, ``corpus`` and
``relevant_docs``; ``QueryResponseDataset`` has ``queries`` and ``responses``. We write the first,
and of a finished run its ``RagPredictionDataset`` beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.formats import ragas
from rag.evaluation.formats.form import (
    Articles,
    Form,
    Placed,
    Row,
    Sample,
    Wrong,
    text,
    texts,
    whole,
    write_text,
)
from rag.evaluation.questions import Gold, gold_of
from rag.evaluation.rows import Run
from rag.evaluation.shapes import faults, question_schema

_OURS = "byline"
_BY = {"model_name": "", "type": "human"}


def _recognised(sample: Sample) -> bool:
    return isinstance(sample.first.get("examples"), list) or (
        isinstance(sample.first.get("queries"), Mapping)
        and bool(sample.first.keys() & {"relevant_docs", "responses"})
    )


def _read(path: Path) -> Iterator[Placed | Wrong]:
    held = whole(path)
    try:
        golds = _examples(held) if "examples" in held else _queries(held)
        yield from golds
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        yield Wrong(None, f"not a dataset of LlamaIndex: {error}")


def _examples(held: Row) -> Iterator[Placed | Wrong]:
    for number, row in enumerate(held["examples"], 1):
        try:
            yield Placed(None, _gold(row, number))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            why = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            yield Wrong(None, f"example {number}: {why}")


def _gold(row: Row, number: int) -> Gold:
    ours = row.get(_OURS)
    if isinstance(ours, Mapping):
        wrong = next(faults({"question": "?", **ours}, question_schema()), None)
        if wrong:
            raise ValueError(f"under '{_OURS}' {wrong}")
        return gold_of({**ours, "question": text(row, "query")}, number)
    answer = row.get("reference_answer") or ""
    return Gold(
        id=str(row.get("id") or f"example-{number}"),
        kind="question",
        question=text(row, "query"),
        answers=(answer,) if answer else (),
        facts=texts(row.get("reference_contexts"), "reference_contexts"),
    )


def _queries(held: Row) -> Iterator[Placed]:
    relevant, responses = held.get("relevant_docs") or {}, held.get("responses") or {}
    for name, question in held["queries"].items():
        answer = responses.get(name)
        gold = Gold(
            id=str(name),
            kind="question",
            question=text({"query": question}, "query"),
            article_ids=texts(relevant.get(name), f"relevant_docs.{name}"),
            answers=(answer,) if answer else (),
        )
        yield Placed(None, gold)


def _articles(path: Path) -> Articles:
    corpus = whole(path).get("corpus") or {}
    if not isinstance(corpus, Mapping) or not all(isinstance(t, str) for t in corpus.values()):
        raise UsageError(f"{path}: 'corpus' must tell the text of each id")
    for name, words in corpus.items():
        yield {"id": name, "title": "", "text": words}


def _write(golds: Sequence[Gold], path: Path) -> None:
    _keep(path, {"examples": [_example(gold) for gold in golds]})


def _example(gold: Gold) -> Mapping[str, Any]:
    ours = {n: each for n, each in gold.to_dict().items() if n != "question"}
    return {
        "query": gold.question,
        "query_by": _BY,
        "reference_contexts": ragas.contexts(gold),
        "reference_answer": ragas.reference(gold),
        "reference_answer_by": _BY,
        _OURS: ours,
    }


def write_run(run: Run, path: Path) -> None:
    """The questions at ``path``, what was said beside it as ``NAME.predictions.json``."""
    _write([gold_of(row.gold, 0) for row in run.rows], path)
    said = [row.answer or {} for row in run.rows]
    predictions = [
        {
            "response": each.get("text") or "",
            "contexts": [passage["text"] for passage in each.get("passages") or ()],
        }
        for each in said
    ]
    _keep(path.with_suffix(".predictions.json"), {"predictions": predictions})


def _keep(path: Path, held: Mapping[str, Any]) -> None:
    write_text(path, json.dumps(held, ensure_ascii=False, indent=1) + "\n")


LLAMAINDEX = Form("llamaindex", "a dataset of LlamaIndex", _recognised, _read, _write, _articles)
