"""A weekly news quiz (RealTime QA, Kasai et al. 2022), as ``news-qa`` has it.

A question has a day on which it was asked, a short answer among choices, the articles that hold it
and a piece of evidence, which is somebody's excerpt and not always a text's own words.
"""

from __future__ import annotations

from rag.evaluation.formats.form import Form, Row, Sample, by_row, text, texts
from rag.evaluation.questions import Gold


def _recognised(sample: Sample) -> bool:
    return sample.has("question", "answer", "gold_article_ids")


def _gold(row: Row, line: int) -> Gold:
    answer = text(row, "answer")
    evidence = row.get("evidence") or ""
    return Gold(
        id=str(row.get("id") or f"line-{line}"),
        kind="quiz",
        question=text(row, "question"),
        expected=((answer,),),
        article_ids=texts(row["gold_article_ids"], "gold_article_ids"),
        asked_at=row.get("asked_at"),
        answers=(answer,),
        note=str(evidence),
    )


QUIZ = Form("news-qa", "a news quiz with the articles that answer it", _recognised, by_row(_gold))
