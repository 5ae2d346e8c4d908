"""MultiHop-RAG (Tang & Yang 2024): questions whose evidence lies in several articles.

``evidence_list`` tells each fact with its article's title, source, address and day. The articles
are known by their addresses, as `rag ingest` knows them; evidence that tells only a title finds its
article in the collection beside the questions (``corpus.json``, or ``facts.jsonl``), where one
without an address is known by its title. A question of type ``null_query`` has no answer. Where the
answer is a yes, a no or an order, no words of a text can be expected: such a question is right when
it is answered from its articles, and its answer counts for exact match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.formats.form import (
    Articles,
    Form,
    Placed,
    Row,
    Sample,
    Wrong,
    by_row,
    rows,
    text,
    write_lines,
)
from rag.evaluation.questions import Gold, GoldSpan
from rag.intake.identity import canonical_url

NONE = "null_query"
_OPEN = frozenset({"yes", "no", "before", "after", "consistent", "inconsistent"})
_BESIDE = ("corpus.json", "facts.jsonl")
_LINES = "Insufficient information."


def _recognised(sample: Sample) -> bool:
    return sample.has("query", "evidence_list")


def _read(path: Path) -> Iterator[Placed | Wrong]:
    known = {str(each["title"]): str(each["id"]) for each in reversed(list(_articles(path)))}
    return by_row(lambda row, line: _gold(row, line, known))(path)


def _gold(row: Row, line: int, known: Mapping[str, str]) -> Gold:
    evidence = row["evidence_list"]
    if not isinstance(evidence, list):
        raise TypeError("'evidence_list' must be a list")
    kind, answer = str(row.get("question_type") or "question"), text(row, "answer")
    answerable = kind != NONE
    named = answerable and answer.casefold().strip(".") not in _OPEN
    facts = [(_article(each, known), text(each, "fact")) for each in evidence]
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


def _article(evidence: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """The address told, else that of the article with this title."""
    url = evidence.get("url")
    if isinstance(url, str) and url:
        return canonical_url(url) or url
    return known.get(str(evidence.get("title")), "")


def _articles(path: Path) -> Articles:
    """Those of the collection beside the questions: whole, or each its sentences of evidence."""
    file = next((path.parent / name for name in _BESIDE if (path.parent / name).is_file()), None)
    for line, row in rows(file) if file else ():
        if isinstance(row, Wrong):
            raise UsageError(f"{file}, {row}")
        body = row.get("body") or "\n\n".join(row.get("facts") or ())
        if not body or not row.get("title"):
            why = "an article has 'title', and 'body' or 'facts'"
            raise UsageError(f"{file}, line {line}: {why}")
        url = str(row.get("url") or "")
        told = {name: row[name] for name in ("url", "source", "published_at") if row.get(name)}
        title = str(row["title"])
        yield {"id": canonical_url(url) or url or title, "title": title, "text": body, **told}


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


MULTIHOP = Form("multihop", "MultiHop-RAG's questions", _recognised, _read, _write, _articles)
