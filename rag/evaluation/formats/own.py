"""Byline's own form: one JSON object a line, described by ``rag/question.schema.json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.evaluation.formats.form import Form, Placed, Sample, Wrong, rows, write_lines
from rag.evaluation.questions import Gold, gold_of
from rag.evaluation.shapes import faults, question_schema


def _recognised(sample: Sample) -> bool:
    return sample.has("question") and not sample.first.keys() - question_schema()["properties"]


def _read(path: Path) -> Iterator[Placed | Wrong]:
    for line, row in rows(path):
        if isinstance(row, Wrong):
            yield row
            continue
        wrong = [Wrong(line, why) for why in faults(row, question_schema())]
        if wrong:
            yield from wrong
        else:
            yield Placed(line, gold_of(row, line))


def _write(golds: Sequence[Gold], path: Path) -> None:
    write_lines(path, (gold.to_dict() for gold in golds))


OWN = Form("byline", "Byline's own JSON Lines", _recognised, _read, _write)
