"""BEIR folders (Thakur et al. 2021): ``corpus.jsonl``, ``queries.jsonl``, ``qrels/*.tsv``.

They tell which documents are relevant and nothing of answers. What a question of ours holds beside
that goes into its query's ``metadata``, which other readers pass over, and comes back from there.
A query without a judgement is left out, as BEIR leaves it out, unless its metadata says more.
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
    made,
    read_text,
    rows,
    text,
    write_lines,
    write_text,
)
from rag.evaluation.formats.trec import tsv
from rag.evaluation.questions import Gold, gold_of
from rag.evaluation.shapes import faults, question_schema

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"
_OURS = "byline"
_SPLITS = ("test", "dev", "train")
"""BEIR measures on the first; a folder without it is read whole."""
_TOLD = ("id", "question")
"""What the query itself tells."""


def _recognised(sample: Sample) -> bool:
    if sample.path.suffix == ".tsv":
        return sample.path.parent.name == QRELS
    return QUERIES in sample.names


def _read(path: Path) -> Iterator[Placed | Wrong]:
    folder = path.parent.parent if path.suffix == ".tsv" else path
    relevant: dict[str, list[str]] = {}
    for file in _judgements(path):
        for row in _qrels(file):
            if isinstance(row, Wrong):
                yield row
            elif row[2] > 0:
                relevant.setdefault(row[0], []).append(row[1])
    for line, query in rows(folder / QUERIES):
        if isinstance(query, Wrong):
            yield Wrong(query.line, query.why, folder / QUERIES)
            continue
        found = made(lambda each, n: _gold(each, n, relevant), query, line)
        if isinstance(found, Wrong):
            yield Wrong(found.line, found.why, folder / QUERIES)
        elif found.gold.article_ids or not found.gold.answerable or _held(query):
            yield Placed(None, found.gold)


def _judgements(path: Path) -> list[Path]:
    if path.suffix == ".tsv":
        return [path]
    there = sorted((path / QRELS).glob("*.tsv"))
    if not there:
        raise UsageError(f"{path / QRELS} holds no judgements; BEIR folders have {QRELS}/test.tsv")
    return [each for each in there if each.stem == _SPLITS[0]] or there


def _qrels(file: Path) -> Iterator[tuple[str, str, float] | Wrong]:
    for number, line in enumerate(read_text(file).split("\n"), 1):
        cells = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and cells[0] == "query-id"):
            continue
        try:
            query, document, score = cells
            yield query, document, float(score)
        except ValueError:
            why = "a judgement is 'query-id', 'corpus-id' and a number, with tabs between them"
            yield Wrong(number, why, file)


def _gold(query: Row, line: int, relevant: Mapping[str, list[str]]) -> Gold:
    name = str(query["_id"])
    ours = dict(_held(query))
    wrong = next(faults({"question": "?", **ours}, question_schema()), None)
    if wrong:
        raise ValueError(f"in its metadata {wrong}")
    ids = relevant.get(name) or ours.pop("article_ids", [])
    ours.pop("article_ids", None)
    return gold_of({**ours, "id": name, "question": text(query, "text"), "article_ids": ids}, line)


def _held(query: Row) -> Mapping[str, Any]:
    metadata = query.get("metadata")
    ours = metadata.get(_OURS) if isinstance(metadata, Mapping) else None
    return ours if isinstance(ours, Mapping) else {}


def _write(golds: Sequence[Gold], path: Path) -> None:
    """The corpus lies in the library: ``convert --index`` adds it."""
    write_lines(path / QUERIES, map(_query, golds))
    judged = ((gold.id, each, 1) for gold in golds for each in gold.article_ids)
    head = ("query-id", "corpus-id", "score")
    write_text(path / QRELS / "test.tsv", tsv([head, *judged]))


def _query(gold: Gold) -> Mapping[str, Any]:
    ours = {name: each for name, each in gold.to_dict().items() if name not in _TOLD}
    return {"_id": gold.id, "text": gold.question, "metadata": {_OURS: ours}}


def write_corpus(articles: Articles, path: Path) -> None:
    """Articles as the corpus of a folder."""
    write_lines(path / CORPUS, map(_document, articles))


def _document(article: Mapping[str, Any]) -> Mapping[str, Any]:
    rest = {name: each for name, each in article.items() if name not in ("id", "title", "text")}
    title = article.get("title") or ""
    return {"_id": article["id"], "title": title, "text": article["text"], "metadata": rest}


def _articles(path: Path) -> Articles:
    folder = path.parent.parent if path.suffix == ".tsv" else path
    for line, row in rows(folder / CORPUS):
        if isinstance(row, Wrong):
            raise UsageError(f"{folder / CORPUS}, {row}")
        if "_id" not in row or not isinstance(row.get("text"), str):
            raise UsageError(f"{folder / CORPUS}, line {line}: a document has '_id' and 'text'")
        metadata = row.get("metadata")
        known = metadata if isinstance(metadata, Mapping) else {}
        told = {name: known[name] for name in _KNOWN if known.get(name)}
        yield {"id": str(row["_id"]), "title": row.get("title") or "", "text": row["text"], **told}


_KNOWN = ("url", "source", "authors", "published_at", "language")
"""Of a document's metadata, what an article has a place for."""

BEIR = Form(
    "beir", "a BEIR folder, or one of its qrels/*.tsv", _recognised, _read, _write, _articles
)
