"""Questions that come with passages, some of which do not answer (CLAP NQ, Rosenthal et al. 2024).

``input`` is the question, ``passages`` what is handed out with it, ``output`` the long answers with
the sentences each rests on; ``answerable`` is false where the passages do not say. A long answer is
one wording of many, so that none of it is expected word for word: what counts is whether an answer
is given, and from those sentences. As articles the passages are known by ``QUESTION/NUMBER``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.formats.form import Articles, Form, Row, Sample, Wrong, by_row, rows, text
from rag.evaluation.questions import Given, Gold, GoldSpan


def _recognised(sample: Sample) -> bool:
    return sample.has("input", "passages", "output")


def _gold(row: Row, line: int) -> Gold:
    name = str(row.get("id") or f"line-{line}")
    passages = [Given(str(each.get("title") or ""), text(each, "text")) for each in row["passages"]]
    outputs: Sequence[Row] = row["output"]
    answers = [str(each.get("answer") or "") for each in outputs]
    answerable = bool(row.get("answerable", any(answers)))
    spans = tuple(_spans(name, outputs, passages)) if answerable else ()
    return Gold(
        id=name,
        kind="answerable" if answerable else "unanswerable",
        question=text(row, "input"),
        answerable=answerable,
        article_ids=tuple(dict.fromkeys(each.article_id for each in spans)),
        spans=spans,
        answers=tuple(each for each in answers if each) if answerable else (),
        passages=tuple(passages),
    )


def _spans(name: str, outputs: Sequence[Row], given: Sequence[Given]) -> Iterator[GoldSpan]:
    chosen = dict.fromkeys(s for each in outputs for s in each.get("selected_sentences") or ())
    for sentence in chosen:
        for number, passage in enumerate(given):
            if isinstance(sentence, str) and sentence and sentence in passage.text:
                yield GoldSpan(f"{name}/{number}", sentence)


def _articles(path: Path) -> Articles:
    for line, row in rows(path):
        if isinstance(row, Wrong):
            raise UsageError(f"{path}, {row}")
        name = str(row.get("id") or f"line-{line}")
        each: Any
        for number, each in enumerate(row.get("passages") or ()):
            yield {"id": f"{name}/{number}", "title": each.get("title") or "", "text": each["text"]}


GIVEN = Form(
    "passages",
    "questions with their passages (CLAP NQ)",
    _recognised,
    by_row(_gold),
    None,
    _articles,
)
