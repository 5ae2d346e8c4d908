"""MultiHop-RAG (Tang & Yang 2024): questions whose evidence lies in several articles.

``evidence_list`` tells each fact with its article's title, source, address and day. The articles
are known by their addresses, as `rag ingest` knows them. A question of type ``null_query`` has no
answer. Where the answer is a yes, a no or an order, no words of a text can be expected: such a
question is right when it is answered from its articles, and its answer counts for exact match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.evaluation.formats.form import Form, Row, Sample, by_row, text, write_lines
from rag.evaluation.questions import Gold, GoldSpan
from rag.intake.identity import canonical_url

NONE = "null_query"
_OPEN = frozenset({"yes", "no", "before", "after", "consistent", "inconsistent"})
_LINES = "Insufficient information."


def _recognised(sample: Sample) -> bool:
    return sample.has("query", "evidence_list")


def _gold(row: Row, line: int) -> Gold:
    evidence = row["evidence_list"]
    if not isinstance(evidence, list):
        raise TypeError("'evidence_list' must be a list")
    kind, answer = str(row.get("question_type") or "question"), text(row, "answer")
    answerable = kind != NONE
    named = answerable and answer.casefold().strip(".") not in _OPEN
    facts = [(_article(each), text(each, "fact")) for each in evidence]
    return Gold(
        id=str(row.get("id") or f"line-{line}"),
        kind=kind,
        question=text(row, "query"),
        answerable=answerable,
        expected=((answer,),) if named else (),
        article_ids=tuple(dict.fromkeys(article for article, _ in facts if article)),
        asked_at=row.get("asked_at"),
        spans=tuple(GoldSpan(article, fact) for article, fact in facts if article),
        answers=(answer,) if answerable else (),
        facts=tuple(dict.fromkeys(fact for _, fact in facts)),
    )


def _article(evidence: Mapping[str, Any]) -> str:
    url = evidence.get("url") or ""
    return (canonical_url(url) or url) if isinstance(url, str) else ""


def _write(golds: Sequence[Gold], path: Path) -> None:
    write_lines(path, map(_row, golds))


def _row(gold: Gold) -> Mapping[str, Any]:
    answer = next(iter(gold.answers), None) or next((g[0] for g in gold.expected), "")
    spans = gold.spans or tuple(GoldSpan("", fact) for fact in gold.facts)
    return {
        "id": gold.id,
        "query": gold.question,
        "answer": answer if gold.answerable and answer else _LINES,
        "question_type": gold.kind if gold.answerable else NONE,
        "evidence_list": [{"fact": each.quote, "url": each.article_id} for each in spans],
        **({"asked_at": gold.asked_at} if gold.asked_at else {}),
    }


MULTIHOP = Form("multihop", "MultiHop-RAG's questions", _recognised, by_row(_gold), _write)
