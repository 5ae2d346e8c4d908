"""SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018): paragraphs with questions about each.

A question comes with its paragraph. As articles the paragraphs are known by their title and number,
``Normans/3``, so that the same questions can be asked of a library of all of them. The sentence
around the first answer is the span that carries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import UsageError
from rag.evaluation.formats.form import (
    Articles,
    Form,
    Placed,
    Row,
    Sample,
    Wrong,
    read_text,
    text,
    whole,
    write_text,
)
from rag.evaluation.questions import Given, Gold, GoldSpan
from rag.sentences import sentence_spans


class _Paragraph(NamedTuple):
    id: str
    title: str
    context: str
    questions: Sequence[Row]


def _recognised(sample: Sample) -> bool:
    data = sample.first.get("data")
    return isinstance(data, list) and all(isinstance(d, dict) and "paragraphs" in d for d in data)


def _read(path: Path) -> Iterator[Placed | Wrong]:
    lines = _Lines(read_text(path))
    for paragraph in _paragraphs(path):
        for each in paragraph.questions:
            try:
                yield Placed(None, _gold(each, paragraph))
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                name = str(each.get("id", "")) if isinstance(each, Mapping) else ""
                why = f"lacks {error}" if isinstance(error, KeyError) else str(error)
                yield Wrong(lines.of(name), f"question '{name}' {why}")


class _Lines:
    """Where in a file an id stands: a file of one object has no line a question."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, name: str) -> int | None:
        at = self._text.find(f'"{name}"') if name else -1
        return self._text.count("\n", 0, at) + 1 if at >= 0 else None


def _paragraphs(path: Path) -> Iterator[_Paragraph]:
    try:
        for entry in whole(path)["data"]:
            title = str(entry.get("title") or "untitled")
            for number, each in enumerate(entry["paragraphs"]):
                yield _Paragraph(f"{title}/{number}", title, text(each, "context"), each["qas"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{path}: SQuAD has 'data' with 'paragraphs' with 'context' and 'qas' ({error!r})"
        ) from error


def _gold(row: Row, paragraph: _Paragraph) -> Gold:
    answers = [(text(each, "text"), each["answer_start"]) for each in row["answers"]]
    for words, start in answers:
        if paragraph.context[start : start + len(words)] != words:
            raise ValueError(f"has an answer '{words}' that does not stand at {start}")
    answerable = not row.get("is_impossible", not answers)
    if answerable != bool(answers):
        raise ValueError("must have answers, or 'is_impossible': true")
    said = tuple(dict.fromkeys(words for words, _ in answers))
    quotes = dict.fromkeys(_sentence(paragraph.context, start) for _, start in answers)
    return Gold(
        id=text(row, "id"),
        kind="answerable" if answerable else "impossible",
        question=text(row, "question").strip(),
        answerable=answerable,
        expected=(said,) if said else (),
        article_ids=(paragraph.id,) if answerable else (),
        spans=tuple(GoldSpan(paragraph.id, quote) for quote in quotes),
        answers=said,
        passages=(Given(paragraph.title, paragraph.context),),
    )


def _sentence(context: str, start: int) -> str:
    return next(context[a:b] for a, b in sentence_spans(context) if b > start)


def _articles(path: Path) -> Articles:
    for each in _paragraphs(path):
        yield {"id": each.id, "title": each.title, "text": each.context}


def _write(golds: Sequence[Gold], path: Path) -> None:
    """Raises UsageError for a question that comes with no passage: SQuAD has nowhere to put it."""
    import json

    data: dict[str, dict[str, list[Row]]] = {}
    for gold in golds:
        if len(gold.passages) != 1:
            raise UsageError(
                f"'{gold.id}' comes with {len(gold.passages)} passages, a question of SQuAD with "
                "one; choose another form with --to"
            )
        given = gold.passages[0]
        data.setdefault(given.title, {}).setdefault(given.text, []).append(_row(gold))
    told: dict[str, Any] = {
        "version": "v2.0",
        "data": [
            {
                "title": title,
                "paragraphs": [{"context": each, "qas": rows} for each, rows in contexts.items()],
            }
            for title, contexts in data.items()
        ],
    }
    write_text(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _row(gold: Gold) -> Row:
    context = gold.passages[0].text
    found = [(words, context.find(words)) for words in gold.answers]
    missing = next((words for words, at in found if at < 0), None)
    if missing is not None or (gold.answerable and not found):
        what = f"its answer '{missing}' does not stand in its passage" if missing else "no answers"
        raise UsageError(f"'{gold.id}' cannot be a question of SQuAD: {what}")
    return {
        "id": gold.id,
        "question": gold.question,
        "is_impossible": not gold.answerable,
        "answers": [{"text": words, "answer_start": at} for words, at in found],
    }


SQUAD = Form("squad", "SQuAD 1.1 and 2.0", _recognised, _read, _write, _articles)
