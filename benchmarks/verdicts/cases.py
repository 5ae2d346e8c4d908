"""Labelled cases: a sentence, the spans it cites, and the one way in which it is wrong, if it is.

``pairs.jsonl`` was written by hand on ``corpus/articles`` before the rules were tuned. One case in
two of each kind (``half``: ``tune``) was looked at while they were; the others were not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PAIRS = Path(__file__).with_name("pairs.jsonl")
RIGHT = ("verbatim", "light", "paraphrase")
WRONG = {
    "number": 0.03,
    "date": 0.03,
    "name": 0.03,
    "quote": 0.03,
    "negation": 0.08,
    "speaker": 0.08,
    "comparison": 0.08,
    "swapped": 0.30,
    "invented": 0.30,
    "general": 0.30,
    "half": 0.30,
}
"""Each kind of fault with the share of it that may pass."""
HELD = {"verbatim": 1.0, "light": 0.95, "paraphrase": 0.75}
"""Each right kind with the share of it that must hold: as verbatim, not unsupported twice."""


@dataclass(frozen=True, slots=True)
class Case:
    """``published`` is the day of the article, which relative dates count from."""

    kind: str
    sentence: str
    spans: tuple[str, ...]
    why: str = ""
    half: str = ""
    published: date | None = None

    @property
    def is_right(self) -> bool:
        return self.kind in RIGHT


def written(half: str | None = None) -> list[Case]:
    """The cases written by hand; one half of them, if it is named."""
    return [
        case for case in _read(PAIRS.read_text("utf-8").splitlines()) if half in (None, case.half)
    ]


def _read(lines: Iterable[str]) -> Iterable[Case]:
    for line in lines:
        row = json.loads(line)
        yield Case(row["kind"], row["sentence"], tuple(row["spans"]), row["why"], row["half"])
