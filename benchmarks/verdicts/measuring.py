"""Pass rates of labelled cases by kind, with 95 % intervals, beside a lexical-overlap baseline."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from figures import Table

from rag.answering.coverage import share
from rag.answering.nearness import WordVectors
from rag.answering.verify import Aids, judge
from rag.answering.wording import plain
from rag.library.embedding import open_embedder
from rag.types import Verdict
from verdicts.cases import HELD, RIGHT, WRONG, Case

Judge = Callable[[Case], Verdict]
_FIRM = (Verdict.VERBATIM, Verdict.SUPPORTED)
OVERLAP, SOME_OVERLAP = 0.75, 0.5
"""The baseline: shares of stems from which it says ``supported``, and not ``unsupported``."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``passed`` of ``tried``; what passing means, the kind tells."""

    passed: int
    tried: int

    @property
    def share(self) -> float:
        return self.passed / self.tried if self.tried else 0.0

    def interval(self) -> tuple[float, float]:
        """95 %, by Wilson's score (E. B. Wilson, JASA 22, 1927)."""
        n, z = self.tried, 1.96
        if not n:
            return 0.0, 1.0
        middle = (self.share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n)
        half *= math.sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.passed}/{self.tried} {self.share:.1%} ({low:.0%}-{high:.0%})"


def by_rules() -> Judge:
    """The package's own verdicts, with the bundled embedder's near words."""
    aids = Aids(WordVectors(open_embedder("minilm").passages))

    def verdict(case: Case) -> Verdict:
        return judge(case.sentence, case.spans, published=_days(case), aids=aids).verdict

    return verdict


def _days(case: Case) -> list[date | None]:
    return [case.published] * len(case.spans)


def by_overlap(case: Case) -> Verdict:
    """The baseline: how many of a sentence's stems stand in its spans, and nothing else."""
    text, spans = plain(case.sentence), [plain(span) for span in case.spans]
    if any(text in span for span in spans):
        return Verdict.VERBATIM
    held = share(text, spans)
    if held >= OVERLAP:
        return Verdict.SUPPORTED
    return Verdict.WEAK if held >= SOME_OVERLAP else Verdict.UNSUPPORTED


def passes(kind: str, verdict: Verdict) -> bool:
    """A wrong case passes as supported; a right one when it is not unsupported."""
    if kind == "verbatim":
        return verdict is Verdict.VERBATIM
    if kind in RIGHT:
        return verdict is not Verdict.UNSUPPORTED
    return verdict in _FIRM


def rates(cases: Iterable[Case], judging: Judge) -> dict[str, Rate]:
    """By kind."""
    found: dict[str, Rate] = {}
    for case in cases:
        before = found.get(case.kind, Rate(0, 0))
        passed = before.passed + passes(case.kind, judging(case))
        found[case.kind] = Rate(passed, before.tried + 1)
    return found


def table(title: str, cases: Sequence[Case], judging: Judge) -> tuple[Table, list[str]]:
    """The figures, and which goals are not reached."""
    own, plainly = rates(cases, judging), rates(cases, by_overlap)
    short: list[str] = []
    rows: list[tuple[str, ...]] = []
    for kind in (*WRONG, *RIGHT):
        if kind not in own:
            continue
        wrong = kind in WRONG
        goal = WRONG[kind] if wrong else HELD[kind]
        share = own[kind].share
        reached = share <= goal if wrong else share >= goal
        said = f"{'<=' if wrong else '>='} {goal:.0%}"
        rows.append((kind, str(own[kind]), str(plainly[kind]), said, "" if reached else "short"))
        if not reached:
            short.append(f"{title}: {kind} {own[kind]}, goal {said}")
    columns = ("kind", "Byline", "lexical overlap", "goal", "")
    note = "wrong kinds: passed as supported or verbatim; verbatim: found so; light, paraphrase:"
    return Table(title, columns, rows, f"{note} not unsupported"), short
