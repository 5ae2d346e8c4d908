"""Lines that recur across the files of one folder, which are furniture wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.intake.draft import Limits
from rag.intake.sources import File
from rag.types import Rejected


@dataclass(frozen=True, slots=True)
class Recurring:
    """The lines to leave out of the files of one folder."""

    lines: frozenset[str] = frozenset()

    @classmethod
    def of(cls, files: Iterable[File | Rejected], limits: Limits) -> Recurring:
        return cls()
