"""Anybody's answers, from a file, scored as a run: no system of ours is asked.

A line of the file is an answer in the answers form (``rag.evaluation.observing``) with the ``id``
of its question. A question without a line counts as one that the system failed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.evaluation.calling import System
from rag.evaluation.formats.form import Wrong, rows
from rag.evaluation.metrics.metric import Texts
from rag.evaluation.observed import Observed
from rag.evaluation.observing import observe
from rag.evaluation.questions import Gold


class NoAnswer(Exception):
    """The file has no line for this question."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by the ids of their questions."""

    by_id: Mapping[str, Observed]
    file: Path

    def missing(self, golds: Sequence[Gold]) -> list[str]:
        """Questions without an answer, in their order."""
        return [gold.id for gold in golds if gold.id not in self.by_id]

    def unknown(self, golds: Sequence[Gold]) -> list[str]:
        """Answers to no question of these."""
        known = {gold.id for gold in golds}
        return [each for each in self.by_id if each not in known]

    def system(self, texts: Texts) -> System:
        """What answers each question with its line."""
        digest = sha256(self.file.read_bytes()).hexdigest()
        facts = {"system": self.file.stem, "answers": {"file": str(self.file), "sha256": digest}}
        return System(lambda gold, history: self.to(gold), texts, facts)

    def to(self, gold: Gold) -> Observed:
        """Raises NoAnswer."""
        if gold.id not in self.by_id:
            raise NoAnswer(f"{self.file} has no answer to it")
        return self.by_id[gold.id]


def read_answers(path: Path) -> Answers:
    """Raises UsageError, with the line, for what is no answer and for an id that stands twice."""
    found: dict[str, Observed] = {}
    for line, row in rows(path, "answers"):
        where = f"{path}, line {line}"
        if isinstance(row, Wrong):
            raise UsageError(f"{path}, {row}")
        name = row.get("id")
        if not isinstance(name, str) or not name:
            raise UsageError(f"{where}: an answer needs 'id', that of its question")
        if name in found:
            raise UsageError(f"{where}: '{name}' is answered twice")
        found[name] = _observed(row, where)
    if not found:
        raise UsageError(f"{path} holds no answers")
    return Answers(found, path)


def _observed(row: Mapping[str, Any], where: str) -> Observed:
    try:
        return observe(row)
    except (UsageError, TypeError, ValueError, AttributeError, KeyError) as error:
        told = error if isinstance(error, UsageError) else f"it is no answer ({error!r})"
        raise UsageError(f"{where}: {told}") from error
