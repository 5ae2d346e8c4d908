"""A run's folder: what was asked, what was said, and every score of it.

================= ===============================================================================
``settings.json`` what was run: system, library revision, corpus, settings, prompts, versions
``results.jsonl`` a row a question (``Row``), appended as each is done
``summary.json``  every metric's estimate, in all and by kind; curves
``report.html``   all of it for a person
================= ===============================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.types import SCHEMA

SETTINGS, RESULTS, SUMMARY, REPORT = (
    "settings.json",
    "results.jsonl",
    "summary.json",
    "report.html",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run. ``scores`` holds every metric by name; None is "not scored"."""

    id: str
    kind: str
    question: str
    gold: Mapping[str, Any]
    """The question as its file has it (``Gold.to_dict``)."""
    answer: Mapping[str, Any] | None
    """The answer as JSON (``Answer.to_dict`` for Byline); None when the system failed."""
    scores: Mapping[str, float | None]
    reasons: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    seconds: float | None = None
    must_pass: bool = False
    answerable: bool = True

    def to_json(self) -> str:
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it lies in its folder. ``settings`` and ``summary`` are the files' own objects."""

    folder: Path
    name: str
    rows: tuple[Row, ...]
    settings: Mapping[str, Any]
    summary: Mapping[str, Any]

    def values(self, metric: str) -> dict[str, float | None]:
        """That metric's score of each question, by the question's id."""
        return {row.id: row.scores.get(metric) for row in self.rows}


def read_run(folder: str | Path) -> Run:
    """Raises UsageError, which says what is missing, when the folder holds no finished run."""
    folder = Path(folder)
    missing = [name for name in (SETTINGS, RESULTS, SUMMARY) if not (folder / name).is_file()]
    if missing:
        raise UsageError(
            f"'{folder}' is no finished run: it has no {' and no '.join(missing)}; "
            "`rag eval run QUESTIONS --name NAME` makes one, or goes on with it"
        )
    settings, summary = (
        json.loads((folder / name).read_text("utf-8")) for name in (SETTINGS, SUMMARY)
    )
    return Run(folder, folder.name, tuple(read_rows(folder / RESULTS)), settings, summary)


def read_rows(path: Path) -> Iterator[Row]:
    """Rows in the order written. A last line that was cut short is no row; others are errors."""
    lines = path.read_bytes().split(b"\n")  # a cut may lie within a character
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line.decode("utf-8"))
            fields.pop("schema", None)
            yield Row(**fields)
        except (ValueError, TypeError) as error:
            if number == len(lines):  # the run was killed while it wrote this one
                return
            raise UsageError(f"{path}, line {number}: not a row of a run ({error})") from error
